"""Columns in which row i belongs to number i: one value throughout, or values in their places."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

KEYED: Final = "customer"


def filled(value: Any, height: int, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """The same value in every row, as a series of its own that may be written into."""
    # Without a query, as `pl.repeat` makes one: a date asks for dozens of such columns.
    return pl.Series([value], dtype=dtype).new_from_index(0, height)


def placed(numbers: pl.Series, values: pl.Series, height: int) -> pl.Series:
    """`values` in the rows of their `numbers` (each once), null in all others."""
    return filled(None, height, values.dtype).scatter(numbers, values)


def marked(numbers: pl.Series, height: int) -> pl.Series:
    """Boolean: whether a row is among the numbers."""
    return filled(value=False, height=height, dtype=pl.Boolean).scatter(numbers, values=True)


def beside(part: pl.DataFrame, height: int) -> pl.DataFrame:
    """Columns of a part (one row per `customer` at most) beside all customers; null where it has no row."""
    # Row i is customer i, so one gather does what a join would.
    rows = pl.int_range(part.height, dtype=pl.UInt32, eager=True)
    return part.drop(KEYED)[placed(part.get_column(KEYED), rows, height)]


def collected(part: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """A part as it is, or what a query for it answers."""
    return part if isinstance(part, pl.DataFrame) else part.collect(engine="in-memory")
