"""What the status of a row means, for tables whose figures depend on it."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.schema.tables import MEANS
from holdfast.words.statuses import every_meaning, status_columns

_TABLES: Final = ("orders", "invoices", "tickets")


def with_meanings(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table with MEANS: as intake decided it, else by the words of its status; null where none stands."""
    if table not in _TABLES or MEANS in frame.columns:
        return frame
    status = frame.get_column("status")
    # A status is one of few words: each is read once.
    words = status.unique().drop_nulls().to_list() if status.count() else []
    column = status_columns()[table, "status"]
    means = {word: column.meaning_of(word) or column.otherwise for word in words}
    known = pl.col("status").replace_strict(means, default=None, return_dtype=pl.Enum(every_meaning()))
    return frame.with_columns(known.alias(MEANS))


def counts(table: str) -> pl.Expr:
    """Whether a row of a table `with_meanings` counts: what has no status does."""
    counted = status_columns()[table, "status"].counted
    return pl.col(MEANS).is_null() | pl.col(MEANS).cast(pl.String).is_in(counted)
