"""Counts by step (a day, a month) beside what a rate that never changed expects of each step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_EXPECTED: Final = 1.0
"""A change is looked for where at least so much is expected before it and after it."""

_MOST_STEPS: Final = 60


@dataclass(frozen=True)
class Series:
    """What happened at each step in a group, and to how many it could have happened.

    `exposure`: customers at risk at each step. All series that are looked at together have as many steps.
    """

    counts: tuple[int, ...]
    exposure: tuple[float, ...]

    @cached_property
    def total(self) -> int:
        """All that happened."""
        return sum(self.counts)


@dataclass(frozen=True)
class RateWalk:
    """Counts of the steps at which anything happened, and what is expected where the rate never changed.

    `steps` rise; `expected` adds up to the same as `counts`. `trials`: of how many events each count is a
    share; None where the counts stand by themselves.
    """

    steps: tuple[int, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    trials: tuple[int, ...] | None

    @cached_property
    def total(self) -> int:
        """All that was counted."""
        return sum(self.counts)

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """Counted up to each step, itself included."""
        return tuple(accumulate(self.counts))

    @cached_property
    def due(self) -> tuple[float, ...]:
        """Expected up to each step."""
        return tuple(accumulate(self.expected))

    @cached_property
    def tried(self) -> tuple[int, ...] | None:
        """Events up to each step, of which the counts are a share."""
        return None if self.trials is None else tuple(accumulate(self.trials))

    @cached_property
    def variance(self) -> tuple[float, ...]:
        """Variance of the counts up to each step."""
        if self.trials is None:
            return self.due
        pairs = zip(self.expected, self.trials, strict=True)
        return tuple(accumulate(due * (1 - due / tried) for due, tried in pairs))

    @cached_property
    def splits(self) -> range:
        """Places in `steps` after which the rate may have changed."""
        most = self.total - LEAST_EXPECTED
        within = [at for at in range(len(self.steps) - 1) if LEAST_EXPECTED <= self.due[at] <= most]
        return range(within[0], within[-1] + 1) if within else range(0)

    def ratio(self, at: int) -> float:
        """Twice the log likelihood ratio of a change after a place of `steps` over none.

        Of a binomial share of the events where there are `trials`, else of Poisson counts given their total.
        Source: Worsley (1983, 1986), on change points of binomial probabilities and of Poisson counts.
        """
        count, due, total = self.counted[at], self.due[at], self.total
        found = _term(count, due) + _term(total - count, total - due)
        if self.tried is not None:
            tried, later = self.tried[at], self.tried[-1] - self.tried[at]
            found += _term(tried - count, tried - due)
            found += _term(later - total + count, later - total + due)
        return 2 * found


def _term(count: float, expected: float) -> float:
    if count <= 0:
        return 0.0
    return count * math.log(count / expected) if expected > 0 else math.inf


def own_walk(series: Series) -> RateWalk:
    """A rate beside its own past: every step expects the same rate."""
    # Who came under something could have: no exposure is below what was counted.
    exposure = [max(one, count) for one, count in zip(series.exposure, series.counts, strict=True)]
    steps = [step for step, one in enumerate(exposure) if one > 0]
    exposed = sum(exposure)
    expected = tuple(series.total * exposure[step] / exposed for step in steps)
    return RateWalk(tuple(steps), tuple(series.counts[step] for step in steps), expected, None)


def share_walk(series: Series, others: Series) -> RateWalk:
    """A rate beside that of all others: of all that happened at each step, how much happened here.

    What moves both alike (a season, a market, the length of a month) falls out. Where the rate here is at
    all times the same multiple of theirs, the share of a step follows from who was at risk where; that
    multiple is fitted.
    """
    both = list(zip(series.counts, others.counts, strict=True))
    steps = tuple(step for step, (here, there) in enumerate(both) if here + there)
    counts = tuple(series.counts[step] for step in steps)
    trials = tuple(sum(both[step]) for step in steps)
    # Whoever left could have: no exposure is below what was counted.
    odds = [
        (max(series.exposure[step], both[step][0]), max(others.exposure[step], both[step][1]))
        for step in steps
    ]
    return RateWalk(steps, counts, _fitted(odds, trials, sum(counts)), trials)


def _fitted(odds: list[tuple[float, float]], trials: tuple[int, ...], total: int) -> tuple[float, ...]:
    """What each step expects where its odds are those given times one constant, which gives the total.

    The constant by Newton's method on its logarithm, inside a bracket that every step narrows.
    """
    low, high, at = -40.0, 40.0, 0.0
    expected: list[float] = []
    for _ in range(_MOST_STEPS):
        times = math.exp(at)
        shares = [times * here / (times * here + there) for here, there in odds]
        expected = [tries * share for tries, share in zip(trials, shares, strict=True)]
        error = sum(expected) - total
        if abs(error) < 1e-9 * total:
            break
        low, high = (at, high) if error < 0 else (low, at)
        slope = sum(due * (1 - share) for due, share in zip(expected, shares, strict=True))
        better = at - error / slope if slope > 0 else low
        at = better if low < better < high else (low + high) / 2
    return tuple(expected)


def together(several: Sequence[Series]) -> Series:
    """Several series as one; at least one of them."""
    counts, exposure = [one.counts for one in several], [one.exposure for one in several]
    return Series(tuple(map(sum, zip(*counts, strict=True))), tuple(map(sum, zip(*exposure, strict=True))))


def less(whole: Series, part: Series) -> Series:
    """What is left of a series without one of its parts."""
    counts = zip(whole.counts, part.counts, strict=True)
    exposure = zip(whole.exposure, part.exposure, strict=True)
    return Series(
        tuple(all_of - here for all_of, here in counts),
        tuple(max(all_of - here, 0.0) for all_of, here in exposure),
    )
