"""What the book lacks, and what each further table would make possible."""

from __future__ import annotations

from holdfast.views.data.view import DataRoomView, Lock
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.panes.data.sentences import SentencesPane
from holdfast_tui.panes.data.words import said
from holdfast_tui.panes.state import settled
from holdfast_tui.safe_text import safe


class LockedPane(SentencesPane):
    """A row per table that is not there."""

    name_of_pane = "What more files would open"
    head_height = 0
    lead_width = 12, 20
    note_height = 2
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.locked: tuple[Lock, ...] = ()

    def show(self, view: DataRoomView) -> None:
        """Show the tables that are missing."""
        self.locked = view.locked
        self.show_rows([one.table for one in view.locked])
        if not view.locked:
            self.set_state(settled(said("Every table is there: nothing is locked.")))

    def lead_cell(self, row: int) -> Line:
        """The table."""
        return [span(self.glyphs.unknown, "accent"), Span(safe(f" {self.locked[row].table}"))]

    def cell(self, row: int, name: str) -> Line:
        """What it would make possible."""
        return [Span(safe(translated(self.locked[row].unlocks)), "muted")]

    def note(self, row: int) -> str:
        """How to get it in."""
        one = self.locked[row]
        return (
            f"{one.unlocks[:1].upper()}{one.unlocks[1:]}: add {one.table}.csv to the folder of the book, "
            "or name the file that has it in holdfast.toml."
        )
