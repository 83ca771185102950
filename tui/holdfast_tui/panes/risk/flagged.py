"""The customers under one flag, each with what the flag says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane, evidence_lines, rule
from holdfast_tui.panes.desk.flags import judged
from holdfast_tui.panes.state import PaneState, empty, locked
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.views.risk.room import FlagCustomers

COLUMNS: Final = (
    GridColumn("severity", "Severity", "dimension", width=10, minimum=1, frozen=True, sortable=False),
    GridColumn("name", "Customer", "text", width=24, minimum=16, frozen=True, sortable=False),
    GridColumn("rep", "Rep", "dimension", width=12, minimum=8, sortable=False, instead="former_rep"),
    GridColumn("money", "Money", "money", width=9, minimum=8, sortable=False),
    GridColumn("first_seen", "Since", "date", width=11, minimum=11, sortable=False),
    GridColumn("evidence", "Evidence", "text", width=40, minimum=20, flexible=True, sortable=False),
)
WHOLE_SENTENCE: Final = 70
"""Where the evidence has this many cells, it needs no lines of its own below the list."""


class FlagCustomersPane(Pane, Grid):
    """A row per customer under the flag, worst and largest first; below, the sentence in full."""

    name_of_pane = "Customers"
    subject = "customer"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: FlagCustomers | None = None

    def show(self, view: FlagCustomers) -> None:
        """Show the customers; under the same flag the cursor stays on its customer."""
        before = self.view
        current = (
            before.rows.customer_at(self.row)
            if before is not None and before.flag == view.flag and self.row < len(before.rows)
            else None
        )
        self.view = view
        self.currency = view.moment.currency
        self.ready()
        self.set_title(safe(f"{view.name} {self.glyphs.separator} {len(view.rows):,}"))
        if not self.columns:
            self.show_columns(COLUMNS)
        row = view.rows.index_of(current) if current is not None else None
        self.show_source(view.rows, row=row or 0)
        if not len(view.rows):
            self.set_state(_nobody(view))

    def resized(self) -> None:
        """Sentences that do not fit their column get lines below the list."""
        super().resized()
        roomy = self.scrollable_content_region.height >= 8
        self.foot_height = 3 if roomy and self.cell_width_of("evidence") < WHOLE_SENTENCE else 0

    def paint_foot(self, index: int, width: int) -> Line:
        """The evidence of the customer under the cursor, in full."""
        if index == 0:
            return rule(width, self.glyphs)
        if self.view is None or not self.rows:
            return ()
        severity, said = self.value(self.row, "severity"), self.value(self.row, "evidence")
        return evidence_lines(severity, said or "", width, self.foot_height - 1, self.glyphs)[index - 1]

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        return self.view.flag if self.view is not None else None

    def open_row(self, row: int) -> None:
        """Open the customer."""
        if self.view is not None and row < len(self.view.rows):
            self.post_message(OpenCustomer(self.view.rows.customer_at(row)))


def _nobody(view: FlagCustomers) -> PaneState:
    """Why there is no customer under the flag: clear, untold or locked."""
    told = view.told
    if told.locked is not None:
        return locked(told.locked)
    return empty(
        phrase(
            "{view} is {state} here: {evaluated}.",
            view=view.name,
            state=told.state,
            evaluated=judged(told.evaluated),
        )
    )
