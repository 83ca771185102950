"""Customers nobody holds: who held them last, for how long, and what they bring."""

from __future__ import annotations

from typing import Final

from holdfast.views.rooms import RepsRoomView
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import SafeText, literal

COLUMNS: Final = (
    GridColumn("risk", "Risk", "dimension", width=1, minimum=1, frozen=True, sortable=False),
    GridColumn("name", "Customer", "text", width=26, minimum=16, flexible=True, frozen=True, sortable=False),
    GridColumn("former_rep", "Last rep", "text", width=20, minimum=11, sortable=False),
    GridColumn("orphaned_days", "Without", "days", width=8, minimum=7, sortable=False),
    GridColumn("revenue", "Revenue 12m", "money", width=11, minimum=8, sortable=False),
)
COUNT: Final = "orphans.customers"


class OrphansPane(Pane, Grid):
    """A row per active customer without a rep, most revenue first."""

    name_of_pane = "Without a rep"
    subject = "customer"
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: RepsRoomView | None = None

    def show(self, view: RepsRoomView) -> None:
        """Show the orphans; the cursor stays on its customer."""
        current = self._customer_at(self.row)
        self.view = view
        self.currency = view.moment.currency
        self.ready()
        row = view.orphans.index_of(current) if current is not None else None
        if not self.columns:
            self.show_columns(COLUMNS)
        self.show_source(view.orphans, row=row or 0)
        self.set_title(self._summary(view))
        count = view.figures.get(COUNT)
        if count is not None and count.status == "needs":
            self.set_state(locked(count.said or ""))
        elif not len(view.orphans):
            self.set_state(empty("Every active customer has a rep who is here."))

    def _summary(self, view: RepsRoomView) -> SafeText:
        parts = [self.name_shown]
        count, money, days = (
            view.figures.get(f"orphans.{part}") for part in ("customers", "revenue", "days")
        )
        if count is not None and count.value:
            parts.append(present.count(count.value))
            parts.append(present.money(money.value if money else None, self.currency))
            if days is not None and days.value is not None:
                parts.append(phrase("median {days}", days=present.days(days.value)))
        return literal(f" {self.glyphs.separator} ".join(parts))

    @property
    def metric_under_cursor(self) -> str | None:
        """What the list counts."""
        return COUNT if self.rows else None

    def _customer_at(self, row: int) -> int | None:
        return self.view.orphans.customer_at(row) if self.view and row < len(self.view.orphans) else None

    def open_row(self, row: int) -> None:
        """Open the customer."""
        customer = self._customer_at(row)
        if customer is not None:
            self.post_message(OpenCustomer(customer))
