"""How sure each interval must be, so that a book that is looked at daily for a year raises no false alarm."""

from __future__ import annotations

import math
from typing import Final

LEVEL: Final = 0.05
"""The chance of a false alarm in a year of daily looks, over all that stands side by side."""

_YEAR_DAYS: Final = 365


def shared_level(groups: int, days: int = _YEAR_DAYS) -> float:
    """The level of each comparison, where so many groups are each compared with the rest.

    Two groups are one comparison. A period of fewer than 365 `days` comes round several times in the year,
    each time with other customers' losses. By Bonferroni. Raises ValueError for no days.
    """
    if days < 1:
        raise ValueError(f"a period of {days} days is none")
    comparisons = 1 if groups <= 2 else groups
    return LEVEL / (comparisons * max(1, math.ceil(_YEAR_DAYS / days)))
