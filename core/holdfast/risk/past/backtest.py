"""How often customers under each flag were lost: the flags of past month-ends beside what came after them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.customers import customer_facts
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import FLAG_ID, evaluate_some
from holdfast.risk.flag import HIGH
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.risk.past.clock import no_order_after, recency_band
from holdfast.risk.past.history import History, Standing, raised_rows
from holdfast.risk.past.pooled import books_known
from holdfast.risk.past.rates import MINIMUM_LOSSES, rated
from holdfast.risk.past.record import FlagRecord
from holdfast.risk.past.tally import Calendar, Once, Runs, counts_by_band, losses, lost_on
from holdfast.risk.scope.scope import rule_scope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.rows.numbered import filled
from holdfast.timeline import ONE_DAY, add_months, period_of
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.thresholds.thresholds import Thresholds

HORIZON: Final = timedelta(days=90)
"""A customer lost within this time after a flag counts as lost under it."""

MONTHS: Final = 36
"""So many past month-ends are looked at, or as many as the book has: three of every season."""


@dataclass(frozen=True)
class BacktestPlan:
    """How far a backtest looks: for how long after a month-end, and at how many month-ends at most."""

    horizon: timedelta = HORIZON
    months: int = MONTHS


USUAL: Final = BacktestPlan()

OF_THE_LOST: Final = "about customers who are lost already: no rate of loss can judge it"

COMBINATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"any": "Any flag", "high": "A high flag", "1": "One flag", "2": "Two flags", "3+": "Three or more flags"}
)
"""What is counted besides single flags, by id."""

MARKS: Final = (*FLAGS, *COMBINATIONS, "everybody")
"""What a customer is counted under, by place."""

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {**{flag.id: flag.shown for flag in CUSTOMER_FLAGS}, **COMBINATIONS}
)
"""Flags and combinations by id, in the order of MARKS."""

_EVERYBODY: Final = len(MARKS) - 1
_PLACE: Final = {mark: place for place, mark in enumerate(MARKS)}
_RECENT: Final = 8
"""Backtests kept per book, so that the desk, a list and a figure share one."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """What flags came to.

    `rates`, one row per flag in the order of the catalog and then per combination: `flag` String (id),
    `name` String, `flagged`, `lost` and `in_time` UInt32 (how many of the flagged the clock let be lost
    within the horizon), `rate`, `low`, `high` Float64 (rates.py: lost ÷ flagged with its Wilson interval
    where `calibrated`, drawn to the rate of all where `shrunken`; null where none could be lost), `base_rate`
    Float64 (lost ÷ all active customers), `lift` Float64 (rate ÷ base rate), `beyond_clock` and `no_order`
    Float64 with `no_order_lift` (rates.py), `recall` Float64 (null for a flag that could never be evaluated,
    and without losses), `lead_days` Float64 (median), `calibrated` Boolean (at least MINIMUM_FLAGGED flagged
    and MINIMUM_LOSSES lost), `shrunken` Boolean, `months` UInt32 month-ends used; where a pool stands behind
    drawn rates, `pool_books` and `pool_customers` (rates.py).
    `too_few`: the sentence of a book with fewer than MINIMUM_LOSSES losses in the time looked at. `active`:
    how many customers the base rate is of, each once a horizon.
    """

    as_of: date
    calendar: Calendar
    rates: pl.DataFrame
    too_few: str | None
    active: int = 0

    @property
    def base_rate(self) -> float | None:
        """Share of all active customers that were lost within the horizon."""
        base: float | None = self.rates.item(0, "base_rate")
        return base

    def record(self, mark: str) -> FlagRecord:
        """The row of a flag or of a combination, by id."""
        columns = [field.name for field in fields(FlagRecord) if field.name in self.rates.columns]
        row = self.rates.filter(pl.col("flag") == mark).select(columns).row(0, named=True)
        is_uncounted = mark in FLAGS and "active" not in FLAGS[mark].states
        return FlagRecord(**row, too_few=OF_THE_LOST if is_uncounted else self.too_few)

    @property
    def flags(self) -> pl.DataFrame:
        """The rows of single flags, `flag` an Enum of ids."""
        single = pl.col("flag").is_in(list(FLAGS))
        return self.rates.filter(single).with_columns(pl.col("flag").cast(FLAG_ID))


def backtest(
    history: History,
    as_of: date,
    plan: BacktestPlan = USUAL,
    *,
    chosen: pl.Series | None = None,
    watch: Watch = UNWATCHED,
) -> Backtest:
    """What the flags of past month-ends came to, as could be told on `as_of`. Raises CancelledError.

    Looks at the latest month-ends of the plan that have the whole horizon behind them on `as_of` and do not
    lie before the first activity. Customers count who were active then (and whom `chosen`, Boolean over all
    customers, keeps). A flag is as it was visible at the month-end; of a customer it counts again only when a
    horizon has passed since it last counted, so no loss is counted twice.

    Recall: of the losses that the base rate counts, the share that had the flag open at the month-end that
    counted the customer, or at one between that and the loss. Lead time: of those, the days to the loss from
    the flag's first day at the last of these month-ends (`since`; where the rule cannot tell it, the first of
    the unbroken run of month-ends that saw it open). Source: spec §8.
    """
    calendar = calendar_of(history.book, as_of, plan)
    history.prepare(calendar.ends, watch)
    standings = history.standings(calendar.ends, Watch(cancelled=watch.cancelled))
    return _judged(history.book, as_of, plan, standings, chosen)


def backtest_flag(
    history: History,
    flag: AnyFlag,
    thresholds: Thresholds,
    as_of: date,
    *,
    plan: BacktestPlan = USUAL,
    watch: Watch = UNWATCHED,
) -> Backtest:
    """The backtest with one flag under other thresholds: the others come from the history as they are.

    Raises CancelledError.
    """
    if thresholds.of(flag) == history.thresholds.of(flag):
        return backtest(history, as_of, plan, watch=watch)
    calendar = calendar_of(history.book, as_of, plan)
    edited = (
        _with_flag(history.book, standing, flag, thresholds)
        for standing in history.standings(calendar.ends, watch)
    )
    return _judged(history.book, as_of, plan, edited, None)


def backtest_of(
    book: Book, as_of: date, thresholds: Thresholds | None = None, watch: Watch = UNWATCHED
) -> Backtest:
    """The backtest as the desk shows it, kept for the next to ask. Raises CancelledError."""
    history = History(book, thresholds or default_thresholds())
    kept: Kept[tuple[str, date], Backtest] = history.book.kept.of(Backtest, _RECENT)
    return kept.get((history.thresholds.digest, as_of), lambda: backtest(history, as_of, watch=watch))


def calendar_of(book: Book, as_of: date, plan: BacktestPlan = USUAL) -> Calendar:
    """The latest month-ends with the horizon closed on `as_of`, none before the first activity."""
    first = book.activity.changes.get_column("day").min()
    if not isinstance(first, date) or as_of - first < plan.horizon:
        return Calendar((), plan.horizon)
    after_latest = (as_of - plan.horizon + ONE_DAY).replace(day=1)
    latest_first = (add_months(after_latest, -back) - ONE_DAY for back in range(plan.months))
    return Calendar(tuple(takewhile(lambda end: end >= first, latest_first))[::-1], plan.horizon)


def too_few_losses(
    book: Book, as_of: date, plan: BacktestPlan = USUAL, chosen: pl.Series | None = None
) -> str | None:
    """Why no flag can be judged yet: fewer than MINIMUM_LOSSES losses that a backtest could count.

    In words; None where there are enough. `chosen` as in `backtest`.
    """
    ends = calendar_of(book, as_of, plan).ends
    if not ends:
        return f"no month-end has {plan.horizon.days} days behind it yet"
    found = losses(book, date.min, as_of)
    if chosen is not None:
        found = found.filter(chosen.gather(found.get_column("customer")))
    counted = int((found.get_column("day") > ends[0]).sum())
    if counted >= MINIMUM_LOSSES:
        return None
    so_far = "so far" if counted == found.height else f"since {day_text(ends[0])}"
    return f"{plural(counted, 'loss', 'losses')} {so_far}; {MINIMUM_LOSSES} are needed to judge a flag"


def _with_flag(book: Book, standing: Standing, flag: AnyFlag, thresholds: Thresholds) -> Standing:
    """The standing with one flag evaluated again."""
    facts = customer_facts(book, standing.end, period_of(standing.end, "month"))
    seen = evaluate_some(rule_scope(book, standing.end, facts, thresholds), [flag]).raised.get(flag.id)
    others = standing.raised.filter(pl.col("flag") != flag.id)
    if seen is None:
        return standing
    return replace(standing, raised=pl.concat([others, raised_rows(flag.id, seen)]))


def _judged(
    book: Book, as_of: date, plan: BacktestPlan, standings: Iterable[Standing], chosen: pl.Series | None
) -> Backtest:
    calendar = calendar_of(book, as_of, plan)
    once = Once(calendar, len(MARKS), book.customers.height)
    recalled = _Recall(book, calendar)
    months, told = [], set(COMBINATIONS)
    for standing in standings:
        told |= standing.told
        active = standing.customers.get_column("active")
        marked = marks(standing, active if chosen is None else active & chosen)
        fresh = once.fresh(standing.end, marked)
        lost = lost_on(book, standing.end, standing.end + calendar.horizon)
        months.append(counts_by_band(marked, fresh, came_of(book, standing, calendar.horizon, lost)))
        recalled.look(standing.end, marked, fresh, lost)
    could_be_told = pl.Series([mark in told for mark in MARKS[:_EVERYBODY]], dtype=pl.Boolean)
    too_few = too_few_losses(book, as_of, plan, chosen)
    pool = books_known(book.settings.pool, as_of, plan.horizon)
    rates = rated(months, TITLES, drawn=too_few is None, pool=pool).hstack(recalled.table().head(_EVERYBODY))
    told_recall = rates.with_columns(pl.when(could_be_told).then("recall").alias("recall"))
    return Backtest(as_of, calendar, told_recall, too_few, everybody_of(months))


def everybody_of(months: Iterable[pl.DataFrame]) -> int:
    """Of how many customers the base rate of some month-ends is, each once a horizon."""
    counted = (month.filter(pl.col("mark") == _EVERYBODY).get_column("flagged").sum() for month in months)
    return sum(int(number) for number in counted)


def came_of(book: Book, standing: Standing, horizon: timedelta, lost: pl.Series) -> pl.DataFrame:
    """What came of every customer after a standing, as `tally.counts_by_band` asks it. `lost`: Date."""
    by_orders = pl.col("closes_in").is_not_null()
    return standing.customers.with_columns(
        lost.is_not_null().alias("lost"), no_order_after(book, standing.end, horizon).alias("silent")
    ).select(
        recency_band().alias("band"),
        "lost",
        (~by_orders | (pl.col("closes_in") <= horizon.days)).alias("in_time"),
        pl.when(by_orders).then("silent").alias("silent"),
    )


class _Recall:
    """Which marks were open before the losses that are counted, and for how long."""

    def __init__(self, book: Book, calendar: Calendar) -> None:
        height = book.customers.height
        self._runs = Runs(calendar, len(MARKS), height)
        self._counted = filled(None, height, pl.Date)
        self._losses = 0
        self._open: list[pl.DataFrame] = []

    def look(self, end: date, marked: pl.DataFrame, fresh: pl.Series, lost: pl.Series) -> None:
        """Take in a month-end with every open mark of it, which of them count, and who was lost when."""
        opened = marked.with_columns(
            lost.gather(marked.get_column("customer")).alias("lost_on"),
            self._runs.began(end, marked).alias("began"),
        )
        everybody = (pl.col("mark") == _EVERYBODY) & pl.col("lost_on").is_not_null()
        counted = opened.filter(fresh).filter(everybody)
        self._losses += counted.height
        self._counted = self._counted.scatter(counted.get_column("customer"), counted.get_column("lost_on"))
        lead = (pl.col("lost_on") - pl.coalesce("since", "began")).dt.total_days()
        ahead = pl.col("lost_on") == self._counted.gather(opened.get_column("customer"))
        self._open.append(opened.filter(ahead).select("mark", "customer", "lost_on", lead.alias("lead")))

    def table(self) -> pl.DataFrame:
        """`recall` and `lead_days` of every mark, in their order."""
        every = pl.DataFrame({"mark": pl.int_range(len(MARKS), dtype=pl.UInt32, eager=True)})
        loss = ("mark", "customer", "lost_on")
        seen = (
            pl.concat([_NOTHING_OPEN, *self._open])
            .unique(loss, keep="last", maintain_order=True)
            .group_by("mark")
            .agg(pl.len().alias("seen"), pl.col("lead").median().alias("lead_days"))
        )
        table = every.join(seen, on="mark", how="left", maintain_order="left")
        if not self._losses:
            return table.select(pl.lit(None, dtype=pl.Float64).alias("recall"), "lead_days")
        return table.select((pl.col("seen").fill_null(0) / self._losses).alias("recall"), "lead_days")


_NOTHING_OPEN: Final = pl.DataFrame(
    schema={"mark": pl.UInt32, "customer": pl.UInt32, "lost_on": pl.Date, "lead": pl.Int64}
)


def marks(standing: Standing, counted: pl.Series) -> pl.DataFrame:
    """What was open for the customers that count (Boolean per customer of the book).

    `mark` UInt32 (place in the order flags, combinations, everybody), `customer` UInt32, `since` Date; each
    pair of mark and customer once.
    """
    raised = standing.raised.filter(counted.gather(standing.raised.get_column("customer")))
    single = raised.select(pl.col("flag").to_physical().cast(pl.UInt32).alias("mark"), "customer", "since")
    of_customer = raised.group_by("customer").agg(
        pl.len().alias("open"),
        (pl.col("severity") >= HIGH).any().alias("is_high"),
        # The flag open longest has kept the customer flagged ever since.
        pl.col("since").min(),
    )
    many = pl.col("open")
    combined = {
        "any": of_customer,
        "high": of_customer.filter("is_high"),
        "1": of_customer.filter(many == 1),
        "2": of_customer.filter(many == 2),
        "3+": of_customer.filter(many >= 3),
    }
    everybody = pl.DataFrame({"customer": counted.arg_true().cast(pl.UInt32)})
    unknown = pl.lit(None, dtype=pl.Date)
    return pl.concat(
        [
            single,
            *(
                rows.select(
                    pl.lit(_PLACE[name], dtype=pl.UInt32).alias("mark"),
                    "customer",
                    (pl.col("since") if name == "any" else unknown).alias("since"),
                )
                for name, rows in combined.items()
            ),
            everybody.select(
                pl.lit(_EVERYBODY, dtype=pl.UInt32).alias("mark"), "customer", unknown.alias("since")
            ),
        ]
    )
