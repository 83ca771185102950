"""How many customers it takes to tell two rates apart."""

from __future__ import annotations

import math
from typing import Final

from holdfast.statistics.intervals.wilson import Z

POWER_Z: Final = 0.8416212335729143
"""The 80 % point of the standard normal distribution."""


def needed_per_group(rate1: float, rate2: float) -> int | None:
    """Subjects needed in each of two groups to tell `rate1` from `rate2`; None where they are equal.

    As `needed_of_first`, with as many in the second group as in the first.
    """
    needed = needed_of_first(rate1, rate2)
    return None if needed is None else math.ceil(needed)


def needed_of_first(rate1: float, rate2: float, ratio: float = 1.0) -> float | None:
    """Subjects needed in the first group, `ratio` times as many in the second; None where rates are equal.

    Not rounded. Two-sided test at 5 %, 80 % power, without continuity correction. Raises ValueError for rates
    outside 0..1. Source: Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 4.14
    and 4.19.
    """
    if not (0 <= rate1 <= 1 and 0 <= rate2 <= 1):
        raise ValueError(f"rates lie between 0 and 1, not {rate1} and {rate2}")
    if rate1 == rate2:
        return None
    mean = (rate1 + ratio * rate2) / (ratio + 1)
    under_equality = Z * math.sqrt((ratio + 1) * mean * (1 - mean))
    under_difference = POWER_Z * math.sqrt(ratio * rate1 * (1 - rate1) + rate2 * (1 - rate2))
    return ((under_equality + under_difference) / (rate1 - rate2)) ** 2 / ratio
