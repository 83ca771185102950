"""Groups beside the rest: the difference of two shares, its interval, and when the two can be told apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from holdfast.figures import FEW, BesideRest
from holdfast.statistics.intervals.newcombe import newcombe
from holdfast.statistics.intervals.wilson import Z, wilson
from holdfast.statistics.sequential.intervals import sequential_difference, sequential_rate
from holdfast.statistics.sequential.prospect import TOO_FEW, Knowable
from holdfast.statistics.sequential.waiting import Pace, when_measured, when_rates

if TYPE_CHECKING:
    from collections.abc import Sequence


class Counted(NamedTuple):
    """How many of a group did, and how many there are."""

    hits: float
    n: float


def beside_the_rest(
    groups: Sequence[Counted], pace: Pace, level: float | None = None, *, lost: bool = False
) -> list[BesideRest | None]:
    """Each group beside all others together; None for one that is empty or has nobody beside it.

    `level`: of intervals that hold at every look; None of those for one (Newcombe). `lost`: the pace counts
    those who did not, because to stay is what is counted.
    """
    hits, n = (math.fsum(values) for values in zip(*groups, strict=True)) if groups else (0.0, 0.0)
    return [beside(one, Counted(hits - one.hits, n - one.n), pace, level, lost=lost) for one in groups]


def beside(own: Counted, rest: Counted, pace: Pace, level: float | None, *, lost: bool) -> BesideRest | None:
    """A group beside the rest, as `beside_the_rest` has each of them."""
    found = newcombe(*own, *rest) if level is None else sequential_difference(*own, *rest, level)
    if found is None:
        return None
    if min(own.n, rest.n) < FEW:
        when = TOO_FEW
    else:
        events = [one.n - one.hits if lost else one.hits for one in (own, rest)]
        when = when_rates(
            events[0], own.n, events[1], rest.n, pace, told=found.is_distinguishable, level=level
        )  # fmt: skip
    return BesideRest(found.value, found.low, found.high, when, always_valid=level is not None)


def share_bounds(share: Counted, level: float | None = None) -> tuple[float, float] | None:
    """The interval of a share for one look (Wilson), or with a `level` for every look; None of nobody."""
    return wilson(*share) if level is None else sequential_rate(*share, level)


def when_expected(
    count: int,
    expected: float | None,
    pace: Pace,
    bounds: tuple[float | None, float | None],
    level: float | None = None,
) -> Knowable | None:
    """When a count can be told apart from what was expected; None where nothing was.

    `bounds`: of the ratio of the two. The distance is that of the roots, whose spread is ½ whatever the count
    (Anscombe 1948).
    """
    low, high = bounds
    if expected is None or low is None or high is None or expected <= 0:
        return None
    distance = 2 * (math.sqrt(count) - math.sqrt(expected))
    return when_measured(distance, Z, count, pace, told=low > 1 or high < 1, level=level)
