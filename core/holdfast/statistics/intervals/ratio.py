"""The ratio of two rates from what was counted and what was expected, conditional on their sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast.statistics.models.beta import beta_below, beta_quantile

USUAL_TAIL: Final = 0.025
"""Each side of a 95 % interval."""


@dataclass(frozen=True)
class RateRatio:
    """How many times the rate of the others: `value` and `high` None where no event is one of theirs."""

    value: float | None
    low: float
    high: float | None


def rate_ratio(observed: int, expected: float, total: int, tail: float = USUAL_TAIL) -> RateRatio:
    """The rate of a group ÷ the rate of all others, with its exact conditional interval.

    Of `total` events `observed` fell to the group and `expected` would at the rate of everybody, so its share
    of the time at risk is expected ÷ total; `tail` is what each side of the interval leaves out. Its lower
    bound lies above 1 exactly where `excess_chance` is below `tail`. Raises ValueError where the counts
    cannot be. Source: Clopper & Pearson (1934) for the share of the events; Przyborowski & Wilenski (1940)
    for the ratio of two Poisson rates that it stands for.
    """
    if not 0 <= observed <= total or not 0 < expected < total:
        raise ValueError(f"no rate ratio for {observed} of {total} where {expected} are expected")
    chance = _odds(expected / total)
    others = total - observed
    low = _odds(beta_quantile(tail, observed, others + 1)) / chance if observed else 0.0
    high = _odds(beta_quantile(1 - tail, observed + 1, others)) / chance if others else None
    return RateRatio(_odds(observed / total) / chance if others else None, low, high)


def excess_chance(observed: int, expected: float, total: int) -> float:
    """At most how likely `observed` events or more are by chance, of independent ones with unlike chances.

    Their chances add up to `expected` and there are `total` of them: from one event above the mean on, the
    binomial with their mean chance has the heavier tail; below, 1 is answered. Source: Hoeffding (1956), On
    the distribution of the number of successes in independent trials, theorem 5.
    """
    if observed < expected + 1 or not 0 < expected < total:
        return 1.0
    return beta_below(expected / total, observed, total - observed + 1)


def _odds(share: float) -> float:
    return share / (1 - share)
