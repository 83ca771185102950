"""A shadow of the terminal's screen: takes whole frames in, gives only what changed out.

Textual repaints each widget that changed, and writes every style in full. Over a slow line that is what the
user waits for. The shadow keeps what the terminal shows and what it should show, cell by cell.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from holdfast_tui.safe_text import cell_width
from holdfast_tui.terminal.sgr import PLAIN, Sgr, applied, blank, change

TAIL: Final = ""
"""The second cell of a wide character."""

_TOKEN: Final = re.compile(
    "\x1b\\[(?P<row>[0-9]*)(?:;(?P<column>[0-9]*))?H"
    "|\x1b\\[(?P<sgr>[0-9;]*)m"
    "|(?P<down>\n)"
    # Joiners and presentation selectors make the width of a cell depend on the terminal.
    "|(?P<text>[^\x00-\x1f\x7f-\x9f\u200d\ufe0f\ud800-\udfff]+)"
)
_SINGLE: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0482\u2010-\u2027\u2500-\u25fc\u2800-\u28ff]*"
)
_SHORT_GAP: Final = 3
"""Unchanged cells that cost no more to write again than to jump over."""
_LONG_BLANK: Final = 12
"""Blank cells from which erasing is shorter than writing spaces and jumping back."""


class NotUnderstoodError(Exception):
    """A frame holds something the shadow does not model."""


class Shadow:
    """What the terminal shows and should show. `erases_in_colour`: it erases with the current ground."""

    def __init__(self, columns: int, rows: int, *, erases_in_colour: bool = False) -> None:
        self._erases_in_colour = erases_in_colour
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Another size: nothing on the screen can be relied upon."""
        self.columns, self.rows = columns, rows
        self.forget()

    def forget(self) -> None:
        """Nothing is known any more about the terminal: each cell is written when it is next painted."""
        # None is a cell of which nothing is known (shown) or to which nothing was painted (wanted).
        self._shown: list[list[tuple[str, Sgr] | None]] = [[None] * self.columns for _ in range(self.rows)]
        self._wanted: list[list[tuple[str, Sgr] | None]] = [[None] * self.columns for _ in range(self.rows)]
        self._pen: Sgr | None = None
        self._cursor: tuple[int, int] | None = None
        self._painter: tuple[int, int] | None = None
        self._brush = PLAIN
        self._out: list[str] = []

    def paint(self, frame: str) -> str:
        """Take a frame as Textual writes it; return what the terminal needs to show it.

        Raises NotUnderstoodError for anything but text, styles and cursor positions inside the screen; the
        caller must then write the frame as it is and `forget`.
        """
        touched: dict[int, tuple[int, int]] = {}
        end = 0
        for token in _TOKEN.finditer(frame):
            if token.start() != end:
                break
            end = token.end()
            if (text := token["text"]) is not None:
                self._put(text, touched)
            elif (parameters := token["sgr"]) is not None:
                brush = applied(self._brush, parameters)
                if brush is None:
                    raise NotUnderstoodError(parameters)
                self._brush = brush
            else:
                self._move_painter(token["row"], token["column"], down=token["down"] is not None)
        if end != len(frame):
            raise NotUnderstoodError(frame[end : end + 8])
        return self._difference(touched)

    def _move_painter(self, row: str | None, column: str | None, *, down: bool) -> None:
        if down:
            # Textual ends a line so and then says where the next begins; at the bottom it would scroll.
            if self._painter is None or self._painter[1] >= self.rows - 1:
                raise NotUnderstoodError("line feed")
            self._painter = None
            return
        self._painter = int(column or 1) - 1, int(row or 1) - 1
        if not (0 <= self._painter[0] < self.columns and 0 <= self._painter[1] < self.rows):
            raise NotUnderstoodError("position")

    def _put(self, text: str, touched: dict[int, tuple[int, int]]) -> None:
        """Write text where the painter stands into what is wanted."""
        if self._painter is None:
            raise NotUnderstoodError("text without a position")
        start, row = self._painter
        cells = _cells(text, self._brush)
        end = start + len(cells)
        if end > self.columns:
            raise NotUnderstoodError("text beyond the edge")
        if cells:
            line = self._wanted[row]
            self._mend(line, self._shown[row], start, end)
            line[start:end] = cells
            low, high = touched.get(row, (start, end))
            # One more on either side: a wide character cut in two leaves a blank there.
            touched[row] = min(low, max(0, start - 1)), max(high, min(self.columns, end + 1))
        self._painter = end, row

    @staticmethod
    def _mend(
        line: list[tuple[str, Sgr] | None], shown: list[tuple[str, Sgr] | None], start: int, end: int
    ) -> None:
        """Blank the other half of a wide character that is about to be cut in two."""
        first, after = line[start], line[end] if end < len(line) else None
        if first is not None and first[0] == TAIL and start > 0:
            line[start - 1], shown[start - 1] = (" ", first[1]), None
        if after is not None and after[0] == TAIL:
            line[end], shown[end] = (" ", after[1]), None

    def _difference(self, touched: dict[int, tuple[int, int]]) -> str:
        self._out = []
        for row in sorted(touched):
            low, high = touched[row]
            wanted, shown = self._wanted[row], self._shown[row]
            if wanted[low:high] != shown[low:high]:
                self._write_line(row, low, high)
                # Cells never painted keep what is known of them.
                shown[low:high] = [
                    new if new is not None else old
                    for new, old in zip(wanted[low:high], shown[low:high], strict=True)
                ]
        if self._painter is not None and self._painter[0] < self.columns:
            self._go(*self._painter)
        return "".join(self._out)

    def _write_line(self, row: int, low: int, high: int) -> None:
        wanted, shown = self._wanted[row], self._shown[row]
        column = low
        while column < high:
            cell = wanted[column]
            if cell is None or _looks_same(cell, shown[column]):
                column += 1
                continue
            if cell[0] == TAIL:
                column -= 1
            self._cross(column, row)
            column = self._write_cell(column, row, high)

    def _cross(self, column: int, row: int) -> None:
        """Get the cursor to a cell, writing a few unchanged cells again where that is shorter than a jump."""
        if self._cursor is not None and self._cursor[1] == row:
            start = self._cursor[0]
            gap = self._wanted[row][start:column]
            if 0 < column - start <= _SHORT_GAP and all(
                cell is not None and cell[0].isascii() and cell[0] != TAIL and self._suits(cell)
                for cell in gap
            ):
                self._out.extend(cell[0] for cell in gap if cell is not None)
                self._cursor = column, row
        self._go(column, row)

    def _suits(self, cell: tuple[str, Sgr]) -> bool:
        """Whether a cell can be written with the pen as it is."""
        if self._pen is None:
            return False
        return blank(cell[1]) == blank(self._pen) if cell[0] == " " else cell[1] == self._pen

    def _write_cell(self, column: int, row: int, high: int) -> int:
        """Write the cell under the cursor, or a long run of blanks at once; return the next column."""
        cell = self._wanted[row][column]
        if cell is None:
            return column + 1
        text, style = cell
        if text == " ":
            self._dip_for_blank(blank(style))
            if self._erasable(style) and (end := self._erase(column, row, high)):
                return end
        else:
            self._dip(style)
        self._out.append(text)
        after = column + 1
        is_wide = after < self.columns and self._wanted[row][after] == (TAIL, style)
        after += is_wide
        # Terminals disagree about wide and combined characters, and about what lies beyond the last column.
        certain = not is_wide and len(text) == 1 and after < self.columns
        self._cursor = (after, row) if certain else None
        return after

    def _erasable(self, style: Sgr) -> bool:
        return not style.shows_on_blank and (self._erases_in_colour or not style.ground)

    def _erase(self, column: int, row: int, high: int) -> int:
        """Erase the blanks from `column` on; 0 where writing spaces is shorter."""
        line, ground = self._wanted[row], blank(self._wanted_style(column, row))
        end = column
        while end < self.columns and (cell := line[end]) is not None:
            if cell[0] != " " or blank(cell[1]) != ground:
                break
            end += 1
        if end == self.columns and end - column > _SHORT_GAP:
            self._out.append("\x1b[K")
        else:
            end = min(end, high)
            if end - column < _LONG_BLANK:
                return 0
            self._out.append(f"\x1b[{end - column}X")
        # Erasing may reach beyond what was touched: those cells are blank now.
        self._shown[row][column:end] = line[column:end]
        self._cursor = column, row
        return end

    def _wanted_style(self, column: int, row: int) -> Sgr:
        cell = self._wanted[row][column]
        return PLAIN if cell is None else cell[1]

    def _dip(self, style: Sgr) -> None:
        if style != self._pen:
            self._out.append(change(self._pen, style))
            self._pen = style

    def _dip_for_blank(self, style: Sgr) -> None:
        """Take the ground for a blank; the colour of the pen may stay as it is."""
        if self._pen is None or style.shows_on_blank:
            self._dip(style)
        elif blank(self._pen) != style:
            keeps = PLAIN if self._pen.shows_on_blank else self._pen
            self._dip(keeps._replace(ground=style.ground))

    def _go(self, column: int, row: int) -> None:
        if self._cursor == (column, row):
            return
        self._out.append(_jump(self._cursor, column, row))
        self._cursor = column, row


