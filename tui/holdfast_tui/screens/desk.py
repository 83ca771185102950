"""The desk: figures on top, customers on the left, flags over reps on the right; tabs where it is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from holdfast.errors import UsageError
from holdfast.filters import FilterError, combine
from holdfast.filters.nearest import nearest
from holdfast_tui.commands import Place, Situation, bindings
from holdfast_tui.exporting import write_customers
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.jobs import Answer
from holdfast_tui.messages import AddFilter, SortChanged
from holdfast_tui.panes import CustomersPane, FlagsPane, KpiStrip, RepsPane
from holdfast_tui.screens.columns import ColumnsDialog
from holdfast_tui.screens.room import Pane, Room
from holdfast_tui.session import Engine, Session
from holdfast_tui.state import CursorState, DeskState, PaneState
from holdfast_tui.state import Place as Step
from holdfast_tui.widgets.choice_list import ChoiceList
from holdfast_tui.widgets.filter_bar import FilterBar
from holdfast_tui.widgets.tabs import TabStrip

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.results import DeskView

ROOMY: Final = (100, 30)
"""From this many columns and rows on, all panes are on show at once."""

ORDER: Final = ("kpis", "customers", "flags", "reps")
"""Panes in the order of `tab`."""
TABS: Final = (("customers", "Customers"), ("flags", "Risk flags"), ("reps", "Rep retention"))
"""Pane and title of each tab."""


class DeskScreen(Room):
    """Customer list, risk flags and rep retention under one filter."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("desk"))
    place: ClassVar[Place] = "desk"

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="desk")
        self.filter_bar = FilterBar()
        self.tabs = TabStrip()
        self.kpis = KpiStrip(id="kpis")
        self.customers = CustomersPane(id="customers")
        self.flags = FlagsPane(id="flags")
        self.reps = RepsPane(id="reps")
        self.view: DeskView | None = None
        self._tab = "customers"
        self._returning: Step | None = None
        self._leave_when_right = False

    def body(self) -> ComposeResult:
        """Filter bar, figures, tabs, panes; the menu of the filter bar lies over them."""
        yield self.filter_bar
        yield self.kpis
        yield self.tabs
        with Horizontal(id="panes"):
            yield self.customers
            with Vertical(id="side"):
                yield self.flags
                yield self.reps
        with Vertical(id="filter-overlay"):
            yield self.filter_bar.fault
            yield self.filter_bar.menu

    def panes(self) -> Sequence[Pane]:
        """Every pane of the desk."""
        return (self.kpis, self.customers, self.flags, self.reps)

    def question(self, engine: Engine, query: Query) -> Any:
        """Everything the desk shows."""
        return engine.desk(query)

    def needs_asking(self, asked: Query, query: Query) -> bool:
        """Which columns are on show changes no answer."""
        return replace(asked, columns=()) != replace(query, columns=())

    def on_mount(self) -> None:
        """The list has the focus."""
        super().on_mount()
        self.filter_bar.show_text(self.session.store.query.where)
        self.customers.set_columns(self.session.store.query.columns)
        self._show_tab("customers")
        self.customers.focus()

    def on_resize(self, event: events.Resize) -> None:
        """A small terminal shows one pane at a time."""
        self.set_class(event.size.width < ROOMY[0] or event.size.height < ROOMY[1], "-narrow")
        self._show_tab(self._tab)

    # Answers

    def show_answer(self, view: DeskView) -> None:
        """Show the newest result, and stand where we stood if we came back to it."""
        self.view = view
        self.session.jobs.drop("nearest")
        super().show_answer(view)
        columns = self.session.store.query.columns
        if columns != view.query.columns:
            # Chosen while this answer was on its way; columns change no answer, so none follows.
            self.customers.set_columns(columns)
        self.filter_bar.show_error(None)
        if not view.moment.shown:
            self._show_nobody(view)
        self._show_tab(self._tab)
        if self._returning is not None:
            self._stand_at(self._returning)
            self._returning = None
        if self._leave_when_right:
            self._leave_filter()

    def _show_nobody(self, view: DeskView) -> None:
        """Say at once that the list is empty, and which value of the filter is unknown once that is found."""
        engine, where = self.session.engine, view.moment.where
        if not view.moment.total:
            sentence = "No customer was known on this day: ] steps forward."
            self.customers.set_state(PaneState("empty", sentence))
            return
        self.customers.set_state(PaneState("empty", f"No customer passes the filter '{where}'."))
        if engine is not None:
            self.session.jobs.ask("nearest", lambda: nearest(where, engine.complete), self._nearest_found)

    def _nearest_found(self, answer: Answer) -> None:
        if answer.error is not None and not isinstance(answer.error, UsageError):
            raise answer.error
        if answer.value and self.view is not None and not self.view.moment.shown:
            self.customers.set_state(PaneState("empty", answer.value))

    def show_refusal(self, error: UsageError) -> None:
        """A wrong filter is underlined where it is wrong; the earlier result stays."""
        self._leave_when_right = False
        if isinstance(error, FilterError):
            if not self._has_answer:
                self.set_pane_states(PaneState("failed", f"The filter is wrong: {error}"))
            self.filter_bar.show_error(error)
            self.filter_bar.input.focus()
        else:
            super().show_refusal(error)

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Follow the store: filter text, columns, and the question."""
        super().state_changed(before, after)
        self.filter_bar.show_text(after.query.where)
        if before.query.columns != after.query.columns:
            self.customers.set_columns(after.query.columns)

    def returned(self, step: Step) -> None:
        """Back from somewhere: the same cursor, scroll and filter."""
        self._returning = step
        self.filter_bar.show_text(self.session.store.query.where)
        self.ask()
        if not self.session.jobs.is_pending(self.kind):
            self._stand_at(step)
            self._returning = None

    def _stand_at(self, step: Step) -> None:
        if step.cursor is not None:
            self.customers.restore(step.cursor)
        if step.focus in ORDER:
            self._focus_pane(step.focus)

    def cursor_state(self) -> CursorState:
        """Where the customer list stands."""
        return self.customers.cursor_state()

    # Panes and tabs

    def _show_tab(self, tab: str) -> None:
        self._tab = tab
        for name, _ in TABS:
            self.set_class(name == tab, f"-tab-{name}")
        self.tabs.show_tabs(TABS, tab)

    def _pane(self, name: str) -> Any:
        return {"kpis": self.kpis, "customers": self.customers, "flags": self.flags, "reps": self.reps}[name]

    def _focus_pane(self, name: str) -> None:
        if name != "kpis":
            self._show_tab(name)
        pane: Widget = self._pane(name)
        pane.focus()

    def _focused_pane(self) -> str | None:
        focused = self.focused
        while focused is not None:
            if focused.id in ORDER:
                return focused.id
            focused = focused.parent if isinstance(focused.parent, Widget) else None
        return None

    def action_pane_next(self) -> None:
        """The next pane, round and round."""
        self._cycle(1)

    def action_pane_previous(self) -> None:
        """The pane before."""
        self._cycle(-1)

    def _cycle(self, step: int) -> None:
        here = self._focused_pane()
        index = ORDER.index(here) + step if here else ORDER.index(self._tab)
        self._focus_pane(ORDER[index % len(ORDER)])

    def on_tab_strip_chosen(self, message: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        self._focus_pane(message.pane)

    # Commands

    @property
    def place_now(self) -> Place:
        """The filter bar takes all keys to itself while it has the focus."""
        return "filter" if self.filter_bar.input.has_focus else "desk"

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        pane = self._focused_pane()
        in_list = pane == "customers"
        return replace(
            super().situation(),
            rows=len(self.view.customers) if self.view and in_list else int(self.view is not None),
            metric=self._figure_under_cursor() if pane == "kpis" else None,
            can_sort=in_list,
            can_export=self.view is not None,
        )

    def _figure_under_cursor(self) -> str | None:
        figures = self.kpis.figures
        return figures[self.kpis.current].id if figures else None

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None

    def on_add_filter(self, message: AddFilter) -> None:
        """Narrow the list to a flag or a rep, and go to it."""
        message.stop()
        store = self.session.store
        try:
            where = combine(store.query.where, message.clause)
        except UsageError as error:
            self.say(str(error), "error")
            return
        store.narrow(where, message.clause, self.customers.cursor_state(), self._focused_pane())
        self._focus_pane("customers")

    def on_sort_changed(self, message: SortChanged) -> None:
        """Sort the list."""
        message.stop()
        self.session.store.change(sort=message.sort)

    def action_sort(self) -> None:
        """Sort by the column under the cursor."""
        self._sort(append=False)

    def action_sort_add(self) -> None:
        """Add the column under the cursor to the sort."""
        self._sort(append=True)

    def _sort(self, *, append: bool) -> None:
        column = self.customers.columns[self.customers.column]
        if column.sortable:
            self.customers.sort_column(append=append)
        else:
            self.say(f"{column.title} has no order to sort by.", "severity-high")

    # Filter bar

    def action_filter(self) -> None:
        """Go to the filter bar."""
        self.filter_bar.input.focus()

    def on_filter_bar_entered(self, message: FilterBar.Entered) -> None:
        """What is typed from here on is one step for undo."""
        if self.session.store.where_before_edit is None:
            self.session.store.begin_edit()
        self.show_hints()

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        """Typing ended, by whatever way."""
        self.session.store.end_edit(keep=True)
        self.show_hints()

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Compute while typing."""
        self.session.store.edit(message.text)

    def on_filter_bar_asked(self, message: FilterBar.Asked) -> None:
        """Offer completions."""
        engine = self.session.engine
        if engine is not None:
            self.session.jobs.ask(
                "complete", lambda: engine.complete(message.text, message.cursor), self._completed
            )

    def _completed(self, answer: Answer) -> None:
        if answer.error is not None and not isinstance(answer.error, UsageError):
            raise answer.error
        if self.filter_bar.input.has_focus:
            self.filter_bar.show_completions(answer.value or ())

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A completion was clicked."""
        self.filter_bar.menu.cursor = message.index
        self.filter_bar.accept()
        self.filter_bar.input.focus()

    def action_filter_accept(self) -> None:
        """Take over a completion."""
        if not self.filter_bar.accept():
            self.say("Nothing to complete here: enter applies the filter.", "severity-high")

    def action_filter_down(self) -> None:
        """Mark the next completion."""
        self.filter_bar.menu.move(1)

    def action_filter_up(self) -> None:
        """Mark the completion before."""
        self.filter_bar.menu.move(-1)

    def action_filter_apply(self) -> None:
        """Take over a marked completion; otherwise keep the filter and go to the list once it is right."""
        if self.filter_bar.is_marked:
            self.filter_bar.accept()
            return
        self.filter_bar.flush()
        self._leave_when_right = True
        # What was flushed is a message on its way: look at the outcome after it.
        self.call_after_refresh(self._leave_if_answered)

    def _leave_if_answered(self) -> None:
        if self._leave_when_right and not self.session.jobs.is_pending(self.kind):
            if self.filter_bar.error is None:
                self._leave_filter()
            else:
                self._leave_when_right = False

    def _leave_filter(self) -> None:
        self._leave_when_right = False
        self.session.store.end_edit(keep=True)
        self._focus_pane("customers")

    def action_filter_leave(self) -> None:
        """Close the completions; again, leave with the filter as it was."""
        if self.filter_bar.close_menu():
            return
        self.session.store.end_edit(keep=False)
        self.filter_bar.replace_text(self.session.store.query.where)
        self._focus_pane(self._tab)

    # Columns and export

    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns of the list, in order."""
        return tuple(column.name for column in customer_columns(self.session.store.query.columns))

    def action_columns(self) -> None:
        """Choose columns."""
        self.app.push_screen(ColumnsDialog(self.shown_columns()), self._columns_chosen)

    def action_export(self) -> None:
        """Write the list to a CSV file in the current directory."""
        view, columns = self.view, ("customer_id", *self.shown_columns())
        if view is None:
            return
        folders = self.session.book_folders
        self.session.jobs.ask(
            "export", lambda: write_customers(view, columns, Path.cwd(), folders), self._exported
        )

    def _exported(self, answer: Answer) -> None:
        if answer.error is None:
            self.say(f"Wrote {answer.value}")
        elif isinstance(answer.error, UsageError):
            self.say(str(answer.error), "error")
        else:
            raise answer.error

    def _columns_chosen(self, columns: tuple[str, ...] | None) -> None:
        if columns is not None:
            self.session.store.change(columns=columns)
