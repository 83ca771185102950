"""Steps of a survival curve, and the time axis below its plot."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.words.interface.catalogue import tr
from holdfast_tui.safe_text import SafeText, literal

AXIS_WIDTH: Final = 5
"""Cells of the percentages at the left of a plot."""
_LEAST_TICK: Final = 8
"""Cells between two labels of the time axis."""


class Step(NamedTuple):
    """From `x` on the share is `y`, between `low` and `high`."""

    x: float
    y: float
    low: float | None
    high: float | None


def axis(until: float, unit: float, name: str, width: int) -> SafeText:
    """The labels below the chart: whole numbers of `unit` up to `until`, `name` after the last."""
    name = tr(name)
    columns = max(1, width - AXIS_WIDTH)
    count = int(until // unit) if unit else 0
    every = next(
        (n for n in (1, 2, 5, 10, 20, 50) if not count or columns * n / (until / unit) >= _LEAST_TICK), 100
    )
    cells = [" "] * columns
    for number in range(0, count + 1, every):
        text = f"{number}"
        start = min(columns - len(text), round(number * unit / until * columns)) if until else 0
        cells[start : start + len(text)] = text
    text = "".join(cells).rstrip()
    return literal(" " * AXIS_WIDTH + (f"{text} {name}" if len(text) + len(name) < columns else text))
