"""Shares of few drawn to the share of all: beta-binomial, as strongly as the shares themselves ask for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.models.beta import beta_quantile, log_beta

FALLBACK_STRENGTH: Final = 20.0
"""So many observations the share of all counts for where the groups do not tell."""

LEAST_GROUPS: Final = 3
WEAKEST: Final = 0.5
STRONGEST: Final = 2_000.0
_TAIL: Final = 0.025
_STEPS: Final = 80
_GOLDEN: Final = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Shrunken:
    """A share with the bounds of its 95 % credible interval."""

    rate: float
    low: float
    high: float


def prior_strength(groups: Sequence[tuple[int, int]], base: float) -> float:
    """How many observations the share of all, `base`, is worth beside those of a group.

    `groups`: (hits, of how many). The strength s with the highest likelihood of the hits where the share of
    a group is drawn from Beta(base · s, (1 − base) · s), between WEAKEST and STRONGEST: groups so alike that
    chance explains them are all but pooled. FALLBACK_STRENGTH where fewer than LEAST_GROUPS have anybody in
    them, and where everybody or nobody is hit. Source: Gelman et al. (2013), Bayesian Data Analysis, 5.3;
    Skellam (1948).
    """
    told = [(hits, of) for hits, of in groups if of > 0]
    if len(told) < LEAST_GROUPS or not 0 < base < 1:
        return FALLBACK_STRENGTH
    low, high = math.log(WEAKEST), math.log(STRONGEST)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = _likelihood(told, base, left), _likelihood(told, base, right)
    for _ in range(_STEPS):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = _likelihood(told, base, left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = _likelihood(told, base, right)
    return math.exp((low + high) / 2)


def shrunken(hits: int, of: int, base: float, strength: float) -> Shrunken:
    """The share of a group drawn to that of all, with the middle 95 % of its posterior.

    Raises ValueError unless 0 ≤ hits ≤ of, 0 < base < 1, strength > 0. Source: as `prior_strength`.
    """
    if not 0 <= hits <= of or not 0 < base < 1 or strength <= 0:
        raise ValueError(f"nothing to draw: {hits} of {of}, base {base}, strength {strength}")
    a, b = hits + base * strength, of - hits + (1 - base) * strength
    return Shrunken(a / (a + b), beta_quantile(_TAIL, a, b), beta_quantile(1 - _TAIL, a, b))


def _likelihood(groups: Sequence[tuple[int, int]], base: float, log_strength: float) -> float:
    strength = math.exp(log_strength)
    a, b = base * strength, (1 - base) * strength
    return math.fsum(log_beta(hits + a, of - hits + b) - log_beta(a, b) for hits, of in groups)
