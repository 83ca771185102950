"""How much of several amounts will come, when each comes or not at a rate known from the past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.statistics.intervals.wilson import Z


@dataclass(frozen=True)
class Prediction:
    """An expected total with its 95 % prediction interval, in the unit of the amounts."""

    value: float
    low: float
    high: float


def predicted_total(successes: int, n: int, amounts: Sequence[float]) -> Prediction | None:
    """Σ amounts × successes ÷ n, each amount coming whole or not at all; None where n is 0.

    The interval holds both what a rate seen n times leaves open and the chance of each single amount: the
    variance is p(1−p) · (Σ a² + (Σ a)² ÷ (n + z²)), with p and n as Wilson adds them (Agresti & Coull 1998).
    Clipped to 0 and Σ amounts; amounts are not negative. Raises ValueError when the successes are not
    between 0 and n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} are no proportion")
    if n == 0:
        return None
    whole = math.fsum(amounts)
    size = n + Z * Z
    p = (successes + Z * Z / 2) / size
    spread = Z * math.sqrt(p * (1 - p) * (math.fsum(a * a for a in amounts) + whole * whole / size))
    value = whole * successes / n
    low, high = max(0.0, whole * p - spread), min(whole, whole * p + spread)
    return Prediction(value, min(low, value), max(high, value))
