"""When two groups can be told apart, if they go on as they did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdfast.statistics.intervals.power import POWER_Z, needed_of_first
from holdfast.statistics.intervals.wilson import Z
from holdfast.statistics.sequential.evidence import boundary
from holdfast.statistics.sequential.prospect import HORIZON_YEARS, Knowable

if TYPE_CHECKING:
    from datetime import date

YEAR: Final = 365.25


@dataclass(frozen=True)
class Pace:
    """Over which days cases came: from `start` to `until`, both counted.

    `lag`: so many days pass until the outcome of a case is known.
    """

    start: date
    until: date
    lag: int = 0

    @property
    def days(self) -> int:
        """How many days cases came on; at least one."""
        return max(1, (self.until - self.start).days + 1 - self.lag)


def when_rates(
    events1: float,
    n1: float,
    events2: float,
    n2: float,
    pace: Pace,
    *,
    told: bool,
    level: float | None = None,
) -> Knowable:
    """When the difference of two rates can be told, as many coming into each group as did in `pace`.

    `told`: whether the interval leaves out 0 now. `level`: of always-valid intervals; None of those for one
    look. By the number needed that `power.py` knows, for groups as unequal as these.
    """
    a_year = events1 / pace.days * YEAR
    if told:
        return Knowable("told", needed=math.ceil(n1), pace=a_year)
    rate1, rate2 = events1 / n1, events2 / n2
    needed = needed_of_first(rate1, rate2, n2 / n1)
    if needed is None:
        return Knowable("never", pace=a_year)
    times = needed / n1
    if level is not None:
        times = _times_of_all_looks(times, min(events1 + events2, n1 + n2 - events1 - events2), level)
    return _waiting(times, n1, pace, a_year)


def when_measured(
    value: float, half: float, events: float, pace: Pace, *, told: bool, level: float | None = None
) -> Knowable:
    """When a difference can be told whose 95 % interval of one look reaches `half` to the side of 0.

    `events`: on how many it rests. The square of its standard error falls as they come.
    """
    a_year = events / pace.days * YEAR
    if told:
        return Knowable("told", needed=math.ceil(events), pace=a_year)
    if not value or not math.isfinite(half):
        return Knowable("never", pace=a_year)
    times = ((Z + POWER_Z) * half / (Z * value)) ** 2
    if level is not None:
        times = _times_of_all_looks(times, events, level)
    return _waiting(times, events, pace, a_year)


def _waiting(times: float, counted: float, pace: Pace, a_year: float) -> Knowable:
    """When there is so many `times` as much as `pace` brought, which counted so many of the first group."""
    # What is as much as there is now, and is not told, is told by what comes next.
    waited = max(times * pace.days, pace.days + 1)
    days = waited + pace.lag
    if not math.isfinite(days) or days > (pace.until - pace.start).days + 1 + HORIZON_YEARS * YEAR:
        needed = math.ceil(counted * times) if math.isfinite(times) else None
        return Knowable("never", needed=needed, pace=a_year)
    day = pace.start + timedelta(days=math.ceil(days) - 1)
    return Knowable("later", day, math.ceil(counted * waited / pace.days), a_year)


def _times_of_all_looks(times: float, events: float, level: float) -> float:
    """How many times as much it takes until an always-valid interval tells, where one look takes `times`.

    So many standard errors grow with the root of what is known, the boundary hardly: the one passes the other
    once. By halving.
    """
    errors = (Z + POWER_Z) / math.sqrt(times)
    low, high = times, times
    while errors * math.sqrt(high) < boundary(max(events * high, 1.0), level) + POWER_Z:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        if errors * math.sqrt(middle) < boundary(max(events * middle, 1.0), level) + POWER_Z:
            low = middle
        else:
            high = middle
    return high
