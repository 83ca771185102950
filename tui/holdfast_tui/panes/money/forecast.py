"""Revenue and customers of the next 12 months with their band, and beside them what came a year ago."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal

from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import ForecastPart
from holdfast.views.forecast.results import ForecastLine, ForecastView
from holdfast.views.forecast.words import months_held, of_kind, verdict, whole
from holdfast.views.money.results import MoneyRoomView
from holdfast.views.selection import ForecastOf
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import LOADING, empty
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal

SCALE: Final = 16
_KINDS: Final[tuple[Literal["revenue", "customers"], ...]] = ("revenue", "customers")
WITHOUT_NEW: Final = "revenue.without_new"


class ForecastPane(TablePane):
    """Twelve months and each of them, revenue then customers; enter opens who the picked part is made of."""

    name_of_pane = "Forecast"
    lead = "Month"
    lead_width = 8, 9
    note_height = 3
    pickable = ("existing", "new", "came")
    table = (
        TableColumn("all", "Expected", 8, money=True),
        TableColumn("existing", "Existing", 8, money=True),
        TableColumn("new", "New", 7, money=True),
        TableColumn("band", "80 %", 13, "left", rank=3),
        TableColumn("scale", "80 % band", SCALE, "left", rank=1),
        TableColumn("said", "Said then", 9, money=True, rank=2),
        TableColumn("came", "Came then", 9, money=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: ForecastView | None = None
        self.lines: tuple[ForecastLine, ...] = ()

    def show(self, view: MoneyRoomView) -> None:
        """What the room shows is of another question: its forecast is still to be made."""
        self.currency = view.moment.currency
        if self.view is None or self.view.moment != view.moment:
            self.set_state(LOADING)
            self.set_stale(stale=False)

    def show_forecast(self, view: ForecastView) -> None:
        """Show the forecast, and in the title how the one of a year ago fared."""
        self.view, self.currency = view, view.moment.currency
        self.lines = tuple(line for kind in _KINDS for line in _of(view, kind))
        parts = [self.name_shown]
        if "revenue" in view.year_ago:
            parts.append(phrase("a year ago: {held}", held=months_held(view.year_ago["revenue"])))
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        self.show_rows(list(range(len(self.lines))))
        if not self.lines:
            self.set_state(empty(" ".join(sentence for kind in _KINDS for sentence in of_kind(view, kind))))

    @property
    def metric_under_cursor(self) -> str | None:
        """What is expected of existing customers in the year."""
        on_revenue = self.row < len(self.lines) and self.lines[self.row].kind == "revenue"
        return WITHOUT_NEW if on_revenue else None

    def lead_cell(self, row: int) -> Line:
        """The month, or the kind above its months."""
        line = self.lines[row]
        if self._sums_up(row):
            named = phrase("12 months") if line.kind == "revenue" else phrase("Customers")
            return [Span(literal(named), "text bold")]
        return [Span(literal(present.month(line.start) if line.start is not None else present.DASH))]

    def _sums_up(self, row: int) -> bool:
        """Whether a row is the first of its kind."""
        return row == 0 or self.lines[row - 1].kind != self.lines[row].kind

    def _beside(self, row: int, part: ForecastPart, *, year_ago: bool = False) -> ForecastLine | None:
        line = self.lines[row]
        view = self.view
        made = None if view is None else (view.year_ago if year_ago else view.now).get(line.kind)
        return None if made is None else made.line(line.kind, part, line.h)

    def _amount(self, line: ForecastLine, value: float) -> SafeText:
        return present.amount(value, self.currency) if line.kind == "revenue" else present.count(round(value))

    def cell(self, row: int, name: str) -> Line:
        """One cell of a month."""
        return _CELLS[name](self, row)

    def all_cell(self, row: int) -> Line:
        """New and existing customers together."""
        return [Span(self._amount(self.lines[row], self.lines[row].value), "text bold")]

    def existing_cell(self, row: int) -> Line:
        """Those who are there."""
        return self._part(row, "existing")

    def new_cell(self, row: int) -> Line:
        """Those to come."""
        return self._part(row, "new")

    def _part(self, row: int, part: ForecastPart) -> Line:
        line = self._beside(row, part)
        return () if line is None else [Span(self._amount(line, line.value))]

    def band_cell(self, row: int) -> Line:
        """The band in numbers."""
        line = self.lines[row]
        if line.low is None or line.high is None:
            return [span("no band", "muted")]
        low, high = self._amount(line, line.low), self._amount(line, line.high)
        return [Span(literal(f"{low}–{high}"), "muted")]

    def scale_cell(self, row: int) -> Line:
        """The band and what is expected within it, on one scale with all months; a year by its mean month."""
        line = self.lines[row]
        reaches = [_reach(other) for other in self.lines if other.kind == line.kind]
        least, most = min(low for low, *_ in reaches), max(high for *_, high in reaches)
        room = most - least or 1.0
        low, here, high = (round((value - least) / room * (SCALE - 1)) for value in _reach(line))
        return [
            span(" " * low),
            Span(literal(self.glyphs.band * (here - low)), "spark"),
            Span(literal(self.glyphs.yes), "accent"),
            Span(literal(self.glyphs.band * (high - here)), "spark"),
        ]

    def said_cell(self, row: int) -> Line:
        """What was expected of the same month a year ago."""
        line = self._beside(row, "all", year_ago=True)
        return (
            [span(present.DASH, "muted")] if line is None else [Span(self._amount(line, line.value), "muted")]
        )

    def came_cell(self, row: int) -> Line:
        """What came of it, and whether its band held that."""
        line = self._beside(row, "all", year_ago=True)
        if line is None or line.came is None:
            return [span(present.DASH, "muted")]
        mark = self.glyphs.no if line.held is False else ""
        return [Span(literal(f"{mark}{self._amount(line, line.came)}"), _ROLES[line.held])]

    def note(self, row: int) -> str:
        """A month in a sentence, and what was said of it a year ago; of all twelve how it was made."""
        line = self.lines[row]
        if self.view is not None and self._sums_up(row):
            return " ".join(of_kind(self.view, line.kind))
        said = phrase(
            "{month}: {value} expected, {band}",
            month=present.DASH if line.start is None else present.month(line.start),
            value=self._amount(line, line.value),
            band=self._band(line),
        )
        ago = self._beside(row, "all", year_ago=True)
        if ago is None or ago.came is None:
            return f"{said}."
        return said + phrase(
            "; a year before {value} was expected and {came} came, {verdict}.",
            value=self._amount(ago, ago.value),
            came=self._amount(ago, ago.came),
            verdict=verdict(ago),
        )

    def _band(self, line: ForecastLine) -> str:
        if line.low is None or line.high is None:
            return phrase("no band: too short a history")
        low, high = self._amount(line, line.low), self._amount(line, line.high)
        return phrase("with 80 % between {low} and {high}", low=low, high=high)

    def open_row(self, row: int) -> None:
        """Who the picked part is made of; of last year's, what was expected of each and what came."""
        line, year_ago = self.lines[row], self.picked == "came"
        if year_ago and self._beside(row, "all", year_ago=True) is None:
            return
        part: Literal["existing", "new"] = "new" if self.picked == "new" else "existing"
        self.post_message(
            OpenRows(ForecastOf(line.kind, part, line.h, year_ago=year_ago, months=year_ago and not line.h))
        )


def _reach(line: ForecastLine) -> tuple[float, float, float]:
    """Where the band begins, what is expected, where it ends; of all twelve months the mean of one."""
    months = 1 if line.h else YEAR
    low = line.value if line.low is None else line.low
    high = line.value if line.high is None else line.high
    return low / months, line.value / months, high / months


def _of(view: ForecastView, kind: Literal["revenue", "customers"]) -> Iterator[ForecastLine]:
    """What sums a kind up, then its months."""
    made = view.now.get(kind)
    if made is not None and (first := whole(made, kind)) is not None:
        yield first
        yield from (line for line in made.lines if line.part == "all" and line.h)


_ROLES: Final = {True: "good", False: "severity-high", None: "muted"}
"""How what came is painted: inside its band, outside, or where there was none."""

_CELLS: Final[dict[str, Callable[[ForecastPane, int], Line]]] = {
    "all": ForecastPane.all_cell,
    "existing": ForecastPane.existing_cell,
    "new": ForecastPane.new_cell,
    "band": ForecastPane.band_cell,
    "scale": ForecastPane.scale_cell,
    "said": ForecastPane.said_cell,
    "came": ForecastPane.came_cell,
}
