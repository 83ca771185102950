"""Counting customers under marks at past month-ends, each once per horizon, and what became of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rows.numbered import filled, placed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from holdfast.book.book import Book


@dataclass(frozen=True)
class Calendar:
    """The month-ends that are looked at, rising, and the time after each within which a loss counts."""

    ends: tuple[date, ...]
    horizon: timedelta

    def place(self, end: date) -> int:
        """Which of the month-ends this is, from 1."""
        return self.ends.index(end) + 1

    def answered(self, end: date) -> int:
        """How many month-ends have their whole horizon behind them at `end`: places 1 to that many."""
        return bisect_right(self.ends, end - self.horizon)


def apart(calendar: Calendar) -> tuple[date, ...]:
    """The latest month-ends that lie a horizon apart, rising: no loss follows two of them."""
    chosen: list[date] = []
    for end in reversed(calendar.ends):
        if not chosen or end <= chosen[-1] - calendar.horizon:
            chosen.append(end)
    return tuple(reversed(chosen))


class Once:
    """Lets a customer count again under a mark only when a horizon has passed since it last counted.

    An earlier count within the horizon already answers for whatever happens now: no loss counts twice.
    Month-ends must come in rising order; then the counts up to any of them do not depend on later ones.
    """

    def __init__(self, calendar: Calendar, marks: int, customers: int) -> None:
        self._calendar = calendar
        self._customers = customers
        self._counted = filled(0, marks * customers, pl.UInt16)

    def fresh(self, end: date, marked: pl.DataFrame) -> pl.Series:
        """Boolean per row of `marked` (`mark` and `customer` UInt32, each pair once): whether it counts."""
        places = _places(marked, self._customers)
        fresh = self._counted.gather(places) <= self._calendar.answered(end)
        self._counted = self._counted.scatter(places.filter(fresh), self._calendar.place(end))
        return fresh


class Runs:
    """Since which month-end a mark has been open at every month-end, by customer."""

    def __init__(self, calendar: Calendar, marks: int, customers: int) -> None:
        self._calendar = calendar
        self._customers = customers
        self._seen = filled(0, marks * customers, pl.UInt16)
        self._began = filled(0, marks * customers, pl.UInt16)
        self._days = pl.Series([None, *calendar.ends], dtype=pl.Date)

    def began(self, end: date, marked: pl.DataFrame) -> pl.Series:
        """Date per row of `marked`, which must hold every open mark of this month-end."""
        places, now = _places(marked, self._customers), self._calendar.place(end)
        unbroken = self._seen.gather(places) == now - 1
        start = (
            pl.select(pl.when(unbroken & (now > 1)).then(self._began.gather(places)).otherwise(now))
            .to_series()
            .cast(pl.UInt16)
        )
        self._seen = self._seen.scatter(places, now)
        self._began = self._began.scatter(places, start)
        return self._days.gather(start)


def lost_on(book: Book, after: date, until: date) -> pl.Series:
    """Date per customer: the first day after `after`, up to `until`, on which it ceased to be active."""
    first = losses(book, after, until).group_by("customer").agg(pl.col("day").min())
    return placed(first.get_column("customer"), first.get_column("day"), book.customers.height)


def losses(book: Book, after: date, until: date) -> pl.DataFrame:
    """The changes of activity in that time by which a customer ceased to be active."""
    ceased = (pl.col("step") == -1) & (pl.col("day") > after) & (pl.col("day") <= until)
    return book.activity.changes.filter(ceased)


def counts(marked: pl.DataFrame, fresh: pl.Series, lost: pl.Series) -> pl.DataFrame:
    """`mark`, `flagged`, `lost` of one month-end. `lost`: Boolean per customer of the book."""
    counted = marked.filter(fresh)
    return (
        counted.select("mark", lost.gather(counted.get_column("customer")).alias("lost"))
        .group_by("mark")
        .agg(pl.len().cast(pl.Int64).alias("flagged"), pl.col("lost").sum().cast(pl.Int64))
    )


COUNTED: Final = ("flagged", "lost", "in_time", "asked", "silent")
"""What is counted of the customers under a mark and in a band, see `counts_by_band`."""


def counts_by_band(marked: pl.DataFrame, fresh: pl.Series, came: pl.DataFrame) -> pl.DataFrame:
    """`mark`, `band` and COUNTED Int64 of one month-end.

    `came`, row i customer i: `band` UInt32, and Booleans `lost` within the horizon, `in_time` (could be lost
    within it by the clock), `silent` (no order within it; null for whoever is not active by orders, the
    others are `asked`).
    """
    counted = marked.filter(fresh)
    rows = came[counted.get_column("customer")]
    return (
        counted.select("mark")
        .hstack(rows.get_columns())
        .group_by("mark", "band")
        .agg(
            pl.len().cast(pl.Int64).alias("flagged"),
            pl.col("lost").sum().cast(pl.Int64),
            pl.col("in_time").sum().cast(pl.Int64),
            pl.col("silent").count().cast(pl.Int64).alias("asked"),
            pl.col("silent").sum().cast(pl.Int64),
        )
    )


def totals(months: Sequence[pl.DataFrame], marks: int) -> pl.DataFrame:
    """`mark`, `flagged` and `lost` Int64 over several month-ends, one row per mark in their order."""
    every = pl.DataFrame({"mark": pl.int_range(marks, dtype=pl.UInt32, eager=True)})
    nothing = pl.DataFrame(schema={"mark": pl.UInt32, "flagged": pl.Int64, "lost": pl.Int64})
    summed = pl.concat([nothing, *months]).group_by("mark").agg(pl.col("flagged", "lost").sum())
    return every.join(summed, on="mark", how="left", maintain_order="left").fill_null(0)


def _places(marked: pl.DataFrame, customers: int) -> pl.Series:
    return marked.select(pl.col("mark").cast(pl.UInt32) * customers + pl.col("customer")).to_series()
