"""How often a rate that never changed looks as if it had: exactly by counting paths, else by a limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.statistics.breaks.walk import Walk

MOST_WORK: Final = 400_000
"""Multiplications beyond which paths are not counted: with so many counts the limit tells the same."""

_BEYOND_DOUBT: Final = 0.3
"""What the limit says is this common is no change: its paths are not counted."""

_NEGLIGIBLE: Final = 1e-13
_FAR: Final = 8.0
"""Paths further off than so many standard deviations are left out."""


def chance(walk: Walk, statistic: float) -> float:
    """Probability that the largest `walk.ratio` of any split is at least `statistic` where nothing changed.

    Given the total, so that it holds whatever the rate is. Exact where the paths can be counted (Worsley 1983
    for shares, by recursion over the steps), else the limit of Miller and Siegmund (1982).
    """
    if not walk.splits or statistic <= 0:
        return 1.0
    near = limit(walk, math.sqrt(statistic))
    return near if near > _BEYOND_DOUBT or _work(walk) > MOST_WORK else _exact(walk, statistic)


def limit(walk: Walk, bound: float) -> float:
    """Probability that the largest standardised bridge between the first and the last split exceeds a bound.

    Source: Miller and Siegmund (1982), Maximally selected chi square statistics, Biometrics 38.
    """
    if not walk.splits or bound <= 1:
        return 1.0
    whole = walk.variance[-1]
    first, last = (
        min(max(walk.variance[at] / whole, 1e-9), 1 - 1e-9) for at in (walk.splits[0], walk.splits[-1])
    )
    density = math.exp(-bound * bound / 2) / math.sqrt(2 * math.pi)
    width = math.log(last * (1 - first) / (first * (1 - last)))
    return min(1.0, density * ((bound - 1 / bound) * width + 4 / bound))


def bound_for(walk: Walk, level: float) -> float:
    """The bound that the limit exceeds with probability `level`."""
    low, high = 1.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if limit(walk, middle) > level else (low, middle)
    return high


def _exact(walk: Walk, statistic: float) -> float:
    kernels = [_kernel(walk, at) for at in range(len(walk.days))]
    free = [_near(walk, at) for at in range(len(walk.days))]
    inside = list(free)
    for at in walk.splits:
        low, high = _below(walk, at, statistic)
        inside[at] = max(low, free[at][0]), min(high, free[at][1])
    every = _paths(kernels, free, walk.total)
    return min(1.0, max(0.0, 1 - _paths(kernels, inside, walk.total) / every)) if every > 0 else 1.0


def _below(walk: Walk, at: int, statistic: float) -> tuple[int, int]:
    """Lowest and highest count up to a step whose ratio stays below the statistic."""
    middle = walk.due[at]
    # What was counted must itself be found: a ratio equal to the statistic is not below it.
    reached = statistic * (1 - 1e-9)

    def edge(inner: int, outer: int, step: int) -> int:
        if walk.ratio(at, outer) < reached:
            return outer
        while abs(outer - inner) > 1:
            half = (inner + outer) // 2 if step > 0 else -((-inner - outer) // 2)
            inner, outer = (half, outer) if walk.ratio(at, half) < reached else (inner, half)
        return inner

    down, up = math.floor(middle), math.ceil(middle)
    most = walk.total if walk.tried is None else min(walk.total, walk.tried[at])
    least = 0 if walk.tried is None else max(0, walk.total - (walk.tried[-1] - walk.tried[at]))
    down, up = max(down, least), min(up, most)
    low = edge(down, least, -1) if walk.ratio(at, down) < reached else down + 1
    high = edge(up, most, 1) if walk.ratio(at, up) < reached else up - 1
    return low, high


def _near(walk: Walk, at: int) -> tuple[int, int]:
    """Counts up to a step that are not out of the question."""
    share = walk.variance[at] / walk.variance[-1] if walk.variance[-1] else 0.0
    spread = _FAR * math.sqrt(max(walk.variance[at] * (1 - share), 0.0)) + _FAR
    low, high = math.floor(walk.due[at] - spread), math.ceil(walk.due[at] + spread)
    return max(0, low), min(walk.total, high)


def _kernel(walk: Walk, at: int) -> list[float]:
    """Probability of each count of one step, from 0."""
    if walk.trials is None:
        return _poisson(walk.expected[at])
    tries = walk.trials[at]
    return _binomial(tries, walk.expected[at] / tries)


def _poisson(mean: float) -> list[float]:
    found, count = [math.exp(-mean)], 0
    while count < mean or found[-1] > _NEGLIGIBLE:
        count += 1
        found.append(found[-1] * mean / count)
    return found


def _binomial(tries: int, share: float) -> list[float]:
    if share <= 0 or share >= 1:
        return [float(count == round(tries * share)) for count in range(tries + 1)]
    logs = (
        math.lgamma(tries + 1) - math.lgamma(count + 1) - math.lgamma(tries - count + 1)
        + count * math.log(share) + (tries - count) * math.log1p(-share)
        for count in range(tries + 1)
    )  # fmt: skip
    return [math.exp(one) for one in logs]


def _paths(kernels: Sequence[list[float]], bounds: Sequence[tuple[int, int]], total: int) -> float:
    """Probability of the paths that stay within the bounds after each step and end at the total."""
    start, chances = 0, [1.0]
    for kernel, (low, high) in zip(kernels, bounds, strict=True):
        if high < low:
            return 0.0
        after = [0.0] * (high - low + 1)
        for more, weight in enumerate(kernel):
            if weight < _NEGLIGIBLE:
                continue
            shift = start + more - low
            for index in range(max(0, -shift), min(len(chances), high - low + 1 - shift)):
                after[index + shift] += chances[index] * weight
        start, chances = low, after
    return chances[total - start] if start <= total < start + len(chances) else 0.0


def _work(walk: Walk) -> float:
    """About how many multiplications the paths take."""
    each = (
        (high - low + 1) * _width(walk, at)
        for at, (low, high) in ((at, _near(walk, at)) for at in range(len(walk.days)))
    )
    return sum(each)


def _width(walk: Walk, at: int) -> float:
    mean = walk.expected[at]
    poisson = mean + _FAR * math.sqrt(mean) + 4
    return poisson if walk.trials is None else min(poisson, walk.trials[at] + 1)
