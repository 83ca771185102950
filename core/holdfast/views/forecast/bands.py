"""Bands around what is expected: chance, widened to what earlier forecasts of the book would have needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.intervals.conformal import conformal_factor
from holdfast.statistics.intervals.wilson import Z

SHARES: Final = {"80": (0.8, 1.2815515655446004), "95": (0.95, Z)}
"""Share that a band is to hold, and its half in standard deviations where only chance is at work."""

_FEWEST_MONTHS: Final = 3
"""Of a forecast of 12 months less than that says nothing about their sum."""


@dataclass(frozen=True)
class Miss:
    """How far what came in a month was from what had been said of it, in spreads; `month` tells which."""

    month: int
    size: float


@dataclass(frozen=True)
class Widths:
    """Spreads that the bands of the months and of their sum reach to either side, by share."""

    months: dict[str, float]
    total: dict[str, float]
    checked: int


def widths(months: Sequence[Miss], totals: Sequence[Miss]) -> Widths:
    """How wide bands must be to have held earlier misses, of single months and of sums of months."""
    return Widths(_factors(months, 1), _factors(totals, _FEWEST_MONTHS), len({miss.month for miss in months}))


def _factors(misses: Sequence[Miss], overlap: int) -> dict[str, float]:
    different = len({miss.month for miss in misses}) // overlap
    sizes = [miss.size for miss in misses]
    return {name: conformal_factor(sizes, share, different, least) for name, (share, least) in SHARES.items()}
