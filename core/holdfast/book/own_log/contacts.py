"""Logged contacts as interactions: who spoke with whom, and whether both sides did."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.own_log.rows import appended, moment_of, text_in
from holdfast.schema.tables import OWN_LOG
from holdfast.words.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log

_DIRECTIONS: Final = MappingProxyType({"outbound": "out", "inbound": "in"})
"""Words of the journal that interactions have others for."""


def with_contacts(
    exported: Book, tables: dict[str, pl.DataFrame], entries: Sequence[Entry], log: Log
) -> None:
    """Add logged contacts to the interactions."""
    entries = [entry for entry in entries if entry.subject == "customer"]
    if not entries:
        return
    owners = _owners(exported, [(entry.subject_id, log.counts_from(entry)) for entry in entries])
    persons = _persons(exported, {entry.subject_id for entry in entries})
    tables["interactions"] = appended(
        exported,
        "interactions",
        [
            _row(entry, log, persons) | {"rep_id": text_in(entry, "rep") or owner}
            for entry, owner in zip(entries, owners, strict=True)
        ],
    )


def direction(entry: Entry) -> str:
    """Who spoke: two-way where it says so or somebody was reached; out where nothing is said."""
    said = (text_in(entry, "direction") or "").lower()
    if said:
        return _DIRECTIONS.get(said, said)
    return "two-way" if (text_in(entry, "outcome") or "").lower() == "reached" else "out"


def _row(entry: Entry, log: Log, persons: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    whom = text_in(entry, "with")
    person = persons.get((entry.subject_id, fold(whom))) if whom else None
    said = (None if person else whom, text_in(entry, "outcome"), entry.text or None)
    return {
        "interaction_id": entry.id,
        "customer_id": entry.subject_id,
        "at": moment_of(entry, log),
        "type": text_in(entry, "channel"),
        "direction": direction(entry),
        "contact_id": person,
        "text": " · ".join(filter(None, said)) or None,
        OWN_LOG: entry.writer,
    }


def _persons(exported: Book, customers: set[str]) -> Mapping[tuple[str, str], str]:
    """Contacts on file by customer and by folded id or name."""
    if not exported.has("contacts"):
        return {}
    on_file = exported.tables["contacts"].filter(pl.col("customer_id").is_in(sorted(customers)))
    found: dict[tuple[str, str], str] = {}
    for customer, contact, name in on_file.select("customer_id", "contact_id", "name").iter_rows():
        if contact is not None:
            found.setdefault((customer, fold(name or contact)), contact)
            found[customer, fold(contact)] = contact
    return found


def _owners(exported: Book, when: Sequence[tuple[str, date]]) -> list[str | None]:
    """Who held each customer on a day, as assignments say, else as the list of customers does."""
    asked = pl.DataFrame(
        when, schema={"customer_id": pl.String, "day": pl.Date}, orient="row"
    ).with_row_index("row")
    owned = asked.join(
        exported.customers.select("customer_id", "owner_rep_id"), on="customer_id", how="left"
    ).select("row", "owner_rep_id")
    if not exported.has("assignments"):
        return owned.sort("row").get_column("owner_rep_id").to_list()
    day, start, end = pl.col("day"), pl.col("start"), pl.col("end")
    held = (
        asked.join(exported.tables["assignments"], on="customer_id")
        .filter((start.is_null() | (start <= day)) & (end.is_null() | (end > day)))
        .sort("row", "start", "rep_id", nulls_last=False)
        .unique("row", keep="last", maintain_order=True)
        .select("row", "rep_id")
    )
    return (
        owned.join(held, on="row", how="left")
        .sort("row")
        .select(pl.coalesce("rep_id", "owner_rep_id").alias("rep_id"))
        .get_column("rep_id")
        .to_list()
    )
