"""Evidence against a value: a mixture of likelihood ratios, and the values that too little speaks against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

STRENGTH: Final = 8.0
"""What the mixture weighs, in events. Its intervals are narrowest at eight times as many, and at 16 or at 640
events 8 % wider than there: a book of some hundred customers with the losses of a year lies between."""

_FARTHEST: Final = 40.0
"""Logarithm beyond which a bound is none."""


def evidence_of_share(first: float, second: float, share: float) -> float:
    """Logarithm of the evidence against `share`, where `first` events of first + second were of one kind.

    The likelihood under a Beta mixture around `share` ÷ that under `share` itself. Convex in `share`, which
    lies inside 0..1. Source: Robbins (1970), Statistical methods related to the law of the iterated
    logarithm.
    """
    alpha, beta = STRENGTH * share, STRENGTH * (1 - share)
    mixed = _log_beta(alpha + first, beta + second) - _log_beta(alpha, beta)
    return mixed - first * math.log(share) - second * math.log1p(-share)


def evidence_of_mean(count: float, mean: float) -> float:
    """Logarithm of the evidence against `mean` > 0 of a Poisson count: a Gamma mixture around it; convex.

    Source: Howard, Ramdas, McAuliffe & Sekhon (2021), Time-uniform, nonparametric, nonasymptotic confidence
    sequences, the gamma–exponential and gamma–Poisson mixtures.
    """
    weight = STRENGTH + count
    mixed = STRENGTH * math.log(STRENGTH) + math.lgamma(weight) - math.lgamma(STRENGTH)
    return mixed - weight * math.log(STRENGTH + mean) + mean


def boundary(events: float, level: float) -> float:
    """How many standard errors the interval of a mean reaches after so many events: the same, of the normal.

    Asymptotic: it holds for many events, of which none decides alone. Raises ValueError for no events.
    Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Time-uniform central limit theory and
    asymptotic confidence sequences, Annals of Statistics 52, proposition 2.5.
    """
    if events <= 0:
        raise ValueError(f"{events} events bound nothing")
    whole = events + STRENGTH
    return math.sqrt(whole / events * math.log(whole / STRENGTH / level**2))


def unspoken_shares(first: float, second: float, level: float) -> tuple[float, float]:
    """The shares against which the evidence is below 1 ÷ `level`: 0 or 1 where a bound is none."""
    limit = -math.log(level)

    def too_much(logit: float) -> float:
        return evidence_of_share(first, second, 1 / (1 + math.exp(-logit))) - limit

    centre = math.log((first + 0.5) / (second + 0.5))
    low, high = (_crossing(too_much, centre, step) for step in (-1.0, 1.0))
    return (
        0.0 if low is None else 1 / (1 + math.exp(-low)),
        1.0 if high is None else 1 / (1 + math.exp(-high)),
    )


def unspoken_means(count: float, level: float) -> tuple[float, float]:
    """The means of a Poisson count against which the evidence is below 1 ÷ `level`."""
    limit = -math.log(level)

    def too_much(logarithm: float) -> float:
        return evidence_of_mean(count, math.exp(logarithm)) - limit

    centre = math.log(count + 0.5)
    low, high = (_crossing(too_much, centre, step) for step in (-1.0, 1.0))
    assert high is not None  # the evidence rises with the mean
    return (0.0 if low is None else math.exp(low), math.exp(high))


def _log_beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)


def _crossing(rising: Callable[[float], float], inside: float, step: float) -> float | None:
    """Where a function that is below 0 at `inside` crosses 0 in the direction of `step`; None: nowhere near.

    By the secant inside a bracket, whose end that stays loses half its weight (Illinois).
    """
    near, far = inside, inside + step
    below, above = rising(near), rising(far)
    while above <= 0:
        step *= 2
        near, below, far = far, above, far + step
        if abs(far) > _FARTHEST:
            return None
        above = rising(far)
    for _ in range(100):
        middle = (near * above - far * below) / (above - below)
        there = rising(middle)
        if abs(there) < 1e-12 or abs(far - near) < 1e-13:
            return middle
        if there > 0:
            far, above, below = middle, there, below / 2
        else:
            near, below, above = middle, there, above / 2
    return (near + far) / 2