def _looks_same(wanted: tuple[str, Sgr], shown: tuple[str, Sgr] | None) -> bool:
    if wanted == shown:
        return True
    if shown is None or wanted[0] != shown[0]:
        return False
    return wanted[0] == " " and blank(wanted[1]) == blank(shown[1])


@lru_cache(maxsize=2048)
def _cells(text: str, style: Sgr) -> tuple[tuple[str, Sgr], ...]:
    """Text as cells: a wide character is followed by a tail, marks ride on the cell before them."""
    if _SINGLE.fullmatch(text):
        return tuple((character, style) for character in text)
    cells: list[tuple[str, Sgr]] = []
    for character in text:
        width = cell_width(character)
        if width:
            cells.append((character, style))
            cells.extend([(TAIL, style)] * (width - 1))
            continue
        lead = len(cells) - 1
        while lead >= 0 and cells[lead][0] == TAIL:
            lead -= 1
        if lead < 0:
            raise NotUnderstoodError("a mark without a character")
        cells[lead] = (cells[lead][0] + character, style)
    return tuple(cells)


def _jump(cursor: tuple[int, int] | None, column: int, row: int) -> str:
    """The shortest cursor movement; only absolute ones where the cursor is not known."""
    line = str(row + 1) if row or column else ""
    ways = [f"\x1b[{line}H" if column == 0 else f"\x1b[{line};{column + 1}H"]
    if cursor is not None and cursor[1] == row:
        distance = column - cursor[0]
        number = "" if abs(distance) == 1 else str(abs(distance))
        ways += [f"\x1b[{number}{'C' if distance > 0 else 'D'}", f"\x1b[{column + 1}G"]
        if column == 0:
            ways.append("\r")
    if cursor is not None and cursor[0] == column:
        distance = row - cursor[1]
        number = "" if abs(distance) == 1 else str(abs(distance))
        ways.append(f"\x1b[{number}{'B' if distance > 0 else 'A'}")
    return min(ways, key=len)
