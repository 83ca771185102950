"""Which play a line names, and what it asks for next: the one that was started, else the one that is advised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.journal.acting.tasks import flag_named, play_named, word_of
from holdfast.risk.names import FLAG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Entry, Subject


@dataclass(frozen=True)
class Advice:
    """A play for a flag: its `id` (None: an advice without steps), its `title`, and its first step."""

    id: str | None
    title: str
    step: str | None = None


@dataclass(frozen=True)
class Running:
    """A play that was started and has not ended: its `id`, the `entry` that started it, the `flag` it answers.

    `next`: its next open task, None where none is left.
    """

    id: str
    entry: str
    flag: str | None
    next: Task | None


def advised(flag_id: str, _tier: str | None, _reason: str | None) -> Advice | None:
    """The play for a flag of a customer of that tier, lost for that reason; None where there is none."""
    flag = FLAG_NAMES.get(flag_id)
    return None if flag is None else Advice(None, flag.play)


def title_of(play: str) -> str:
    """What a play is called."""
    return play


def running(
    entries: Iterable[Entry], tasks: Iterable[Task]
) -> Mapping[tuple[Subject, str], tuple[Running, ...]]:
    """The plays that run, of entries in force, by whom they are about; the one started last comes first."""
    known = tuple(entries)
    ended = {play_named(entry) for entry in known if entry.kind == "play_ended"}
    steps: dict[str, Task] = {}
    for task in tasks:
        if task.started is not None and task.done is None:
            first = steps.setdefault(task.started, task)
            if task.comes_up < first.comes_up:
                steps[task.started] = task
    found: dict[tuple[Subject, str], tuple[Running, ...]] = {}
    for entry in known:
        play = word_of(entry, "play")
        if entry.kind == "play_started" and play is not None and entry.id not in ended:
            one = Running(play, entry.id, flag_named(entry), steps.get(entry.id))
            whom = (entry.subject, entry.subject_id)
            found[whom] = (one, *found.get(whom, ()))
    return found
