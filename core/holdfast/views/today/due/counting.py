"""How the list stands: how many lines are due, can wait, and are kept quiet, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.views.today.results import CAN_WAIT, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.journal.acting.tasks import Task
    from holdfast.views.today.due.agenda import Agenda

Whom = int | tuple[str, str]
"""A customer of the book by number; anybody else by what and who they are."""


def counts_of(found: Agenda, tasks: Iterable[Task], lines: pl.DataFrame, done: int) -> Counts:
    """The counts of a list. `tasks`: the open ones about whoever is on it; `done`: about how many."""
    waiting = int(lines.get_column("section").cast(pl.String).is_in(CAN_WAIT).sum())
    snoozed, handled = _quiet(found, tasks, lines)
    return Counts(lines.height - waiting, waiting, len(snoozed), len(handled - snoozed), done)


def _quiet(found: Agenda, tasks: Iterable[Task], lines: pl.DataFrame) -> tuple[set[Whom], set[Whom]]:
    """Whoever is kept quiet, off the list: by a snooze, and by something that was done."""
    snoozed: set[Whom] = set()
    handled: set[Whom] = set()
    # Of a large book most customers stand on the list, and few are kept quiet.
    off_the_list = found.kept.join(lines.select("customer"), on="customer", how="anti")
    for customer, is_snoozed in off_the_list.select("customer", "snoozed").iter_rows():
        (snoozed if is_snoozed else handled).add(customer)
    for rep_id, is_snoozed in found.kept_prompts.select("subject", "snoozed").iter_rows():
        (snoozed if is_snoozed else handled).add(("rep", rep_id))
    day = found.asked.day
    for task in tasks:
        if task.due <= day < task.comes_up:
            number = found.number(task.subject, task.subject_id)
            snoozed.add((task.subject, task.subject_id) if number is None else number)
    about = snoozed | handled
    numbers = pl.DataFrame(
        {"customer": [one for one in about if isinstance(one, int)]}, schema={"customer": pl.UInt32}
    )
    shown: set[Whom] = set(numbers.join(lines.select("customer"), on="customer", how="semi").to_series())
    others = lines.filter(pl.col("customer").is_null()).select("subject", "subject_id")
    shown.update(others.iter_rows())
    return snoozed - shown, handled - shown
