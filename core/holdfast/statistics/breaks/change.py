"""The likeliest change of a rate: after which step, how likely by chance, and how large a one would show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from holdfast.statistics.breaks.walk import LEAST_EXPECTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.statistics.breaks.walk import RateWalk

FEWEST: Final = 8
"""With fewer counts nothing is said: chance could have put all of them into one half."""

WITHIN: Final = 10.0
"""A step belongs to the interval where twice its log likelihood falls short of the best by no more.

On either side of a change that falls off like an exponential of its own, so such an interval holds the
step with a probability of (1 − e⁻⁵)² = 98.7 %. Source: Siegmund (1988), Confidence sets in change-point
problems, Int. Stat. Review 56.
"""

_SEEN: Final = 0.8
"""How often a change of the size that is named would have been found."""

_EDGE: Final = 1e-9
_LARGEST: Final = 100.0


@dataclass(frozen=True)
class Change:
    """The change that the counts speak for most.

    `split`: its place among the steps of the walk, the last one before it. `earliest`, `likeliest` and
    `latest`: the step from which on the rate is another. `statistic`: twice its log likelihood ratio,
    where a dispersion was found over it; `chance`: how often a rate that never changes comes to as much, over
    all splits.
    """

    split: int
    earliest: int
    likeliest: int
    latest: int
    statistic: float
    chance: float


def likeliest_change(walk: RateWalk, dispersion: float | None = None) -> Change | None:
    """The likeliest change of a walk; None where no split of it can be looked at.

    `dispersion`: by how much the counts vary more than independent ones; None: it is found (`dispersed`).
    """
    if not walk.splits:
        return None
    ratios = {at: walk.ratio(at) for at in walk.splits}
    best = max(ratios, key=lambda at: (ratios[at], -at))
    spread = dispersed(walk, best) if dispersion is None else dispersion
    statistic = ratios[best] / spread
    if dispersion is None:
        statistic = _as_normal(statistic, len(walk.steps) - 2)
    near = [at for at in walk.splits if ratios[best] - ratios[at] <= WITHIN * spread]
    # More after it: it began no later than the next count. Less: right after the last one before it.
    rises = walk.counted[best] < walk.due[best]
    return Change(
        split=best,
        earliest=walk.steps[near[0]] + 1,
        likeliest=walk.steps[best + 1] if rises else walk.steps[best] + 1,
        latest=walk.steps[near[-1] + 1],
        statistic=statistic,
        chance=_chance(walk, math.sqrt(statistic)),
    )


def _as_normal(squared: float, free: int) -> float:
    """A squared deviate over a dispersion that was estimated, as that of a normal one as far out.

    Source: Wallace (1959), Bounds on normal approximations to Student's and the chi-square distributions.
    """
    return free * math.log1p(squared / free) * ((8 * free + 1) / (8 * free + 3)) ** 2 if free > 0 else 0.0


def dispersed(walk: RateWalk, split: int) -> float:
    """Variance of the counts over that of independent ones, at least 1, around a rate that changed once.

    Pearson's statistic over its degrees of freedom. Source: McCullagh and Nelder (1989), 4.5.
    """
    free = len(walk.steps) - 2
    if free < 1:
        return 1.0
    before = walk.counted[split] / walk.due[split]
    after = (walk.total - walk.counted[split]) / (walk.total - walk.due[split])
    deviations = (
        (count - due * rate) ** 2 / (due * rate)
        for at, (count, due) in enumerate(zip(walk.counts, walk.expected, strict=True))
        if (rate := before if at <= split else after) > 0 and due > 0
    )
    return max(1.0, sum(deviations) / free)


def _chance(walk: RateWalk, bound: float) -> float:
    """Probability that the largest standardised change of a walk exceeds a bound."""
    whole = walk.variance[-1]
    return exceeded(bound, *(walk.variance[at] / whole for at in (walk.splits[0], walk.splits[-1])))


def exceeded(bound: float, first: float, last: float) -> float:
    """Probability that a standardised Brownian bridge exceeds a bound from `first` to `last`, within (0, 1).

    Source: Miller and Siegmund (1982), Maximally selected chi square statistics, Biometrics 38, 1011–1016.
    """
    if bound <= 1:
        return 1.0
    first, last = (min(max(place, _EDGE), 1 - _EDGE) for place in (first, last))
    density = math.exp(-bound * bound / 2) / math.sqrt(2 * math.pi)
    width = math.log(last * (1 - first) / (first * (1 - last)))
    return min(1.0, density * ((bound - 1 / bound) * width + 4 / bound))


def visible_ratio(total: int, level: float, share: float = 0.0) -> float | None:
    """How many times as high a rate from the middle on would have been found in four of five books.

    At a chance of `level`, with `total` counts; `share`: theirs of all events, 0 where they stand by
    themselves. None where not even 100 times would have been.
    """
    bound = _bound(total, level)

    def is_hidden(logarithm: float) -> bool:
        return _evidence(total, math.exp(logarithm), share) < bound

    most = math.log(_LARGEST)
    return None if is_hidden(most) else math.exp(_halved(0.0, most, is_hidden))


def counts_needed(times: float, level: float, share: float = 0.0) -> int:
    """With how many counts a rate so many `times` as high from the middle on is found; as `visible_ratio`.

    Raises ValueError for no rise.
    """
    if times <= 1:
        raise ValueError(f"{times} times as high is no rise")
    least, most = FEWEST, FEWEST
    while not _is_seen(most, times, level, share):
        least, most = most, 2 * most
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if _is_seen(middle, times, level, share) else (middle, most)
    return most


def _is_seen(total: int, times: float, level: float, share: float) -> bool:
    return _evidence(total, times, share) >= _bound(total, level)


def _bound(total: int, level: float) -> float:
    """Twice the log likelihood ratio that a change must promise to be found four times in five."""
    edge = LEAST_EXPECTED / max(total, FEWEST)
    bound = _halved(1.0, 12.0, lambda bound: exceeded(bound, edge, 1 - edge) > level)
    return (bound + NormalDist().inv_cdf(_SEEN)) ** 2


def _evidence(total: int, times: float, share: float) -> float:
    """Twice the log likelihood ratio of a rate that many times as high over the second of two equal times.

    `share` as in `visible_ratio`; all others happened evenly.
    """
    before, after = total / (1 + times), total * times / (1 + times)
    if share == 0:
        return 2 * sum(count * math.log(count / (total / 2)) for count in (before, after))
    rest = total * (1 - share) / share / 2
    return 2 * sum(
        count * math.log(count / (count + rest) / share)
        + (rest * math.log(rest / (count + rest) / (1 - share)) if rest > 0 else 0.0)
        for count in (before, after)
    )


def _halved(low: float, high: float, is_below: Callable[[float], bool]) -> float:
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return high
