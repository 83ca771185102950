"""How the list stands: how many lines are due, can wait, and are kept quiet, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.views.today.due.others import quiet_of
from holdfast.views.today.results import CAN_WAIT, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.answers.answer import Answer
    from holdfast.journal.acting.tasks import Task
    from holdfast.views.today.due.agenda import Agenda


def counts_of(answer: Answer, found: Agenda, tasks: Iterable[Task], lines: pl.DataFrame, done: int) -> Counts:
    """The counts of a list. `tasks`: the open ones about whoever is on it; `done`: about how many."""
    waiting = int(lines.get_column("section").cast(pl.String).is_in(CAN_WAIT).sum())
    snoozed, handled = _quiet(answer, found, tasks, lines)
    return Counts(lines.height - waiting, waiting, len(snoozed), len(handled - snoozed), done)


def _quiet(
    answer: Answer, found: Agenda, tasks: Iterable[Task], lines: pl.DataFrame
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Whoever is kept quiet, off the list: by a snooze, and by something that was done."""
    shown = set(lines.select("subject", "subject_id").iter_rows())
    ids = answer.facts.customers.get_column("customer_id")
    snoozed: set[tuple[str, str]] = set()
    handled: set[tuple[str, str]] = set()
    for is_snoozed, customers in found.kept.group_by("snoozed"):
        about = {("customer", one) for one in ids.gather(customers.get_column("customer")).to_list()}
        (snoozed if is_snoozed[0] else handled).update(about)
    for row in found.prompts.iter_rows(named=True):
        if (quiet := quiet_of(found, row)) is not None:
            (snoozed if quiet.how == "snoozed" else handled).add(("rep", row["subject"]))
    day = found.asked.day
    snoozed.update((task.subject, task.subject_id) for task in tasks if task.due <= day < task.comes_up)
    return snoozed - shown, handled - shown
