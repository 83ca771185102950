"""Counting for others: every customer at one month-end drawn by lot, under a few of its flags.

Each customer is told of at one of the last month-ends, drawn without a look at its rows: a sample of months
in proportion to how long customers were there, as the backtest sees them, in which nobody counts twice. Under
more than `most` of the flags it counts under so many of them, drawn by lot. So it moves one cell of all
customers, and at most one cell of each of `most` flags: kept and lost are counted apart, so that who is lost
moves one count, not two. Counting everybody at each of the month-ends would need as many times the noise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.pool.exportable import counts_for, exportable
from holdfast.risk.past.backtest import BacktestPlan, calendar_of
from holdfast.risk.past.history import History, Standing, standing_at
from holdfast.risk.past.tally import lost_on
from holdfast.risk.watch import UNWATCHED, CancelledError, Watch
from holdfast.schema.pool.counts import HORIZON_DAYS, KeptAndLost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.statistics.pooling.discrete_laplace import Bytes

MONTHS: Final = 12
"""So many month-ends are drawn from: every season once. No fewer where a book is young: that would tell."""

_WIDE: Final = 8
"""Bytes of a lot: two that are equal, or a month-end that is likelier than another, are rarer than 2⁻⁵⁰."""


@dataclass(frozen=True)
class ExactCounts:
    """Counts before any noise: they never leave the process. `flags` has every flag that may be exported."""

    everybody: KeptAndLost
    flags: Mapping[str, KeptAndLost]


def counted(
    book: Book,
    thresholds: Thresholds,
    as_of: date,
    most: int,
    *,
    chance: Bytes,
    watch: Watch = UNWATCHED,
) -> ExactCounts:
    """The counts of a book up to a day, a customer counting under `most` flags. Raises CancelledError."""
    book = book.exported
    flags = exportable(book)
    ends = calendar_of(book, as_of, BacktestPlan(timedelta(HORIZON_DAYS), MONTHS)).ends
    drawn = lots(book.customers.height, chance) % MONTHS
    seen = [_NOTHING]
    # Counted back from the latest: where a book begins changes nobody's lot.
    for back, end in enumerate(reversed(ends)):
        if watch.cancelled():
            raise CancelledError
        watch.progress(back, len(ends))
        seen.append(_seen(book, _standing(book, thresholds, as_of, end), drawn == back, flags))
    found = pl.concat(seen)
    everybody = found.filter(pl.col("flag") == _EVERYBODY)
    raised = found.filter(pl.col("flag") != _EVERYBODY)
    lot = lots(raised.height, chance).alias("lot")
    chosen = raised.hstack([lot]).filter(pl.col("lot").rank("ordinal").over("customer") <= most)
    by_flag = {flag: _counts(chosen.filter(pl.col("flag") == flag)) for flag in flags}
    return ExactCounts(_counts(everybody), by_flag)


def lots(number: int, chance: Bytes) -> pl.Series:
    """So many lots, UInt64."""
    return pl.Series(memoryview(chance(number * _WIDE)).cast("Q").tolist(), dtype=pl.UInt64)


_EVERYBODY: Final = "everybody"
_NOTHING: Final = pl.DataFrame(schema={"flag": pl.String, "customer": pl.UInt32, "lost": pl.Boolean})


def _standing(book: Book, thresholds: Thresholds, as_of: date, end: date) -> Standing:
    """How customers stood at a month-end, whatever day the last row of anybody has.

    What a row says without a day counts from the last day with data on; so that this is nobody's day, it is
    the one that the export is of. Kept standings are the same as long as that day is still to come.
    """
    if end < book.span[1]:
        return History(book, thresholds).standing(end)
    pinned = replace(book, settings=replace(book.settings, until=as_of.isoformat()))
    return standing_at(pinned, end, thresholds)


def _seen(book: Book, standing: Standing, drawn: pl.Series, flags: tuple[str, ...]) -> pl.DataFrame:
    """Rows like _NOTHING of the customers whose month-end this is: one of everybody, one of each flag."""
    there = standing.customers.get_column("active") & drawn
    lost = lost_on(book, standing.end, standing.end + timedelta(HORIZON_DAYS)).is_not_null()
    own_cadence = counts_for(book, standing.end)
    raised = (
        standing.raised.filter(there.gather(standing.raised.get_column("customer")))
        .select(pl.col("flag").cast(pl.String), "customer")
        .filter(pl.col("flag").is_in(flags))
    )
    has_own = own_cadence.gather(raised.get_column("customer"))
    raised = raised.filter((pl.col("flag") != "F01") | has_own)
    active = pl.DataFrame({"customer": there.arg_true().cast(pl.UInt32)})
    rows = pl.concat([active.select(pl.lit(_EVERYBODY).alias("flag"), "customer"), raised])
    return rows.with_columns(lost.gather(rows.get_column("customer")).alias("lost"))


def _counts(rows: pl.DataFrame) -> KeptAndLost:
    lost = int(rows.get_column("lost").sum())
    return KeptAndLost(rows.height - lost, lost)
