"""Seven days from the desk's: what falls on each, and with whom it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.plays.words import title_shown
from holdfast.views.today.due.others import left_words
from holdfast.views.today.results import Week, WeekDay, WeekItem, WeekRep
from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.journal.acting.tasks import Task
    from holdfast.views.today.due.agenda import Agenda

DAYS: Final = 7
NOBODY: Final = "nobody"
"""With whom the customers are that no rep holds."""

_STEP: Final = "step"
_OWN: Final = ("task", "meeting")


def week_of(answer: Answer, found: Agenda, tasks: Iterable[Task]) -> Week:
    """The week of whoever is on the list. `tasks`: the open ones about them."""
    day = found.asked.day
    days = tuple(day + timedelta(days=step) for step in range(DAYS))
    coming = [task for task in tasks if task.comes_up <= days[-1]]
    named = _names_and_reps(answer, found, coming)
    tasked = [_of_task(answer, found, task, named) for task in coming]
    items = sorted(
        [*tasked, *_deadlines(answer, found, days[0], days[-1])],
        key=lambda item: (item.day, not item.overdue, item.name, item.kind, item.text, item.subject_id),
    )
    return Week(
        days=tuple(_day(one, items) for one in days),
        reps=_reps(answer, items, days),
        items=tuple(items),
    )


def _of_task(
    answer: Answer, found: Agenda, task: Task, named: Mapping[int, tuple[str, str | None]]
) -> WeekItem:
    day = found.asked.day
    number = found.number(task.subject, task.subject_id)
    name, rep = left_words(task.subject_id), None
    if number is not None:
        name, rep = named[number]
    elif task.subject == "rep":
        rep = task.subject_id
        reps = answer.facts.reps.filter(pl.col("rep_id") == rep)
        name = rep if reps.is_empty() else reps.item(0, "name")
    elif task.subject == "book":
        name = "The book"
    return WeekItem(
        day=max(task.comes_up, day),
        kind="meeting" if task.meeting else "task" if task.play is None else _STEP,
        text=task.text if task.play is None else title_shown(task.text),
        subject=task.subject,
        subject_id=task.subject_id,
        name=name,
        customer=number,
        rep=rep,
        overdue=task.comes_up < day,
    )


def _names_and_reps(
    answer: Answer, found: Agenda, tasks: Iterable[Task]
) -> Mapping[int, tuple[str, str | None]]:
    """Name and rep of the customers that tasks are about, by number; all at once, in years of tasks."""
    numbers = {found.number(task.subject, task.subject_id) for task in tasks}
    wanted = sorted(number for number in numbers if number is not None)
    rows = answer.facts.customers.select("name", "rep_id")[wanted].rows()
    return dict(zip(wanted, rows, strict=True))


def _deadlines(answer: Answer, found: Agenda, first: date, last: date) -> Iterator[WeekItem]:
    """What ends in the week, whether it is on the list or kept quiet."""
    known = answer.facts.customers.filter(found.whose.chosen & pl.col("deadline").is_between(first, last))
    told = known.select(
        "deadline", pl.col("deadline_kind").cast(pl.String), "customer_id", "name", "customer", "rep_id"
    )
    for day, kind, customer_id, name, customer, rep in told.iter_rows():
        yield WeekItem(day, kind, tr(_ENDS[kind]), "customer", customer_id, name, customer, rep)


_ENDS: Final = {
    "notice": "Last day to give notice",
    "cut-off": "Cut-off",
    "renewal": "Renewal",
    "end": "End of the contract",
}


def _day(day: date, items: list[WeekItem]) -> WeekDay:
    kinds = [item.kind for item in items if item.day == day]
    steps, tasks = kinds.count(_STEP), sum(kind in _OWN for kind in kinds)
    return WeekDay(day, tasks, steps, len(kinds) - steps - tasks)


def _reps(answer: Answer, items: list[WeekItem], days: tuple[date, ...]) -> tuple[WeekRep, ...]:
    loads: dict[str | None, list[int]] = {}
    for item in items:
        loads.setdefault(item.rep, [0] * len(days))[days.index(item.day)] += 1
    names = dict(answer.facts.reps.select("rep_id", "name").iter_rows())
    reps = (
        WeekRep(rep, NOBODY if rep is None else names.get(rep, rep), tuple(load))
        for rep, load in loads.items()
    )
    return tuple(sorted(reps, key=lambda rep: (rep.rep_id is None, -rep.load, rep.name, rep.rep_id or "")))
