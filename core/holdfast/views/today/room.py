"""The room of today: whom to call and why, the week, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.names import PROMPT
from holdfast.views.results import TableView
from holdfast.views.today.done import done_lines, done_on_the_day
from holdfast.views.today.due.agenda import agenda_of
from holdfast.views.today.due.counting import counts_of
from holdfast.views.today.due.lines import customer_lines, tasks_frame
from holdfast.views.today.due.others import other_lines
from holdfast.views.today.due.rows import TodayRows
from holdfast.views.today.due.targets import targets_of_lines
from holdfast.views.today.due.words import line_words
from holdfast.views.today.results import CONTRACT, TodayView
from holdfast.views.today.said import empty_words, hidden_words, order_words, stale_words
from holdfast.views.today.week import week_of

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.acting.tasks import Task
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.results import Asked


def today_view(store: FactsStore, answer: Answer, asked: Asked, *, patient: bool = False) -> TodayView:
    """Everything the room of today shows; `patient` as in `desk_view`."""
    found = agenda_of(store, answer, asked, patient=patient)
    tasks = found.listed_tasks
    due = tuple(task for task in tasks if found.due(task))
    lines = _lines(answer, found, due)
    done = done_lines(answer, found)
    counts = counts_of(found, tasks, lines, done_on_the_day(done))
    hidden = sum(map(found.due, found.open_tasks)) - len(due)
    return TodayView(
        query=answer.query,
        moment=answer.moment,
        day=asked.day,
        rows=_rows(store, answer, found, lines),
        counts=counts,
        week=week_of(answer, found, tasks),
        done=done,
        order=order_words(store, answer, ranked=found.ranked),
        ranked=found.ranked,
        narrowed=found.whose.words,
        hidden=hidden,
        notes=(
            *stale_words(answer, asked.day),
            *hidden_words(hidden, answer, found.whose),
            *found.plays.problems,
        ),
        empty=None if counts.due else empty_words(found, tasks, counts),
    )


def today_table(store: FactsStore, answer: Answer, asked: Asked) -> TableView:
    """`show today`: the columns of CONTRACT, one row a customer; lines about reps are told in a note."""
    view = today_view(store, answer, asked, patient=True)
    told = view.rows.told(0, len(view.rows))  # type: ignore[attr-defined]
    of_customers = told.filter(pl.col("subject") == "customer").select(CONTRACT)
    about_reps = told.height - of_customers.height
    notes = [note for note in (view.narrowed, *view.notes, view.empty) if note]
    if about_reps:
        notes.append(f"{about_reps} more about reps ({PROMPT}): holdfast today")
    return TableView("today", answer.moment, of_customers, tuple(notes))


def _lines(answer: Answer, found: Agenda, due: tuple[Task, ...]) -> pl.DataFrame:
    """The list: customers, reps, and those who left the book, in one order."""
    known = [task for task in due if found.number(task.subject, task.subject_id) is not None]
    others = [task for task in due if found.number(task.subject, task.subject_id) is None]
    frame = tasks_frame(known, found.numbers)
    of_customers = customer_lines(answer, found.live, frame, found.order, found.asked.day)
    lines = pl.concat([of_customers, other_lines(answer, found, others)])
    return lines.sort("section", "comes_up", nulls_last=True, maintain_order=True)


def _rows(store: FactsStore, answer: Answer, found: Agenda, lines: pl.DataFrame) -> TodayRows:
    wording = line_words(store, answer, found)
    return TodayRows(lines, wording.of, lambda chosen: targets_of_lines(answer, found, chosen))
