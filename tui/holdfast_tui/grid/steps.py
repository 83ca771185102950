"""A survival curve as lines of cells: steps, band, axes and a mark; pure, tested without an app."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import SafeText, literal
from holdfast_tui.terminal import Glyphs

AXIS_WIDTH: Final = 5
_LEAST_TICK: Final = 8
"""Cells between two labels of the time axis."""


class Step(NamedTuple):
    """From `x` on the share is `y`, between `low` and `high`."""

    x: float
    y: float
    low: float | None
    high: float | None


class _Marks(NamedTuple):
    upper: str
    lower: str
    band: str


def _marks(glyphs: Glyphs) -> _Marks:
    # Half cells double what a low pane can tell; without block elements a cell is one mark.
    return _Marks("#", "#", ".") if glyphs.spark.isascii() else _Marks("▀", "▄", "░")


def chart(
    steps: Sequence[Step], until: float, width: int, height: int, glyphs: Glyphs, *, marked: int | None = None
) -> list[list[Span]]:
    """`height` lines of `width` cells: the curve from 0 to `until` with its band, percentages at the left.

    The column of the step `marked` is picked out.
    """
    columns = max(1, width - AXIS_WIDTH)
    edges = [(column + 0.5) / columns * until for column in range(columns)]
    at = [_at(steps, edge) for edge in edges]
    picked = None
    if marked is not None and 0 <= marked < len(steps):
        picked = min(columns - 1, int(steps[marked].x / until * columns)) if until else None
    marks = _marks(glyphs)
    lines = []
    for row in range(height):
        top, bottom = 1 - row / height, 1 - (row + 1) / height
        cells = [
            _cell(step, top, bottom, marks, last=row == height - 1, picked=column == picked)
            for column, step in enumerate(at)
        ]
        line = [span(_label(row, height), "muted")]
        line += [span("".join(mark for mark, _ in run), style) for style, run in _runs(cells)]
        lines.append(line)
    return lines


def _at(steps: Sequence[Step], x: float) -> Step:
    index = bisect_right([step.x for step in steps], x) - 1
    return steps[index] if index >= 0 else Step(0.0, 1.0, None, None)


def _cell(
    step: Step, top: float, bottom: float, marks: _Marks, *, last: bool, picked: bool
) -> tuple[str, str]:
    style = "accent bold" if picked else "spark"
    if bottom < step.y <= top or (last and step.y <= 0):
        upper = step.y > (top + bottom) / 2
        return (marks.upper if upper else marks.lower), style
    inside = step.low is not None and step.high is not None and step.low < top and step.high > bottom
    return (marks.band, "muted") if inside else (" ", "text")


def _runs(cells: Sequence[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(style, list(run)) for style, run in groupby(cells, key=lambda cell: cell[1])]


def _label(row: int, height: int) -> str:
    if row == 0:
        return "100% "
    if row == height - 1:
        return "  0% "
    return " 50% " if height >= 5 and row == height // 2 else " " * AXIS_WIDTH


def axis(until: float, unit: float, name: str, width: int) -> SafeText:
    """The labels below the chart: whole numbers of `unit` up to `until`, `name` after the last."""
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
