"""The next seven days: how much falls on each, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.views.today.results import TodayView, WeekDay, WeekItem, WeekRep
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn, TablePane, bar
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from datetime import date

BAR: Final = 10
MOST_TOLD: Final = 6


class WeekPane(TablePane):
    """A row a day, then a row a rep; the note says what it is."""

    name_of_pane = "Week"
    lead = "Day, rep"
    lead_width = 12, 20
    note_height = 2
    table = (
        TableColumn("load", "Load", 4),
        TableColumn("bar", "", BAR, "left", rank=3, words=True),
        TableColumn("tasks", "Tasks", 5, rank=1),
        TableColumn("steps", "Steps", 5, rank=1),
        TableColumn("deadlines", "Ends", 4, rank=2),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._parts: tuple[WeekDay | WeekRep, ...] = ()
        self._items: tuple[WeekItem, ...] = ()
        self._first: date | None = None

    def show(self, view: TodayView) -> None:
        """Show the week."""
        week = view.week
        self._parts, self._items, self._first = (*week.days, *week.reps), week.items, view.day
        self.show_rows(
            [part.day if isinstance(part, WeekDay) else ("rep", part.rep_id) for part in self._parts]
        )
        total = sum(day.load for day in week.days)
        self.set_title(literal(f"{self.name_shown} {self.glyphs.separator} {total:,}"))
        if not total:
            self.set_state(settled("Nothing falls on the next seven days."))

    def lead_cell(self, row: int) -> Line:
        """The day or the name."""
        part = self._parts[row]
        if isinstance(part, WeekRep):
            return [Span(safe(part.name))]
        is_today = part.day == self._first
        return [Span(present.weekday(part.day, near=self._first), "text bold" if is_today else "text")]

    def cell(self, row: int, name: str) -> Line:
        """One cell; a rep has a load alone."""
        part = self._parts[row]
        if name == "bar":
            most = max((one.load for one in self._parts if type(one) is type(part)), default=0)
            return [Span(bar(part.load / most if most else 0.0, BAR, self.glyphs.bar), "spark")]
        if name == "load":
            return [Span(present.count(part.load), "text" if part.load else "muted")]
        if isinstance(part, WeekRep):
            return [span("")]
        value: int = getattr(part, name)
        return [Span(present.count(value), "text") if value else span("")]

    def note(self, row: int) -> str:
        """What falls on the day, or what the rep has to do on which days."""
        part = self._parts[row]
        if isinstance(part, WeekRep):
            days = [one.day for one in self._parts if isinstance(one, WeekDay)]
            told = [
                f"{present.weekday(day, near=self._first)} {load}"
                for day, load in zip(days, part.loads, strict=True)
                if load
            ]
            return f"{part.name}: {', '.join(told)}."
        items = [one for one in self._items if one.day == part.day]
        told = [f"{one.name}: {one.text}" for one in items[:MOST_TOLD]]
        if len(items) > MOST_TOLD:
            told.append(phrase("{items} more", items=len(items) - MOST_TOLD))
        return f"{'; '.join(told)}." if told else "Nothing falls on this day."
