"""What `y` and `Y` take from a pane: text that was made safe, never the raw value."""

from __future__ import annotations

from textual.widget import Widget

from holdfast_tui import present
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.panes import KpiStrip


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
    if isinstance(pane, LineList) and pane.rows:
        return "".join(piece.text for piece in pane.paint_row(pane.row, 400)).strip()
    return ""


def _cell(grid: Grid, index: int) -> str:
    column = grid.columns[index]
    value = grid.value(grid.row, column.name)
    if column.kind == "trend":
        return " ".join(f"{amount:g}" for amount in value or () if amount is not None)
    if column.is_severity:
        return str(value or "none")
    return str(present.cell(column.kind, value, grid.currency))
