"""Yearly churn, drawn beside the band that the sources claim."""

from __future__ import annotations

from typing import Final

from holdfast.schema.assumptions import EDITABLE
from holdfast.views.money.results import LossYear, MoneyRoomView
from holdfast.views.selection import LossesOfYear
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal, pad, safe

YEARLY: Final = "churn.customers.yearly"
SCALE: Final = 26
TOP: Final = 0.6
"""The scale reaches at least so far, so that the usual band has room on both sides."""


class LossYearsPane(TablePane):
    """A row per year of the data on one scale with the band; enter opens who was lost."""

    name_of_pane = "Yearly loss"
    lead = "Year"
    lead_width = 4, 9
    note_height = 3
    table = (
        TableColumn("lost", "Lost", 10),
        TableColumn("rate", "A year", 6),
        TableColumn("interval", "95 %", 8, "left", rank=2),
        TableColumn("scale", "", SCALE, "left", rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.years: tuple[LossYear, ...] = ()
        self.band = (0.0, 0.0)

    def show(self, view: MoneyRoomView) -> None:
        """Show the years."""
        self.years, self.band = view.years, view.band
        low, high = (present.percent(share, of=0) for share in self.band)
        self.set_title(
            literal(
                phrase(
                    "{name_shown} {separator} claimed as usual: {low} to {high}",
                    name_shown=self.name_shown,
                    separator=self.glyphs.separator,
                    low=low,
                    high=high,
                )
            )
        )
        self.table = (*self.table[:-1], TableColumn("scale", self._axis(), SCALE, "left", rank=1))
        self.show_rows([year.label for year in self.years])
        if "activity" in view.locked:
            self.set_state(locked(view.locked["activity"]))
        elif not self.years:
            self.set_state(empty("None of these customers was active at the start of a year of the data."))

    def resized(self) -> None:
        """The caution stands in the frame."""
        super().resized()
        self.set_caution(phrase("the band is a claim: {claim}", claim=EDITABLE.partition(": ")[2]))

    @property
    def metric_under_cursor(self) -> str | None:
        """Churn by the year."""
        return YEARLY if self.rows else None

    @property
    def _top(self) -> float:
        """Where the scale ends."""
        highest = max((year.figure.high or year.figure.value or 0.0 for year in self.years), default=0.0)
        return max(TOP, min(1.0, highest))

    def _place(self, share: float) -> int:
        return round(max(0.0, min(self._top, share)) / self._top * (SCALE - 1))

    def _axis(self) -> str:
        """`0%` and the two ends of the band above their places."""
        words = literal("0%")
        for share in self.band:
            text = present.percent(share, of=0)
            at = self._place(share)
            if at > len(words) and at + len(text) <= SCALE:
                words = SafeText(pad(words, at) + text)
        return words

    def lead_cell(self, row: int) -> Line:
        """The year; one that is not over is marked."""
        year = self.years[row]
        return [Span(safe(f"{year.label}{self.glyphs.incomplete if year.note else ''}"))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a year."""
        figure = self.years[row].figure
        if name == "scale":
            return self._drawn(row)
        few = figure.status == "few"
        cells: dict[str, Line] = {
            "lost": [Span(present.counts(figure), "text bold" if few else "text")],
            "rate": [Span(present.percent(figure.value, of=0), "few" if few else "text bold")],
            "interval": [Span(present.interval(figure.low, figure.high), "muted")],
        }
        return cells[name]

    def _drawn(self, row: int) -> Line:
        """The interval and the value over the band, cell by cell."""
        figure = self.years[row].figure
        low, high = (self._place(share) for share in self.band)
        first, last = (self._place(share or 0.0) for share in (figure.low, figure.high))
        here = self._place(figure.value or 0.0)
        line: list[Span] = []
        for cell in range(SCALE):
            in_band = low <= cell <= high
            if cell == here:
                line.append(Span(literal(self.glyphs.yes), "accent"))
            elif figure.low is not None and first <= cell <= last:
                line.append(Span(literal(self.glyphs.rule), "spark"))
            else:
                line.append(Span(literal(self.glyphs.band if in_band else " "), "muted"))
        return line

    def note(self, row: int) -> str:
        """A year in full sentences."""
        year = self.years[row]
        figure = year.figure
        rate, bounds = present.percent(figure.value, of=0), present.interval(figure.low, figure.high)
        said = phrase(
            "{label}: {figure} customers at start lost, {rate} {bounds} a year",
            label=year.label,
            figure=present.counts(figure),
            rate=rate,
            bounds=bounds,
        )
        told = [said, *([year.note] if year.note else []), *([figure.said] if figure.said else [])]
        return f"{'; '.join(told)}."

    def open_row(self, row: int) -> None:
        """The customers lost in the year."""
        self.post_message(OpenRows(LossesOfYear(self.years[row].label)))
