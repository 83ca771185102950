"""Lines that are about no customer of the book: reps, by tasks and flags, and tasks of who has left it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.schema.fields import SEVERITIES
from holdfast.views.today.due.lines import LINES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Subject
    from holdfast.views.today.due.agenda import Agenda

Whom = tuple["Subject", str]
"""Whom a line is about."""


def other_lines(answer: Answer, found: Agenda, due: Sequence[Task]) -> pl.DataFrame:
    """Lines in the columns of LINES, those about reps worst first.

    `due`: tasks about no customer of the book. Reps are as few as people are: they are taken one by one.
    """
    names = dict(answer.facts.reps.select("rep_id", "name").iter_rows())
    tasks: dict[Whom, list[Task]] = {}
    for task in due:
        tasks.setdefault((task.subject, task.subject_id), []).append(task)
    flags = live_prompts(found)
    whom = dict.fromkeys((*tasks, *flags))
    rows = [_line(one, names, tasks.get(one, []), flags.get(one, []), found.asked.day) for one in whom]
    return pl.DataFrame(rows, schema=dict(LINES))


def live_prompts(found: Agenda) -> Mapping[Whom, list[Mapping[str, Any]]]:
    """Flags of reps that nothing keeps quiet (rows as of `summary.flag_rows`), worst first, by rep."""
    live: dict[Whom, list[Mapping[str, Any]]] = {}
    prompts = found.prompts.join(
        found.kept_prompts, on=["subject", "flag"], how="anti", maintain_order="left"
    )
    for row in prompts.iter_rows(named=True):
        live.setdefault(("rep", row["subject"]), []).append(row)
    return live


def left_words(customer_id: str) -> str:
    """How a customer is called that is no longer in the book."""
    return f"{customer_id} (no longer in the book)"


def _line(
    whom: Whom,
    names: Mapping[str, str],
    tasks: Sequence[Task],
    flags: Sequence[Mapping[str, Any]],
    day: date,
) -> dict[str, object]:
    task = min(tasks, key=lambda one: one.comes_up) if tasks else None
    section = "rep" if task is None else "today" if task.comes_up == day else "overdue"
    worst = flags[0] if flags else None
    subject, subject_id = whom
    return {
        "subject": subject,
        "subject_id": subject_id,
        "name": names.get(subject_id, subject_id) if subject == "rep" else left_words(subject_id),
        "money": None if worst is None else worst["money"],
        "section": section,
        "task": None if task is None else task.id,
        "comes_up": None if task is None else task.comes_up,
        "due": None if task is None else task.comes_up,
        "flag": None if worst is None else worst["flag"],
        "severity": None if worst is None else SEVERITIES.index(worst["severity"]),
        "more": len(tasks) + len(flags) - 1,
    }
