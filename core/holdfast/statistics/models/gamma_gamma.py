"""Gamma–Gamma: what a customer's average order is worth, drawn to the average of all.

Fader & Hardie (2013), The Gamma–Gamma model of monetary value (note 025); Colombo & Jiang (1999).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from holdfast.statistics.models.gamma import digamma, trigamma
from holdfast.statistics.models.newton import LOWEST, Curvature, maximise

_EXACT_FROM: Final = 1e4
"""From here on `p` has no maximum: every customer spends its own mean, which is a fit as well."""


@dataclass(frozen=True)
class GammaGamma:
    """Spend per order ~ Gamma(p, rate), the rates of customers ~ Gamma(q, v)."""

    p: float
    q: float
    v: float
    log_likelihood: float = math.nan
    converged: bool = True

    @property
    def mean(self) -> float:
        """Mean spend per order over all customers; defined for q > 1."""
        return self.p * self.v / (self.q - 1)

    def expected_spend(self, x: pl.Expr, mean_spend: pl.Expr) -> pl.Expr:
        """Expected spend per order given the mean of `x` repeat orders; the overall mean where x is 0."""
        count = x.cast(pl.Float64)
        seen = pl.when(count > 0).then(count * mean_spend).otherwise(0.0)
        return self.p * (self.v + seen) / (self.p * count + self.q - 1)


def fit(customers: pl.DataFrame, start: Sequence[float] | None = None) -> GammaGamma:
    """The maximum-likelihood fit to columns `x` (repeat orders) and `mean_spend` (their mean, Float64).

    Customers without a repeat order or with no positive spend tell nothing and are left out.
    Raises ValueError where nobody is left.
    """
    known = customers.filter((pl.col("x") > 0) & (pl.col("mean_spend") > 0)).rechunk()
    if known.is_empty():
        raise ValueError("there are no repeat customers to fit")
    # In units of the average spend, so that every currency climbs the same way.
    scale = float(known.select(pl.col("mean_spend").mean()).item())
    spends = known.select(pl.col("x").cast(pl.Float64), (pl.col("mean_spend") / scale).alias("mean_spend"))
    begin = (start[0], start[1], start[2] / scale) if start else (1.0, 2.0, 1.0)
    top = maximise(_likelihood(spends), begin)
    p, q, v = top.at
    converged = top.converged or (p > _EXACT_FROM and LOWEST * 10 < q < _EXACT_FROM)
    return GammaGamma(p, q, v * scale, top.value - known.height * math.log(scale), converged)


def _likelihood(spends: pl.DataFrame) -> Callable[[Sequence[float]], Curvature]:
    """Equation (1a) of the source summed over customers, with its derivatives by p, q and v."""
    everyone = float(spends.height)
    counts = [(float(x), float(n)) for x, n in spends.group_by("x").agg(pl.len()).sort("x").iter_rows()]
    x, spend = pl.col("x"), pl.col("x") * pl.col("mean_spend")
    log_spend, log_means = spends.select((x * spend.log()).sum(), pl.col("mean_spend").log().sum()).row(0)

    def likelihood(parameters: Sequence[float]) -> Curvature:
        p, q, v = parameters
        log_sum, x_log_sum, inverse, x_inverse, inverse2, x_inverse2 = (
            spends.lazy()
            .select("x", (v + spend).log().alias("log"), (1 / (v + spend)).alias("inverse"))
            .select(
                pl.col("log").sum(),
                (x * pl.col("log")).sum().alias("x_log"),
                pl.col("inverse").sum(),
                (x * pl.col("inverse")).sum().alias("x_inverse"),
                (pl.col("inverse") ** 2).sum().alias("inverse2"),
                (x * pl.col("inverse") ** 2).sum().alias("x_inverse2"),
            )
            .collect(engine="in-memory")  # which adds up in the same order on any number of threads
            .row(0)
        )
        slope_p = log_spend - x_log_sum
        slope_q = everyone * (math.log(v) - digamma(q)) - log_sum
        value = everyone * (q * math.log(v) - math.lgamma(q)) + p * slope_p - log_means - q * log_sum
        h_pp, h_pq, h_qq = 0.0, 0.0, -everyone * trigamma(q)
        for orders, n in counts:
            alone, both = p * orders, p * orders + q
            slope, curve = digamma(both), trigamma(both)
            value += n * (math.lgamma(both) - math.lgamma(alone))
            slope_p += n * orders * (slope - digamma(alone))
            slope_q += n * slope
            h_pp += n * orders**2 * (curve - trigamma(alone))
            h_pq += n * orders * curve
            h_qq += n * curve
        slope_v = everyone * q / v - p * x_inverse - q * inverse
        h_qv = everyone / v - inverse
        h_vv = p * x_inverse2 + q * inverse2 - everyone * q / v**2
        hessian = ((h_pp, h_pq, -x_inverse), (h_pq, h_qq, h_qv), (-x_inverse, h_qv, h_vv))
        return Curvature(value, (slope_p, slope_q, slope_v), hessian)

    return likelihood
