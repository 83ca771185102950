"""What other books say of a rate, as a few observations more: a power prior that noise and doubt make weaker.

The counts D₀ of other books enter the likelihood raised to a power a from 0 to 1 (J. G. Ibrahim, M.-H. Chen,
Power prior distributions for regression models, 2000); for rates, they are added as a · w observations, w of
which are their worth. a is the one under which the own counts are likeliest (I. Gravestock, L. Held, Adaptive
power priors with empirical Bayes for clinical trials, 2017): where the book contradicts the others, it is 0.

Log score a customer on held-out halves of small books drawn from real ones, without → with: Online Retail
with the counts of CDNOW −0.684 → −0.667 (60 customers), −0.673 → −0.634 (120), −0.524 → −0.478 (250),
−0.476 → −0.459 (500); CDNOW with those of Online Retail −0.586 → −0.577, −0.707 → −0.630, −0.834 → −0.647,
−0.729 → −0.620; the sample with both, which are of another kind, −0.276 → −0.278 (120), −0.180 twice (250).
Online Retail with six books of 500 other customers of it under noise of ε 1: −0.655 → −0.646 (120), and no
difference at 250 and 500, where two standard errors of noise in the place of three let it harm a little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.models.beta import log_beta
from holdfast.statistics.models.shrinkage import LEAST_GROUPS

MOST_WORTH: Final = 20.0
"""Other books never count for more customers than this: from about as many on, own counts stand alone."""

SURE_OF_NOISE: Final = 3.0
"""So many standard errors of their noise are taken off the customers that other books saw."""

FALLBACK_POWER: Final = 0.5
_POWERS: Final = tuple(step / 20 for step in range(21))
_LEAST: Final = 0.5
"""A count of none or of all says at most that it was nearly so."""


@dataclass(frozen=True)
class SeenElsewhere:
    """What the books of a pool saw under one flag, added up: not cut off at 0, so that noise evens out.

    `kept`, `lost`: counts with their noise; `variance`: of the noise on each. `base`: the share lost of all
    customers of those books, weighed by how many each saw under the flag.
    """

    kept: int
    lost: int
    base: float
    variance: float


@dataclass(frozen=True)
class Lent:
    """A rate and how many customers it is worth."""

    rate: float
    customers: float


def worth_of(seen: SeenElsewhere, own_base: float, most: float = MOST_WORTH) -> Lent | None:
    """What a pool says of a flag in a book of which `own_base` are lost; None where noise is all there is.

    The rate has the same odds ratio to the base rate as in the pool: books differ in how many leave, less in
    what a flag says about it. It is worth the customers n₀ of the pool, less SURE_OF_NOISE standard errors of
    noise, times the share of the variance of its rate that is not from noise, and at most `most`:

        w = n₀ ÷ (1 + ((1 − r)² + r²) · V ÷ (n₀ · r · (1 − r)))

    with r the rate and V the variance of the noise on a count (delta method of lost ÷ (kept + lost)).
    """
    total = seen.kept + seen.lost
    sure = total - SURE_OF_NOISE * math.sqrt(2 * seen.variance)
    if sure < 1 or not 0 < own_base < 1 or not 0 < seen.base < 1:
        return None
    rate = min(max(seen.lost, _LEAST), total - _LEAST) / total
    noise = ((1 - rate) ** 2 + rate**2) * seen.variance
    customers = sure / (1 + noise / (sure * rate * (1 - rate)))
    moved = _log_odds(own_base) + _log_odds(rate) - _log_odds(seen.base)
    return Lent(1 / (1 + math.exp(-moved)), min(most, customers))


def power(groups: Sequence[tuple[int, int, Lent]], base: float, strength: float) -> float:
    """How far other books count, from 0 to 1, by how well they foretell the groups (hits, of how many).

    The likeliest under Beta(base · strength + power · customers · rate, …), in twentieths, of equals the
    least; FALLBACK_POWER where fewer than LEAST_GROUPS have anybody in them.
    """
    told = [(hits, of, worth) for hits, of, worth in groups if of > 0]
    if len(told) < LEAST_GROUPS:
        return FALLBACK_POWER
    best, likeliest = 0.0, -math.inf
    for tried in _POWERS:
        likelihood = math.fsum(
            _log_likelihood(hits, of, *prior(base, strength, worth, tried)) for hits, of, worth in told
        )
        if likelihood > likeliest:
            best, likeliest = tried, likelihood
    return best


def prior(base: float, strength: float, worth: Lent, tried: float) -> tuple[float, float]:
    """The mean of the prior of one group, and how many observations it is worth."""
    more = tried * worth.customers
    return (base * strength + more * worth.rate) / (strength + more), strength + more


def _log_likelihood(hits: int, of: int, mean: float, strength: float) -> float:
    a, b = mean * strength, (1 - mean) * strength
    return log_beta(hits + a, of - hits + b) - log_beta(a, b)


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
