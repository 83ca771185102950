"""What stands below one line of today: the evidence, whom to call, what was said last, and what is next."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.locked import sentence
from holdfast.facts.gathered import tickets_told
from holdfast.journal.clock import written_on
from holdfast.plays.words import text_shown, title_shown
from holdfast.risk.chance.rates import are_known
from holdfast.schema.tables import OWN_LOG_SHOWN
from holdfast.scores.priority import product_words
from holdfast.views.customers.glance.people import named, people_of
from holdfast.views.customers.glance.standing import held_line
from holdfast.views.customers.page import reps_of
from holdfast.views.today.due.agenda import agenda_of
from holdfast.views.today.reasons import prompts_told, reasons_told
from holdfast.views.today.results import (
    DueDetail,
    LastContact,
    NextStep,
    NoteLine,
    OpenTicket,
    Target,
    TaskLine,
)

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.results import Asked

CONTACTS: Final = 2
NOTES: Final = 3
TABLES: Final = ("contacts", "interactions", "tickets")
"""Tables without which something is missing below a line."""


def today_detail(store: FactsStore, answer: Answer, asked: Asked, target: Target) -> DueDetail:
    """What is known of whoever a line is about, its reasons with what keeps them quiet."""
    found = agenda_of(store, answer, asked, patient=False)
    book, as_of = store.book, answer.facts.as_of
    journal = {
        "notes": _notes(found, target),
        "tasks": _tasks(found, target),
        "step": _next_step(found, target),
    }
    if target.customer is None:
        left = target.subject == "customer"
        reasons = () if left else prompts_told(found, target.subject_id)
        return DueDetail(answer.moment, target, reasons, left=left, **journal)  # type: ignore[arg-type]
    row = answer.facts.customers.slice(target.customer, 1)
    return DueDetail(
        answer.moment,
        target,
        reasons_told(store, answer, found, row),
        people=tuple(
            one for one in people_of(book, target.customer, as_of, store.thresholds) if not one.has_left
        ),
        contacts=_contacts(book, target.customer, as_of),
        tickets=tickets_of(book, target.customer, as_of),
        held=held_line(book, row, reps_of(book, target.customer, as_of)),
        priority=_priority(store, answer, target.customer),
        locked={name: sentence((name,)) for name in TABLES if not book.has(name)},
        **journal,  # type: ignore[arg-type]
    )


def _notes(found: Agenda, target: Target) -> tuple[NoteLine, ...]:
    """The newest notes first."""
    notes = (
        NoteLine(written_on(entry, found.asked.day), entry.writer, entry.text)
        for entry in reversed(found.entries)
        if entry.kind == "note" and (entry.subject, entry.subject_id) == (target.subject, target.subject_id)
    )
    return tuple(islice(notes, NOTES))


def _tasks(found: Agenda, target: Target) -> tuple[TaskLine, ...]:
    """Open tasks, the first to come up first."""
    mine = [
        task
        for task in found.open_tasks
        if (task.subject, task.subject_id) == (target.subject, target.subject_id)
    ]
    return tuple(
        TaskLine(
            id=task.id,
            due=task.due,
            text=task.text if task.play is None else title_shown(task.text),
            play=_title(found, task.play),
            is_overdue=task.comes_up < found.asked.day,
            writer=task.writer,
            snoozed=task.snoozed if task.snoozed is not None and task.snoozed > task.due else None,
        )
        for task in sorted(mine, key=lambda one: (one.comes_up, one.entry.order))
    )


def _title(found: Agenda, play_id: str | None) -> str | None:
    play = None if play_id is None else found.plays.get(play_id)
    return play_id if play is None else title_shown(play.title)


def _next_step(found: Agenda, target: Target) -> NextStep | None:
    """The next step of the play that runs, else the first of the one that is advised."""
    for run in found.running.get((target.subject, target.subject_id), ()):
        if (step := run.next_step) is not None:
            return NextStep(title_shown(run.title), title_shown(step.title), step.due)
    play = None if target.play is None else found.plays.get(target.play)
    return (
        None
        if play is None or not play.steps
        else NextStep(title_shown(play.title), text_shown(play.steps[0].do))
    )


def _contacts(book: Book, customer: int, as_of: date) -> tuple[LastContact, ...]:
    """The last contacts, the newest first, whichever side spoke."""
    if not book.has("interactions"):
        return ()
    rows = book.visible("interactions", as_of, pl.col("customer") == customer)
    last = rows.sort("at", descending=True, maintain_order=True).head(CONTACTS)
    return tuple(
        LastContact(
            day=row["at"].date(),
            kind=row["type"],
            direction=row["direction"],
            person=named(book, "contacts", "contact_id", row["contact_id"], as_of),
            rep=named(book, "reps", "rep_id", row["rep_id"], as_of),
            text=row["text"],
            own_log=row.get(OWN_LOG_SHOWN) is not None,
        )
        for row in last.iter_rows(named=True)
    )


def tickets_of(book: Book, customer: int, as_of: date) -> tuple[OpenTicket, ...]:
    """Tickets that are not solved, the oldest first."""
    if not book.has("tickets"):
        return ()
    mine = tickets_told(book, as_of).filter((pl.col("customer") == customer) & pl.col("is_open")).collect()
    told = mine.sort("created", "ticket_id").select(
        "ticket_id",
        pl.col("created").dt.date(),
        "priority",
        "subject",
        pl.col("escalated").fill_null(value=False),
    )
    return tuple(OpenTicket(*row) for row in told.iter_rows())


def _priority(store: FactsStore, answer: Answer, customer: int) -> str | None:
    """The terms of the priority; None as long as nobody has made the loss rates they rest on."""
    facts = answer.facts
    if not are_known(store.book, facts.as_of, store.thresholds):
        return None
    return product_words(store.book, facts.as_of, facts.customers, store.thresholds, customer)
