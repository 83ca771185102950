"""How much more counts vary than independent ones do: customers who leave together, months unlike others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast.statistics.breaks.walk import Walk

BLOCKS: Final = (1, 7, 30)
"""Days over which counts are compared with what is expected of them: clusters, weeks, months."""

_LEAST_BLOCKS: Final = 8


def dispersion(walk: Walk, split: int) -> float:
    """Variance of the counts over that of independent ones (at least 1), around a rate that changed once.

    Squared deviations over the variance, both summed over blocks of days; of weeks and months less the
    standard error, or what a sparse series shows by chance would be dispersion. Largest over BLOCKS. Source:
    McCullagh and Nelder (1989), 4.5, with sums for the sake of sparse counts.
    """
    return max(1.0, *(_over(walk, split, length) for length in BLOCKS))


def _over(walk: Walk, split: int, length: int) -> float:
    counted, due, variance = _blocks(walk, split, length)
    blocks = [(count, mean, var) for count, mean, var in zip(counted, due, variance, strict=True) if var > 0]
    free = len(blocks) - 2
    if free < _LEAST_BLOCKS:
        return 1.0
    whole = sum(var for *_, var in blocks)
    found = sum((count - mean) ** 2 for count, mean, _ in blocks) / whole * len(blocks) / free
    error = 0.0 if length == 1 else math.sqrt(2 * sum(var * var for *_, var in blocks)) / whole
    return found - error


def _blocks(walk: Walk, split: int, length: int) -> tuple[list[float], list[float], list[float]]:
    """Counts, what is expected of them on their side of the split, and its variance, by block of days."""
    before = walk.counted[split] / walk.due[split]
    after = (walk.total - walk.counted[split]) / (walk.total - walk.due[split])
    number = (walk.last - walk.first) // length + 1
    counted, due, variance = ([0.0] * number for _ in range(3))
    for at, day in enumerate(walk.days):
        block = (day - walk.first) // length
        mean = walk.expected[at] * (before if at <= split else after)
        free = 1.0 if walk.trials is None else max(1 - walk.expected[at] / walk.trials[at], 0.0)
        counted[block] += walk.counts[at]
        due[block] += mean
        variance[block] += mean * free
    return counted, due, variance
