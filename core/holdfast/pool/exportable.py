"""Which flags may be counted for others: those that a customer has by its own rows alone.

Privacy is promised to a customer with all of its rows: without them nothing may change but its own part of
the counts. A flag that opens by what others do (a quantile over customers, the day on which a log of the
whole book begins) could open or close for many at once, and no noise made for one customer would cover that.
`tests/core/pool/test_sensitivity.py` takes customers out of books and holds it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import missing_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.book.book import Book

OWN_ROWS: Final = (
    "F01", "F04", "F05", "F06", "F08", "F12", "F13", "F14", "F16", "F19", "F22", "F23", "F25", "F28",
)  # fmt: skip
"""Flags that a customer has by its own rows alone; F01 once it has a rhythm of its own (`counts_for`)."""

OWN_GAPS: Final = 3
"""From so many gaps on the cadence of a customer is its own; below, it is drawn to that of its segment."""

_BY_OTHERS: Final = "other customers decide"
_BY_LOGS: Final = "the first or last row of the whole book decides"
_LOGS: Final = (
    "F02", "F07", "F09", "F10", "F11", "F15", "F18", "F21", "F24", "F27", "F29", "F30", "F32", "F33",
)  # fmt: skip

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("F03", "F17", "F20", "F34"), _BY_OTHERS),
        **dict.fromkeys(_LOGS, _BY_LOGS),
        "F26": "sums over the contracts of all customers decide",
        "F31": "customers who are lost already have it",
    }
)
"""Why each of the other flags of customers is not exported."""


def exportable(book: Book) -> tuple[str, ...]:
    """The flags that a book counts for others: what its tables, not their rows, make possible."""
    return tuple(flag for flag in OWN_ROWS if not missing_tables(book, FLAGS[flag]))


def counts_for(book: Book, end: date) -> pl.Series:
    """Boolean, row i customer i: who has a cadence of its own at the close of a day, so that F01 counts."""
    bought = book.purchases.filter(pl.col("day") <= end)
    enough = bought.filter(pl.col("number") > OWN_GAPS).get_column("customer").unique()
    numbers = pl.int_range(book.customers.height, dtype=pl.UInt32, eager=True)
    return numbers.is_in(enough.implode())
