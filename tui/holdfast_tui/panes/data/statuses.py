"""Every status word: what it means, how many rows have it, and whether they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.views.data.view import DataRoomView
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.data.words import said
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.schema.receipt import StatusCount


class StatusesPane(TablePane):
    """A row per word of a status column."""

    name_of_pane = "Status words"
    lead = "Word"
    lead_width = 10, 24
    note_height = 2
    marks_place = True
    table = (
        TableColumn("rows", "Rows", 7),
        TableColumn("counted", "Counted", 11, "left", words=True),
        TableColumn("means", "Means", 16, "left", rank=1, words=True),
        TableColumn("table", "Table", 13, "left", rank=2, words=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.statuses: tuple[StatusCount, ...] = ()

    def show(self, view: DataRoomView) -> None:
        """Show the words."""
        self.statuses = view.statuses
        self.show_rows([(one.file, one.column, one.word) for one in view.statuses])
        if not view.statuses:
            self.set_state(settled(said("No file has a status column that decides whether a row counts.")))

    def lead_cell(self, row: int) -> Line:
        """The word."""
        return [Span(safe(self.statuses[row].word))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a word."""
        one = self.statuses[row]
        if name == "rows":
            return [Span(present.count(one.rows))]
        if name == "counted":
            return [span(said("counted"))] if one.counted else [span(said("not counted"), "severity-watch")]
        return [Span(safe(one.means if name == "means" else one.table))]

    def note(self, row: int) -> str:
        """A word in a sentence."""
        one = self.statuses[row]
        counted = said("counted" if one.counted else "not counted")
        rows = present.plural(one.rows, "row")
        told = '{file}, {column}: "{word}" means {means}; {rows} {counted} in {table}.'
        named = {"file": one.file, "column": one.column, "word": one.word, "means": one.means}
        return said(told, **named, rows=rows, counted=counted, table=one.table)
