"""Exact Poisson interval of a count, and quantiles of a count to come."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from holdfast.statistics.intervals.wilson import Z
from holdfast.statistics.models.gamma import gamma_density, lower_gamma, upper_gamma

if TYPE_CHECKING:
    from collections.abc import Callable

_TAIL: Final = 0.025

_CERTAIN: Final = 0.01
"""A bound must be met by more than rounding could make of it."""


def poisson_interval(count: int) -> tuple[float, float]:
    """Exact 95 % interval of the mean behind an observed count.

    The lower bound is where `count` or more has probability 2.5 %, the upper where `count` or fewer has;
    both are half a chi-square quantile. Raises ValueError for a negative count. Source: Garwood (1936).
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    low = 0.0 if count == 0 else _solve(count, lambda mean: lower_gamma(count, mean) - _TAIL)
    high = _solve(count + 1, lambda mean: _TAIL - upper_gamma(count + 1, mean))
    return low, high


def poisson_quantile(share: float, mean: float) -> int:
    """The smallest count that is not exceeded with probability `share` where `mean` are expected.

    Raises ValueError for a mean below 0 or a share outside [0, 1).
    """
    if mean < 0 or not 0 <= share < 1:
        raise ValueError(f"no Poisson quantile for share = {share}, mean = {mean}")
    if mean == 0:
        return 0
    # Near the answer at once (Cornish and Fisher, two terms): few tails are left to work out.
    z = NormalDist().inv_cdf(share) if share > 0 else -math.inf
    count = max(0, math.floor(mean + z * math.sqrt(mean) + (z * z - 1) / 6)) if share > 0 else 0
    while count > 0 and upper_gamma(count, mean) >= share:
        count -= 1
    while upper_gamma(count + 1, mean) < share:
        count += 1
    return count


def exceeds_quantile(count: int, share: float, mean: float) -> bool:
    """Whether a count is above `poisson_quantile(share, mean)`, in less time. Raises ValueError as that.

    What lies far above the mean is told by Chernoff's bound of the tail: P(X ≥ count) is at most
    exp(count − mean − count·ln(count / mean)).
    """
    if mean < 0 or not 0 <= share < 1:
        raise ValueError(f"no Poisson quantile for share = {share}, mean = {mean}")
    if count <= 0 or mean == 0:
        return count > 0
    if count > mean and count - mean - count * math.log(count / mean) < math.log1p(-share) - _CERTAIN:
        return True
    return upper_gamma(count, mean) >= share


def _solve(shape: int, rising: Callable[[float], float]) -> float:
    """The root of a rising function whose slope is the Gamma(shape) density.

    Newton's method inside a bracket: a step that leaves the bracket is replaced by halving it.
    """
    spread = (Z + 4) * math.sqrt(shape) + 8
    low, high = max(0.0, shape - spread), shape + spread
    mean = float(shape)
    for _ in range(200):
        error = rising(mean)
        low, high = (low, mean) if error > 0 else (mean, high)
        slope = gamma_density(shape, mean)
        better = mean - error / slope if slope > 0 else low
        if not low < better < high:
            better = (low + high) / 2
        if abs(better - mean) <= 1e-14 * mean:
            return better
        mean = better
    return mean
