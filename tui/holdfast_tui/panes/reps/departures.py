"""What past departures cost: each with what became of its customers, beside those of reps who stayed."""

from __future__ import annotations

from typing import Final

from holdfast.views.rooms import RepsRoomView
from holdfast.views.selection import DepartedBook, PageOfRep
from holdfast.views.team.results import PastDeparture
from holdfast.words.interface.catalogue import phrase
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import locked, settled
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe

COST: Final = "departure.cost"


class DeparturesPane(TablePane):
    """A row per departure, the latest first; enter opens its customers, those that cost most first."""

    name_of_pane = "Departures"
    subject = "rep"
    lead = "Rep"
    lead_width = 10, 20
    note_height = 3
    table = (
        TableColumn("left", "Left", 11),
        TableColumn("customers", "Held", 4, rank=2),
        TableColumn("lost", "Lost", 8, rank=1),
        TableColumn("cost", "Cost", 7, money=True),
        TableColumn("between", "Between", 14, "left", rank=3),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.departures: tuple[PastDeparture, ...] = ()
        self.effect = ""

    def show(self, view: RepsRoomView) -> None:
        """Show the departures."""
        told, self.currency = view.departures, view.moment.currency
        self.departures = told.rows if told else ()
        self.effect = translated(told.effect.note) if told else ""
        self.show_rows([one.rep_id for one in self.departures])
        if told is not None and told.locked:
            self.set_state(locked(f"{told.locked}."))
        elif not self.departures:
            self.set_state(settled("Nobody has left since the data begin."))

    @property
    def metric_under_cursor(self) -> str | None:
        """What a departure is part of."""
        return COST if self.rows else None

    @property
    def prompted_under_cursor(self) -> str | None:
        """The id of the rep under the cursor."""
        return self.departures[self.row].rep_id if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The name."""
        return [Span(safe(self.departures[row].name), "muted")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a departure."""
        one = self.departures[row]
        if name == "left":
            return [Span(present.day(one.left))]
        if name == "customers":
            return [Span(present.count(one.customers))]
        if name == "lost":
            words = (
                phrase("{lost} of {active}", lost=one.lost, active=one.active) if one.lost is not None else ""
            )
            return [Span(literal(words))]
        if name == "between":
            return [Span(present.money_interval(one.low, one.high, self.currency), "muted")]
        if one.cost is None:
            return [span("running" if one.status == "incomplete" else present.DASH, "muted")]
        style = "few" if one.status == "few" else "text bold"
        return [Span(present.amount(one.cost, self.currency), style)]

    def note(self, row: int) -> str:
        """A departure in full sentences, and what all of them say of the next."""
        next_one = phrase(" The next one: {effect}.", effect=self.effect) if self.effect else ""
        from holdfast.views.team.words import departure_sentence  # noqa: PLC0415 - with polars, once asked

        return f"{departure_sentence(self.departures[row], self.currency)}{next_one}"

    def open_row(self, row: int) -> None:
        """The customers that were held; the page of the rep while the 12 months run."""
        one = self.departures[row]
        over = one.status != "incomplete"
        self.post_message(OpenRows(DepartedBook(one.rep_id) if over else PageOfRep(one.rep_id)))
