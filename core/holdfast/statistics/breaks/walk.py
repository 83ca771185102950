"""Counts by step beside what a rate that never changes expects, and how likely it changed at a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

LEAST_EXPECTED: Final = 1.0
"""A change is looked for where at least so much is expected before it and after it."""

LEAST_DAYS: Final = 7
"""... and where so many days lie before it and after it."""


@dataclass(frozen=True)
class Walk:
    """Counts of steps, a step one day of the book, and what is expected where the rate never changed.

    `days`: number of the day of each step, rising. `expected` adds up to the same as `counts`. `trials`: out
    of how many events each count is (a share of what happened that day); None where nothing bounds a count.
    `first` and `last`: the span of days that is looked at, both included.
    """

    days: tuple[int, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    trials: tuple[int, ...] | None
    first: int
    last: int

    @cached_property
    def total(self) -> int:
        """All that was counted."""
        return sum(self.counts)

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """Counted up to each step, itself included."""
        return tuple(accumulate(self.counts))

    @cached_property
    def due(self) -> tuple[float, ...]:
        """Expected up to each step."""
        return tuple(accumulate(self.expected))

    @cached_property
    def tried(self) -> tuple[int, ...] | None:
        """Events up to each step, of which the counts are a share."""
        return None if self.trials is None else tuple(accumulate(self.trials))

    @cached_property
    def variance(self) -> tuple[float, ...]:
        """Variance of the counts up to each step."""
        if self.trials is None:
            return self.due
        each = (
            due * (1 - due / tried) if tried else 0.0
            for due, tried in zip(self.expected, self.trials, strict=True)
        )
        return tuple(accumulate(each))

    @cached_property
    def splits(self) -> tuple[int, ...]:
        """Steps after which the rate may have changed."""
        total = float(self.total)
        return tuple(
            at
            for at in range(len(self.days) - 1)
            if LEAST_EXPECTED <= self.due[at] <= total - LEAST_EXPECTED
            and self.days[at] - self.first + 1 >= LEAST_DAYS
            and self.last - self.days[at] >= LEAST_DAYS
        )

    def ratio(self, at: int, count: int) -> float:
        """Twice the log likelihood ratio of a change after a step that `count` were counted up to.

        Of a Poisson count given its total, or of a share given the events: what is expected on either side,
        scaled to what was counted there, against what is expected. Sources: Worsley (1983, 1986).
        """
        due, total = self.due[at], self.total
        found = _term(count, due) + _term(total - count, total - due)
        if self.tried is not None:
            tried, all_tried = self.tried[at], self.tried[-1]
            found += _term(tried - count, tried - due)
            found += _term(all_tried - tried - total + count, all_tried - tried - total + due)
        return 2 * found


def _term(count: float, expected: float) -> float:
    if count <= 0:
        return 0.0
    return count * math.log(count / expected) if expected > 0 else math.inf


def own_walk(counts: tuple[int, ...], exposure: tuple[float, ...]) -> Walk:
    """A rate by itself: counts of every day against how many could have been counted that day."""
    exposed = sum(exposure)
    per_one = sum(counts) / exposed if exposed else 0.0
    days = tuple(range(len(counts)))
    return Walk(days, counts, tuple(per_one * one for one in exposure), None, 0, len(counts) - 1)


def share_walk(
    counts: tuple[int, ...],
    exposure: tuple[float, ...],
    other_counts: tuple[int, ...],
    other_exposure: tuple[float, ...],
) -> Walk:
    """A rate beside that of all others: of what happened on each day, how much was here.

    What moves both (a season, a market, the length of a month) falls out. Where the rate here is at all times
    the same multiple of theirs, the share of a day follows from who could; that multiple is fitted.
    """
    days = tuple(
        day for day, (one, other) in enumerate(zip(counts, other_counts, strict=True)) if one + other
    )
    here = tuple(counts[day] for day in days)
    tried = tuple(counts[day] + other_counts[day] for day in days)
    # Whoever left on a day could have: no exposure is below what was counted.
    odds = [(max(exposure[day], counts[day]), max(other_exposure[day], other_counts[day])) for day in days]
    expected = _fitted(odds, tried, sum(here))
    return Walk(days, here, expected, tried, 0, len(counts) - 1)


def _fitted(odds: list[tuple[float, float]], tried: tuple[int, ...], total: int) -> tuple[float, ...]:
    """What each day expects where its odds are those given times a constant, which gives the total."""

    def at(multiple: float) -> list[float]:
        return [
            tries * multiple * one / (multiple * one + other) if one else 0.0
            for tries, (one, other) in zip(tried, odds, strict=True)
        ]

    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(math.exp(middle))) < total else (low, middle)
    found = at(math.exp((low + high) / 2))
    scale = total / sum(found) if sum(found) > 0 else 0.0
    return tuple(min(one * scale, float(tries)) for one, tries in zip(found, tried, strict=True))
