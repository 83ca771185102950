"""What plays achieved, as a pane gets it: frozen. Like views/results.py it needs no polars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.plays.effect.achieved import Achieved


@dataclass(frozen=True)
class AchievedLine:
    """One play for one flag. `words`: all of it in sentences.

    `status` of its observed difference: ok, few, none (nobody to compare yet), or why nobody is compared:
    lost, rep, no flag.
    """

    title: str
    pair: Achieved
    status: str
    words: str


@dataclass(frozen=True)
class PlaysAchieved:
    """What every play achieved that was started, the one started most often first.

    `hold_out`: the share of newly flagged customers that are held out. `caution` stands beside observed
    differences; `drawn` says what would do without it, where nobody is held out. `locked`: the sentence that
    names the file without which nothing can be told.
    """

    moment: Moment
    lines: tuple[AchievedLine, ...]
    hold_out: float
    caution: str
    drawn: str | None = None
    locked: str | None = None

    @property
    def started(self) -> int:
        """How often any play was started."""
        return sum(line.pair.started for line in self.lines)
