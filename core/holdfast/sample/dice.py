"""Repeatable chance: the same stream name gives the same numbers on every Python and platform."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


class Dice:
    """One stream of pseudo-random numbers, named by what it is for.

    Built on `Random.random()` and plain arithmetic alone: Python guarantees that method's sequence between
    versions, but not `choice`, `shuffle` or `gauss`, and the sample book is compared byte by byte.
    A stream per subject keeps a change in one part of the book from moving every other part.
    """

    def __init__(self, *stream: str | int) -> None:
        name = "/".join(str(part) for part in stream)
        self._random = random.Random(name)  # noqa: S311 - synthetic data, nothing secret

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """A number in [low, high), evenly spread."""
        return low + (high - low) * self._random.random()

    def near(self, low: float, high: float) -> float:
        """A number in [low, high), most often near the middle."""
        return (self.between(low, high) + self.between(low, high)) / 2

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.whole(0, len(choices) - 1)]

    def some(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """That many different choices (all, if there are fewer), in the order drawn."""
        left = list(choices)
        return tuple(left.pop(self.whole(0, len(left) - 1)) for _ in range(min(count, len(left))))

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        point = self.between(0, sum(weights.values()))
        for choice, weight in weights.items():
            point -= weight
            if point < 0:
                return choice
        return next(reversed(list(weights)))

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both included."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))
