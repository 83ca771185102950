"""What opened, worsened, eased and cleared since a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane, evidence_lines, rule
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import literal

if TYPE_CHECKING:
    from datetime import date

    from holdfast.views.risk.changes import FlagChanges

COLUMNS: Final = (
    GridColumn("change", "Change", "text", width=9, minimum=8, frozen=True, sortable=False),
    GridColumn("severity", "Severity", "dimension", width=10, minimum=1, frozen=True, sortable=False),
    GridColumn("flag", "Flag", "text", width=18, minimum=12, sortable=False),
    GridColumn("name", "Customer", "text", width=24, minimum=16, flexible=True, sortable=False),
    GridColumn("money", "Money", "money", width=9, minimum=8, sortable=False),
)


class FlagChangesPane(Pane, Grid):
    """A row per flag of a customer that is not as it was; opened first, then worsened, eased, cleared."""

    name_of_pane = "Changes"
    rows_in = "listed"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.changes: FlagChanges | None = None
        self.last_visit: date | None = None

    def show(self, changes: FlagChanges) -> None:
        """Show what has changed."""
        same = self.changes is not None and self.changes.since == changes.since
        self.changes = changes
        self.currency = changes.moment.currency
        self.ready()
        self.set_title(literal(self._sentence(changes)))
        if not self.columns:
            self.show_columns(COLUMNS)
        self.show_source(changes.listed, row=self.row if same else 0)
        if not len(changes.listed):
            self.set_state(empty(phrase("{sentence}. Another day can be chosen.", sentence=changes.sentence)))

    def _sentence(self, changes: FlagChanges) -> str:
        if changes.since == self.last_visit:
            return phrase("Since your last visit, {told}", told=changes.told)
        return changes.sentence

    def resized(self) -> None:
        """A low pane keeps its lines for the changes."""
        super().resized()
        self.foot_height = 3 if self.scrollable_content_region.height >= 8 else 0

    def paint_foot(self, index: int, width: int) -> Line:
        """The evidence of the change under the cursor: as it is now, or as it was where it is cleared."""
        if index == 0:
            return rule(width, self.glyphs)
        if self.changes is None or not self.rows:
            return ()
        found = self.changes.listed.fetch(self.row, self.row + 1, ("change", "severity", "evidence"))
        severity, said = found["severity"][0], found["evidence"][0] or ""
        if found["change"][0] == "cleared":
            said = phrase("Then: {said}", said=said)
        return evidence_lines(severity, said, width, self.foot_height - 1, self.glyphs)[index - 1]

    def open_row(self, row: int) -> None:
        """Open the customer."""
        customer = self.changes.listed.customer_at(row) if self.changes is not None else None
        if customer is not None:
            self.post_message(OpenCustomer(customer))
