"""Competitors: what they took, the deals against them, and where they are named."""

from __future__ import annotations

from typing import Final, Literal, cast

from holdfast.views.losses.results import CompetitorCount, LossesRoomView
from holdfast.views.selection import LossPart
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import safe

Part = Literal["competitor", "deals", "notes"]
METRICS: Final = {"competitor": "losses.count", "deals": "pipeline.open", "notes": "losses.count"}


class CompetitorsPane(LossesTablePane):
    """A row per competitor; left and right choose whether enter opens customers, deals or notes."""

    name_of_pane = "Competitors"
    part = "competitors"
    lead = "Competitor"
    lead_width = 12, 24
    pickable = ("competitor", "deals", "notes")
    table = (
        TableColumn("competitor", "Lost", 4),
        TableColumn("price", "By price", 8, rank=3),
        TableColumn("revenue", "Revenue", 7, rank=1, money=True),
        TableColumn("deals", "Deals", 5),
        TableColumn("open", "Open", 4, rank=2),
        TableColumn("notes", "Named in", 8),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.competitors: tuple[CompetitorCount, ...] = ()

    def show(self, view: LossesRoomView) -> None:
        """Show the competitors; the cursor stays on its own."""
        self.competitors, self.currency = view.competitors, view.moment.currency
        self.show_rows([one.name for one in self.competitors])
        nothing = "No loss, deal or note of the period names a competitor."
        self.explain_nothing(view, shown=len(self.competitors), nothing=nothing)

    @property
    def metric_under_cursor(self) -> str | None:
        """What the picked column counts."""
        return METRICS[self.picked] if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The competitor."""
        return [Span(safe(self.competitors[row].name))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a competitor."""
        one = self.competitors[row]
        if name == "revenue":
            return [Span(present.amount(one.revenue, self.currency))]
        counts = {
            "competitor": one.lost,
            "price": one.by_price,
            "deals": one.deals,
            "open": one.open_deals,
            "notes": one.notes,
        }
        return [Span(present.count(counts[name]), "text" if counts[name] else "muted")]

    def note(self, row: int) -> str:
        """A competitor in full sentences."""
        one = self.competitors[row]
        money = present.money(one.revenue, self.currency)
        amount = present.money(one.open_amount, self.currency)
        lost = phrase(
            "on record of {counted} ({by_price} for price), {money}",
            counted=present.plural(one.lost, "loss", "losses"),
            by_price=one.by_price,
            money=money,
        )
        deals = phrase(
            "{counted} in the period, {open_deals} open ({amount})",
            counted=present.plural(one.deals, "deal"),
            open_deals=one.open_deals,
            amount=amount,
        )
        notes = present.plural(one.notes, "note, ticket or answer", "notes, tickets and answers")
        return phrase(
            "{name}: {lost}; {deals}; named in {notes}.", name=one.name, lost=lost, deals=deals, notes=notes
        )

    def open_row(self, row: int) -> None:
        """The rows of the picked column."""
        part = cast("Part", self.picked)
        self.post_message(OpenRows(LossPart(part, self.competitors[row].name)))
