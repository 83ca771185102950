"""New and earlier customers side by side."""

from __future__ import annotations

from typing import Final

from holdfast.figures import Figure, Unit
from holdfast.views.money.results import MoneyRoomView, SideRow
from holdfast.views.selection import SideOfRevenue
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast.words.interface.sentences import translated
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal, safe

METRICS: Final = {"new": "revenue.new_share", "earlier": "revenue.repeat_share"}


class SidesPane(TablePane):
    """A row per measure; left and right choose the side whose customers enter opens."""

    name_of_pane = "New and repeat"
    lead = "Measure"
    lead_width = 13, 20
    pickable = ("new", "earlier")
    table = (
        TableColumn("new", "New", 9),
        TableColumn("earlier", "Earlier", 9),
        TableColumn("aspect", "", 8, "left", rank=1, words=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.sides: tuple[SideRow, ...] = ()

    def show(self, view: MoneyRoomView) -> None:
        """Show both sides."""
        self.sides, self.currency = view.sides, view.moment.currency
        self.show_rows([side.measure for side in self.sides])
        if "orders" in view.locked:
            self.set_state(locked(view.locked["orders"]))
        elif not self.sides:
            self.set_state(empty("None of these customers ordered in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure of the row, else that of the picked side."""
        if not self.rows:
            return None
        named = self.sides[self.row].metric
        return named if named is not None and named not in METRICS.values() else METRICS[self.picked]

    def lead_cell(self, row: int) -> Line:
        """What is measured."""
        measure = self.sides[row].measure
        return [Span(safe(tr(measure, "cell")), "muted" if measure.startswith(" ") else "text")]

    def cell(self, row: int, name: str) -> Line:
        """One side of a measure, or what it is about."""
        side = self.sides[row]
        if name == "aspect":
            return [Span(safe(tr(side.aspect, "cell")), "muted")]
        value = side.new if name == "new" else side.earlier
        if value is None:
            return [span(self.glyphs.unknown if side.lacking else present.DASH, "muted")]
        return [Span(self._value(value, side.unit), "text bold" if side.measure == "Revenue" else "text")]

    def _value(self, value: float, unit: Unit) -> SafeText:
        if unit == "per_year":
            return literal(number_text(value, 1))
        return present.figure_value(Figure("", value, unit), self.currency)

    def note(self, row: int) -> str:
        """A measure in a sentence."""
        side = self.sides[row]
        said = f"{tr(side.measure.strip(), 'cell')}, {tr(side.told, 'cell')}"
        if side.lacking:
            return f"{said}{colon()}{translated(side.lacking)}."
        new, earlier = (
            present.DASH if value is None else self._value(value, side.unit)
            for value in (side.new, side.earlier)
        )
        return phrase("{said}: new {new}, earlier {earlier}.", said=said, new=new, earlier=earlier)

    def open_row(self, row: int) -> None:
        """The customers of the picked side."""
        self.post_message(OpenRows(SideOfRevenue(new=self.picked == "new")))
