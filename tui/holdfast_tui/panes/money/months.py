"""Revenue month by month, of new customers and of earlier ones."""

from __future__ import annotations

from typing import Final

from holdfast.views.money.results import MoneyRoomView, RevenueMonth
from holdfast.views.selection import RevenueOfMonth
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane, bar
from holdfast_tui.safe_text import literal

STABILITY: Final = "revenue.stability"
BAR: Final = 12


class RevenueMonthsPane(TablePane):
    """A row per month; left and right choose whose orders enter opens."""

    name_of_pane = "Revenue by month"
    lead = "Month"
    lead_width = 8, 9
    pickable = ("earlier", "new")
    table = (
        TableColumn("earlier", "Earlier", 8, money=True),
        TableColumn("new", "New", 8, money=True),
        TableColumn("bar", "", BAR, "left", rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.months: tuple[RevenueMonth, ...] = ()

    def show(self, view: MoneyRoomView) -> None:
        """Show the months, and in the title how much they vary."""
        self.months, self.currency = view.months, view.moment.currency
        figure = view.figures.get(STABILITY)
        parts = [self.name_shown]
        if figure is not None and figure.value is not None:
            parts.append(phrase("varies by {figure}", figure=present.percent(figure.value, of=0)))
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        self.show_rows([month.start for month in self.months])
        if "orders" in view.locked:
            self.set_state(locked(view.locked["orders"]))
        elif not any(month.new or month.earlier for month in self.months):
            self.set_state(empty("None of these customers ordered in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """How steady it is."""
        return STABILITY if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The month; one that is not over is marked."""
        month = self.months[row]
        mark = "" if month.complete else self.glyphs.incomplete
        return [Span(literal(f"{present.month(month.start)}{mark}"))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a month."""
        month = self.months[row]
        if name != "bar":
            return [Span(present.amount(month.new if name == "new" else month.earlier, self.currency))]
        most = max(other.new + other.earlier for other in self.months)
        if not most:
            return ()
        whole = bar((month.new + month.earlier) / most, BAR, self.glyphs.bar)
        earlier = bar(month.earlier / most, BAR, self.glyphs.bar)
        return [Span(earlier, "spark"), Span(literal(whole[len(earlier) :]), "accent")]

    def note(self, row: int) -> str:
        """A month in a sentence."""
        month = self.months[row]
        whole = month.new + month.earlier
        said = phrase(
            "{start}: {whole} of counted orders",
            start=present.month(month.start),
            whole=present.money(whole, self.currency),
        )
        if whole:
            said += phrase(
                ", {new} of it of customers new in the period", new=present.percent(month.new / whole, of=0)
            )
        return f"{said}{'' if month.complete else '; the month is not over'}."

    def open_row(self, row: int) -> None:
        """The orders of the picked side."""
        self.post_message(OpenRows(RevenueOfMonth(self.months[row].start, new=self.picked == "new")))
