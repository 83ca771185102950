"""What users wrote about a customer, as events of its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.journal.acting.tasks import day_of, flag_named, task_named, tasks_of, word_of
from holdfast.journal.entry import KINDS
from holdfast.risk.names import FLAG_NAMES
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import rounded_amount_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Entry, Subject

SCHEMA: Final = {
    "day": pl.Date,
    "kind": pl.String,
    "text": pl.String,
    "amount": pl.Float64,
    "own_log": pl.String,
}
"""Columns of events; `own_log`: who wrote it in the journal, null where the export has it."""

_ROWS_OF_TABLES: Final = ("contact", "rename")
"""Kinds whose entries are rows of a table of the book (book/own_log/), or say nothing of the customer."""


def entries_of(book: Book, subject: Subject, subject_id: str, as_of: date) -> pl.DataFrame:
    """What was written about a customer or rep by `as_of` as rows of SCHEMA, the oldest first.

    Contacts and finished exit interviews are among the rows of the tables they are laid over.
    """
    entries = [
        entry for entry in book.log.until(as_of) if (entry.subject, entry.subject_id) == (subject, subject_id)
    ]
    tasks = {task.id: task for task in tasks_of(entries)}
    rows = [
        (
            book.log.counts_from(entry),
            KINDS[entry.kind].title.lower(),
            " · ".join(part for part in _told(entry, tasks, book.settings.currency) if part),
            None,
            entry.writer,
        )
        for entry in entries
        if entry.kind in KINDS and entry.kind not in _ROWS_OF_TABLES and not _is_loss(entry)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _is_loss(entry: Entry) -> bool:
    return entry.kind == "loss" and entry.fields.get("complete") is not False


def _told(entry: Entry, tasks: Mapping[str, Task], currency: str) -> Iterator[str | None]:
    """The parts of what an entry says; text of users."""
    task = tasks.get(task_named(entry) or "")
    due = day_of(entry.fields.get("due"))
    if due is not None:
        yield phrase("due {due}", due=day_text(due))
    if entry.kind == "snooze":
        until = day_of(entry.fields.get("until"))
        yield tr("until it changes") if until is None else phrase("until {until}", until=day_text(until))
    for name in ("outcome", "result", "why", "reason", "own_reason", "template", "rep"):
        yield word_of(entry, name)
    amount = entry.fields.get("amount")
    if isinstance(amount, int | float):
        yield rounded_amount_text(amount, currency)
    if (on := day_of(entry.fields.get("on"))) is not None:
        yield day_text(on)
    if task is not None and task.text != entry.text:
        yield task.text
    if (flag := flag_named(entry)) is not None and flag in FLAG_NAMES:
        yield FLAG_NAMES[flag].shown
    yield word_of(entry, "subject")
    yield entry.text
    if entry.kind == "loss":
        yield "not finished"
