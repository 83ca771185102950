"""Plays under way, told from the journal alone: what was started, what is done, and what has ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from holdfast.journal.acting.tasks import flag_named, play_named, tasks_of, word_of
from holdfast.journal.clock import written_on
from holdfast.plays.tasks import end_of
from holdfast.plays.words import PAGE, title_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Draft, Entry, Subject
    from holdfast.plays.play import Play, Plays, PlayStep

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
    due: date
    state: StepState
    task: str
    step: PlayStep | None = None
    on: date | None = None
    result: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in ("done", "skipped")


@dataclass(frozen=True)
class Run:
    """One play of one customer or rep, as its entries tell it.

    `started`: the `play_started` entry, `on` the day it counts from. `play` is None where no such play is
    there any more. `ended`: the day and why, None while it runs; a play whose steps are all done or skipped
    has finished without an entry.
    """

    started: Entry
    on: date
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


def runs_of(entries: Iterable[Entry], plays: Plays, day: date) -> tuple[Run, ...]:
    """Every play that entries in force tell of (`Log.until`), in the order in which they were started.

    `day`: the desk's day, by which steps are due.
    """
    # A task of no play tells of none, and most tasks are such.
    known = tuple(entry for entry in entries if entry.kind != "task" or play_named(entry) is not None)
    ended = {name: entry for entry in known if entry.kind == "play_ended" and (name := play_named(entry))}
    steps: dict[str, list[StepProgress]] = defaultdict(list)
    for task in tasks_of(known):
        if task.started is not None:
            steps[task.started].append(_step(task, plays.get(task.play or ""), day))
    return tuple(
        _run(entry, steps[entry.id], ended.get(entry.id), plays, day)
        for entry in known
        if entry.kind == "play_started"
    )


def _run(started: Entry, steps: list[StepProgress], ended: Entry | None, plays: Plays, day: date) -> Run:
    play_id = word_of(started, "play") or ""
    steps.sort(key=lambda step: (step.number, step.due))
    play, flag = plays.get(play_id), flag_named(started) or ""
    return Run(
        started, written_on(started, day), play_id, flag, play, tuple(steps), _ended(steps, ended, day)
    )


def _step(task: Task, play: Play | None, day: date) -> StepProgress:
    number = task.step or 0
    step = play.step(number) if play is not None else None
    if task.done is None:
        state: StepState = "coming" if task.comes_up > day else "due" if task.comes_up == day else "overdue"
        return StepProgress(number, task.text, task.comes_up, state, task.id, step)
    result = word_of(task.done, "result") or word_of(task.done, "outcome") or ""
    # A play that is stopped ends the tasks it leaves: nothing was done of them.
    state = "skipped" if result == SKIPPED or task.done.kind == "play_ended" else "done"
    return StepProgress(number, task.text, task.due, state, task.id, step, written_on(task.done, day), result)


def _ended(steps: list[StepProgress], ended: Entry | None, day: date) -> tuple[date, EndedWhy] | None:
    if ended is not None:
        return written_on(ended, day), _WHY.get(word_of(ended, "why") or "", "stopped")
    days = [step.on for step in steps if step.on is not None]
    return (max(days), "finished") if days and len(days) == len(steps) else None


_WHY: Final[Mapping[str, EndedWhy]] = MappingProxyType(
    {"cleared": "cleared", "finished": "finished", "stopped": "stopped"}
)


@dataclass(frozen=True)
class Ending:
    """A play under way that should end: why, in words, and whether the user is to be asked."""

    run: Run
    why: EndedWhy
    sentence: str
    asks: bool

    def entry(self, as_of: date) -> Draft:
        """The entry that ends it."""
        return end_of(self.run.started, self.why, as_of)


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
        cleared = "{flag} has cleared: {title} may end" if asks else "{flag} has cleared: {title} ends"
        return Ending(run, "cleared", PAGE.said(cleared, flag=run.flag, title=title_shown(run.title)), asks)
    if ends.days is not None and day > run.on + timedelta(days=ends.days):
        long = "{title} has run for more than {days} days: it may end"
        return Ending(
            run, "stopped", PAGE.said(long, title=title_shown(run.title), days=ends.days), asks=True
        )
    return None
