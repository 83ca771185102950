"""Flagged customers month by month: who got a play, who did not, and who was still there 90 days later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.plays.held_out import is_held_out
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.past.tally import Calendar, Once, lost_on
from holdfast.risk.watch import UNWATCHED
from holdfast.rows.numbered import filled, marked, placed
from holdfast.timeline import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.risk.past.history import History, Standing
    from holdfast.risk.watch import Watch

CASES: Final = {
    "play": pl.String,
    "flag": pl.String,
    "month": pl.Date,
    "customer": pl.UInt32,
    "treated": pl.Boolean,
    "segment": pl.String,
    "severity": pl.Int8,
    "third": pl.UInt32,
    "kept": pl.Boolean,
}

NEW_CASES: Final = {
    "flag": pl.String,
    "month": pl.Date,
    "customer": pl.UInt32,
    "held_out": pl.Boolean,
    "kept": pl.Boolean,
}

_THIRDS: Final = 3


@dataclass(frozen=True, eq=False)
class Month:
    """One month: how customers stood at the end of the one `before` it and at its own end (`after`).

    `alike`, row i customer i: `segment` String and `third` UInt32 (of revenue among the active, 1 the
    smallest), both as of the month before; `counted` Boolean: asked for and active at its end; `kept`
    Boolean: not lost within the horizon after it.
    """

    before: Standing
    after: Standing
    alike: pl.DataFrame
    counted: pl.Series
    kept: pl.Series

    @property
    def end(self) -> date:
        """Its last day, from which the horizon runs for everybody."""
        return self.after.end


def month_ends(first: date, as_of: date) -> tuple[date, ...]:
    """Month-ends from that of the month before `first` to the last whose horizon has passed on `as_of`."""
    ends = [first.replace(day=1) - ONE_DAY]
    while (following := add_months(ends[-1] + ONE_DAY, 1) - ONE_DAY) + HORIZON <= as_of:
        ends.append(following)
    return tuple(ends)


def months_of(
    history: History, ends: Sequence[date], chosen: pl.Series, watch: Watch = UNWATCHED
) -> Iterator[Month]:
    """The months between some month-ends, of the customers `chosen` (Boolean). Raises CancelledError."""
    book = history.book
    for before, after in pairwise(history.standings(ends, watch)):
        kept = lost_on(book, after.end, after.end + HORIZON).is_null()
        segment = book.customers_as_known(before.end).get_column("segment").cast(pl.String).fill_null("")
        counted = chosen & after.customers.get_column("active")
        yield Month(before, after, pl.DataFrame([segment, _thirds(before)]), counted, kept)


def _thirds(standing: Standing) -> pl.Series:
    """Which third of the revenue of active customers each belongs to, 1 the smallest; equals together."""
    active = pl.when("active").then(pl.col("revenue").fill_null(0))
    place = active.rank("average") / active.count()
    return standing.customers.select(
        (place * _THIRDS).ceil().cast(pl.UInt32).clip(1, _THIRDS).fill_null(1).alias("third")
    ).to_series()


class Compared:
    """Flagged customers of months in which a play was started for their flag, month after month.

    `starts`: as of `starts_of`. Those count who were active at the end of the month: who got the play in it
    is `treated`, though the flag may have cleared by then; who had the flag open before the month or at its
    end, and no play for it, is not, and counts again only when the horizon has passed. Whoever had a play
    for the flag in the horizon before counts on neither side. The time to be kept in begins for all at the
    end of the month, so that nobody gains by having had to live to be called. Source: landmark method
    (Anderson, Cain & Gelber 1983).
    """

    def __init__(self, starts: pl.DataFrame, ends: Sequence[date], customers: int) -> None:
        self._starts = starts
        pairs = starts.select("play", "flag").unique().sort("play", "flag").rows()
        self._pairs = [_Pair(mark, *pair) for mark, pair in enumerate(pairs)]
        self._once = _once(ends, len(pairs), customers)

    def of(self, month: Month) -> pl.DataFrame:
        """The cases of the next month (columns of CASES)."""
        found = [_cases(month, self._starts, pair, self._once) for pair in self._pairs]
        return pl.concat([pl.DataFrame(schema=CASES), *found])


@dataclass(frozen=True)
class _Pair:
    """A play and the flag it was started for, by its place among those compared."""

    mark: int
    play: str
    flag: str


def _once(ends: Sequence[date], marks: int, customers: int) -> Once:
    return Once(Calendar(tuple(ends), HORIZON), max(marks, 1), customers)


def _cases(month: Month, starts: pl.DataFrame, pair: _Pair, once: Once) -> pl.DataFrame:
    begun = pl.col("on")
    of_flag = starts.filter(pl.col("flag") == pair.flag)
    inside = of_flag.filter((begun > month.before.end) & (begun <= month.end))
    own = inside.filter(pl.col("play") == pair.play).unique("customer", keep="last", maintain_order=True)
    if own.is_empty():
        return pl.DataFrame(schema=CASES)
    runs = pl.col("until").is_null() | (pl.col("until") > month.before.end)
    earlier = of_flag.filter((begun <= month.before.end) & ((begun > month.before.end - HORIZON) | runs))
    told = month.alike.with_columns(
        month.before.levels(pair.flag).alias("before"),
        month.after.levels(pair.flag).alias("after"),
        placed(own.get_column("customer"), own.get_column("severity"), month.kept.len()).alias("noted"),
        *(
            marked(rows.get_column("customer").unique(), month.kept.len()).alias(name)
            for name, rows in (("treated", own), ("got", inside), ("had", earlier))
        ),
        month.counted.alias("counted"),
        month.kept.alias("kept"),
    )
    flagged = ((pl.col("before") > 0) | (pl.col("after") > 0)).fill_null(value=False)
    open_before, open_after = (pl.when(pl.col(name) > 0).then(name) for name in ("before", "after"))
    cases = (
        told.with_row_index("customer")
        .filter(pl.col("counted") & ~pl.col("had") & (pl.col("treated") | (flagged & ~pl.col("got"))))
        .select(
            pl.lit(pair.play).alias("play"),
            pl.lit(pair.flag).alias("flag"),
            pl.lit(month.end).alias("month"),
            "customer",
            "treated",
            "segment",
            pl.coalesce(open_before, "noted", open_after).alias("severity"),
            "third",
            "kept",
        )
    )
    others = cases.filter(~pl.col("treated")).select(
        pl.lit(pair.mark, dtype=pl.UInt32).alias("mark"), "customer"
    )
    stale = others.filter(~once.fresh(month.end, others)).get_column("customer")
    return cases.filter(~pl.col("customer").is_in(stale.implode()))


class NewlyFlagged:
    """Active customers whose flag was not open at one month-end and was at the next, month after month.

    Each counts again only when the horizon has passed. `share`: how many are held out; `ids`: customer ids.
    """

    def __init__(self, flags: Sequence[str], share: float, ids: pl.Series, ends: Sequence[date]) -> None:
        self._flags, self._share, self._ids = flags, share, ids
        self._once = _once(ends, len(flags), ids.len())

    def of(self, month: Month) -> pl.DataFrame:
        """The cases of the next month (columns of NEW_CASES)."""
        found = [pl.DataFrame(schema=NEW_CASES)]
        for mark, flag in enumerate(self._flags):
            was, is_open = (
                (one.levels(flag) > 0).fill_null(value=False) for one in (month.before, month.after)
            )
            opened = (~was & is_open & month.counted).arg_true().cast(pl.UInt32)
            rows = pl.DataFrame({"mark": filled(mark, opened.len(), pl.UInt32), "customer": opened})
            fresh = rows.filter(self._once.fresh(month.end, rows)).get_column("customer")
            found.append(self._rows(month, flag, fresh))
        return pl.concat(found)

    def _rows(self, month: Month, flag: str, customers: pl.Series) -> pl.DataFrame:
        held = [is_held_out(customer, flag, self._share) for customer in self._ids.gather(customers)]
        return pl.DataFrame(
            {
                "flag": filled(flag, customers.len(), pl.String),
                "month": filled(month.end, customers.len(), pl.Date),
                "customer": customers,
                "held_out": pl.Series(held, dtype=pl.Boolean),
                "kept": month.kept.gather(customers),
            }
        )
