"""Student's t: how far a mean of a few may lie from what it estimates."""

from __future__ import annotations

import math

from holdfast.statistics.models.beta import beta_quantile


def t_quantile(share: float, freedom: float) -> float:
    """The t below which a Student variable of `freedom` degrees stays with probability `share`, above ½.

    By the beta distribution: t² ÷ (f + t²) is Beta(½, f ÷ 2). Raises ValueError for less than one degree or a
    share outside [½, 1). Source: Abramowitz & Stegun (1964), 26.5.27 and 26.7.1.
    """
    if freedom < 1 or not 0.5 <= share < 1:
        raise ValueError(f"no t quantile for share = {share} and {freedom:g} degrees of freedom")
    ratio = beta_quantile(2 * share - 1, 0.5, freedom / 2)
    return math.sqrt(freedom * ratio / (1 - ratio))
