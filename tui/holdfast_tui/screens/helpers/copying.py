"""What `y` and `Y` take from a pane: text that was made safe, never the raw value."""

from __future__ import annotations

from typing import Any, Final

from textual.widget import Widget

from holdfast_tui.grid.columns import Column
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.panes import KpiStrip

MOST_ROWS: Final = 5_000
"""More rows than a terminal's clipboard takes are not even put into words."""


def cell_text(pane: Widget | None) -> str:
    """The cell under the cursor; the whole line where a pane has no cells; "" where there is nothing."""
    if isinstance(pane, Grid) and pane.rows and pane.columns:
        return _cell(pane, pane.column)
    return row_text(pane)


def row_text(pane: Widget | None) -> str:
    """The row under the cursor, cells separated by tabs."""
    if isinstance(pane, KpiStrip):
        return str(pane.note_for_focused)
    if isinstance(pane, Grid) and pane.rows:
        return "\t".join(_cell(pane, index) for index in range(len(pane.columns)))
    return _line(pane, pane.row) if isinstance(pane, LineList) and pane.rows else ""


def marked_texts(pane: LineList, *, whole: bool) -> list[str]:
    """A line per marked row that the list knows: its cell in the current column, or the `whole` row."""
    if not isinstance(pane, Grid):
        return [_line(pane, row) for row in range(pane.rows) if pane.is_marked(row)]
    if pane.keyed is None or not pane.columns:
        return []
    rows = pane.keyed.only(pane.marks)
    columns = pane.columns if whole else (pane.columns[pane.column],)
    values = rows.fetch(0, len(rows), [column.name for column in columns])
    by_column = [[_text(column, value, pane.currency) for value in values[column.name]] for column in columns]
    return ["\t".join(cells) for cells in zip(*by_column, strict=True)]


def _line(pane: LineList, row: int) -> str:
    return "".join(piece.text for piece in pane.paint_row(row, 400)).strip()


def _cell(grid: Grid, index: int) -> str:
    column = grid.columns[index]
    return _text(column, grid.value(grid.row, column.name), grid.currency)


def _text(column: Column, value: Any, currency: str) -> str:
    if column.kind == "trend":
        return " ".join(f"{amount:g}" for amount in value or () if amount is not None)
    if column.is_severity:
        return str(value or "none")
    return str(present.cell(column.kind, value, currency))
