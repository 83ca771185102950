"""The beta distribution: its incomplete integral and its quantiles, what a share of a few can still be."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

_PRECISION: Final = 1e-15
_TINY: Final = 1e-300
_MOST_STEPS: Final = 10_000
_HALVINGS: Final = 60


def beta_below(x: float, a: float, b: float) -> float:
    """The probability that a Beta(a, b) variable stays below x.

    Raises ValueError for a or b ≤ 0. Source: Press et al. (2007), Numerical Recipes, 6.4: the continued
    fraction, on the side where it converges fast.
    """
    if a <= 0 or b <= 0:
        raise ValueError(f"the beta distribution needs a, b > 0, not a = {a}, b = {b}")
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


@lru_cache(maxsize=4096)
def beta_quantile(share: float, a: float, b: float) -> float:
    """The x below which a Beta(a, b) variable stays with probability `share`, to within 2⁻⁶⁰."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method."""
    c = 1.0
    d = 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    value = d
    for step in range(1, _MOST_STEPS):
        for numerator in (
            step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step)),
            -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1)),
        ):
            d = 1 / (1 + numerator * d or _TINY)
            c = 1 + numerator / c or _TINY
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value
