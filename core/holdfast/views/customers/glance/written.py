"""What was written about one customer: its open tasks, and the last note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.journal.acting.tasks import tasks_of
from holdfast.views.customers.glance.told import LastNote, OpenTask

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book


def open_tasks(book: Book, customer_id: str, as_of: date) -> tuple[OpenTask, ...]:
    """The tasks that nothing has ended, by their day."""
    found = tasks_of(book.log.about(as_of, "customer", customer_id))
    waiting = sorted((task for task in found if task.done is None), key=lambda task: task.comes_up)
    return tuple(OpenTask(task.due, task.text, task.snoozed) for task in waiting)


def last_note(book: Book, customer_id: str, as_of: date) -> LastNote | None:
    """The newest note; None where nobody wrote one."""
    notes = [entry for entry in book.log.about(as_of, "customer", customer_id) if entry.kind == "note"]
    if not notes:
        return None
    newest = notes[-1]
    return LastNote(book.log.counts_from(newest), newest.writer, newest.text)
