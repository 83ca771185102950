"""What was done in the last seven days, and what became of the flags that were open then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.views.today.results import DoneLine, TodayView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from datetime import date


class DonePane(TablePane):
    """A row for each thing done, the newest first; the note says it in full."""

    name_of_pane = "Done"
    lead = "Customer"
    lead_width = 12, 24
    note_height = 2
    table = (
        TableColumn("day", "Day", 6),
        TableColumn("outcome", "Outcome", 12, "left", rank=1, words=True),
        TableColumn("what", "What", 22, "left", rank=3, words=True),
        TableColumn("state", "Flags", 16, "left", rank=2, words=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._done: tuple[DoneLine, ...] = ()
        self._today: date | None = None
        self._more = ""

    def show_more(self, key: str) -> None:
        """Say by which key what plays achieved over more than a week stands here."""
        self._more = phrase("what plays achieved: {key}", key=key)
        self.set_caution(self._more)

    def resized(self) -> None:
        """The key stands in the frame where it is wide enough."""
        super().resized()
        self.set_caution(self._more)

    def show(self, view: TodayView) -> None:
        """Show what was done."""
        self._done, self._today = view.done, view.day
        self.show_rows([line.entry for line in self._done])
        today = sum(line.is_today for line in self._done)
        parts = [
            self.name_shown,
            phrase("{today} today", today=number_text(today)),
            phrase("{done} in 7 days", done=number_text(len(self._done))),
        ]
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        if not self._done:
            self.set_state(settled("Nothing was written down as done in the last seven days: o does."))

    def customer_of(self, row: int) -> int | None:
        """The customer of a line."""
        return self._done[row].customer if row < len(self._done) else None

    def lead_cell(self, row: int) -> Line:
        """Who it was done about."""
        return [Span(safe(self._done[row].name))]

    def cell(self, row: int, name: str) -> Line:
        """One cell."""
        line = self._done[row]
        if name == "day":
            return [Span(present.day(line.day, near=self._today), "text" if line.is_today else "muted")]
        if name == "state":
            return [Span(literal(line.state), "good" if line.state == "cleared" else "muted")]
        return [Span(safe((line.outcome if name == "outcome" else line.what) or ""))]

    def note(self, row: int) -> str:
        """All of a line in sentences."""
        line = self._done[row]
        outcome = f" ({line.outcome})" if line.outcome else ""
        parts = [
            phrase(
                "{line}: {what}{outcome}, by {writer}.",
                line=line.name,
                what=line.what,
                outcome=outcome,
                writer=line.writer,
            )
        ]
        if line.cleared:
            parts.append(phrase("Cleared: {cleared}.", cleared=", ".join(line.cleared)))
        if line.still_open:
            parts.append(phrase("Still open: {still_open}.", still_open=", ".join(line.still_open)))
        return " ".join(parts)

    def open_row(self, row: int) -> None:
        """Open the customer."""
        customer = self.customer_of(row)
        if customer is not None:
            self.post_message(OpenCustomer(customer))
