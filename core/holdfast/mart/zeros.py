"""Frames whose columns of nothing but nulls or zeros take no memory.

A book without tickets or contracts has facts about them all the same, for each of its customers.
"""

from __future__ import annotations

import polars as pl

from holdfast.mart import arrow
from holdfast.mart.columns import FORMATS, WIDEST, nothing, type_of
from holdfast.mart.memory import address, zeros


def without_weight(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, whose columns of nothing but nulls, or of the number 0, take no memory."""
    height, memory = frame.height, zeros(frame.height * WIDEST)

    def light(column: pl.Series) -> pl.Series:
        kind = type_of(column.dtype)
        if kind not in FORMATS and kind != "text":
            return column
        if column.null_count() == height:
            return nothing(column.name, kind, height, memory)
        if column.dtype.is_integer() and _is_zero(column):
            return arrow.series(column.name, FORMATS[kind][0], height, (None, address(memory)), memory)
        return column

    return pl.DataFrame([light(column) for column in frame.get_columns()]) if height else frame


def _is_zero(column: pl.Series) -> bool:
    # Most columns are told by their ends.
    return not (column[0] or column[-1] or column.has_nulls() or column.min() or column.max())
