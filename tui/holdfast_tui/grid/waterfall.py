"""A waterfall as horizontal bars on one scale: levels stand on the left edge, movements float; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from holdfast_tui.safe_text import SafeText
from holdfast_tui.terminal.capabilities import Glyphs

_WORTH_CUTTING: Final = 0.5
"""Where every level lies above this part of the highest, the scale is cut so that movements can be seen."""


CUT: Final = "/"
"""Where a bar is cut."""


@dataclass(frozen=True)
class Bar:
    """From `low` to `high` on the scale; a level stands on the left edge."""

    low: float
    high: float
    level: bool


def waterfall(start: float, moves: Sequence[float], end: float) -> tuple[Bar, ...]:
    """Bars of the start, each movement where it takes place, and the end."""
    bars = [Bar(min(0.0, start), max(0.0, start), level=True)]
    at = start
    for move in moves:
        bars.append(Bar(min(at, at + move), max(at, at + move), level=False))
        at += move
    return (*bars, Bar(min(0.0, end), max(0.0, end), level=True))


def scale_of(bars: Sequence[Bar]) -> tuple[float, float, bool]:
    """(left edge, right edge, whether the left edge is not zero)."""
    top = max((bar.high for bar in bars), default=0.0)
    floor = min((bar.low for bar in bars), default=0.0)
    lowest = min((bar.low if not bar.level else bar.high for bar in bars), default=0.0)
    if floor < 0 or lowest < _WORTH_CUTTING * top:
        return floor, top, False
    return max(0.0, lowest - (top - lowest) / 2), top, True


def drawn(bar: Bar, scale: tuple[float, float, bool], width: int, glyphs: Glyphs) -> SafeText:
    """A bar in at most `width` cells; a cut level starts with a mark, whatever moved keeps one cell."""
    left, right, cut = scale
    span = right - left
    if span <= 0 or width < 1:
        return SafeText("")

    def cell(value: float) -> int:
        return round(max(0.0, min(1.0, (value - left) / span)) * width)

    low = cell(bar.low)
    length = max(cell(bar.high) - low, 1 if bar.high > bar.low else 0)
    low = min(low, width - length)
    mark = glyphs.bar * length
    if bar.level and cut and length > 2:
        mark = f"{glyphs.bar}{CUT}{glyphs.bar * (length - 2)}"
    return SafeText(" " * low + mark)
