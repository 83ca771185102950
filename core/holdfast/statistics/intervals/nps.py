"""Net promoter score: its adjusted Wald interval, and the change between two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.intervals.wilson import Z

LIMIT: Final = 100.0
"""A score lies between −100 and +100."""

_ADDED: Final = 3
_ADDED_TO_OUTER: Final = 0.75


@dataclass(frozen=True)
class NetScore:
    """100 · (promoters − detractors) ÷ n with its 95 % interval, in points; and what was counted."""

    value: float
    low: float
    high: float
    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """All who were counted."""
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True)
class NetChange:
    """One score minus another, in points, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def net_score(promoters: int, passives: int, detractors: int) -> NetScore | None:
    """The score with its adjusted Wald interval clipped to ±100; None where nobody was counted.

    Three answers are added, three quarters of one to each outer group, so that a unanimous handful is not
    certain. Raises ValueError for negative counts. Source: Rocks (2016), Interval estimation for the
    net promoter score; Bonett & Price (2012).
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError(f"{promoters}, {passives} and {detractors} are no counts")
    n = promoters + passives + detractors
    if n == 0:
        return None
    mean, variance = _adjusted(promoters, passives, detractors)
    half = Z * math.sqrt(variance)
    low, high = (max(-LIMIT, 100 * (mean - half)), min(LIMIT, 100 * (mean + half)))
    return NetScore(100 * (promoters - detractors) / n, low, high, promoters, passives, detractors)


def net_change(later: NetScore, earlier: NetScore) -> NetChange:
    """`later` − `earlier`, two separate groups of people, with a Wald interval clipped to ±200.

    The variance of each score is the larger of the plain and the adjusted one: they agree closely except
    where a wave was unanimous and the plain one would be 0.
    """
    spread = Z * math.sqrt(_variance(later) + _variance(earlier))
    value = later.value - earlier.value
    return NetChange(
        value, max(-2 * LIMIT, value - 100 * spread), min(2 * LIMIT, value + 100 * spread)
    )  # fmt: skip


def _adjusted(promoters: int, passives: int, detractors: int) -> tuple[float, float]:
    """Mean and variance of the mean of ±1 answers after three were added."""
    size = promoters + passives + detractors + _ADDED
    outer_up, outer_down = promoters + _ADDED_TO_OUTER, detractors + _ADDED_TO_OUTER
    mean = (outer_up - outer_down) / size
    return mean, ((outer_up + outer_down) / size - mean * mean) / size


def _variance(score: NetScore) -> float:
    mean = score.value / 100
    plain = ((score.promoters + score.detractors) / score.n - mean * mean) / score.n
    return max(plain, _adjusted(score.promoters, score.passives, score.detractors)[1])
