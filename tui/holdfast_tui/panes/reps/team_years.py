"""The team year by year: who stayed of those who were here at the start, and how hires mask leavers."""

from __future__ import annotations

from typing import Final

from holdfast.views.rooms import RepsRoomView, TeamYear
from holdfast.views.selection import TeamOfYear
from holdfast.words.interface.catalogue import phrase
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane, interval_bar
from holdfast_tui.safe_text import safe

ORIGINAL: Final = "retention.reps.original"
SCALE_TITLE: Final = "0%   50%   100%"


class TeamYearsPane(TablePane):
    """A row per year of the data."""

    name_of_pane = "Team by year"
    lead = "Year"
    lead_width = 5, 7
    table = (
        TableColumn("kept", "Original team", 14),
        TableColumn("scale", SCALE_TITLE, len(SCALE_TITLE), "left", rank=2),
        TableColumn("hired", "Hired", 5, rank=1),
        TableColumn("left", "Left", 4, rank=1),
        TableColumn("end", "End", 4, rank=3),
        TableColumn("ratio", "End/start", 9, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.years: tuple[TeamYear, ...] = ()

    def show(self, view: RepsRoomView) -> None:
        """Show the years, the latest first."""
        self.years = tuple(reversed(view.years))
        self.show_rows([year.label for year in self.years])
        if view.locked:
            self.set_state(locked(view.locked))
        elif not any(year.original.value is not None for year in self.years):
            reason = self.years[0].original.said if self.years else None
            self.set_state(
                empty(phrase("No year has a team to show: {reason}.", reason=reason or "there is no data"))
            )

    @property
    def metric_under_cursor(self) -> str | None:
        """Every year tells the same figure."""
        return ORIGINAL if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The year, marked where it is not a whole one."""
        year = self.years[row]
        return [Span(safe(year.label)), span(self.glyphs.incomplete if year.note else "", "muted")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a year."""
        year = self.years[row]
        if name == "kept":
            return self._kept(year)
        if name == "scale":
            kept = year.original
            if kept.value is None:
                return ()
            return [
                Span(interval_bar(kept.value, kept.low, kept.high, len(SCALE_TITLE), self.glyphs), "spark")
            ]
        if name == "ratio":
            return [Span(present.percent(year.headcount.value, of=0), "muted")]
        count = {"hired": year.hired, "left": year.left, "end": year.end}[name]
        return [Span(present.count(count), "bad" if name == "left" and count else "text")]

    def _kept(self, year: TeamYear) -> Line:
        kept = year.original
        if kept.value is None:
            return [span(present.DASH, "muted")]
        share = present.percent(kept.value, of=0)
        style = "few" if kept.status == "few" else "text bold"
        counted = present.counts(kept)
        return [Span(counted, "muted"), span("  "), Span(share, style)]

    def note(self, row: int) -> str:
        """A year in words."""
        year = self.years[row]
        kept = year.original
        if kept.value is None:
            return f"{year.label}: {kept.said or 'nobody to count'}."
        said = phrase(
            "{label}: {kept} of the team at the start were still here at the end",
            label=year.label,
            kept=present.counts(kept),
        )
        bounds = present.interval(kept.low, kept.high)
        said = f"{said}, {present.percent(kept.value, of=0)} {bounds}".rstrip()
        rest = f"; {translated(year.note or 'hires mask leavers in end/start')}"
        return f"{said}{rest}."

    def open_row(self, row: int) -> None:
        """Who served in the year."""
        self.post_message(OpenRows(TeamOfYear(self.years[row].label)))
