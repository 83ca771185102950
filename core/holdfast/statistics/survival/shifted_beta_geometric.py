"""Shifted beta-geometric: how long contracts last when customers differ in how readily they leave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.models.newton import LOWEST, Curvature, maximise

_NEGLIGIBLE: Final = 1e-15
_ALIKE_FROM: Final = 1e4
"""From here on the chance to leave is the same for all: a constant retention rate, which is a fit as well."""


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Parameters of the beta distribution of the chance to leave at a renewal, and the fit's likelihood."""

    alpha: float
    beta: float
    log_likelihood: float = math.nan
    converged: bool = True

    def retention(self, period: int) -> float:
        """Share of those there at the start of `period` (0 is the first) who renew at its end."""
        return (self.beta + period) / (self.alpha + self.beta + period)

    def survival(self, periods: int) -> float:
        """Share still there after so many renewals."""
        return math.prod(self.retention(period) for period in range(periods))

    def expected_periods(
        self, discount: float, *, renewed: int = 0, horizon: int | None = None, first_now: bool = True
    ) -> float:
        """Discounted number of paid periods of a customer who has renewed `renewed` times.

        `discount` is the rate of one period. The first payment is now, at once after a renewal, or, with
        `first_now` false, at the next renewal if the customer makes it. `horizon` limits the number of
        payments; None counts them all. Without discount and horizon the sum may be infinite: ValueError.
        Source: Fader & Hardie (2010), Customer-base valuation in a contractual setting.
        """
        if horizon is None and discount <= 0:
            raise ValueError("an unlimited number of periods needs a discount")
        present = 1.0
        period = renewed
        if not first_now:
            present *= self.retention(period) / (1 + discount)
            period += 1
        total = 0.0
        count = 0
        while horizon is None or count < horizon:
            total += present
            # What is left is at most a geometric series of the last term.
            if present < _NEGLIGIBLE * total * (discount or 1.0):
                break
            present *= self.retention(period) / (1 + discount)
            period += 1
            count += 1
        return total


def fit(
    at_risk: Sequence[float], lost: Sequence[float], start: tuple[float, float] = (1.0, 1.0)
) -> ShiftedBetaGeometric:
    """The maximum-likelihood fit to renewals: customers at risk in each period, and lost at its end.

    Equal lengths, period 0 first; who left the risk set otherwise was lost from sight. Customers already
    there when the data begin belong to the risk sets from the period of their age on. Source: Fader & Hardie
    (2007), How to project customer retention.
    """
    periods = [(k, float(n), float(d)) for k, (n, d) in enumerate(zip(at_risk, lost, strict=True)) if n > 0]

    def likelihood(parameters: Sequence[float]) -> Curvature:
        alpha, beta = parameters
        value = first_alpha = first_beta = second_alpha = second_beta = cross = 0.0
        for k, n, d in periods:
            stayed, beta_k, both = n - d, beta + k, alpha + beta + k
            value += d * math.log(alpha) + stayed * math.log(beta_k) - n * math.log(both)
            first_alpha += d / alpha - n / both
            first_beta += stayed / beta_k - n / both
            second_alpha += n / both**2 - d / alpha**2
            second_beta += n / both**2 - stayed / beta_k**2
            cross += n / both**2
        return Curvature(value, (first_alpha, first_beta), ((second_alpha, cross), (cross, second_beta)))

    top = maximise(likelihood, start)
    alike = sum(top.at) > _ALIKE_FROM and top.at[0] > LOWEST
    return ShiftedBetaGeometric(top.at[0], top.at[1], top.value, top.converged or alike)
