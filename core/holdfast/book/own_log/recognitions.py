"""Thanks to reps as recognitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.book.own_log.rows import appended, text_in
from holdfast.schema.tables import OWN_LOG

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log


def with_recognitions(
    exported: Book, tables: dict[str, pl.DataFrame], entries: Sequence[Entry], log: Log
) -> None:
    """Add what reps were thanked for."""
    rows = [
        {
            "rep_id": entry.subject_id,
            "date": log.counts_from(entry),
            "kind": text_in(entry, "kind") or "thanks",
            OWN_LOG: entry.writer,
        }
        for entry in entries
        if entry.subject == "rep"
    ]
    if rows:
        tables["recognitions"] = appended(exported, "recognitions", rows)
