"""What past departures cost, each with the customers behind it, and what that says of the next one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.team.holdings import holders
from holdfast.facts.team.reps import locked_reason
from holdfast.figures import FEW
from holdfast.metrics.reps.departures import (
    YEAR_MONTHS,
    Departure,
    cost_of,
    cost_rows,
    departures,
    revenue_around,
)
from holdfast.money import MONEY_SCALE
from holdfast.rows.standing import standing
from holdfast.statistics.models.student import t_quantile
from holdfast.timeline import ONE_DAY, Period, add_months
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.figures.scopes import scope_of
from holdfast.views.results import FigureRows, RowsTotal, TableView
from holdfast.views.team.results import DepartureEffect, DeparturesView, PastDeparture
from holdfast.words.interface.chosen import in_english
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.metrics.scope import Scope
    from holdfast.views.selection import DepartedBook

LEAST_DEPARTURES: Final = 3
LEAST_CUSTOMERS: Final = 20
"""Below so many departures, or customers in their books, nothing is said of the next departure."""

GONE_BEFORE: Final = "gone before"
BECAME: Final = ("lost", "less", "same", "more", GONE_BEFORE)
"""What became of a customer: of those active on the day, the first four."""

_BOOK_COLUMNS: Final = (
    ("name", "Customer"),
    ("became", "Became"),
    ("before", "Before"),
    ("expected", "Expected"),
    ("after", "After"),
    ("amount", "Cost"),
    ("rep_now", "Rep now"),
)

_SCHEMA: Final = pl.Schema(
    {
        "rep_id": pl.String,
        "name": pl.String,
        "team": pl.String,
        "left": pl.Date,
        "customers": pl.Int64,
        "active": pl.Int64,
        "lost": pl.Int64,
        "expected_lost": pl.Float64,
        "shrank": pl.Int64,
        "before": pl.Float64,
        "expected": pl.Float64,
        "after": pl.Float64,
        "cost": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "status": pl.String,
        "note": pl.String,
    }
)
"""Columns of `show departures`."""


def past_departures(store: FactsStore, answer: Answer) -> DeparturesView:
    """Every departure in the data, the latest first; those whose 12 months still run say so."""
    locked = locked_reason(store.book)
    if locked or not store.book.has("assignments"):
        locked = locked or "What a departure cost needs assignments.csv: who held which customer when"
        return DeparturesView(answer.moment, (), _effect(()), locked)
    scope = _whole(store, answer)
    over = departures(scope)
    rows = [*(_judged(scope, one) for one in over), *_running(scope)]
    rows.sort(key=lambda row: (row.left.toordinal() * -1, row.rep_id))
    return DeparturesView(answer.moment, tuple(rows), _effect(over))


def departures_table(store: FactsStore, answer: Answer) -> TableView:
    """One row per departure; money in currency units of a year."""
    view = past_departures(store, answer)
    rows = [{name: getattr(row, name) for name in _SCHEMA} for row in view.rows]
    return TableView(
        "departures", answer.moment, pl.DataFrame(rows, schema=_SCHEMA), (view.locked or view.effect.note,)
    )


@in_english()
def departure_effect(store: FactsStore, answer: Answer) -> DepartureEffect:
    """What the book's own departures took from the books they left.

    The share that is missing beyond that of reps who stayed, over all departures (`departure.revenue`). Each
    departure is one case, however many customers it had: the interval is that of a ratio over departures
    with Student's t (Cochran 1977, 6.3), and needs LEAST_DEPARTURES of them.
    """
    return _effect(_over(store, answer))


def _effect(found: Sequence[Departure]) -> DepartureEffect:
    compared = [one for one in found if one.is_compared]
    customers = sum(one.customers.len() for one in compared)
    count = len(compared)
    rests = (
        f"{plural(count, 'departure')} with {plural(customers, 'customer')} followed for {YEAR_MONTHS} months"
    )
    if count < LEAST_DEPARTURES or customers < LEAST_CUSTOMERS:
        short = f"it takes {LEAST_DEPARTURES} departures with {LEAST_CUSTOMERS} customers"
        return DepartureEffect(count, customers, None, None, None, f"too few to tell: {rests}; {short}")
    before = sum(one.before for one in compared)
    share = math.fsum(one.before * one.went_on - one.after for one in compared) / before
    left = [one.before * one.went_on - one.after - share * one.before for one in compared]
    spread = math.fsum(each * each for each in left) * count / (count - 1)
    wide = t_quantile(0.975, count - 1) * math.sqrt(spread) / before
    return DepartureEffect(count, customers, share, share - wide, share + wide, f"from {rests}")


def _whole(store: FactsStore, answer: Answer) -> Scope:
    """What may be looked at of the chosen customers, over all the data up to the as-of date."""
    as_of = answer.facts.as_of
    first = min(store.book.span[0], as_of)
    return replace(scope_of(store.book, answer, answer.facts), period=Period(first, as_of + ONE_DAY))


def _over(store: FactsStore, answer: Answer) -> Sequence[Departure]:
    """Departures whose 12 months are over."""
    return departures(_whole(store, answer)) if store.book.has("reps", "assignments") else ()


def _judged(scope: Scope, one: Departure) -> PastDeparture:
    fates, others = _fates(scope, one.customers, one.day), _fates(scope, one.stayed, one.day)
    active, lost, shrank = fates
    expected_lost = active * others[1] / others[0] if others[0] else None
    yearly = (12 if scope.on_recurring else 1) / MONEY_SCALE
    row = PastDeparture(
        one.rep_id, one.name, _team(scope, one.rep_id), one.day - ONE_DAY, one.customers.len(), active, lost,
        expected_lost, shrank, one.before * yearly, None, one.after * yearly, None, None, None, "n/a",
    )  # fmt: skip
    if one.before <= 0:
        return replace(row, note="its customers brought nothing in the 12 months before")
    if not one.is_compared:
        return replace(row, note="no rep stayed through those 12 months to compare with")
    cost = cost_of(scope, one)
    told = replace(
        row, expected=one.before * one.went_on * yearly, cost=cost.value, low=cost.low, high=cost.high
    )
    if cost.low is None or cost.high is None:
        fewer = min(one.customers.len(), one.stayed.len())
        return replace(
            told, status="few", note=f"too few for an interval: {plural(fewer, 'customer')}, {FEW} needed"
        )
    unclear = "not distinguishable from none" if cost.low <= 0 <= cost.high else None
    return replace(told, status="ok", note=unclear)


def _fates(scope: Scope, customers: pl.Series, day: date) -> tuple[int, int, int]:
    """Of the customers: active when the day began, lost 12 months later, and still there with less."""
    became = _became(scope, customers, day).get_column("became")
    counts = {word: int((became == word).sum()) for word in BECAME}
    return became.len() - counts[GONE_BEFORE], counts["lost"], counts["less"]


def _became(scope: Scope, customers: pl.Series, day: date) -> pl.DataFrame:
    """`customer`, `became` (one of BECAME) 12 months after a day, by customer."""
    later, changes = add_months(day, YEAR_MONTHS), scope.book.activity.changes
    active, height = changes.get_column("is_active"), scope.book.customers.height
    chosen = customers.sort()
    was, still = (
        standing(changes, min(instant, scope.as_of + ONE_DAY))
        .level(active, height, none=False)
        .gather(chosen)
        for instant in (day, later)
    )
    told = (
        pl.DataFrame({"customer": chosen, "was": was, "still": still})
        .join(revenue_around(scope, customers, day), on="customer", how="left", maintain_order="left")
        .with_columns(pl.col("before", "after").fill_null(0))
    )
    change = pl.col("after") - pl.col("before")
    word = (
        pl.when(~pl.col("was"))
        .then(pl.lit(GONE_BEFORE))
        .when(~pl.col("still"))
        .then(pl.lit("lost"))
        .when(change < 0)
        .then(pl.lit("less"))
        .when(change > 0)
        .then(pl.lit("more"))
        .otherwise(pl.lit("same"))
    )
    return told.select("customer", word.alias("became"))


def departed_book(store: FactsStore, answer: Answer, asked: DepartedBook) -> FigureRows:
    """The customers of one departure whose 12 months are over, those that cost most first.

    Raises UsageError where there is no such departure.
    """
    scope = _whole(store, answer)
    found = [one for one in _over(store, answer) if one.rep_id == asked.rep_id]
    if not found:
        raise UsageError(f"{asked.rep_id} left no book whose 12 months after are over")
    one = found[-1]
    money = cost_rows(scope, one)
    beside = ["expected", "cost"] if one.is_compared else []
    names = answer.facts.customers.select(
        "customer",
        pl.coalesce("name", "customer_id").alias("name"),
        pl.col("rep").cast(pl.String).alias("rep_now"),
    )
    rows = (
        _became(scope, one.customers, one.day)
        .join(money.drop("left_by", "on"), on="customer", how="left")
        .join(names, on="customer", how="left")
        .with_columns(pl.col("before", "after").fill_null(0.0), pl.col(beside).fill_null(0.0))
        .rename({"cost": "amount"})
        .sort("amount", "name", "customer", descending=[True, False, False])
    )
    row = _judged(scope, one)
    said = f"{plural(rows.height, 'customer')} held by {one.name} on {day_text(row.left)}; 12 months later"
    total = RowsTotal(row.cost, "money", "Cost") if row.cost is not None else None
    return FigureRows(
        answer.moment,
        "departure.cost",
        f"Left by {one.name}",
        said,
        "customer",
        _BOOK_COLUMNS,
        LinkedRows(rows, key="customer"),
        dict.fromkeys(("before", "expected", "after", "amount"), "money"),
        total,
    )


def _running(scope: Scope) -> list[PastDeparture]:
    """Departures whose 12 months are not over: what they left, and until when they are followed."""
    reps = scope.book.visible("reps", scope.as_of)
    day = pl.col("end_date")
    gone = reps.filter(
        (day > pl.col("hire_date"))
        & (day <= scope.as_of)
        & (day.dt.offset_by(f"{YEAR_MONTHS}mo") > scope.period.end)
    ).select("rep_id", pl.coalesce("name", "rep_id"), "team", "end_date")
    found = []
    for rep_id, name, team, left in gone.sort("end_date", "rep_id").iter_rows():
        held = _held_on(scope, rep_id, left - ONE_DAY)
        active = _fates(scope, held, left)[0]
        before = int(revenue_around(scope, held, left).get_column("before").sum() or 0)
        until = add_months(left, YEAR_MONTHS) - ONE_DAY
        found.append(
            PastDeparture(
                rep_id, name, team, left - ONE_DAY, held.len(), active, None, None, None,
                before * (12 if scope.on_recurring else 1) / MONEY_SCALE, None, None, None, None, None,
                "incomplete", f"followed until {day_text(until)}",
            )
        )  # fmt: skip
    return found


def _held_on(scope: Scope, rep_id: str, day: date) -> pl.Series:
    held = holders(scope.book, scope.as_of, day).filter(pl.col("rep_id") == rep_id)
    return held.join(scope.facts.select("customer"), on="customer", how="semi").get_column("customer")


def _team(scope: Scope, rep_id: str) -> str | None:
    found = scope.book.visible("reps", scope.as_of).filter(pl.col("rep_id") == rep_id).get_column("team")
    return found[0] if found.len() else None
