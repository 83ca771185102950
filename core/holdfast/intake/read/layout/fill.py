"""Cells that stand for those below them, as merged cells do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.wording import listing, suggestion

if TYPE_CHECKING:
    from holdfast.intake.config import TableMapping


def filled_down(frame: pl.LazyFrame, mapping: TableMapping, name: str) -> pl.LazyFrame:
    """A frame with the empty cells of the columns in `fill_down` filled from above. Raises UsageError."""
    schema = frame.collect_schema()
    for column in mapping.fill_down:
        if column not in schema:
            raise UsageError(
                f"{mapping.key} fill_down: {name} has no column '{column}'{suggestion(column, schema)} "
                f"(it has: {listing(own for own in schema if not own.startswith('__'))})"
            )
    return frame.with_columns(_filled(column, schema[column]) for column in mapping.fill_down)


def _filled(column: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    filled = pl.when(cell.str.strip_chars() != "").then(cell) if dtype == pl.String else cell
    return filled.forward_fill().alias(column)
