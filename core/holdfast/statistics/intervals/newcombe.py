"""Newcombe's interval of the difference between two independent proportions."""

from __future__ import annotations

import math
from dataclasses import dataclass

from holdfast.statistics.intervals.wilson import wilson


@dataclass(frozen=True)
class Difference:
    """First proportion minus second, as a ratio, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def newcombe(successes1: float, n1: float, successes2: float, n2: float) -> Difference | None:
    """Hybrid score interval of `successes1`/`n1` − `successes2`/`n2`; None where either n is 0.

    Raises ValueError as `wilson` does. Source: Newcombe (1998), Interval estimation for the difference
    between independent proportions, method 10.
    """
    first, second = wilson(successes1, n1), wilson(successes2, n2)
    if first is None or second is None:
        return None
    p1, p2 = successes1 / n1, successes2 / n2
    value = p1 - p2
    below = math.hypot(p1 - first[0], second[1] - p2)
    above = math.hypot(first[1] - p1, p2 - second[0])
    return Difference(value, value - below, value + above)
