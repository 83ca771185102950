"""What starting a play for a customer would do: its steps on their days, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.plays.anchors import anchor_of
from holdfast.plays.catalog import plays_of
from holdfast.plays.held_out import is_held_out
from holdfast.plays.progress import runs_of
from holdfast.plays.tasks import start_of, tasks_of
from holdfast.risk.catalog import FLAGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Draft, Entry, Value
    from holdfast.plays.play import PlannedStep, Play, Plays
    from holdfast.plays.progress import Run


@dataclass(frozen=True)
class PlayAsked:
    """A play to look at before it starts: of a `customer` (number), for a `flag` (None: its worst open one).

    `day`: the desk's day. `play`: its id; None for the one that answers the flag best. `hold_out`: the share
    of newly flagged customers that are held out.
    """

    customer: int
    day: date
    flag: str | None = None
    play: str | None = None
    hold_out: float = 0.0


@dataclass(frozen=True)
class PlayStart:
    """A play as it would start: `steps` on their days; `others`: what else answers the flag.

    `flag` is None where the play is not started for an open flag. `anchor`: the day it counts back from;
    None where it does not, or where no such day is known. `held_out`: no play is proposed to this customer
    for this flag; starting it all the same is recorded. `running`: the same play where it is under way.
    """

    play: Play
    customer: int
    customer_id: str
    name: str
    flag: str | None
    start: date
    anchor: date | None
    steps: tuple[PlannedStep, ...]
    others: tuple[Play, ...]
    held_out: bool
    running: Run | None

    def entry(self, as_of: date, stood: Mapping[str, Value]) -> Draft:
        """What is written first. `stood`: how the flags stand (`Stood.fields`)."""
        return start_of(
            self.play, self.customer_id, as_of, flag=self.flag or "", override=self.held_out, stood=stood
        )

    def tasks(self, started: Entry) -> tuple[Draft, ...]:
        """What is written next: a task for every step, once the entry that starts the play is there."""
        return tasks_of(self.play, self.start, started, self.anchor)


def play_start(store: FactsStore, answer: Answer, asked: PlayAsked) -> PlayStart:
    """What starting a play would do. Raises UsageError where there is none, or none for any open flag."""
    facts, plays = answer.facts, plays_of(store.thresholds.preset)
    row = facts.customers.row(asked.customer, named=True)
    flag = asked.flag or _worst(row)
    tier, reason = row["tier"], _reason(answer, asked.customer)
    fitting = plays.all_for_flag(flag, tier, reason) if flag else ()
    play = _named(plays, asked.play) if asked.play is not None else next(iter(fitting), None)
    if play is None:
        raise UsageError("no flag of this customer is open that a play answers: name the play to start")
    if play.subject != "customer":
        raise UsageError(f"the play '{play.id}' is about a {play.subject}, not about a customer")
    answered = flag if flag in play.flags else None
    anchor = anchor_of(store.book, facts.as_of, facts.customers, play, asked.customer)
    return PlayStart(
        play=play,
        customer=asked.customer,
        customer_id=row["customer_id"],
        name=row["name"] or row["customer_id"],
        flag=answered,
        start=asked.day,
        anchor=anchor,
        steps=play.planned(asked.day, anchor),
        others=tuple(other for other in fitting if other is not play),
        held_out=bool(answered and is_held_out(row["customer_id"], answered, asked.hold_out)),
        running=_running(store, answer, row["customer_id"], play, asked.day),
    )


def _named(plays: Plays, play_id: str) -> Play:
    play = plays.get(play_id)
    if play is None:
        hint = did_you_mean(play_id, plays.by_id) or f": the plays are {', '.join(plays.by_id)}"
        raise UsageError(f"there is no play '{play_id}'{hint}")
    return play


def _worst(row: Mapping[str, object]) -> str | None:
    """The worst open flag of a customer, the first of equals."""
    levels = {
        flag_id: level for flag_id, flag in FLAGS.items() if isinstance(level := row.get(flag.column), int)
    }
    worst = max(levels.values(), default=0)
    return next((flag_id for flag_id, level in levels.items() if level == worst), None) if worst else None


def _reason(answer: Answer, customer: int) -> str | None:
    """Why a customer left, where the flag of the lost says it."""
    seen = answer.facts.raised.get("F31")
    if seen is None:
        return None
    found = seen.filter(pl.col("customer") == customer)
    reason: str | None = found.item(0, "reason") if found.height else None
    return reason


def _running(store: FactsStore, answer: Answer, customer_id: str, play: Play, day: date) -> Run | None:
    entries = store.book.log.about(answer.facts.as_of, "customer", customer_id)
    runs = runs_of(entries, plays_of(store.thresholds.preset), day)
    return next((run for run in runs if run.running and run.play_id == play.id), None)
