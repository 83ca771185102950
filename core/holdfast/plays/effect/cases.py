"""Flagged customers: who got a play, who did not, who was held out, and who was still there 90 days later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.plays.held_out import is_held_out
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.past.tally import Calendar, Once, lost_on
from holdfast.risk.watch import UNWATCHED, CancelledError
from holdfast.rows.numbered import filled, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.book.book import Book
    from holdfast.plays.effect.days import Days, FlaggedDay
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
"""`month`: its first day."""

NEW_CASES: Final = {
    "flag": pl.String,
    "on": pl.Date,
    "customer": pl.UInt32,
    "held_out": pl.Boolean,
    "kept": pl.Boolean,
}

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Population:
    """Whose flags are looked at: of a `book`, the customers `chosen` (Boolean per customer)."""

    book: Book
    days: Days
    chosen: pl.Series

    def counted(self, day: FlaggedDay) -> pl.Series:
        """Who is looked at and was active on a day."""
        return self.chosen & day.active


def compared_cases(
    population: Population, starts: pl.DataFrame, as_of: date, watch: Watch = UNWATCHED
) -> pl.DataFrame:
    """Customers with a play and those who had the same flag open then without it (columns of CASES).

    `starts`: STARTS with OUTCOMES (starts.py). The first day of each week on which a play was started for a
    flag is looked at, as it was seen then: who had the flag open is on one side or the other, by whether the
    play began in that week, unless a play for the flag had been started in the horizon before. So all could
    have got it, nobody gains by having cleared or lived until somebody called, and a customer who waits for
    long is found without a play in each of the weeks: such rows count as one (compare.observed). Raises
    CancelledError. Source: sequential trials (Hernán et al. 2008).
    """
    weekly = starts.with_columns(pl.col("as_of").dt.truncate("1w").alias("week"))
    asked = (
        weekly.group_by("play", "flag", "week")
        .agg(pl.col("as_of").min().alias("day"))
        .filter(pl.col("day") + HORIZON <= as_of)
        .sort("day", "play", "flag")
    )
    found = [pl.DataFrame(schema=CASES)]
    for done, (play, flag, week, day) in enumerate(asked.iter_rows()):
        _step(watch, done, asked.height)
        standing = population.days.of(day)
        free = _free(population, standing, starts.filter(pl.col("flag") == flag))
        in_week = weekly.filter((pl.col("flag") == flag) & (pl.col("week") == week))
        own = in_week.filter((pl.col("play") == play) & pl.col("kept").is_not_null())
        own = own.filter(free.gather(own.get_column("customer")))
        got = marked(in_week.get_column("customer").unique(), free.len())
        others = (free & standing.is_open(flag) & ~got).arg_true().cast(pl.UInt32)
        sides = [_with_play(own, standing, flag), _alone(population, standing, others, flag)]
        told = pl.concat(sides).with_columns(
            pl.lit(play).alias("play"), pl.lit(flag).alias("flag"), pl.lit(day.replace(day=1)).alias("month")
        )
        found.append(told.select(list(CASES)))
    return pl.concat(found)


def _step(watch: Watch, done: int, total: int) -> None:
    if watch.cancelled():
        raise CancelledError
    watch.progress(done, total)


def _free(population: Population, day: FlaggedDay, of_flag: pl.DataFrame) -> pl.Series:
    """Who was active on a day, and had no play for the flag under way or started in the horizon before."""
    begun, until = pl.col("as_of"), pl.col("until")
    recent = begun > day.on - HORIZON
    running = until.is_null() | (until > day.on)
    had = of_flag.filter((begun < day.on) & (recent | running)).get_column("customer").unique()
    return population.counted(day) & ~marked(had, population.chosen.len())


_SIDE: Final = ("customer", "treated", "segment", "severity", "third", "kept")


def _with_play(own: pl.DataFrame, day: FlaggedDay, flag: str) -> pl.DataFrame:
    own = own.unique("customer", keep="first", maintain_order=True)
    stood = day.customers[own.get_column("customer")].select("segment", "third", pl.col(flag).alias("level"))
    level = pl.when(pl.col("level") > 0).then("level")
    return (
        own.select("customer", "severity", "kept", pl.lit(value=True).alias("treated"))
        .hstack(stood)
        .with_columns(pl.coalesce("severity", level).alias("severity"))
        .select(_SIDE)
    )


def _alone(population: Population, day: FlaggedDay, customers: pl.Series, flag: str) -> pl.DataFrame:
    kept = lost_on(population.book, day.on, day.on + HORIZON).is_null()
    stood = day.customers[customers].select("segment", "third", pl.col(flag).alias("severity"))
    return stood.with_columns(
        customers.alias("customer"),
        kept.gather(customers).alias("kept"),
        pl.lit(value=False).alias("treated"),
    ).select(_SIDE)


def new_cases(
    population: Population, since: dict[str, date], share: float, as_of: date, watch: Watch = UNWATCHED
) -> pl.DataFrame:
    """Active customers whose flag opened since the first play for it, and on which side the lot put them.

    `since`: the day of the first play, by flag; from then on it is looked once a week who has the flag open
    and had not a week before. Each counts again only when the horizon has passed (columns of NEW_CASES). A
    flag that opens and clears between two looks is on neither side. Raises CancelledError.
    """
    found = [pl.DataFrame(schema=NEW_CASES)]
    if not since:
        return found[0]
    days = tuple(_weekly(min(since.values()), as_of - HORIZON))
    once = Once(Calendar(days[1:], HORIZON), len(since), population.chosen.len())
    for done, (before, day) in enumerate(pairwise(days)):
        _step(watch, done, len(days) - 1)
        then, now = population.days.of(before), population.days.of(day)
        counted = population.counted(now)
        for mark, (flag, first) in enumerate(sorted(since.items())):
            opened = (counted & now.is_open(flag) & ~then.is_open(flag)).arg_true().cast(pl.UInt32)
            if day < first:
                continue
            rows = pl.DataFrame({"mark": filled(mark, opened.len(), pl.UInt32), "customer": opened})
            fresh = opened.filter(once.fresh(day, rows))
            found.append(_drawn(population, day, flag, fresh, share))
    return pl.concat(found)


def _weekly(first: date, last: date) -> Iterator[date]:
    day = first - WEEK
    while day <= last:
        yield day
        day += WEEK


def _drawn(population: Population, day: date, flag: str, customers: pl.Series, share: float) -> pl.DataFrame:
    ids = population.book.customers.get_column("customer_id").gather(customers)
    kept = lost_on(population.book, day, day + HORIZON).is_null()
    return pl.DataFrame(
        {
            "flag": filled(flag, customers.len(), pl.String),
            "on": filled(day, customers.len(), pl.Date),
            "customer": customers,
            "held_out": pl.Series([is_held_out(one, flag, share) for one in ids], dtype=pl.Boolean),
            "kept": kept.gather(customers),
        }
    )
