"""How often customers under each flag were lost: the flags of past month-ends beside what came after them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts import customer_facts
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import FLAG_ID, evaluate
from holdfast.risk.thresholds import default_thresholds
from holdfast.statistics.wilson import wilson_exprs
from holdfast.timeline import ONE_DAY, add_months, period_of

if TYPE_CHECKING:
    from holdfast.book import Book
    from holdfast.risk.thresholds import Thresholds

HORIZON: Final = timedelta(days=90)
"""A customer lost within this time after a flag counts as lost under it."""

MONTHS: Final = 12
"""So many past month-ends are looked at."""

MINIMUM_FLAGGED: Final = 20
MINIMUM_LOSSES: Final = 10
"""A flag with fewer customers flagged, or fewer of them lost, is uncalibrated."""

_EVERYBODY: Final = "everybody"
_LOST: Final = "lost"


def loss_rates(
    book: Book, as_of: date, thresholds: Thresholds, horizon: timedelta = HORIZON, months: int = MONTHS
) -> pl.DataFrame:
    """How many active customers under each flag were lost within the horizon, as could be told on `as_of`.

    Looks at the latest `months` month-ends that have the whole horizon behind them on `as_of` and do not
    lie before the first activity. A flag is as it was visible at the month-end; of a customer it counts
    again only when a horizon has passed since it last counted, so no loss is counted twice.
    Returns one row per flag, in the order of the catalog: `flag` Enum of ids, `flagged` and `lost` UInt32,
    `rate`, `low` and `high` Float64 (lost ÷ flagged with its Wilson interval, null where none was flagged),
    `base_rate` Float64 (the same of all active customers), `lift` Float64 (rate ÷ base rate), `calibrated`
    Boolean (at least MINIMUM_FLAGGED flagged and MINIMUM_LOSSES lost), `months` UInt32 month-ends used.
    Source: spec §8.
    """
    names = (*FLAGS, _EVERYBODY)
    nobody = pl.repeat(None, book.customers.height, dtype=pl.Date, eager=True)
    counted_on = pl.DataFrame(dict.fromkeys(names, nobody))
    totals = pl.DataFrame({"flag": names, "flagged": 0, "lost": 0})
    ends = month_ends(book, as_of, horizon, months)
    for end in ends:
        standing = _standing(book, end, thresholds).with_columns(_lost_within(book, end, horizon))
        # An earlier count within the horizon already answers for whatever happens now.
        due = counted_on.select((pl.all() <= end - horizon).fill_null(value=True))
        fresh = standing.select(pl.col(name) & due.get_column(name) for name in names)
        lost = fresh.select(pl.all() & standing.get_column(_LOST))
        totals = totals.with_columns(pl.col("flagged") + _sums(fresh), pl.col("lost") + _sums(lost))
        counted_on = counted_on.select(
            pl.when(fresh.get_column(name)).then(pl.lit(end)).otherwise(name).alias(name) for name in names
        )
    return _rates(totals, len(ends))


@lru_cache(maxsize=4)
def default_loss_rates(book: Book, as_of: date) -> pl.DataFrame:
    """`loss_rates` by the thresholds in force: kept, because a year of flags is evaluated for them."""
    return loss_rates(book, as_of, default_thresholds())


def month_ends(book: Book, as_of: date, horizon: timedelta, months: int) -> tuple[date, ...]:
    """The latest month-ends with the horizon closed on `as_of`, none before the first activity, rising."""
    first = book.activity.changes.get_column("day").min()
    if not isinstance(first, date) or as_of - first < horizon:
        return ()
    after_latest = (as_of - horizon + ONE_DAY).replace(day=1)
    latest_first = (add_months(after_latest, -back) - ONE_DAY for back in range(months))
    return tuple(takewhile(lambda end: end >= first, latest_first))[::-1]


def losses_until(book: Book, as_of: date, horizon: timedelta = HORIZON, months: int = MONTHS) -> int:
    """Losses on record that the backtest could count, at most: below MINIMUM_LOSSES it calibrates nothing."""
    ends = month_ends(book, as_of, horizon, months)
    return _losses(book, ends[0], as_of).height if ends else 0


def _standing(book: Book, end: date, thresholds: Thresholds) -> pl.DataFrame:
    """Per customer, whether each flag was open at a month-end while it was active, and whether it was."""
    facts = customer_facts(book, end, period_of(end, "month"))
    active = facts.get_column("active").fill_null(value=False)
    return evaluate(book, end, facts, thresholds).levels.select(
        *(
            ((pl.col(flag.column) > 0).fill_null(value=False) & active).alias(flag.id)
            for flag in FLAGS.values()
        ),
        active.alias(_EVERYBODY),
    )


def _lost_within(book: Book, end: date, horizon: timedelta) -> pl.Series:
    """Per customer, whether it ceased to be active after `end` and within the horizon."""
    lost = _losses(book, end, end + horizon).get_column("customer").unique()
    return (
        pl.repeat(False, book.customers.height, dtype=pl.Boolean, eager=True).scatter(lost, True).alias(_LOST)
    )


def _losses(book: Book, after: date, until: date) -> pl.DataFrame:
    ceased = (pl.col("step") == -1) & (pl.col("day") > after) & (pl.col("day") <= until)
    return book.activity.changes.filter(ceased)


def _sums(marks: pl.DataFrame) -> pl.Series:
    """How many rows of each column hold, in the order of the columns."""
    return pl.Series(marks.sum().row(0), dtype=pl.Int64)


def _rates(totals: pl.DataFrame, months: int) -> pl.DataFrame:
    flagged, lost = pl.col("flagged"), pl.col("lost")
    low, high = wilson_exprs(lost, flagged)
    rate = pl.when(flagged > 0).then(lost / flagged)
    everybody = totals.filter(pl.col("flag") == _EVERYBODY).select(rate).item()
    return (
        totals.filter(pl.col("flag") != _EVERYBODY)
        .select(
            pl.col("flag").cast(FLAG_ID),
            flagged.cast(pl.UInt32),
            lost.cast(pl.UInt32),
            rate.alias("rate"),
            low.alias("low"),
            high.alias("high"),
            pl.lit(everybody, dtype=pl.Float64).alias("base_rate"),
            ((flagged >= MINIMUM_FLAGGED) & (lost >= MINIMUM_LOSSES)).alias("calibrated"),
            pl.lit(months, dtype=pl.UInt32).alias("months"),
        )
        .with_columns(
            pl.when(pl.col("base_rate") > 0).then(pl.col("rate") / pl.col("base_rate")).alias("lift")
        )
        .select("flag", "flagged", "lost", "rate", "low", "high", "base_rate", "lift", "calibrated", "months")
    )
