"""The regularised incomplete gamma function, the tail behind Poisson and chi-square figures."""

from __future__ import annotations

import math
from typing import Final

_PRECISION: Final = 1e-16
_TINY: Final = 1e-300
_MOST_STEPS: Final = 1_000_000


def lower_gamma(a: float, x: float) -> float:
    """P(a, x), the probability that a Gamma(a) variable stays below x. Raises ValueError for a ≤ 0, x < 0."""
    return _series(a, x) if _is_series_side(a, x) else 1 - _fraction(a, x)


def upper_gamma(a: float, x: float) -> float:
    """Q(a, x) = 1 − P(a, x), accurate in the far tail too. Raises ValueError for a ≤ 0, x < 0."""
    return 1 - _series(a, x) if _is_series_side(a, x) else _fraction(a, x)


def gamma_density(a: float, x: float) -> float:
    """Density of a Gamma(a) variable of scale 1 at x > 0."""
    return math.exp((a - 1) * math.log(x) - x - math.lgamma(a))


def _is_series_side(a: float, x: float) -> bool:
    if a <= 0 or x < 0:
        raise ValueError(f"the incomplete gamma function needs a > 0 and x ≥ 0, not a = {a}, x = {x}")
    return x < a + 1


def _front(a: float, x: float) -> float:
    return math.exp(a * math.log(x) - x - math.lgamma(a))


def _series(a: float, x: float) -> float:
    """The power series of P, which converges fast left of the mean (Abramowitz & Stegun 6.5.29)."""
    if x == 0:
        return 0.0
    term = total = 1 / a
    for step in range(1, _MOST_STEPS):
        term *= x / (a + step)
        total += term
        if term < total * _PRECISION:
            break
    return min(1.0, total * _front(a, x))


def _fraction(a: float, x: float) -> float:
    """The continued fraction of Q by Lentz's method, right of the mean (Abramowitz & Stegun 6.5.31)."""
    b = x + 1 - a
    c = 1 / _TINY
    d = 1 / b
    value = d
    for step in range(1, _MOST_STEPS):
        numerator = -step * (step - a)
        b += 2
        d = 1 / (numerator * d + b or _TINY)
        c = b + numerator / c or _TINY
        factor = c * d
        value *= factor
        if abs(factor - 1) < 4 * _PRECISION:
            break
    return min(1.0, value * _front(a, x))


_ASYMPTOTIC_FROM: Final = 12.0


def digamma(x: float) -> float:
    """The slope of log Γ at x > 0 (Abramowitz & Stegun 6.3.5 and 6.3.18)."""
    shift = 0.0
    while x < _ASYMPTOTIC_FROM:
        shift -= 1 / x
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return shift + math.log(x) - 0.5 / x - series


def trigamma(x: float) -> float:
    """The second derivative of log Γ at x > 0 (Abramowitz & Stegun 6.4.6 and 6.4.12)."""
    shift = 0.0
    while x < _ASYMPTOTIC_FROM:
        shift += 1 / (x * x)
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * 5 / 66))))
    return shift + 1 / x + square / 2 + series / x
