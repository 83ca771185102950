"""Always-valid intervals: of a rate, of the difference of two, of a count, of a mean."""

from __future__ import annotations

import math

from holdfast.statistics.intervals.newcombe import Difference
from holdfast.statistics.intervals.wilson import Z
from holdfast.statistics.sequential.evidence import boundary, unspoken_means, unspoken_shares
from holdfast.statistics.sequential.looks import LEVEL


def sequential_rate(successes: float, n: float, level: float = LEVEL) -> tuple[float, float] | None:
    """Interval of `successes` / `n` that holds at every look together; None where n is 0.

    17/20 → [50.9, 99.3] %, for one look [64.0, 94.8]. Exact for subjects one after the other, an
    approximation where the same ones are followed on. Raises ValueError where the successes are not between 0
    and n. Source: beta-binomial mixture (Robbins 1970).
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} are no proportion")
    return unspoken_shares(successes, n - successes, level) if n else None


def sequential_difference(
    successes1: float, n1: float, successes2: float, n2: float, level: float = LEVEL
) -> Difference | None:
    """Interval of `successes1`/`n1` − `successes2`/`n2` that holds at every look; None where either n is 0.

    Of the outcome that is rarer in both groups together: the shares of these events against which too little
    speaks, as those of the first group, and each is a difference of the two rates. Whether 0 is left out is
    exact (see the folder); how far the ends reach is as good as the normal distribution of the total.
    6/20 − 8/80 = +20.0 points [−12.7, +57.4], for one look [+2.4, +42.4]. Raises ValueError as
    `sequential_rate` does. Source: conditioning on the total, Przyborowski & Wilenski (1940).
    """
    if not (0 <= successes1 <= n1 and 0 <= successes2 <= n2):
        raise ValueError(f"{successes1} of {n1} and {successes2} of {n2} are no proportions")
    if not n1 or not n2:
        return None
    rare = 2 * (successes1 + successes2) <= n1 + n2
    first, second = (successes1, successes2) if rare else (n1 - successes1, n2 - successes2)
    low, high = _ends(first, n1, second, n2, level)
    if not rare:
        low, high = -high, -low
    return Difference(successes1 / n1 - successes2 / n2, max(-1.0, low), min(1.0, high))


def _ends(first: float, n1: float, second: float, n2: float, level: float) -> tuple[float, float]:
    """Both ends of the difference of two rates of rare events."""
    events, value = first + second, first / n1 - second / n2
    if not events:
        return -unspoken_shares(0, n2, level)[1], unspoken_shares(0, n1, level)[1]
    split = [
        events * (share / n1 - (1 - share) / n2) for share in unspoken_shares(first, second, level)
    ]  # fmt: skip
    return _with_total(value, split[0], events, -1), _with_total(value, split[1], events, 1)


def _with_total(value: float, end: float, events: float, side: int) -> float:
    """An end of the interval, given how many events there were: the same, not knowing how many to expect.

    On the side of 0 where it is: more or fewer events make a difference larger or smaller, but no other sign.
    Variances add up (Zou & Donner 2008), of what is a ratio by its logarithm.
    """
    relative = Z / math.sqrt(events)
    if value * end > 0 and value * side < 0:
        return value * math.exp(-math.hypot(math.log(value / end), relative))
    return value + side * math.hypot(end - value, value * math.expm1(relative))


def sequential_count(count: int, level: float = LEVEL) -> tuple[float, float]:
    """Interval of the mean behind a Poisson count that holds at every look.

    10 → [1.1, 23.5], for one look [4.8, 18.4]. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    return unspoken_means(count, level)


def widened(
    value: float, low: float, high: float, events: float, level: float = LEVEL
) -> tuple[float, float]:
    """Bounds of a mean at every look, from those of one look that rest on so many events; asymptotic.

    Each side reaches `boundary` standard errors in the place of 1.96. Raises ValueError as `boundary`.
    """
    factor = boundary(events, level) / Z
    return value - (value - low) * factor, value + (high - value) * factor
