"""Who deserves thanks, and for what: those longest without any first."""

from __future__ import annotations

from holdfast.views.rooms import RepsRoomView
from holdfast.views.selection import PageOfRep
from holdfast.views.team.results import ThanksRow
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe


class ThanksPane(TablePane):
    """A row per rep; enter opens the page of the rep."""

    name_of_pane = "Thanks"
    subject = "rep"
    lead = "Rep"
    lead_width = 10, 20
    note_height = 3
    table = (
        TableColumn("last", "Thanked", 7),
        TableColumn("merits", "For", 30, "left", words=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.deserving: tuple[ThanksRow, ...] = ()

    def show(self, view: RepsRoomView) -> None:
        """Show who deserves thanks."""
        told = view.thanks
        self.deserving = told.rows if told else ()
        self.set_title(literal(self.name_of_pane))
        self.show_rows([one.rep_id for one in self.deserving])
        if told is not None and told.locked:
            self.set_state(locked(f"{told.locked}."))
        elif not self.deserving:
            self.set_state(empty("Nothing on record stands out in this period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """What the list serves."""
        return "recognition.reps" if self.rows else None

    @property
    def prompted_under_cursor(self) -> str | None:
        """The id of the rep under the cursor."""
        return self.deserving[self.row].rep_id if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The name."""
        return [Span(safe(self.deserving[row].name))]

    def cell(self, row: int, name: str) -> Line:
        """Days since the last thanks, and what for now."""
        one = self.deserving[row]
        if name == "last":
            words = literal("never") if one.last is None else present.days(one.last)
            return [Span(words, "muted")]
        return [Span(literal(", ".join(each.merit for each in one.deserved)))]

    def note(self, row: int) -> str:
        """What a rep deserves thanks for, with the numbers."""
        one = self.deserving[row]
        return f"{one.name}: {'; '.join(each.evidence for each in one.deserved)}."

    def open_row(self, row: int) -> None:
        """The page of the rep."""
        self.post_message(OpenRows(PageOfRep(self.deserving[row].rep_id)))
