"""Tasks as entries tell them: which are open, when each is due, and what ended the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.journal.entry import Entry, Subject

NOT_REACHED: Final = ("no answer", "left word")
"""Outcomes after which somebody has to try again."""


_SPEAKING: Final = frozenset(("task", "done", "outcome", "contact", "snooze", "play_ended"))
"""Kinds of entry that say something of tasks."""


@dataclass(frozen=True)
class Task:
    """One task. `play` (its id), `started` (the entry that started it), `step` and `flag` where it has them.

    `meeting`: no task that somebody wrote down but a meeting that was set. `snoozed`: the day until which it
    is put off. `done`: the entry that ended it; None while it is open.
    """

    id: str
    subject: Subject
    subject_id: str
    due: date
    text: str
    writer: str
    entry: Entry
    play: str | None = None
    started: str | None = None
    step: int | None = None
    flag: str | None = None
    meeting: bool = False
    snoozed: date | None = None
    done: Entry | None = None

    @property
    def comes_up(self) -> date:
        """The day on which it is shown: its own, or the one it is put off until."""
        return self.due if self.snoozed is None else max(self.due, self.snoozed)


def tasks_of(entries: Iterable[Entry]) -> tuple[Task, ...]:
    """Every task of entries in force, in their order; entries after the day are not among them.

    A task ends with a `done` that names it, or with an outcome or a contact that names it and reached
    somebody. A snooze that names it, or one of its customer or rep that names nothing and was written after
    it, puts it off. The steps of a play end with it. A meeting that was set is a task of its day. A task
    without a readable day is none.
    """
    known = tuple(entry for entry in entries if entry.kind in _SPEAKING)
    planned = [(entry, due) for entry in known if (due := _due(entry)) is not None]
    if not planned:
        return ()
    ended = _ended(known)
    off = _put_off(known, {(entry.subject, entry.subject_id) for entry, _ in planned})
    return tuple(_task(entry, due, ended.get(entry.id), off) for entry, due in planned)


def day_of(value: object) -> date | None:
    """A day as fields of entries have it; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def word_of(entry: Entry, name: str) -> str | None:
    """A field that holds words; None where it holds none."""
    value = entry.fields.get(name)
    return value if isinstance(value, str) and value else None


def task_named(entry: Entry) -> str | None:
    """The id of the task that an entry is about."""
    return _after(entry.ref, "task:")


def flag_named(entry: Entry) -> str | None:
    """The id of the one flag that an entry is about, by its reference or its own field."""
    return _after(entry.ref, "flag:") or word_of(entry, "flag")


def play_named(entry: Entry) -> str | None:
    """The id of the entry that started the play an entry belongs to."""
    return _after(entry.ref, "play:")


def _after(ref: str, word: str) -> str | None:
    return ref.removeprefix(word) if ref.startswith(word) else None


def _due(entry: Entry) -> date | None:
    if entry.kind == "task":
        return day_of(entry.fields.get("due"))
    if entry.kind == "outcome" and entry.fields.get("outcome") == "meeting set":
        return day_of(entry.fields.get("on"))
    return None


def _ended(entries: tuple[Entry, ...]) -> Mapping[str, Entry]:
    """What ended each task, by its id: what was done of it first, else the end of its play."""
    found: dict[str, Entry] = {}
    for entry in entries:
        task = task_named(entry)
        ends = entry.kind == "done" or (
            entry.kind in ("outcome", "contact") and entry.fields.get("outcome") not in NOT_REACHED
        )
        if task is not None and ends:
            found.setdefault(task, entry)
    stopped = {play_named(entry): entry for entry in reversed(entries) if entry.kind == "play_ended"}
    for entry in entries:
        if entry.kind == "task" and (play := play_named(entry)) in stopped:
            found.setdefault(entry.id, stopped[play])
    return found


@dataclass(frozen=True)
class _PutOff:
    """The last snooze that names a task, and the last that names no task or flag, by whom it is about."""

    tasks: Mapping[str, date]
    subjects: Mapping[tuple[Subject, str], Entry]


def _put_off(entries: tuple[Entry, ...], whom: set[tuple[Subject, str]]) -> _PutOff:
    """What puts off tasks; `whom` any task is about."""
    tasks: dict[str, date] = {}
    subjects: dict[tuple[Subject, str], Entry] = {}
    for entry in entries:
        if entry.kind != "snooze" or (entry.subject, entry.subject_id) not in whom:
            continue
        until = day_of(entry.fields.get("until"))
        if until is None:
            continue
        if (task := task_named(entry)) is not None:
            tasks[task] = until
        elif flag_named(entry) is None:
            subjects[entry.subject, entry.subject_id] = entry
    return _PutOff(tasks, subjects)


def _task(entry: Entry, due: date, done: Entry | None, off: _PutOff) -> Task:
    snoozed = off.tasks.get(entry.id)
    whole = off.subjects.get((entry.subject, entry.subject_id))
    if whole is not None and whole.order > entry.order:
        until = day_of(whole.fields.get("until"))
        snoozed = until if snoozed is None or until is None else max(snoozed, until)
    step = entry.fields.get("step")
    return Task(
        id=entry.id,
        subject=entry.subject,
        subject_id=entry.subject_id,
        due=due,
        text=entry.text or ("Meeting" if entry.kind == "outcome" else "Task"),
        writer=entry.writer,
        entry=entry,
        play=word_of(entry, "play"),
        started=play_named(entry),
        step=step if isinstance(step, int) else None,
        flag=flag_named(entry),
        meeting=entry.kind == "outcome",
        snoozed=snoozed,
        done=done,
    )
