"""Exit interviews as losses: what a record of the export leaves open is filled, the rest are new records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.own_log.rows import appended, day_in, mended, text_in
from holdfast.schema.tables import OWN_LOG
from holdfast.words.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log

SAME_LOSS_WITHIN: Final = timedelta(days=180)
"""A record of the export no further from the day of an interview is about the same loss."""

SOURCE: Final = "exit interview"

_FILLED: Final = ("reason_code", "competitor", "note", "source")


def lost_on(entry: Entry, log: Log) -> date:
    """The day of the loss that an exit interview is about; without one, that of the entry."""
    return day_in(entry, "lost_on") or log.counts_from(entry)


def with_losses(
    exported: Book, tables: dict[str, pl.DataFrame], entries: Sequence[Entry], log: Log
) -> Iterator[str]:
    """Add exit interviews that are finished to the losses; what they contradict, in words.

    The export wins: an interview only fills what a record leaves empty.
    """
    told = [_row(entry, log) for entry in entries if entry.fields.get("complete") is not False]
    if not told:
        return
    records = _records(exported, {row["customer_id"] for row in told})
    new, fills = [], dict[int, dict[str, Any]]()
    for row in told:
        place = _nearest(records.get(row["customer_id"], ()), row["date"])
        if place is None:
            new.append(row)
            continue
        number, record = place
        said, recorded = row["reason_code"], record["reason_code"]
        if said and recorded and fold(said) != fold(recorded):
            yield (
                f"{row['customer_id']} was lost for '{recorded}' by the export and for '{said}' by "
                f"{row[OWN_LOG]}: the export counts"
            )
            row[OWN_LOG] = f"{row[OWN_LOG]}: {said}"
        fills[number] = {"row": number, **{name: row[name] for name in (*_FILLED, OWN_LOG)}}
    losses = exported
    if fills:
        losses = _with_table(exported, mended(exported.tables["losses"], list(fills.values())))
    tables["losses"] = appended(losses, "losses", new)


def _row(entry: Entry, log: Log) -> dict[str, Any]:
    return {
        "customer_id": entry.subject_id,
        "date": lost_on(entry, log),
        "reason_code": text_in(entry, "reason") or text_in(entry, "own_reason"),
        "competitor": text_in(entry, "competitor"),
        "note": entry.text or None,
        "source": SOURCE,
        OWN_LOG: entry.writer,
    }


def _records(exported: Book, customers: set[str]) -> Mapping[str, list[tuple[int, dict[str, Any]]]]:
    """The records of some customers, each with its place in the table."""
    if not exported.has("losses"):
        return {}
    rows = (
        exported.tables["losses"]
        .with_row_index("row")
        .filter(pl.col("customer_id").is_in(sorted(customers)) & pl.col("date").is_not_null())
    )
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["customer_id"], []).append((row["row"], row))
    return found


def _nearest(records: Sequence[tuple[int, dict[str, Any]]], day: date) -> tuple[int, dict[str, Any]] | None:
    near = [found for found in records if abs(found[1]["date"] - day) <= SAME_LOSS_WITHIN]
    return min(near, key=lambda found: (abs(found[1]["date"] - day), -found[0]), default=None)


def _with_table(exported: Book, losses: pl.DataFrame) -> Book:
    return replace(exported, tables={**exported.tables, "losses": losses})
