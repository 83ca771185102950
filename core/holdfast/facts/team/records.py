"""What the books on performance say about each rep: quota and attainment by month, and recognition."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from holdfast.book.book import Book

RECORDED: Final = {
    "quota": pl.Int64,
    "attained": pl.Int64,
    "recognitions": pl.UInt32,
    "recognised_on": pl.Date,
}
"""Columns of `rep_records` beside `rep_id`."""


def rep_records(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """One row per rep that rep_periods or recognitions name: `rep_id` and the columns of RECORDED.

    `quota` and `attained` Int64 money: sums over the months that begin inside the period and had closed on
    `as_of`, of rows that state a quota above 0. `recognitions` inside the period; `recognised_on` the day
    of the latest one, whenever it was. Null where a table has no such row.
    """
    return _months(book, as_of, period).join(
        _recognitions(book, as_of, period), on="rep_id", how="full", coalesce=True
    )


def _months(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    if not book.has("rep_periods"):
        return _empty("quota", "attained")
    # A month that still runs has its whole quota and part of its attainment.
    closed = pl.col("period").dt.offset_by("1mo") <= as_of + ONE_DAY
    inside = pl.col("period").is_between(period.start, period.end, closed="left")
    return (
        book.visible("rep_periods", as_of)
        .filter(inside & closed & (pl.col("quota") > 0))
        .group_by("rep_id")
        .agg(pl.col("quota", "attained").sum())
    )


def _recognitions(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    if not book.has("recognitions"):
        return _empty("recognitions", "recognised_on")
    inside = pl.col("date").is_between(period.start, period.end, closed="left")
    return (
        book.visible("recognitions", as_of)
        .group_by("rep_id")
        .agg(
            inside.sum().cast(pl.UInt32).alias("recognitions"),
            pl.col("date").max().alias("recognised_on"),
        )
    )


def _empty(*columns: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"rep_id": pl.String, **{name: RECORDED[name] for name in columns}})
