"""The ids of a column, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from holdfast.intake.finish.draft import Draft

_NONE: Final = pl.DataFrame(schema={"id": pl.String, "rows": pl.UInt32})


def ids_in(draft: Draft, column: str) -> pl.DataFrame:
    """`id` String and `rows` UInt32 of every id in a column of a draft; empty where it has no such column."""
    if column not in draft.frame.columns:
        return _NONE
    return draft.frame.group_by(pl.col(column).alias("id")).agg(pl.len().alias("rows")).drop_nulls()
