"""Many tests at once: how many may be believed so that few of those believed are false."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def discoveries(chances: Sequence[float], tried: int, rate: float) -> int:
    """How many of the smallest chances are found, so that the expected share of false ones is at most `rate`.

    `chances`: p-values in any order, those of 1 may be left out; `tried`: how many tests there were. The
    largest k whose k-th smallest chance is at most k · rate ÷ tried; the chances may hang on each other as
    tests of overlapping groups do. Raises ValueError where fewer were tried than have a chance. Source:
    Benjamini & Hochberg (1995); Benjamini & Yekutieli (2001) for tests that hang on each other.
    """
    if tried < len(chances):
        raise ValueError(f"{len(chances)} chances of {tried} tests")
    found = 0
    for place, chance in enumerate(sorted(chances), 1):
        if chance <= place * rate / tried:
            found = place
    return found


def tail_of_found(found: int, tried: int, rate: float) -> float:
    """What each side of an interval leaves out, so that those of all that were found hold together.

    Of `found` of `tried` that one-sided tests found at a false discovery `rate`; the false coverage rate
    of the intervals is then at most twice that. Source: Benjamini & Yekutieli (2005).
    """
    return rate * max(1, found) / max(1, tried)
