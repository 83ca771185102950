"""What was done, day by day: what the entries that are no plans come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.journal.acting.quiet import flags_meant
from holdfast.journal.acting.tasks import task_named, word_of
from holdfast.journal.clock import written_on
from holdfast.journal.entry import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Entry

DEEDS: Final = frozenset(
    ("contact", "done", "outcome", "loss", "loop_closed", "recognition", "sent", "play_ended")
)
"""Kinds of entry that say that something was done."""


@dataclass(frozen=True)
class Deed:
    """One thing that was done on a day. `flags`: ids of the flags it was about, as they were open then.

    `what` and `outcome`: in the user's own words where there are any.
    """

    entry: Entry
    on: date
    what: str
    outcome: str | None
    flags: tuple[str, ...]


def deeds_of(entries: Sequence[Entry], first: date, day: date, tasks: Mapping[str, Task]) -> tuple[Deed, ...]:
    """What was done from `first` to the desk's day, of entries in force, the newest first.

    `tasks` of the same entries, by id.
    """
    found = []
    for entry in reversed(entries):
        if entry.kind not in DEEDS or (on := written_on(entry, day)) < first:
            continue
        task = tasks.get(task_named(entry) or "")
        outcome = word_of(entry, "outcome") or word_of(entry, "result") or word_of(entry, "why")
        what = entry.text or (task.text if task is not None else KINDS[entry.kind].title)
        found.append(Deed(entry, on, what, outcome, flags_meant(entry, tasks) or ()))
    return tuple(found)
