"""Lists that other exports bring along: customers named by orders, beside the list of customers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.keys import one_for_each
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from holdfast.intake.finish.draft import TableDraft


def lists_before_mentions(drafts: list[TableDraft]) -> list[TableDraft]:
    """The drafts of one table, without rows that only mention whom a list has already.

    A draft that keeps one row for each key (`one_per_key`) mentions; one that does not is a list of its own.
    Keys in other letters name the same. Where there is no list, or nothing but lists, everything stays as it
    is. In tables that are no lists each draft only keeps to its own `one_per_key`.
    """
    mentions = [draft for draft in drafts if draft.mapping.one_per_key]
    lists = [draft for draft in drafts if not draft.mapping.one_per_key]
    table = TABLES[drafts[0].table]
    if table.key is None or not mentions or not lists:
        return drafts
    key = pl.col(table.key).str.to_lowercase()
    known = pl.concat([draft.frame.select(key).to_series() for draft in lists]).unique()
    settled = list(lists)
    for draft in mentions:
        kept = one_for_each(table.key, draft.mapping.one_per_key)
        fresh = draft.leave_out(~kept)
        if table.is_list:
            fresh = fresh.leave_out(key.is_in(known.implode()))
        known = pl.concat([known, fresh.frame.select(key).to_series()])
        settled.append(fresh)
    return settled
