"""What keeping more customers would bring, in the user's own figures."""

from __future__ import annotations

from typing import Final

from holdfast.views.money.results import BenefitCase, MoneyRoomView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenFigure
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal

WHAT_IF: Final = "clv.what_if"


class BenefitsPane(TablePane):
    """Today, then each raised retention; enter opens the customers whose margin it rests on."""

    name_of_pane = "If more stayed"
    lead = "Retention"
    lead_width = 9, 12
    note_height = 3
    table = (
        TableColumn("retention", "A year", 6),
        TableColumn("value", "Each", 7, money=True),
        TableColumn("gain", "All, more", 9, money=True),
        TableColumn("kept", "More kept", 9, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.cases: tuple[BenefitCase, ...] = ()
        self.assumed = ""

    def show(self, view: MoneyRoomView) -> None:
        """Show the cases."""
        self.cases, self.assumed, self.currency = view.benefits, view.assumed, view.moment.currency
        self.show_rows(list(range(len(self.cases))))
        if "activity" in view.locked:
            self.set_state(locked(view.locked["activity"]))
        elif not self.cases:
            self.set_state(empty(phrase("Nothing to reckon with: {assumed}.", assumed=view.assumed)))

    @property
    def metric_under_cursor(self) -> str | None:
        """The value of a customer if more stayed."""
        return WHAT_IF if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """Today, or by how many points retention rises."""
        case = self.cases[row]
        return [Span(literal("today") if row == 0 else _points(case))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a case."""
        case = self.cases[row]
        if row == 0 and name in ("gain", "kept"):
            return [span(present.DASH, "muted")]
        cells: dict[str, Line] = {
            "retention": [Span(present.percent(case.retention, of=0))],
            "value": [Span(present.amount(case.value, self.currency), "text bold")],
            "gain": [Span(present.amount(case.gain, self.currency), "good" if case.gain > 0 else "text")],
            "kept": [Span(present.number(round(case.kept, 1)))],
        }
        return cells[name]

    def note(self, row: int) -> str:
        """A case in full sentences."""
        case = self.cases[row]
        each = present.money(case.value, self.currency)
        rate = present.percent(case.retention, of=0)
        said = phrase("At {rate} a year a customer is worth {each}", rate=rate, each=each)
        if row:
            gain = present.money(case.gain, self.currency)
            kept = present.number(round(case.kept, 1))
            said += phrase(
                ", all active ones together {gain} more than today; {kept} more of them stay each year",
                gain=gain,
                kept=kept,
            )
        return phrase("{said}. It rests on {assumed}.", said=said, assumed=self.assumed)

    def open_row(self, row: int) -> None:
        """The customers whose margin it rests on."""
        self.post_message(OpenFigure(WHAT_IF))


def _points(case: BenefitCase) -> SafeText:
    return literal(phrase("{points} points", points=number_text(100 * case.points, signed=True)))
