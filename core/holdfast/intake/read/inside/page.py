"""Pages that call themselves workbooks: tables of HTML, and the XML that Excel wrote in 2003."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.dialect import detect_encoding
from holdfast.intake.read.faults import UnreadableFileError

_ROWS: Final = ("tr", "row", "ss:row")
_CELLS: Final = ("td", "th", "cell", "ss:cell")
_TABLES: Final = ("table", "ss:table")
_BREAKS: Final = ("br", "p", "div")
_UNSEEN: Final = ("script", "style", "title")


def table_of(data: bytes, name: str) -> pl.DataFrame:
    """The largest table of a page, cell by cell as text; null where nothing stands.

    Raises UnreadableFileError where there is none.
    """
    page = _Page()
    page.feed(data.decode(detect_encoding(data), errors="replace"))
    page.close()
    rows = max(page.tables, key=len, default=[])
    width = max(map(len, rows), default=0)
    if not width:
        raise UnreadableFileError(
            f"{name} is not a table but a web page (perhaps a login page saved in place of the export)"
        )
    if width > files.MAX_COLUMNS:
        raise UnreadableFileError(f"{name} has {width:,} columns, more than {files.MAX_COLUMNS:,}")
    cells = [[cell or None for cell in row] + [None] * (width - len(row)) for row in rows]
    return pl.DataFrame(cells, schema={str(place): pl.String for place in range(width)}, orient="row")


class _Page(HTMLParser):
    """Gathers the cells of every table; a table inside of a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._unseen = 0
        self._in_cell = False
        self._place = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag in _TABLES:
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag in _ROWS and self._open:
            self._open[-1].append([])
        elif tag in _CELLS and self._open and self._open[-1]:
            self._begin_cell(self._open[-1][-1], dict(attrs))
        elif tag in _BREAKS and self._in_cell:
            self.handle_data("\n")
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        """A table or a cell ends."""
        if tag in _TABLES and self._open:
            self._open.pop()
        if tag in (*_CELLS, *_ROWS, *_TABLES):
            self._in_cell = False
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self._in_cell and self._unseen <= 0 and self._open and self._open[-1]:
            row = self._open[-1][-1]
            row[self._place] = " ".join((row[self._place] + data).split())

    def _begin_cell(self, row: list[str], attributes: dict[str, str | None]) -> None:
        """A cell at the end of the row, or where it says that it stands; others that it covers stay empty."""
        at = _number(attributes.get("ss:index")) - 1
        row.extend([""] * (min(at, files.MAX_COLUMNS) - len(row)))
        self._place = len(row)
        covered = _number(attributes.get("colspan")) or _number(attributes.get("ss:mergeacross")) + 1
        row.extend([""] * min(covered, files.MAX_COLUMNS + 1))
        self._in_cell = True


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else 0
