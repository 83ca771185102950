"""Which order of customers finds losses: models, flags and simple orders on the book's own past."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.money import units
from holdfast.risk.chance.flag_table import loss_table
from holdfast.risk.chance.judged import TOP_SHARE, learned, seen_at
from holdfast.risk.past.backtest import MARKS, TITLES, came_of, everybody_of, marks
from holdfast.risk.past.history import History
from holdfast.risk.past.rates import MINIMUM_LOSSES, rated
from holdfast.risk.past.tally import Calendar, Once, apart, counts_by_band, lost_on
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.rows.numbered import filled
from holdfast.statistics.intervals.resampling import Interval, resampled_shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, timedelta

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.chance.models import LossModel

RANKINGS: Final[Mapping[str, str]] = {
    "flags": "flags",
    "logistic": "the logistic model",
    "cadence": "the cadence model",
    "revenue": "revenue",
    "recency": "recency",
}
"""The orders that are compared, by id."""

_BY_MODEL: Final = ("logistic", "cadence")
_BY_ORDERS: Final = ("cadence", "recency")

_RECENT: Final = 8

SEED: Final = 7
MOST_GROUPS: Final = 200
"""Lost customers are resampled in so many groups at most; all losses of a customer stay together."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Share of the revenue lost within the horizon that stood at the top of each order.

    `ends`: the month-ends tried, a horizon apart; `customers` lost after them and their `revenue` (currency
    units). `top` gives the share in the first tenth by ranking id, with an interval; `ahead`: by how much the
    best order is ahead of each other one.
    """

    ends: tuple[date, ...]
    days: int
    customers: int
    revenue: float
    top: Mapping[str, Interval]
    ahead: Mapping[str, Interval]

    @property
    def best(self) -> str | None:
        """The order with the largest share in its first tenth."""
        return max(self.top, key=lambda name: self.top[name].value) if self.top else None

    @property
    def beaten(self) -> tuple[str, ...]:
        """The orders that the best one is ahead of beyond chance (95 % interval)."""
        return tuple(name for name, lead in self.ahead.items() if lead.low > 0)

    @property
    def sentence(self) -> str:
        """Which order wins on this book, or that none can be told apart."""
        if self.best is None:
            return (
                "which order finds losses best cannot be told: it takes a calibrated flag and "
                f"{MINIMUM_LOSSES} losses after it"
            )
        shares = ", ".join(
            f"by {RANKINGS[name]} {found.value:.0%} [{found.low:.0%} to {found.high:.0%}]"
            for name, found in sorted(self.top.items(), key=lambda item: -item[1].value)
        )
        tried = "1 past month-end" if len(self.ends) == 1 else f"{len(self.ends)} past month-ends"
        return (
            f"share of the revenue lost within {self.days} days that stood in the first tenth of the list, "
            f"over {tried} and {self.customers:,} lost customers: {shares}. {self._verdict(self.best)}"
        )

    def _verdict(self, best: str) -> str:
        others = [name for name in self.top if name != best]
        open_still = [name for name in others if name not in self.beaten]
        if not open_still:
            return f"On this book {RANKINGS[best]} wins."
        if len(open_still) == len(others):
            return "None of these can be told apart on this book."
        ahead = _listed([RANKINGS[name] for name in others if name in self.beaten])
        level = _listed([RANKINGS[name] for name in (best, *open_still)])
        return f"On this book {level} cannot be told apart; {RANKINGS[best]} is ahead of {ahead}."


def compare(history: History, calendar: Calendar, watch: Watch = UNWATCHED) -> Comparison:
    """The orders side by side, walking forward. Raises CancelledError.

    At each month-end tried, loss rates and models rest only on month-ends whose whole horizon had passed by
    then. Flags: revenue × (loss rate of the open flags − that of all). Models (models.py): revenue × the
    chance of loss. Recency: overdue ratio, then days since the last order. Nothing counts the chance to reach
    a customer, which says whether a call is possible and not whether a loss is coming.
    """
    walk = _Walk(history, calendar, Watch(cancelled=watch.cancelled))
    tried: dict[date, pl.DataFrame | None] = {}
    ends = apart(calendar)
    for done, end in enumerate(ends):
        watch.progress(done, len(ends))
        tried[end] = walk.ranked_losses(end)
    found = {end: losses for end, losses in tried.items() if losses is not None}
    return _compared(tuple(found), calendar.horizon, tuple(found.values()), _possible(history.book))


def comparison_of(history: History, calendar: Calendar, watch: Watch = UNWATCHED) -> Comparison:
    """`compare`, kept in memory and on disk for the next to ask. Raises CancelledError."""

    def found() -> Comparison:
        stored = history.load(_entry(calendar), lambda frames, told: _read(calendar, frames, told))
        if stored is None:
            stored = compare(history, calendar, watch)
            history.store(_entry(calendar), *_written(stored))
        return stored

    kept: Kept[tuple[str, Calendar], Comparison] = history.book.kept.of(Comparison, _RECENT)
    return kept.get((history.thresholds.digest, calendar), found)


def _entry(calendar: Calendar) -> str:
    """The name on disk of the comparison over these month-ends."""
    span = f"{calendar.ends[0]}-{calendar.ends[-1]}-" if calendar.ends else ""
    return f"orders-{span}{calendar.horizon.days}"


def _written(found: Comparison) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    rows = [
        (part, name, share.value, share.low, share.high)
        for part in ("top", "ahead")
        for name, share in getattr(found, part).items()
    ]
    shares = pl.DataFrame(rows, schema=_SHARES, orient="row")
    ends = pl.DataFrame({"end": pl.Series(found.ends, dtype=pl.Date)})
    return {"shares": shares, "ends": ends}, {"customers": found.customers, "revenue": found.revenue}


_SHARES: Final = {
    "part": pl.String,
    "ranking": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def _read(calendar: Calendar, frames: Mapping[str, pl.DataFrame], told: Mapping[str, Any]) -> Comparison:
    parts: dict[str, dict[str, Interval]] = {"top": {}, "ahead": {}}
    for part, name, value, low, high in frames["shares"].iter_rows():
        parts[part][name] = Interval(value, low, high)
    ends = tuple(frames["ends"].get_column("end"))
    return Comparison(ends, calendar.horizon.days, told["customers"], told["revenue"], **parts)


class _Walk:
    """What could be learned by each month-end."""

    def __init__(self, history: History, calendar: Calendar, watch: Watch) -> None:
        self._history, self._calendar, self._watch = history, calendar, watch
        self._counts = self._counted()
        self._looked: list[pl.DataFrame] = []

    def ranked_losses(self, end: date) -> pl.DataFrame | None:
        """Customers lost after a month-end: `customer`, `revenue`, and Booleans `top_<id>`.

        None where nothing calibrated could be known by then.
        """
        known = Calendar(self._calendar.ends[: self._calendar.answered(end)], self._calendar.horizon)
        now = seen_at(self._history.book, end, self._calendar.horizon)
        models, self._looked = learned(self._looked) if self._looked else {}, [*self._looked, now]
        if not known.ends or "base" not in models:
            return None
        months = self._counts[: len(known.ends)]
        rates = rated(months, TITLES, drawn=True)
        standings = self._history.standings(known.ends, self._watch)
        table = loss_table(self._history.book, known, standings, rates, everybody_of(months))
        if not table.worst:
            return None
        open_then = table.rates(table.state_of_standing(self._history.standing(end)))
        scored = _scored(now, table.base_rate or 0.0, open_then.get_column("loss_rate"), models)
        return _ranked(scored, self._lost(end), _possible(self._history.book))

    def _counted(self) -> list[pl.DataFrame]:
        book, horizon = self._history.book, self._calendar.horizon
        once = Once(self._calendar, len(MARKS), book.customers.height)
        months = []
        for standing in self._history.standings(self._calendar.ends, self._watch):
            marked = marks(standing, standing.customers.get_column("active"))
            came = came_of(book, standing, horizon, lost_on(book, standing.end, standing.end + horizon))
            months.append(counts_by_band(marked, once.fresh(standing.end, marked), came))
        return months

    def _lost(self, end: date) -> pl.Series:
        return lost_on(self._history.book, end, end + self._calendar.horizon).is_not_null().alias("lost")


def _scored(
    now: pl.DataFrame, base: float, by_flags: pl.Series, models: Mapping[str, LossModel]
) -> pl.DataFrame:
    """Active customers with the score of each order: `customer`, `worth`, one column per ranking id."""
    revenue = pl.col("revenue")
    return now.hstack([by_flags.gather(now.get_column("customer")).alias("by_flags")]).select(
        "customer",
        revenue.alias("worth"),
        (revenue * (pl.col("by_flags") - base)).alias("flags"),
        *((revenue * models.get(kind, models["base"]).rates()[0]).alias(kind) for kind in _BY_MODEL),
        revenue.alias("revenue"),
        pl.col("overdue_ratio").alias("recency"),
        "days_since_order",
    )


def _possible(book: Book) -> tuple[str, ...]:
    """The orders a book can be put in: without purchases nobody is more recent than others."""
    return tuple(name for name in RANKINGS if name not in _BY_ORDERS or not book.purchases.is_empty())


def _ranked(scored: pl.DataFrame, lost: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    """The lost customers with whether each order had them at its top."""
    top = math.ceil(scored.height * TOP_SHARE)
    row = pl.int_range(scored.height, dtype=pl.UInt32, eager=True)
    columns = []
    for name in names:
        ties = "days_since_order" if name == "recency" else "worth"
        by_ties = scored.select(name, ties, "customer", row.alias("row")).sort(
            ties, "customer", descending=[True, False], nulls_last=True
        )
        order = by_ties.sort(name, descending=True, nulls_last=True, maintain_order=True)
        place = filled(0, scored.height, pl.UInt32).scatter(order.get_column("row"), row)
        columns.append((place < top).alias(f"top_{name}"))
    gone = lost.gather(scored.get_column("customer"))
    return scored.select("customer", "worth").hstack(columns).filter(gone)


def _compared(
    ends: tuple[date, ...], horizon: timedelta, found: Sequence[pl.DataFrame], names: Sequence[str]
) -> Comparison:
    losses = pl.concat(found).filter(pl.col("worth") > 0) if found else pl.DataFrame()
    if losses.height < MINIMUM_LOSSES:
        return Comparison(ends, horizon.days, losses.height, 0.0, {}, {})
    group = (pl.col("customer").rank("dense") % MOST_GROUPS).alias("group")
    summed = (
        losses.with_columns(group)
        .group_by("group")
        .agg(
            pl.col("worth").sum(),
            *((pl.col("worth") * pl.col(f"top_{name}")).sum().alias(f"top_{name}") for name in names),
        )
        .sort("group")
    )
    top = {name: f"top_{name}" for name in names}
    best = max(top, key=lambda name: float(summed.get_column(top[name]).sum()))
    leads = {
        name: (pl.col(top[best]) - pl.col(column)).alias(f"lead_{name}")
        for name, column in top.items()
        if name != best
    }
    measured = resampled_shares(summed.with_columns(leads.values()), "worth", SEED)
    return Comparison(
        ends=ends,
        days=horizon.days,
        customers=losses.get_column("customer").n_unique(),
        revenue=units(int(losses.get_column("worth").sum())),
        top={name: measured[column] for name, column in top.items()},
        ahead={name: measured[f"lead_{name}"] for name in leads},
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
