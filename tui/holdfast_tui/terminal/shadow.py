"""A shadow of the terminal's screen: takes whole frames in, gives only what changed out.

Textual repaints each widget that changed, and writes every style in full. Over a slow line that is what the
user waits for. The shadow keeps what the terminal shows and what it should show, cell by cell.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from holdfast_tui.safe_text import cell_width
from holdfast_tui.terminal.sgr import PLAIN, Sgr, applied, blank
from holdfast_tui.terminal.strokes import SHORT_GAP, TAIL, Cell, Hand, Place, Stroke, written

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
        self._shown: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        self._wanted: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        self._hand = Hand()
        self._painter: Place | None = None
        self._brush = PLAIN
        self._touched: dict[int, tuple[int, int]] = {}

    def paint(self, frame: str) -> str:
        """Take a frame as Textual writes it; return what the terminal needs to show it.

        Raises NotUnderstoodError for anything but text, styles and cursor positions inside the screen; the
        caller must then write the frame as it is and `forget`.
        """
        self.take(frame)
        return self.difference()

    def take(self, frame: str) -> None:
        """Take a frame and tell nothing of it yet. Raises NotUnderstoodError as `paint` does."""
        touched = self._touched
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

    def difference(self) -> str:
        """What the terminal needs to show all frames that were taken."""
        touched, self._touched = self._touched, {}
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
    def _mend(line: list[Cell | None], shown: list[Cell | None], start: int, end: int) -> None:
        """Blank the other half of a wide character that is about to be cut in two."""
        first, after = line[start], line[end] if end < len(line) else None
        if first is not None and first[0] == TAIL and start > 0:
            line[start - 1], shown[start - 1] = (" ", first[1]), None
        if after is not None and after[0] == TAIL:
            line[end], shown[end] = (" ", after[1]), None

    def _difference(self, touched: dict[int, tuple[int, int]]) -> str:
        strokes: list[Stroke] = []
        for row in sorted(touched):
            low, high = touched[row]
            wanted, shown = self._wanted[row], self._shown[row]
            if wanted[low:high] != shown[low:high]:
                strokes += self._strokes(row, low, high)
                # Cells never painted keep what is known of them.
                shown[low:high] = [
                    new if new is not None else old
                    for new, old in zip(wanted[low:high], shown[low:high], strict=True)
                ]
        is_inside = self._painter is not None and self._painter[0] < self.columns
        out, self._hand = written(strokes, self._hand, self._painter if is_inside else None)
        return out

    def _strokes(self, row: int, low: int, high: int) -> list[Stroke]:
        """The cells of a row that look otherwise than they should, as runs for one pen each."""
        wanted, shown = self._wanted[row], self._shown[row]
        strokes: list[Stroke] = []
        column = low
        while column < high:
            cell = wanted[column]
            if cell is None or _looks_same(cell, shown[column]):
                column += 1
                continue
            if cell[0] == TAIL:
                column -= 1
            if (erasing := self._erasing(column, row, high)) is not None:
                strokes.append(erasing)
            else:
                self._stroke(column, row, strokes)
                self._run_on(strokes[-1], high)
            column = strokes[-1].end
        return strokes

    def _run_on(self, stroke: Stroke, high: int) -> None:
        """Write with a stroke the letters behind it in its very style: most of a line, the quick way."""
        if stroke.is_blank or not stroke.is_certain:
            return
        wanted, shown, style = self._wanted[stroke.row], self._shown[stroke.row], stroke.style
        start = end = stroke.end
        # The last cell and wide characters are left to `_stroke`, blanks to whoever erases them.
        last = min(high, self.columns - 1)
        while end < last and (cell := wanted[end]) is not None and cell[1] == style:
            text, after = cell[0], wanted[end + 1]
            if (
                cell == shown[end]
                or text == " "
                or len(text) != 1
                or (after is not None and after[0] == TAIL)
            ):
                break
            end += 1
        if end > start:
            stroke.text += "".join([cell[0] for cell in wanted[start:end] if cell is not None])
            stroke.end = end

    def _stroke(self, column: int, row: int, strokes: list[Stroke]) -> None:
        """Write a cell: in one go with the stroke before it, where one pen does for all and for the gap."""
        line = self._wanted[row]
        text, style = line[column] or (TAIL, PLAIN)
        is_wide = column + 1 < self.columns and line[column + 1] == (TAIL, style)
        end = column + 1 + is_wide
        # Terminals disagree about wide and combined characters, and about what lies beyond the last column.
        certain = not is_wide and len(text) == 1 and end < self.columns
        if strokes and strokes[-1].takes(cells := line[strokes[-1].end : column + 1]):
            strokes[-1].take(cells, end, is_certain=certain)
        else:
            is_blank = text == " "
            pen = blank(style) if is_blank else style
            strokes.append(Stroke(column, row, end, pen, is_blank, text, is_certain=certain))

    def _erasing(self, column: int, row: int, high: int) -> Stroke | None:
        """The blanks from `column` on as one to be erased; None where writing spaces is shorter."""
        line = self._wanted[row]
        text, style = line[column] or (TAIL, PLAIN)
        ground = blank(style)
        if text != " " or style.shows_on_blank or (style.ground and not self._erases_in_colour):
            return None
        end = column
        while end < self.columns and (cell := line[end]) is not None:
            if cell[0] != " " or blank(cell[1]) != ground:
                break
            end += 1
        if end == self.columns and end - column > SHORT_GAP:
            erase = "\x1b[K"
        elif (end := min(end, high)) - column >= _LONG_BLANK:
            erase = f"\x1b[{end - column}X"
        else:
            return None
        # Erasing may reach beyond what was touched: those cells are blank now.
        self._shown[row][column:end] = line[column:end]
        return Stroke(column, row, end, ground, is_blank=True, text=erase, erases=True)


def _looks_same(wanted: Cell, shown: Cell | None) -> bool:
    if wanted == shown:
        return True
    if shown is None or wanted[0] != shown[0]:
        return False
    return wanted[0] == " " and blank(wanted[1]) == blank(shown[1])


@lru_cache(maxsize=2048)
def _cells(text: str, style: Sgr) -> tuple[Cell, ...]:
    """Text as cells: a wide character is followed by a tail, marks ride on the cell before them."""
    if _SINGLE.fullmatch(text):
        return tuple((character, style) for character in text)
    cells: list[Cell] = []
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
