"""Bands around what is expected, from how far off the book's own earlier forecasts were, and nothing else.

What came is set beside what was said, as a share of that. Of forecasts as many months ahead, the root of the
mean square says how far off they are; Student's t makes up for how few of them do not overlap. A lasting
error in one direction, as of a book that grows, is in the square. Sources: rolling-origin evaluation, Tashman
(2000), Out-of-sample tests of forecasting accuracy; Student (1908) for the prediction of one more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from holdfast.statistics.models.student import t_quantile

SHARES: Final = {"80": 0.8, "95": 0.95}
"""Share of what comes that a band is to hold."""

Reach = Mapping[str, float]
"""By share, how far a band reaches to either side, as a share of what is expected."""


def reaches(misses: Mapping[int, Sequence[float]], span: int) -> dict[int, Reach]:
    """Bands by number of months ahead, of those for which an earlier forecast has been seen to its end.

    `misses`: by months ahead, what came over what was said less 1. `span`: months since the oldest of these
    forecasts was made, of which each takes up as many as it looks ahead: the degrees of freedom. No band is
    narrower than one of fewer months ahead.
    """
    found: dict[int, Reach] = {}
    off = 0.0
    for ahead in sorted(misses):
        apart = min(len(misses[ahead]), span / ahead)
        if apart < 1:
            break
        off = max(off, math.sqrt(math.fsum(miss**2 for miss in misses[ahead]) / len(misses[ahead])))
        # Forecasts that were never off at all are too few to tell how far off they can be.
        if off > 0:
            found[ahead] = {name: off * _factor(share, apart) for name, share in SHARES.items()}
    return found


@cache
def _factor(share: float, apart: float) -> float:
    return t_quantile((1 + share) / 2, apart)
