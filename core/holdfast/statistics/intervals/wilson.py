"""Wilson score interval of a proportion: honest at small n and at the edges."""

from __future__ import annotations

import math
from typing import Final

import polars as pl

Z: Final = 1.959963984540054
"""Two-sided 95 % point of the standard normal distribution."""


def wilson(successes: float, n: float) -> tuple[float, float] | None:
    """95 % interval of `successes` / `n` as two ratios; None where n is 0.

    The bounds are exactly 0 where nothing succeeded and exactly 1 where everything did. Raises ValueError
    when the successes are not between 0 and n. Source: Wilson (1927); Newcombe (1998), method 3.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} are no proportion")
    if n == 0:
        return None
    p = successes / n
    shrink = 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / shrink
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / shrink
    # The formula meets 0 and 1 only up to rounding, and a bound of 1e-17 would print as a claim.
    return (0.0 if successes == 0 else centre - half, 1.0 if successes == n else centre + half)


def wilson_exprs(successes: pl.Expr, n: pl.Expr, z: float = Z) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper bound as Float64 expressions over counts, equal to `wilson`; null where n is 0.

    `z`: the two-sided point of another level than 95 %.
    """
    size = pl.when(n > 0).then(n.cast(pl.Float64))
    hits = successes.cast(pl.Float64)
    p = hits / size
    shrink = 1 + z * z / size
    centre = (p + z * z / (2 * size)) / shrink
    half = z * (p * (1 - p) / size + z * z / (4 * size * size)).sqrt() / shrink
    low = pl.when(size.is_null()).then(None).when(hits == 0).then(0.0).otherwise(centre - half)
    high = pl.when(size.is_null()).then(None).when(hits == size).then(1.0).otherwise(centre + half)
    return low, high
