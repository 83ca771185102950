"""How the health of one customer came to be: month by month, with what moved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.names import CUSTOMER_FLAGS, FLAG_NAMES
from holdfast.risk.past.history import told_column
from holdfast.risk.watch import UNWATCHED
from holdfast.scores.health import FLAGS_INPUT, INPUTS, health, lost_column
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.customer import HealthPoint
from holdfast.words.interface.catalogue import phrase, tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.risk.past.history import History, Standing
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch

MONTHS: Final = 12
LEAST_MOVE: Final = 5.0
"""Points by which health has to move before something is said to have moved it."""


def health_history(
    history: History, answer: Answer, customer: int, watch: Watch = UNWATCHED
) -> tuple[HealthPoint, ...]:
    """The health of a customer at the last MONTHS month-ends and on the as-of date, oldest first.

    Each as it would have been told on that day. Where it moved by LEAST_MOVE points or more since the point
    before, `moved` names the input behind most of it, and the flags that opened or cleared. Raises
    CancelledError.
    """
    as_of = answer.facts.as_of
    ends = _month_ends(as_of)
    alone = _alone(history.book, customer)
    now = answer.facts.customers.slice(customer, 1)
    rows = [_row(alone, now, standing, customer) for standing in history.standings(ends, watch)]
    points = [_scored(alone, end, row, history.thresholds) for end, row in zip(ends, rows, strict=True)]
    flags = [_open_flags(row) for row in rows]
    if not ends or ends[-1] != as_of:
        ends = (*ends, as_of)
        points.append(_scored(alone, as_of, now, history.thresholds))
        flags.append(_open_flags(now))
    return tuple(
        HealthPoint(end, point["health"], _moved(points, flags, place))
        for place, (end, point) in enumerate(zip(ends, points, strict=True))
    )


def _month_ends(as_of: date) -> tuple[date, ...]:
    first_after = (as_of + ONE_DAY).replace(day=1)
    return tuple(add_months(first_after, -back) - ONE_DAY for back in range(MONTHS - 1, -1, -1))


def _alone(book: Book, customer: int) -> Book:
    """The book with the rows of one customer only: what engagement reads of it."""
    mine = pl.col("customer") == customer
    tables: dict[str, pl.DataFrame] = {}
    for name, frame in book.tables.items():
        tables[name] = frame.filter(mine) if "customer" in frame.columns else frame
    if "order_lines" in tables and "orders" in tables:
        lines = tables["order_lines"]
        tables["order_lines"] = lines.join(tables["orders"].select("order_id"), on="order_id", how="semi")
    return replace(book, tables=MappingProxyType(tables), purchases=book.purchases.filter(mine))


def _row(alone: Book, now: pl.DataFrame, standing: Standing, customer: int) -> pl.DataFrame:
    """The facts of the customer on a month-end, as far as health reads them."""
    then = standing.customers.slice(customer, 1)
    raised = standing.raised.filter(pl.col("customer") == customer)
    opened = dict(raised.select(pl.col("flag").cast(pl.String), "severity").iter_rows())
    levels = {
        flag.column: opened.get(flag.id, 0) if _told(then, flag.id) else None for flag in CUSTOMER_FLAGS
    }
    worst = max((level for level in levels.values() if level is not None), default=0)
    first = pl.when(pl.col("first_order") <= standing.end).then("first_order")
    return now.select(
        "customer",
        "tier",
        first.alias("first_order"),
        pl.lit(then.item(0, "overdue_ratio"), dtype=pl.Float64).alias("overdue_ratio"),
        pl.lit(_last_contact(alone, standing.end), dtype=pl.Date).alias("last_contact"),
        pl.lit(worst, dtype=pl.UInt8).cat.to(SEVERITY).alias("risk"),
        *(pl.lit(level, dtype=pl.Int8).alias(name) for name, level in levels.items()),
    )


def _told(then: pl.DataFrame, flag_id: str) -> bool:
    column = told_column(flag_id)
    return column in then.columns and bool(then.item(0, column))


def _last_contact(alone: Book, end: date) -> date | None:
    if not alone.has("interactions"):
        return None
    two_way = pl.col("direction").str.to_lowercase() == "two-way"
    last = alone.visible("interactions", end).filter(two_way).get_column("at").dt.date().max()
    return last if isinstance(last, date) else None


def _scored(alone: Book, end: date, row: pl.DataFrame, thresholds: Thresholds) -> Mapping[str, Any]:
    return health(alone, end, row, thresholds).row(0, named=True)


def _open_flags(row: pl.DataFrame) -> frozenset[str]:
    levels = row.select(flag.column for flag in CUSTOMER_FLAGS if flag.column in row.columns).row(
        0, named=True
    )
    return frozenset(flag.id for flag in CUSTOMER_FLAGS if (levels.get(flag.column) or 0) > 0)


def _moved(points: Sequence[Mapping[str, Any]], flags: Sequence[frozenset[str]], place: int) -> str | None:
    """What moved health since the point before, in words; None where it hardly moved or cannot be told."""
    if place == 0:
        return None
    before, now = points[place - 1], points[place]
    if before["health"] is None or now["health"] is None:
        return None
    if abs(now["health"] - before["health"]) < LEAST_MOVE:
        return None
    cost = {name: (now[lost_column(name)] or 0.0) - (before[lost_column(name)] or 0.0) for name in INPUTS}
    fell = now["health"] < before["health"]
    most = max(INPUTS, key=lambda name: cost[name] if fell else -cost[name])
    if most != FLAGS_INPUT:
        return phrase("{part} fell" if fell else "{part} recovered", part=tr(most, "part"))
    return _flag_words(flags[place] - flags[place - 1], flags[place - 1] - flags[place], fell=fell)


def _flag_words(opened: frozenset[str], cleared: frozenset[str], *, fell: bool) -> str:
    changed, word = (opened, "opened") if fell else (cleared, "cleared")
    names = ", ".join(FLAG_NAMES[flag_id].shown for flag_id in sorted(changed))
    return f"{names} {tr(word, 'state')}" if names else tr("a flag worsened" if fell else "a flag eased")
