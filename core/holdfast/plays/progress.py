"""Plays under way, told from the journal alone: what was started, what is done, and what has ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.journal.entry import Entry, Subject
    from holdfast.plays.play import Play, Plays, Step

StepState = Literal["done", "skipped", "overdue", "due", "coming"]
"""As a step stands on a day: due is today."""

EndedWhy = Literal["cleared", "finished", "stopped"]

SKIPPED: Final = "skipped"
"""The `result` of a done entry that leaves a step out."""


@dataclass(frozen=True)
class StepProgress:
    """One step of a play under way: its `task` (id of the entry), when it is due, how it stands.

    `step` is None where the play has changed since and has no step of that number. `on`: the day on which it
    was done or skipped.
    """

    number: int
    title: str
    due: date | None
    state: StepState
    task: str
    step: Step | None = None
    on: date | None = None
    result: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in ("done", "skipped")


@dataclass(frozen=True)
class Run:
    """One play of one customer or rep, as its entries tell it.

    `started`: the `play_started` entry. `play` is None where no such play is there any more. `ended`: the day
    and why, None while it runs; a play whose steps are all done or skipped has finished without an entry.
    """

    started: Entry
    play_id: str
    flag: str
    play: Play | None
    steps: tuple[StepProgress, ...] = ()
    ended: tuple[date, EndedWhy] | None = None

    @property
    def id(self) -> str:
        """What entries about it refer to: `play:ID`."""
        return self.started.id

    @property
    def subject(self) -> tuple[Subject, str]:
        """Whom it is about."""
        return self.started.subject, self.started.subject_id

    @property
    def title(self) -> str:
        """Its title; as it was at the start where the play is gone."""
        return self.play.title if self.play is not None else (self.started.text or self.play_id)

    @property
    def override(self) -> bool:
        """Whether it was started although the customer is held out."""
        return self.started.fields.get("override") is True

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.ended is None

    @property
    def next_step(self) -> StepProgress | None:
        """The first step still to be done, while it runs."""
        return next((step for step in self.steps if step.is_open), None) if self.running else None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.state == "done" for step in self.steps)


@dataclass
class _Gathered:
    """What the entries about one play say, while they are read."""

    tasks: list[Entry] = field(default_factory=list)
    ended: Entry | None = None


def runs_of(entries: Iterable[Entry], plays: Plays, day: date) -> tuple[Run, ...]:
    """Every play that entries in force tell of (`Log.until`), in the order in which they were started.

    `day`: the desk's day, by which steps are due.
    """
    started: dict[str, Entry] = {}
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    done: dict[str, Entry] = {}
    for entry in entries:
        kind, _, named = entry.ref.partition(":")
        if entry.kind == "play_started":
            started[entry.id] = entry
        elif entry.kind == "task" and kind == "play":
            gathered[named].tasks.append(entry)
        elif entry.kind == "play_ended" and kind == "play":
            gathered[named].ended = entry
        elif entry.kind == "done" and kind == "task":
            done[named] = entry
    return tuple(_run(entry, gathered[key], done, plays, day) for key, entry in started.items())


def _run(started: Entry, told: _Gathered, done: Mapping[str, Entry], plays: Plays, day: date) -> Run:
    play_id = _word(started, "play")
    play = plays.get(play_id)
    steps = sorted(
        (_step(task, done.get(task.id), play, day) for task in told.tasks),
        key=lambda step: (step.due or date.max, step.number),
    )
    return Run(started, play_id, _word(started, "flag"), play, tuple(steps), _ended(started, told, steps))


def _step(task: Entry, done: Entry | None, play: Play | None, day: date) -> StepProgress:
    number = task.fields.get("step")
    number = number if isinstance(number, int) else 0
    due = _day(task)
    step = play.step(number) if play is not None else None
    if done is None:
        return StepProgress(number, task.text, due, _open_state(due, day), task.id, step)
    result = _word(done, "result")
    state: StepState = "skipped" if result == SKIPPED else "done"
    return StepProgress(number, task.text, due, state, task.id, step, done.day, result)


def _open_state(due: date | None, day: date) -> StepState:
    if due is None or due > day:
        return "coming"
    return "due" if due == day else "overdue"


def _ended(started: Entry, told: _Gathered, steps: list[StepProgress]) -> tuple[date, EndedWhy] | None:
    if told.ended is not None:
        why = _word(told.ended, "why")
        return told.ended.day, why if why in ("cleared", "finished") else "stopped"  # type: ignore[return-value]
    if steps and not any(step.is_open for step in steps):
        return max(step.on or started.day for step in steps), "finished"
    return None


@dataclass(frozen=True)
class Ending:
    """A play under way that should end: why, in words, and whether the user is to be asked."""

    run: Run
    why: EndedWhy
    sentence: str
    asks: bool


def endings(
    runs: Iterable[Run], cleared: Mapping[tuple[str, str], bool | None], day: date
) -> tuple[Ending, ...]:
    """What ends plays under way: their flag was told to be clear, or their time is over.

    `cleared`: whether a flag is clear of a subject, by its id and that of the flag; None or absent where
    nobody can tell, which is not the same as clear. A play whose flag clears ends or asks, as it says itself.
    """
    found = (
        _ending(run, cleared.get((run.started.subject_id, run.flag)), day) for run in runs if run.running
    )
    return tuple(ending for ending in found if ending is not None)


def _ending(run: Run, is_clear: bool | None, day: date) -> Ending | None:
    if run.play is None:
        return None
    ends = run.play.ends
    if is_clear and run.flag and ends.cleared != "goes on":
        asks = ends.cleared == "asks"
        return Ending(
            run, "cleared", f"{run.flag} has cleared: {run.title} {'may end' if asks else 'ends'}", asks
        )
    if ends.days is not None and day > run.started.day + timedelta(days=ends.days):
        return Ending(
            run, "stopped", f"{run.title} has run for more than {ends.days} days: it may end", asks=True
        )
    return None


def _word(entry: Entry, name: str) -> str:
    value = entry.fields.get(name)
    return value if isinstance(value, str) else ""


def _day(task: Entry) -> date | None:
    try:
        return date.fromisoformat(_word(task, "due"))
    except ValueError:
        return None
