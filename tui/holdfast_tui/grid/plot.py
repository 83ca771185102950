"""A curve with its band in braille dots, or in plain characters where a terminal has no braille; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from holdfast_tui.grid.paint import Span, span
from holdfast_tui.grid.steps import AXIS_WIDTH, Step
from holdfast_tui.safe_text import SafeText
from holdfast_tui.terminal.capabilities import Glyphs

FLOORS: Final = (0.75, 0.5, 0.25, 0.0)
_BRAILLE: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bit of the dot at (column, row) of a braille cell."""


def floor_of(steps: Sequence[Step]) -> float:
    """The highest of FLOORS that nothing of the curve and its band lies below."""
    lowest = min((min(step.y, step.y if step.low is None else step.low) for step in steps), default=0.0)
    return next(floor for floor in FLOORS if floor <= lowest)


def plot(
    steps: Sequence[Step],
    until: float,
    width: int,
    height: int,
    glyphs: Glyphs,
    *,
    floor: float = 0.0,
    marked: float | None = None,
) -> list[list[Span]]:
    """`height` lines of `width` cells from 0 to `until`, shares from `floor` to 1 with labels at the left.

    The curve is a joined line, its band two dotted ones; both end with the last step. `marked` picks out the
    column of a time.
    """
    plain = glyphs.spark.isascii()
    across, down = (1, 1) if plain else (2, 4)
    columns = max(1, width - AXIS_WIDTH)
    canvas = _Canvas(columns, height, across, down)
    _draw(canvas, steps, until, floor)
    picked = min(columns - 1, int(marked / until * columns)) if marked is not None and until else None
    lines = []
    for row in range(height):
        cells = [canvas.cell(row, column, plain, picked=column == picked) for column in range(columns)]
        line = [span(_label(row, height, floor), "muted")]
        for style, run in groupby(cells, key=lambda cell: cell[1]):
            line.append(Span(SafeText("".join(mark for mark, _ in run)), style))
        lines.append(line)
    return lines


class _Canvas:
    """Dots of the line and of the band, `across` × `down` of them in a cell."""

    def __init__(self, columns: int, rows: int, across: int, down: int) -> None:
        self.width, self.height = columns * across, rows * down
        self._across, self._down = across, down
        self.line: set[tuple[int, int]] = set()
        self.band: set[tuple[int, int]] = set()

    def cell(self, row: int, column: int, plain: bool, *, picked: bool) -> tuple[str, str]:
        """Mark and style of one cell; the line hides the band's colour, not its dots."""
        dots = [
            (x, y, (column * self._across + x, row * self._down + y))
            for x in range(self._across)
            for y in range(self._down)
        ]
        on_line = any(at in self.line for _, _, at in dots)
        on_band = any(at in self.band for _, _, at in dots)
        if not on_line and not on_band:
            return " ", "text"
        style = ("accent bold" if picked else "spark") if on_line else "muted"
        if plain:
            return ("#" if on_line else "."), style
        bits = sum(_DOTS[x][y] for x, y, at in dots if at in self.line or at in self.band)
        return chr(_BRAILLE + bits), style


def _draw(canvas: _Canvas, steps: Sequence[Step], until: float, floor: float) -> None:
    if not steps or until <= 0:
        return
    times = [step.x for step in steps]
    before: int | None = None
    for x in range(canvas.width):
        t = (x + 0.5) / canvas.width * until
        # The last step is where the curve stops being reliable: nothing is drawn beyond its column.
        if x / canvas.width * until > times[-1]:
            break
        index = bisect_right(times, t) - 1
        step = steps[index] if index >= 0 else Step(0.0, 1.0, None, None)
        y = _dot(step.y, floor, canvas.height)
        from_y = y if before is None else before
        canvas.line.update((x, between) for between in range(min(y, from_y), max(y, from_y) + 1))
        before = y
        if x % 2 == 0:
            for bound in (step.low, step.high):
                if bound is not None:
                    canvas.band.add((x, _dot(bound, floor, canvas.height)))


def _dot(share: float, floor: float, height: int) -> int:
    return max(0, min(height - 1, round((1 - share) / (1 - floor) * (height - 1))))


def _label(row: int, height: int, floor: float) -> str:
    if row == 0:
        return "100% "
    if row == height - 1:
        return f"{100 * floor:3.0f}% "
    middle = height % 2 == 1 and row == height // 2
    return f"{50 * (1 + floor):3.0f}% " if middle and height >= 5 else " " * AXIS_WIDTH
