"""What is to be written on the screen as strokes, and the order of them that costs the fewest bytes.

A stroke is a run of cells that one pen can write. Strokes in reading order need no cursor movement between
neighbours; strokes by pen need no colour twice, and a colour (`38;2;212;217;226`) is longer than a movement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from holdfast_tui.terminal.sgr import PLAIN, Sgr, blank, change

Cell = tuple[str, Sgr]
Place = tuple[int, int]
"""Column and row, from 0."""

TAIL: Final = ""
"""The second cell of a wide character."""
SHORT_GAP: Final = 3
"""Unchanged cells that cost no more to write again than to jump over."""
_BAND: Final = 48
"""Strokes whose order may change: those of a few lines, so that a slow line still paints downwards."""
_PENS: Final = range(3, 13)
"""With fewer there is nothing to win by another order; with more, finding one takes too long."""


@dataclass(slots=True)
class Stroke:
    """A run of cells of one row, up to the column `end`.

    `is_blank`: nothing but blanks, for which the ground of the pen is enough. `erases`: by a sequence that
    leaves the cursor where it is. `is_certain`: terminals agree about where the cursor is afterwards.
    """

    column: int
    row: int
    end: int
    style: Sgr
    is_blank: bool
    text: str
    erases: bool = False
    is_certain: bool = True

    @property
    def cursor_after(self) -> Place | None:
        """Where the cursor is then."""
        return ((self.column if self.erases else self.end), self.row) if self.is_certain else None

    def takes(self, cells: Sequence[Cell | None]) -> bool:
        """Whether the cells behind it, the last of them to be written, can be written in one go with it."""
        text, style = cells[-1] or (TAIL, PLAIN)
        if self.erases or not self.is_certain or len(cells) > SHORT_GAP + 1:
            return False
        pen = style if self.is_blank and text != " " else self.style
        return _suits((" ", self.style) if self.is_blank else None, pen) and all(
            cell is not None and _suits(cell, pen) for cell in cells
        )

    def take(self, cells: Sequence[Cell | None], end: int, *, is_certain: bool) -> None:
        """Write these cells, too."""
        text, style = cells[-1] or (TAIL, PLAIN)
        if self.is_blank and text != " ":
            self.style, self.is_blank = style, False
        self.text += "".join(cell[0] for cell in cells if cell is not None)
        self.end, self.is_certain = end, is_certain


def _suits(cell: Cell | None, pen: Sgr) -> bool:
    """Whether a cell can be written with a pen."""
    if cell is None:
        return True
    return blank(cell[1]) == blank(pen) if cell[0] == " " else cell[1] == pen


@dataclass(slots=True)
class Hand:
    """Where the cursor stands and which pen it holds; None where nothing is known."""

    cursor: Place | None = None
    pen: Sgr | None = None

    def write(self, strokes: Iterable[Stroke], then: Place | None) -> str:
        """The bytes for strokes in this order, and for the way to where the cursor is wanted then."""
        out: list[str] = []
        for stroke in strokes:
            self._go(stroke.column, stroke.row, out)
            self._dip(stroke, out)
            out.append(stroke.text)
            self.cursor = stroke.cursor_after
        if then is not None:
            self._go(*then, out)
        return "".join(out)

    def _go(self, column: int, row: int, out: list[str]) -> None:
        if self.cursor != (column, row):
            out.append(jump(self.cursor, column, row))
            self.cursor = column, row

    def _dip(self, stroke: Stroke, out: list[str]) -> None:
        wanted = stroke.style
        if stroke.is_blank and self.pen is not None:
            # The colour of the pen may stay as it is.
            if blank(self.pen) == wanted:
                return
            if not wanted.shows_on_blank:
                keeps = PLAIN if self.pen.shows_on_blank else self.pen
                wanted = keeps._replace(ground=wanted.ground)
        if wanted != self.pen:
            out.append(change(self.pen, wanted))
            self.pen = wanted


def written(strokes: Sequence[Stroke], hand: Hand, then: Place | None) -> tuple[str, Hand]:
    """The fewest bytes for strokes given in reading order, and what the hand is like afterwards."""
    out: list[str] = []
    last = max(0, len(strokes) - 1) // _BAND * _BAND
    for start in range(0, last + 1, _BAND):
        text, hand = _band(strokes[start : start + _BAND], hand, then if start == last else None)
        out.append(text)
    return "".join(out), hand


def _band(strokes: Sequence[Stroke], hand: Hand, then: Place | None) -> tuple[str, Hand]:
    reader = Hand(hand.cursor, hand.pen)
    reading = reader.write(strokes, then)
    if len({stroke.style for stroke in strokes}) not in _PENS:
        return reading, reader
    painter = Hand(hand.cursor, hand.pen)
    painting = painter.write(_by_pen(strokes, hand.pen), then)
    return (painting, painter) if len(painting) < len(reading) else (reading, reader)


def _by_pen(strokes: Sequence[Stroke], pen: Sgr | None) -> list[Stroke]:
    """The strokes of one pen after those of another, each next pen the nearest to the one before."""
    pots: dict[Sgr, list[Stroke]] = {}
    for stroke in strokes:
        if not stroke.is_blank:
            pots.setdefault(stroke.style, []).append(stroke)
    home = {style.ground: style for style in reversed(pots) if not style.shows_on_blank}
    for stroke in strokes:
        if stroke.is_blank:
            pots.setdefault(home.get(stroke.style.ground, stroke.style), []).append(stroke)
    ordered: list[Stroke] = []
    while pots:
        pen = min(pots, key=lambda style: len(change(pen, style)))
        ordered += sorted(pots.pop(pen), key=lambda stroke: (stroke.row, stroke.column))
    return ordered


def jump(cursor: Place | None, column: int, row: int) -> str:
    """The shortest cursor movement; only absolute ones where the cursor is not known.

    No backspace, though it is shorter: whoever reads what is sent must be able to tell that no control of the
    data is among it.
    """
    line = str(row + 1) if row or column else ""
    ways = [f"\x1b[{line}H" if column == 0 else f"\x1b[{line};{column + 1}H"]
    if cursor is not None and cursor[1] == row:
        distance = column - cursor[0]
        ways += [_by(distance, "C", "D"), f"\x1b[{column + 1}G"]
        if column == 0:
            ways.append("\r")
    elif cursor is not None:
        down = _by(row - cursor[1], "B", "A")
        if cursor[0] == column:
            ways.append(down)
        elif column == 0:
            ways.append(f"\r{down}")
        else:
            ways.append(f"{_by(column - cursor[0], 'C', 'D')}{down}")
    return min(ways, key=len)


def _by(distance: int, forth: str, back: str) -> str:
    number = "" if abs(distance) == 1 else str(abs(distance))
    return f"\x1b[{number}{forth if distance > 0 else back}"
