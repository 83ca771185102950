"""Whom a key acts on, and how they stand: for the lines of today, and for customers of any other list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.views.customers.glance.stood import stood_now
from holdfast.views.today.due.plays import advised, held_out
from holdfast.views.today.due.standing import standing
from holdfast.views.today.results import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Subject
    from holdfast.views.today.due.standing import Standing
    from holdfast.views.today.results import Asked


def targets_of(
    store: FactsStore, answer: Answer, asked: Asked, customers: Sequence[int]
) -> tuple[Target, ...]:
    """How some customers of the book stand, in their order, whatever the filter leaves out."""
    found = standing(store, answer, asked, patient=False)
    facts = answer.facts.customers[list(customers)].select("customer", "customer_id", "name")
    whom = [("customer", customer_id, name, customer) for customer, customer_id, name in facts.iter_rows()]
    return _targets(store, answer, found, whom)  # type: ignore[arg-type]


def targets_of_lines(
    store: FactsStore, answer: Answer, found: Standing, lines: pl.DataFrame
) -> tuple[Target, ...]:
    """Whom the lines (columns of `lines.LINES`) are about."""
    whom = lines.select("subject", "subject_id", "name", "customer").iter_rows()
    return _targets(store, answer, found, list(whom))


def _targets(
    store: FactsStore,
    answer: Answer,
    found: Standing,
    whom: Sequence[tuple[Subject, str, str, int | None]],
) -> tuple[Target, ...]:
    numbers = [customer for *_, customer in whom if customer is not None]
    stood = dict(zip(numbers, stood_now(store, answer, numbers), strict=True)) if numbers else {}
    due = _due_tasks(found)
    targets = []
    for subject, subject_id, name, customer in whom:
        tasks = due.get((subject, subject_id), ())
        target = Target(subject, subject_id, name, customer, tasks=tasks)
        if customer is not None:
            target = replace(target, flags=stood[customer].flags, stood=stood[customer].stood)
        elif subject == "rep":
            target = _with_prompts(target, found)
        targets.append(_with_play(answer, found, target))
    return tuple(targets)


def _due_tasks(found: Standing) -> Mapping[tuple[Subject, str], tuple[str, ...]]:
    """Ids of the open tasks that are due, the oldest first, by whom they are about."""
    due: dict[tuple[Subject, str], tuple[str, ...]] = {}
    for task in sorted(found.open_tasks, key=lambda one: (one.comes_up, one.entry.order)):
        if found.due(task):
            whom = (task.subject, task.subject_id)
            due[whom] = (*due.get(whom, ()), task.id)
    return due


def _with_prompts(target: Target, found: Standing) -> Target:
    rows = found.prompts.filter(pl.col("subject") == target.subject_id)
    told = rows.select("flag", pl.col("severity").cast(pl.String), "money").rows()
    return replace(
        target,
        flags=tuple(flag for flag, *_ in told),
        stood=tuple(f"{flag}:{severity}:{money or 0:.0f}" for flag, severity, money in told),
    )


def _with_play(answer: Answer, found: Standing, target: Target) -> Target:
    for run in found.running.get((target.subject, target.subject_id), ()):
        return replace(target, play=run.play_id, play_flag=run.flag or None, started=run.id)
    tier = reason = None
    if target.customer is not None:
        row = answer.facts.customers[target.customer].select(pl.col("tier", "reason").cast(pl.String))
        tier, reason = row.row(0)
    for flag in target.flags:
        if held_out(target.subject_id, flag, found.asked.hold_out):
            return replace(target, play_flag=flag, held_out=True)
        play = advised(found.plays, flag, tier, reason)
        return replace(target, play=play.id, play_flag=flag)
    return target
