"""What a search for breaks found: of each part whether and when it broke, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.moment import Moment
    from holdfast.statistics.breaks.among import Said
    from holdfast.views.bisect.counted import CountedParts

SideName = Literal["all", "before", "after"]


@dataclass(frozen=True)
class SidePace:
    """How often something happened on one side of a day: `events` over `exposure`, as a rate.

    `exposure`: customers at risk times years (of losses) or months (of flags). `low`, `high`: the exact
    Poisson interval of the rate, 95 %. The rates are None where nobody was at risk.
    """

    events: int
    exposure: float
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class PartVerdict:
    """What is said of one part: that it `broke`, is as `usual`, shows a `season`, or that it has too `few`.

    `part`: its id, `name` what it is called; `total`: events in all. Of a break: the `day` from which on the
    rate most likely is another, between `earliest` and `latest`; the `chance` of as large a change where
    nothing changed; what it is `before` and `after` that day, and of all `others_*` (None for a flag, which
    is beside its own past). `stopped`: where customers are active by orders, from when on those lost last
    ordered. `visible`: of what is as usual, how many times as high a rate would have been found; `needed`: of
    what has too few events, with how many a rate three times as high would be (None: the others have few).
    """

    part: str
    name: str
    said: Said
    total: int
    day: date | None = None
    earliest: date | None = None
    latest: date | None = None
    chance: float | None = None
    before: SidePace | None = None
    after: SidePace | None = None
    others_before: SidePace | None = None
    others_after: SidePace | None = None
    stopped: date | None = None
    visible: float | None = None
    needed: int | None = None

    @property
    def times(self) -> float | None:
        """The rate after the day over the rate before it; None where nothing happened before it."""
        if self.before is None or self.after is None or not self.before.rate or self.after.rate is None:
            return None
        return self.after.rate / self.before.rate


@dataclass(frozen=True, eq=False)
class Bisected:
    """All parts of a dimension, of the reps (`rep`) or of the flags (`flag`), those that broke first.

    `title`: what a part is. `counted`: what was looked at; `of_flags`: customers under a flag by month, else
    losses by day.
    """

    moment: Moment
    by: str
    title: str
    of_flags: bool
    parts: tuple[PartVerdict, ...]
    counted: CountedParts
