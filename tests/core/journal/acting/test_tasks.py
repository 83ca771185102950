"""Tasks as the journal tells them: open until something ends them, on their day or put off."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.written import wrote

from holdfast.journal.acting.tasks import Task, tasks_of
from holdfast.journal.log import in_force

JULY_4 = date(2025, 7, 4)


def the_task(*entries: object) -> Task:
    (task,) = tasks_of(in_force(entries))  # type: ignore[arg-type]
    return task


def test_a_task_is_open_and_comes_up_on_its_day() -> None:
    task = the_task(wrote("task", "a", "2025-06-30", "Call about the invoice", due="2025-07-04"))
    assert (task.text, task.due, task.comes_up, task.done) == ("Call about the invoice", JULY_4, JULY_4, None)


@pytest.mark.parametrize(
    ("kind", "fields", "ends"),
    [
        ("done", {}, True),
        ("outcome", {"outcome": "kept"}, True),
        ("outcome", {"outcome": "no answer"}, False),
        ("contact", {"outcome": "reached"}, True),
        ("contact", {"outcome": "left word"}, False),
        ("note", {}, False),
    ],
)
def test_what_reached_somebody_ends_the_task_it_names(kind: str, fields: dict[str, str], ends: bool) -> None:
    task = wrote("task", "a", "2025-06-30", due="2025-07-04")
    after = wrote(kind, "a", "2025-07-01", ref=f"task:{task.id}", **fields)
    assert (the_task(task, after).done is not None) is ends


def test_an_undo_opens_a_task_again() -> None:
    task = wrote("task", "a", "2025-06-30", due="2025-07-04")
    done = wrote("done", "a", "2025-07-01", ref=f"task:{task.id}")
    assert the_task(task, done, wrote("undo", "a", "2025-07-01", ref=f"entry:{done.id}")).done is None


def test_a_snooze_puts_off_the_task_it_names_and_one_of_the_customer_what_was_planned_before() -> None:
    first = wrote("task", "a", "2025-06-30", due="2025-07-01")
    snooze = wrote("snooze", "a", "2025-07-01", until="2025-07-04")
    later = wrote("task", "a", "2025-07-01", due="2025-07-01")
    named = wrote("snooze", "a", "2025-07-01", ref=f"task:{later.id}", until="2025-07-09")
    found = tasks_of((first, snooze, later, named))
    assert [task.comes_up for task in found] == [JULY_4, date(2025, 7, 9)]


def test_a_snooze_never_brings_a_task_forward() -> None:
    task = wrote("task", "a", "2025-06-30", due="2025-07-04")
    assert the_task(task, wrote("snooze", "a", "2025-06-30", until="2025-07-01")).comes_up == JULY_4


def test_the_steps_of_a_play_end_with_it() -> None:
    started = wrote("play_started", "a", "2025-06-30", play="renewal")
    step = wrote(
        "task", "a", "2025-06-30", ref=f"play:{started.id}", due="2025-07-04", play="renewal", step=1
    )
    assert the_task(started, step).step == 1
    ended = wrote("play_ended", "a", "2025-07-01", ref=f"play:{started.id}", why="stopped")
    assert the_task(started, step, ended).done == ended


def test_a_meeting_that_was_set_is_a_task_of_its_day() -> None:
    task = the_task(wrote("outcome", "a", "2025-06-30", outcome="meeting set", on="2025-07-04"))
    assert (task.meeting, task.due, task.text) == (True, JULY_4, "Meeting")


def test_a_task_without_a_readable_day_is_none() -> None:
    assert tasks_of((wrote("task", "a", "2025-06-30", due="soon"),)) == ()
