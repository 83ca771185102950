"""Rows in quarantine and cells set aside: where each stands, its text, and why it could not be read."""

from __future__ import annotations

from typing import Final

from holdfast.views.data.view import DataRoomView
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenLine
from holdfast_tui.panes.base import Pane, note_lines, rule
from holdfast_tui.panes.data.words import CHECK, said
from holdfast_tui.panes.state import settled
from holdfast_tui.safe_text import SafeText, literal

COLUMNS: Final = (
    GridColumn("kind", "Lost", "text", width=5, minimum=4, frozen=True, sortable=False),
    GridColumn("file", "File", "text", width=16, minimum=10, frozen=True, sortable=False),
    GridColumn("place", "Line", "text", width=7, minimum=4, sortable=False),
    GridColumn("column", "Column", "text", width=14, minimum=6, sortable=False),
    GridColumn("text", "Text", "text", width=14, minimum=6, sortable=False),
    GridColumn("reason", "Why", "text", width=24, minimum=10, flexible=True, sortable=False),
)
NOTE_LINES: Final = 2
ELSEWHERE: Final = "What was set aside may be of other customers: it is listed where all rows are."
LOW_PANE: Final = 8
"""A pane with fewer lines has no foot."""


class AsidePane(Pane, Grid):
    """A row per quarantined row and cell set aside; enter shows the line in its file."""

    name_of_pane = "Set aside"
    rows_in = "aside"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: DataRoomView | None = None

    def show(self, view: DataRoomView) -> None:
        """Show what was set aside."""
        self.view = view
        self.ready()
        if not self.columns:
            self.show_columns(COLUMNS)
        self.show_source(view.aside, row=min(self.row, max(0, len(view.aside) - 1)))
        self.set_title(self._summary(view))
        if not len(view.aside):
            lost = any(one.quarantined or one.cells for one in view.files)
            self.set_state(settled(said(ELSEWHERE if lost else "Every row and every cell could be read.")))

    def _summary(self, view: DataRoomView) -> SafeText:
        rows = sum(one.quarantined for one in view.files)
        cells = sum(one.cells for one in view.files)
        told = [self.name_of_pane]
        if rows:
            told.append(said("{rows} in quarantine", rows=present.plural(rows, "row")))
        if cells:
            told.append(str(present.plural(cells, "cell")))
        return literal(f" {self.glyphs.separator} ".join(told))

    def resized(self) -> None:
        """The note has room only in a pane of some height."""
        super().resized()
        roomy = self.scrollable_content_region.height >= LOW_PANE
        self.foot_height = NOTE_LINES + 1 if roomy else 0

    def paint_foot(self, index: int, width: int) -> Line:
        """What is under the cursor, in a sentence."""
        if index == 0:
            return rule(width, self.glyphs)
        if not self.rows:
            return ()
        named = {column.name: self.value(self.row, column.name) for column in COLUMNS}
        row, cell = "the row is left out", "the cell is left empty, its row counts"
        words = said(
            "line {line} of {file}, {column}: '{text}' {reason}; {what}.",
            line=named["place"],
            file=named["file"],
            column=named["column"],
            text=named["text"],
            reason=translated(named["reason"], CHECK),
            what=said(row if named["kind"] == "row" else cell),
        )
        return note_lines(words, width, self.foot_height - 1)[index - 1]

    def open_row(self, row: int) -> None:
        """The line in its file."""
        if self.view is not None:
            self.post_message(OpenLine(*self.view.aside.place_at(row)))
