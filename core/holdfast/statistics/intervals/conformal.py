"""How wide a band must be to have held what came, told from earlier forecasts of the same kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def conformal_factor(misses: Sequence[float], share: float, independent: int, least: float) -> float:
    """By how many spreads a band must reach to either side to hold `share` of what comes.

    `misses`: how far what came was from what was said, in spreads of its own time, either way. Exactly the
    rank that split conformal prediction takes, with `independent` in the place of their number: misses of
    overlapping forecasts repeat each other. Never under `least`, what chance alone asks for; the largest miss
    where there are too few for the rank. Source: Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018),
    Distribution-free predictive inference for regression, 2 and 5.2.
    """
    if not misses or independent < 1:
        return least
    ordered = sorted(misses)
    level = min(1.0, share * (independent + 1) / independent)
    return max(least, ordered[math.ceil(level * len(ordered)) - 1])
