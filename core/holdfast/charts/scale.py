"""Numbers → places on a chart: what cannot be drawn is left out, and nothing leaves the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def drawable(value: float | None) -> float | None:
    """A number that has a place; None for what is missing, no number or without end."""
    return value if value is not None and math.isfinite(value) else None


@dataclass(frozen=True)
class ChartScale:
    """A range of numbers with `low` <= `high`, both finite."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a number lies, 0 at `low` and 1 at `high`, held within; 0 where the range is a point."""
        # Halves first: the width of a huge range is no number.
        width = self.high / 2 - self.low / 2
        return min(1.0, max(0.0, (value / 2 - self.low / 2) / width)) if width > 0 else 0.0


def scale_of(values: Iterable[float | None], *, with_zero: bool = True) -> ChartScale:
    """The range of the numbers that can be drawn, with zero in it unless told otherwise; 0..0 without any."""
    found = [number for value in values if (number := drawable(value)) is not None]
    if with_zero or not found:
        found.append(0.0)
    return ChartScale(min(found), max(found))
