"""A book with what users wrote about it: the export wins, and what is the users' own says so.

Rows of the journal are dated by the day from which an entry is visible, so that a look at any day finds what
had been written by then. Two things would still move days before them: what is taken back, corrected or
renamed later, and a loss that is written down after its day. Such days are shown a book of their own, with
what stood in the journal then (`Book.standing_on`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.own_log.contacts import with_contacts
from holdfast.book.own_log.loops import with_loops
from holdfast.book.own_log.losses import lost_on, with_losses
from holdfast.book.own_log.recognitions import with_recognitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log
    from holdfast.keeping import Kept

READ: Final = ("contact", "loss", "loop_closed", "recognition")
"""Kinds of entries that are data too."""

LOGGED: Final = ("interactions", "surveys")
"""Tables of which logs by day are made (book/events.py)."""

_MOVING: Final = frozenset((*READ, "rename"))

_OF_TABLES: Final = ("kept", "fields", "order_details", "logs", "contracts")
"""What a book knows of its tables, whatever else is written."""

_KEPT_DAYS: Final = 8


def overlaid(book: Book, log: Log) -> Book:
    """The exported book with these entries, in the place of any that were laid over it before.

    Where only what is not data was written since, a note, a task, nothing that was worked out about the book
    is worked out again.
    """
    exported = book.exported
    if not (log.written or log.journals or log.problems):
        return exported
    log = replace(log, present=exported.span[1])
    if moving(log) == moving(book.log):
        return _with_log(book, log)
    laid = _laid(exported, log.in_force, log.in_force, log)
    settled = _settled(log)
    return laid if settled is None else replace(laid, as_written=partial(_on, settled))


def moving(log: Log) -> list[str]:
    """Ids of the entries that move the tables of a book, or may."""
    return [entry.id for entry in log.written if entry.kind in _MOVING or entry.takes_back is not None]


def _with_log(book: Book, log: Log) -> Book:
    """The book with another log over the same tables, and with all that is known of them."""
    told = replace(
        log, contradictions=book.log.contradictions, no_longer=_no_longer(book.exported, log.in_force)
    )
    found = replace(book, log=told, without_log=book.exported)
    found.__dict__.update({name: book.__dict__[name] for name in _OF_TABLES if name in book.__dict__})
    return found


def _on(settled: date, book: Book, as_of: date) -> Book:
    """The book on a day, before which the journal may have been another; the newest few are kept."""
    if as_of >= settled:
        return book
    kept: Kept[date, Book] = book.kept.of(_on, _KEPT_DAYS)
    return kept.get(as_of, lambda: _earlier(book, as_of))


def _earlier(book: Book, as_of: date) -> Book:
    log = book.log
    then = log.until(as_of)
    # What is dated later shows on no day before: only what is mended needs to be left out.
    later = (entry for entry in log.in_force if log.counts_from(entry) > as_of)
    found = _laid(book.exported, (*then, *later), then, log)
    if all(_same(book, found, name) for name in LOGGED):
        found.__dict__["logs"] = book.logs
    return found


def _same(book: Book, other: Book, name: str) -> bool:
    return book.has(name) == other.has(name) and (
        not book.has(name) or book.tables[name].equals(other.tables[name])
    )


def _laid(exported: Book, entries: Sequence[Entry], losses: Sequence[Entry], log: Log) -> Book:
    tables: dict[str, pl.DataFrame] = dict(exported.tables)
    with_contacts(exported, tables, _of_kind(entries, "contact"), log)
    contradictions = tuple(with_losses(exported, tables, _of_kind(losses, "loss"), log))
    with_loops(exported, tables, _of_kind(entries, "loop_closed"), log)
    with_recognitions(exported, tables, _of_kind(entries, "recognition"), log)
    return replace(
        exported,
        tables=MappingProxyType(tables),
        log=replace(log, contradictions=contradictions, no_longer=_no_longer(exported, entries)),
        without_log=exported,
    )


def _of_kind(entries: Iterable[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind == kind]


def _no_longer(exported: Book, entries: Iterable[Entry]) -> int:
    """How many entries are about customers whom the export does not name any more."""
    about = [entry.subject_id for entry in entries if entry.subject == "customer"]
    ids = exported.customers.get_column("customer_id")
    return int((~pl.Series(about, dtype=pl.String).is_in(ids.implode())).sum())


def _settled(log: Log) -> date | None:
    """The day from which on nothing that was written later moves a row; None where nothing ever does."""
    if not any(entry.kind in READ for entry in log.written):
        return None
    written = {entry.id: entry for entry in log.written}
    days = [log.counts_from(entry) for entry in log.written if entry.kind == "rename"]
    for entry in log.written:
        undone = written.get(entry.takes_back) if entry.takes_back is not None else None
        if undone is not None and log.counts_from(entry) > log.counts_from(undone):
            days.append(log.counts_from(entry))
    days += (
        log.counts_from(entry)
        for entry in log.in_force
        if entry.kind == "loss" and lost_on(entry, log) < log.counts_from(entry)
    )
    return max(days, default=None)
