"""Difference of two proportions within strata, pooled after Mantel and Haenszel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from holdfast.statistics.intervals.newcombe import Difference
from holdfast.statistics.intervals.wilson import Z

if TYPE_CHECKING:
    from collections.abc import Iterable

Stratum = tuple[float, float, float, float]
"""Events and size of the first group, events and size of the second."""


def pooled_difference(strata: Iterable[Stratum]) -> Difference | None:
    """First proportion minus second, each stratum compared within itself; None where none has both groups.

    The 95 % interval is clipped to [-1, 1]. Source: Greenland & Robins (1985), Estimation of a common
    effect parameter from sparse follow-up data.
    """
    weight = total = spread = 0.0
    for events1, n1, events2, n2 in strata:
        both = n1 + n2
        if not n1 or not n2:
            continue
        weight += n1 * n2 / both
        total += (events1 * n2 - events2 * n1) / both
        variation = events1 * (n1 - events1) * n2**3 + events2 * (n2 - events2) * n1**3
        spread += variation / (n1 * n2 * both**2)
    if not weight:
        return None
    value, half = total / weight, Z * math.sqrt(spread) / weight
    return Difference(value, max(-1.0, value - half), min(1.0, value + half))
