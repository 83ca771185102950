"""Whether the rate of one series changed, after which step, and how large a change would have been seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from holdfast.statistics.breaks.chance import bound_for, chance
from holdfast.statistics.breaks.usual import dispersion

if TYPE_CHECKING:
    from holdfast.statistics.breaks.walk import Walk

FEWEST: Final = 5
"""With fewer counts nothing is said: no change of theirs could be told from chance among several groups."""

SEEN: Final = 0.8
"""How often a change of the size that is named would have been found."""

_COVERED: Final = 0.95
_WITHIN: Final = -2 * math.log(1 - math.sqrt(_COVERED))
"""Twice the log likelihood by which a day of the interval may fall short of the best: the likelihood
falls off on either side as two independent exponentials. Source: Siegmund (1988), Confidence sets in
change-point problems."""


@dataclass(frozen=True)
class Change:
    """The likeliest change of a series.

    `day`: the first day after it; `earliest` and `latest` bound that day with 95 %. `rises`: whether there is
    more after it. `statistic`: twice its log likelihood ratio, over the `dispersion` of the counts; `chance`:
    how often a rate that never changes comes to as much, over all days that were looked at.
    """

    day: int
    earliest: int
    latest: int
    rises: bool
    statistic: float
    dispersion: float
    chance: float


def likeliest_change(walk: Walk) -> Change | None:
    """The change that the counts speak for most; None where they are too few, or no day can be looked at."""
    if walk.total < FEWEST or not walk.splits:
        return None
    ratios = {at: walk.ratio(at, walk.counted[at]) for at in walk.splits}
    best = max(ratios, key=lambda at: (ratios[at], -at))
    spread = dispersion(walk, best)
    statistic = ratios[best] / spread
    rises = walk.counted[best] < walk.due[best]
    near = [at for at in walk.splits if ratios[best] - ratios[at] <= _WITHIN * spread]
    day = walk.days[best + 1] if rises else walk.days[best] + 1
    return Change(
        day=day,
        earliest=min(day, walk.days[near[0]] + 1),
        latest=max(day, walk.days[near[-1] + 1]),
        rises=rises,
        statistic=statistic,
        dispersion=spread,
        chance=chance(walk, statistic),
    )


def visible_ratio(walk: Walk, level: float) -> float | None:
    """How many times as high a rate from the middle on would have been found in four of five books.

    At a chance of `level`, over what was counted before. None where no such rate would have been.
    """
    if walk.total < FEWEST or not walk.splits:
        return None
    change = likeliest_change(walk)
    spread = change.dispersion if change is not None else 1.0
    bound = bound_for(walk, level) + NormalDist().inv_cdf(SEEN)
    before = walk.total / 2
    low, high = 0.0, math.log(1000)
    if _evidence(before, math.exp(high)) < bound * math.sqrt(spread):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if _evidence(before, math.exp(middle)) < bound * math.sqrt(spread)
            else (low, middle)
        )
    return math.exp(high)


def _evidence(before: float, times: float) -> float:
    """Root of twice the log likelihood ratio of a rate that many times as high over an equal time."""
    after, mean = before * times, before * (1 + times) / 2
    return math.sqrt(2 * (before * math.log(before / mean) + after * math.log(after / mean)))
