"""Whom a key acts on, and how they stand: for the lines of today, and for customers of any other list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.views.today.due.agenda import agenda_of
from holdfast.views.today.due.plays import advised, held_out
from holdfast.views.today.due.stood import customers_stood, rep_stood
from holdfast.views.today.due.words import answered_flag
from holdfast.views.today.results import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Subject
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.results import Asked


def targets_of(
    store: FactsStore, answer: Answer, asked: Asked, customers: Sequence[int]
) -> tuple[Target, ...]:
    """How some customers of the book stand, in their order, whatever the filter leaves out."""
    found = agenda_of(store, answer, asked, patient=False)
    facts = answer.facts.customers[list(customers)].select("customer", "customer_id", "name")
    whom = [("customer", customer_id, name, customer) for customer, customer_id, name in facts.iter_rows()]
    return _targets(answer, found, whom)  # type: ignore[arg-type]


def targets_of_lines(answer: Answer, found: Agenda, lines: pl.DataFrame) -> tuple[Target, ...]:
    """Whom the lines (columns of `lines.LINES`) are about."""
    whom = lines.select("subject", "subject_id", "name", "customer").iter_rows()
    ends = answer.facts.customers.select("customer", "deadline_kind")
    asked = lines.join(ends, on="customer", how="left", maintain_order="left").select(answered_flag())
    return _targets(answer, found, list(whom), asked.to_series().to_list())


def _targets(
    answer: Answer,
    found: Agenda,
    whom: Sequence[tuple[Subject, str, str, int | None]],
    asked: Sequence[str | None] | None = None,
) -> tuple[Target, ...]:
    """`asked`: the flag whose play is wanted of each; without it that of the worst."""
    numbers = [customer for *_, customer in whom if customer is not None]
    known = customers_stood(answer, numbers)
    due = _due_tasks(found)
    targets = []
    for place, (subject, subject_id, name, customer) in enumerate(whom):
        tasks = due.get((subject, subject_id), ())
        flags, stood = rep_stood(found.prompts, subject_id) if customer is None else known[customer]
        target = Target(subject, subject_id, name, customer, flags, stood, tasks)
        worst = target.flags[0] if target.flags else None
        targets.append(_with_play(answer, found, target, worst if asked is None else asked[place]))
    return tuple(targets)


def _due_tasks(found: Agenda) -> Mapping[tuple[Subject, str], tuple[str, ...]]:
    """Ids of the open tasks that are due, the oldest first, by whom they are about."""
    due: dict[tuple[Subject, str], tuple[str, ...]] = {}
    for task in sorted(found.open_tasks, key=lambda one: (one.comes_up, one.entry.order)):
        if found.due(task):
            whom = (task.subject, task.subject_id)
            due[whom] = (*due.get(whom, ()), task.id)
    return due


def _with_play(answer: Answer, found: Agenda, target: Target, flag: str | None) -> Target:
    """With the play that runs, else with the one that is advised for a flag."""
    for run in found.running.get((target.subject, target.subject_id), ()):
        return replace(target, play=run.play_id, play_flag=run.flag or None, started=run.id)
    if flag is None:
        return target
    tier = reason = None
    if target.customer is not None:
        row = answer.facts.customers[target.customer].select(pl.col("tier", "reason").cast(pl.String))
        tier, reason = row.row(0)
    answered = flag if flag in target.flags else None
    if held_out(target.subject_id, answered, found.asked.hold_out):
        return replace(target, play_flag=answered, held_out=True)
    return replace(target, play=advised(found.plays, flag, tier, reason).id, play_flag=answered)
