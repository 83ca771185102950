"""What customers had at an instant is the last row of each before it: where those rows are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from holdfast.keeping import keeps
from holdfast.rows.numbered import filled

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

ByDay = Literal["purchases", "sales", "tickets", "two_way", "inbound", "outbound"]
"""Frames sorted by customer and day with `next_day`: of book.Book, the others of event_logs.EventLogs."""

KEPT_INSTANTS: Final = 24
"""So many are kept of a book: a step asks for some of them again, as does the period it is compared with."""

KEPT_ROWS: Final = 2_400_000
"""At most so many customers are kept together: four bytes each, and a bit for every row of the frame."""


@dataclass(frozen=True, eq=False)
class Standing:
    """The last row of each customer before an instant, in a frame sorted by customer and day.

    `customers` UInt32, rising: those that had a row by then. `is_last`: Boolean beside the frame. Columns are
    filtered by it: finding the places of the rows first, and gathering there, takes three times as long.
    """

    customers: pl.Series
    is_last: pl.Series

    @cached_property
    def rows(self) -> pl.Series:
        """The places (UInt32) of these rows in the frame."""
        return pl.int_range(self.is_last.len(), dtype=pl.UInt32, eager=True).filter(self.is_last)

    def values(self, column: pl.Series) -> pl.Series:
        """What these rows say, beside `customers`; `column` stands beside the frame."""
        return column.filter(self.is_last)

    def level(self, column: pl.Series, height: int, none: Any = 0) -> pl.Series:
        """What these rows say, row i customer i; `none` for whoever had no row by then."""
        values = self.values(column)
        # Whoever has a row stands in order: where that is everybody, nothing has to be put in its place.
        if values.len() == height:
            return values
        return filled(none, height, values.dtype).scatter(self.customers, values)


def standing(frame: pl.DataFrame, instant: date) -> Standing:
    """The last row of each customer dated before `instant`; `next_day` is that of its next row."""
    # By series: so plain a mask takes less time than asking a query for it.
    day, following = frame.get_column("day"), frame.get_column("next_day")
    is_last = (day < instant) & ((following >= instant) | following.is_null())
    return Standing(frame.get_column("customer").filter(is_last), is_last)


def _frame_of(book: Book, name: ByDay) -> pl.DataFrame:
    owner = book if name in ("purchases", "sales") else book.logs
    frame: pl.DataFrame = getattr(owner, name)
    return frame


def _most(book: Book) -> int:
    return max(2, min(KEPT_INSTANTS, KEPT_ROWS // max(book.customers.height, 1)))


@keeps(_most)
def standing_in(book: Book, name: ByDay, instant: date) -> Standing:
    """The same of a frame of the book or of its logs."""
    return standing(_frame_of(book, name), instant)
