"""The next seven days: whom to call on each, what falls on it, with whom, and what such plans reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.views.selection import PlannedCalls, PlanReached
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text, percent_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import LookWanted, OpenRows
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn, TablePane, bar
from holdfast_tui.panes.today.week_words import due_words, past_words, rep_words, who_words
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from datetime import date

    from holdfast.views.today.plan.results import CallPlan, PlanDay, PlanRep, Regret
    from holdfast.views.today.results import Asked, TodayView, WeekDay, WeekRep

BAR: Final = 6

PAST: Final = "past"
"""The key of the row about what plans reached in the past."""


@dataclass(frozen=True)
class _Part:
    """One row: a day or a rep, with what falls on it and who is called; the last one is about the past."""

    key: Hashable
    load: WeekDay | WeekRep | None = None
    calls: PlanDay | PlanRep | None = None

    @property
    def day(self) -> date | None:
        """The day of a row about one."""
        found = self.load or self.calls
        return getattr(found, "day", None)


class WeekPane(TablePane):
    """A row a day, then a row a rep, then the past; the note says who is called and what falls due."""

    name_of_pane = "Week"
    lead = "Day, rep"
    lead_width = 12, 20
    note_height = 5
    table = (
        TableColumn("calls", "Calls", 5),
        TableColumn("bar", "", BAR, "left", rank=6, words=True),
        TableColumn("money", "At stake", 8, rank=2, money=True),
        TableColumn("load", "Load", 4, rank=1),
        TableColumn("tasks", "Tasks", 5, rank=4),
        TableColumn("steps", "Steps", 5, rank=5),
        TableColumn("deadlines", "Ends", 4, rank=3),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._view: TodayView | None = None
        self._plan: CallPlan | None = None
        self._asked: Asked | None = None
        self._regret: Regret | None = None
        self._looking: tuple[int, int] | None = None
        self._parts: tuple[_Part, ...] = ()

    def show(self, view: TodayView) -> None:
        """Show what falls on the week; who is called on it is asked after that."""
        self._view, self._plan, self._regret, self._looking = view, None, None, None
        self.currency = view.moment.currency
        self._lay_out()

    def show_plan(self, plan: CallPlan, asked: Asked) -> None:
        """Show who is called. `asked`: the list it is the plan of."""
        self._plan, self._asked = plan, asked
        self._lay_out()

    def show_regret(self, regret: Regret) -> None:
        """Show what plans of the past reached."""
        self._regret, self._looking = regret, None
        self._lay_out()

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """Say how far the look at the past is; None when it is over."""
        if done != self._looking:
            self._looking = done
            self._lay_out()

    def _lay_out(self) -> None:
        if self._view is None:
            return
        self._parts = tuple(self._told(self._view))
        self.show_rows([part.key for part in self._parts])
        separator, plan = self.glyphs.separator, self._plan
        total = sum(day.load for day in self._view.week.days)
        told = number_text(total)
        if plan is not None:
            told = phrase(
                "{planned} of {capacity} calls",
                planned=number_text(sum(day.filled for day in plan.days)),
                capacity=number_text(plan.capacity),
            )
        self.set_title(literal(f"{self.name_shown} {separator} {told}"))
        if not total and plan is not None and not plan.capacity:
            self.set_state(settled("Nothing falls on the next seven days."))

    def _told(self, view: TodayView) -> Iterator[_Part]:
        plan, week = self._plan, view.week
        planned = {day.day: day for day in plan.days} if plan is not None else {}
        for day in week.days:
            yield _Part(day.day, day, planned.get(day.day))
        loads = {rep.rep_id: rep for rep in week.reps}
        for rep in plan.reps if plan is not None else ():
            yield _Part(("rep", rep.rep_id), loads.pop(rep.rep_id, None), rep)
        for left in loads.values():
            yield _Part(("rep", left.rep_id), left)
        if plan is not None:
            yield _Part(PAST)

    def resized(self) -> None:
        """What does not fit stands at the edge, always."""
        super().resized()
        self.set_caution("" if self._plan is None else self._plan.fits)

    def lead_cell(self, row: int) -> Line:
        """The day, the name, or that the row is about the past."""
        part = self._parts[row]
        if part.key == PAST:
            return [span("What it reached", "muted")]
        if part.day is None:
            found = part.calls or part.load
            return [Span(safe(getattr(found, "name", "")))]
        first = self._view.day if self._view is not None else None
        return [Span(present.weekday(part.day, near=first), "text bold" if part.day == first else "text")]

    def cell(self, row: int, name: str) -> Line:
        """One cell; a rep has no kinds of load, and nobody is called on a day without calls."""
        part = self._parts[row]
        if part.key == PAST:
            return self._past_cell(name)
        calls = part.calls
        if name in ("calls", "bar", "money"):
            return [span("")] if calls is None else self._calls_cell(calls, name)
        if name == "load":
            load = 0 if part.load is None else part.load.load
            return [Span(present.count(load), "text" if load else "muted")]
        value = getattr(part.load, name, 0)
        return [Span(present.count(value), "text") if value else span("")]

    def _calls_cell(self, calls: PlanDay | PlanRep, name: str) -> Line:
        if name == "money":
            told = present.money(calls.money, self.currency)
            return [Span(told, "text") if calls.planned else span("")]
        if name == "bar":
            share = calls.filled / calls.capacity if calls.capacity else 0.0
            return [Span(bar(share, BAR, self.glyphs.bar), "spark")]
        if not calls.capacity:
            return [span(present.DASH, "muted")]
        return [Span(literal(f"{number_text(calls.filled)}/{number_text(calls.capacity)}"), "text")]

    def _past_cell(self, name: str) -> Line:
        if name != "calls":
            return [span("")]
        if self._regret is None:
            return [span(present.DASH, "muted")]
        if self._regret.too_few:
            return [span("too few", "few")]
        return [Span(literal(percent_text(self._regret.shares[0].share.value)), "text bold")]

    def note(self, row: int) -> str:
        """Who is called and what falls on the day, what a rep has on which days, or what plans reached."""
        part, view = self._parts[row], self._view
        if part.key == PAST:
            return past_words(self._regret, self._looking)
        told = [] if part.calls is None else [who_words(part.calls)]
        if part.day is None:
            told += rep_words(part.load, part.calls, view.week.days if view is not None else ())
        else:
            told.append(due_words(view.week.items if view is not None else (), part.day))
        if not row and self._plan is not None:
            told += self._plan.notes
        return " ".join(one for one in told if one) or tr("Nothing falls on this day.")

    def open_row(self, row: int) -> None:
        """The customers of the day or of the rep; the past, once it was looked at."""
        part, asked = self._parts[row], self._asked
        if asked is None or self._plan is None:
            return
        if part.key != PAST:
            rep = None if part.day is not None else getattr(part.calls or part.load, "rep_id", None)
            self.post_message(OpenRows(PlannedCalls(asked, part.day, rep)))
        elif self._regret is None:
            self.post_message(LookWanted())
        else:
            self.post_message(OpenRows(PlanReached(asked)))
