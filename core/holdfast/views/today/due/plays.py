"""Which play a line names: the one that was started, else the one that is advised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.plays.held_out import is_held_out
from holdfast.risk.thresholds.advice import advice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.journal.entry import Subject
    from holdfast.plays.play import Plays
    from holdfast.plays.progress import Run


@dataclass(frozen=True)
class Advice:
    """A play for a flag: its `id` (None: an advice without steps), its `title`, and its first step."""

    id: str | None
    title: str
    step: str | None = None


def advised(plays: Plays, flag_id: str, tier: str | None, reason: str | None) -> Advice:
    """The play for a flag of a customer of that tier, lost for that reason; else the advice of the flag."""
    play = plays.for_flag(flag_id, tier, reason)
    if play is None:
        return Advice(None, advice(flag_id, plays.preset))
    return Advice(play.id, play.title, play.steps[0].title if play.steps else None)


def running(runs: Iterable[Run]) -> Mapping[tuple[Subject, str], tuple[Run, ...]]:
    """The plays that run, by whom they are about; the one started last comes first."""
    found: dict[tuple[Subject, str], tuple[Run, ...]] = {}
    for run in runs:
        if run.running:
            found[run.subject] = (run, *found.get(run.subject, ()))
    return found


def held_out(subject_id: str, flag_id: str | None, share: float) -> bool:
    """Whether no play is proposed for a flag, so that it can be told what plays achieve."""
    return share > 0 and flag_id is not None and is_held_out(subject_id, flag_id, share)
