"""Fields of which nothing is on file for any customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from holdfast.schema.field_set import Fields


def blank(facts: pl.DataFrame, fields: Fields) -> frozenset[str]:
    """Names of the fields that are null for every customer of the facts."""
    stored = (facts.get_column(field.name) for field in fields if field.name in facts.columns)
    return frozenset(column.name for column in stored if column.null_count() == column.len())
