"""The play for somebody: the one that runs, with what is done of it, else what answers the worst flag."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.plays.anchors import anchor_of
from holdfast.risk.names import FLAG_NAMES
from holdfast.views.plays.endings import play_endings
from holdfast.views.today.due.agenda import agenda_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.plays.play import PlannedStep, Play
    from holdfast.plays.progress import Ending, Run
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.results import Asked, Target


@dataclass(frozen=True)
class PlayLook:
    """The play for one customer or rep. `run`: the one that runs, None where it has not been started.

    `play`: that one or the one that would be started, None where none answers the flag, and then `advice`
    says what to do without one. `planned`: its steps on their days if it started on the desk's day, counted
    back from `anchor` where it has one. `flag`: the name of the flag it answers, empty where none is open.
    `ending`: why a play that runs should end, where it should.
    """

    target: Target
    play: Play | None
    run: Run | None = None
    planned: tuple[PlannedStep, ...] = ()
    anchor: date | None = None
    flag: str = ""
    advice: str = ""
    ending: Ending | None = None

    @property
    def can_start(self) -> bool:
        """Whether there is a play that does not run yet."""
        return self.play is not None and self.run is None


def play_looks(
    store: FactsStore, answer: Answer, asked: Asked, targets: Sequence[Target]
) -> tuple[PlayLook, ...]:
    """The play for each of some customers and reps, in their order."""
    found = agenda_of(store, answer, asked, patient=False)
    ends = {ending.run.id: ending for ending in play_endings(store, answer, asked.day)}
    looks = (_look(store, answer, found, target) for target in targets)
    return tuple(replace(look, ending=ends.get(look.run.id)) if look.run else look for look in looks)


def _look(store: FactsStore, answer: Answer, found: Agenda, target: Target) -> PlayLook:
    flag = FLAG_NAMES.get(target.play_flag or "")
    name = flag.name if flag is not None else ""
    running = found.running.get((target.subject, target.subject_id), ())
    run = next((one for one in running if one.id == target.started), None)
    if run is not None:
        return PlayLook(target, run.play, run, flag=name)
    play = _play_for(answer, found, target)
    if play is None:
        return PlayLook(target, None, flag=name, advice=flag.play if flag is not None else "")
    facts = answer.facts
    customer = target.customer
    anchor = None if customer is None else anchor_of(store.book, facts.as_of, facts.customers, play, customer)
    return PlayLook(target, play, None, play.planned(found.asked.day, anchor), anchor, name)


def _play_for(answer: Answer, found: Agenda, target: Target) -> Play | None:
    """The play to start: of somebody held out, the one that would have been proposed."""
    if target.play is not None:
        return found.plays.get(target.play)
    if not target.held_out or target.play_flag is None:
        return None
    tier = reason = None
    if target.customer is not None:
        row = answer.facts.customers[target.customer].select(pl.col("tier", "reason").cast(pl.String))
        tier, reason = row.row(0)
    return found.plays.for_flag(target.play_flag, tier, reason)
