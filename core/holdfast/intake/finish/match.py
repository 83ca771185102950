"""`match`: a value is looked up in a column of another table and replaced by that row's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.meaning.ids import without_places
from holdfast.intake.wording import listing, suggestion

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from holdfast.intake.finish.draft import TableDraft

_FOUND = "__found"
_CHOICES = "__choices"


def apply_matches(
    draft: TableDraft, tables: Mapping[str, pl.DataFrame], unreadable: Container[str] = ()
) -> TableDraft:
    """Replace matched columns; values without a match, or with several, go to quarantine.

    Nothing is found in a table whose files are `unreadable`. Raises UsageError where the table or the column
    to look in is not there.
    """
    for column, (table, lookup) in draft.mapping.match.items():
        key = f"{draft.mapping.key} match.{column}"
        other = tables.get(table)
        if other is None and table in unreadable:
            other = pl.DataFrame(schema={lookup: pl.String, column: pl.String})
        if other is None:
            raise UsageError(f"{key}: there is no table {table} in this book")
        for wanted in (lookup, column):
            if wanted not in other.columns:
                named = [name for name in other.columns if not name.startswith("__")]
                raise UsageError(
                    f"{key}: {table} has no column '{wanted}'{suggestion(wanted, named)} "
                    f"(it has: {listing(named)})"
                )
        if column not in draft.frame.columns:
            raise UsageError(f"{key}: '{column}' is not mapped; name it under columns too")
        draft = _replace(draft, column, f"{table}.{lookup}", _lookup(other, lookup, column))
    return draft


def _lookup(other: pl.DataFrame, lookup: str, column: str) -> pl.DataFrame:
    """Every distinct value of the column to look in, the id it gives, and how many ids it could give."""
    return (
        other.lazy()
        .select(pl.col(lookup).cast(pl.String).alias("__value"), pl.col(column).alias(_FOUND))
        .drop_nulls()
        .group_by("__value")
        .agg(pl.col(_FOUND).min(), pl.col(_FOUND).n_unique().alias(_CHOICES))
        .collect()
    )


def _replace(draft: TableDraft, column: str, where: str, lookup: pl.DataFrame) -> TableDraft:
    joined = draft.with_frame(
        draft.frame.join(lookup, left_on=column, right_on="__value", how="left", maintain_order="left")
    )
    joined = joined.quarantine(
        pl.col(_FOUND).is_null() & pl.col(column).is_not_null(), column, f"not found in {where}"
    )
    joined = joined.quarantine(pl.col(_CHOICES) > 1, column, f"stands for several rows of {where}")
    frame = joined.frame.with_columns(pl.col(_FOUND).alias(column)).drop(_FOUND, _CHOICES)
    return joined.with_frame(without_places(frame, column))
