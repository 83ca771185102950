"""Rows that repeat a key: kept once on purpose (`one_per_key`), otherwise quarantined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.rows.found import all_differ
from holdfast.schema.tables import SEEN, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.intake.finish.draft import TableDraft


def one_for_each(key: str, which: str | None) -> pl.Expr:
    """Whether a row is the one of its key that is kept, the `first` or the `last`."""
    return pl.col(key).is_last_distinct() if which == "last" else pl.col(key).is_first_distinct()


def one_row_per_key(draft: TableDraft, place: Callable[[int, int], str]) -> TableDraft:
    """At most one row for each key, the first in file order unless the mapping says `last`.

    `place(file, row)` names where a row stands. Tables without a key are left alone, and so are order
    lines, which repeat their order's id.
    """
    key = TABLES[draft.table].key
    if key is None or draft.mapping.grain == "line":
        return draft
    if SEEN in draft.frame.columns:
        draft = draft.with_frame(draft.frame.with_columns(pl.col(SEEN).min().over(key)))
    if draft.mapping.one_per_key:
        return draft.leave_out(~one_for_each(key, draft.mapping.one_per_key))
    frame = draft.frame
    if all_differ(frame[key]):
        return draft
    repeated = ~pl.col(key).is_first_distinct()
    keys = frame.filter(repeated).select(key).unique()
    firsts = frame.join(keys, on=key, how="semi", maintain_order="left").unique(
        key, keep="first", maintain_order=True
    )
    places = [place(file, row) for file, row in firsts.select(FILE, ROW).iter_rows()]
    stands = firsts.select(key).with_columns(pl.Series("__place", places, dtype=pl.String))
    joined = draft.with_frame(frame.join(stands, on=key, how="left", maintain_order="left"))
    # Not pl.format: in polars 2.1 it panics on filtered columns that had nulls.
    reason = pl.lit(f"{key} '") + pl.col(key) + pl.lit("' already stands ") + pl.col("__place")
    checked = joined.quarantine(repeated, key, reason)
    return checked.with_frame(checked.frame.drop("__place"))
