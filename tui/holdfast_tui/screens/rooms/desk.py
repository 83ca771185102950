"""The desk: figures on top, customers on the left, flags over reps on the right; tabs where it is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.grid.lines import LineList
from holdfast_tui.messages import SortChanged
from holdfast_tui.panes import CustomersPane, FlagsPane, KpiStrip, RepsPane
from holdfast_tui.screens.dialogs.columns import ColumnsDialog
from holdfast_tui.screens.rooms.base import Pane
from holdfast_tui.screens.rooms.rates_room import RatesRoom
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import CursorState, DeskState, PaneState
from holdfast_tui.sitting.state import Place as Step

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.results import DeskView
    from holdfast.views.risk.rates import FlagRates


class DeskScreen(RatesRoom):
    """Customer list, risk flags and rep retention under one filter."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("desk"))
    place: ClassVar[Place] = "desk"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("customers", "Customers"),
        ("flags", "Risk flags"),
        ("reps", "Rep retention"),
    )
    ABOVE: ClassVar[tuple[str, ...]] = ("kpis",)

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="desk")
        self.kpis = KpiStrip(id="kpis")
        self.customers = CustomersPane(id="customers")
        self.flags = FlagsPane(id="flags")
        self.reps = RepsPane(id="reps")
        self.view: DeskView | None = None

    def above(self) -> ComposeResult:
        """The headline figures."""
        yield self.kpis

    def arrangement(self) -> ComposeResult:
        """Customers beside flags over reps."""
        yield self.customers
        with Vertical(id="side", classes="pane-group"):
            yield self.flags
            yield self.reps

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
        """The columns chosen on the command line."""
        super().on_mount()
        self.customers.set_columns(self.session.store.query.columns)

    # Answers

    def show_answer(self, view: DeskView) -> None:
        """Show the newest result."""
        self.view = view
        super().show_answer(view)
        columns = self.session.store.query.columns
        if columns != view.query.columns:
            # Chosen while this answer was on its way; columns change no answer, so none follows.
            self.customers.set_columns(columns)
        self.flags.show_rates(self.loss_rates.known(view.moment.as_of))

    def show_tab(self, tab: str) -> None:
        """What flags came to is looked up once their pane is on show."""
        super().show_tab(tab)
        if self.view is not None and self.view.moment.shown and (tab == "flags" or not self.is_narrow):
            self.loss_rates.want(self.view.moment.as_of)

    def show_rates(self, rates: FlagRates) -> None:
        """What flags came to stands beside them."""
        self.flags.show_rates(rates)

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far the look at the past is."""
        self.flags.show_progress(done)

    def show_nobody(self, sentence: str) -> None:
        """The list says why it is empty; flags and reps show what is left of them."""
        self.customers.set_state(PaneState("empty", sentence))

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Follow the store: columns, too."""
        super().state_changed(before, after)
        if before.query.columns != after.query.columns:
            self.customers.set_columns(after.query.columns)

    def stand_at(self, step: Step) -> None:
        """The customer that was under the cursor."""
        if step.cursor is not None:
            self.customers.restore(step.cursor)
        super().stand_at(step)

    def cursor_state(self) -> CursorState:
        """Where the customer list stands."""
        return self.customers.cursor_state()

    # Commands

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        pane = self.focused_pane
        in_list = pane == "customers"
        situation = super().situation()
        return replace(
            situation,
            rows=len(self.view.customers) if self.view and in_list else int(self.view is not None),
            metric=self._explainable(pane),
            can_sort=in_list,
            can_go_back=situation.can_go_back or self.loss_rates.slow,
        )

    def list_pane(self) -> LineList | None:
        """The list with the keys, or else the customers: they are what the desk is about."""
        return super().list_pane() or self.customers

    def _explainable(self, pane: str | None) -> str | None:
        """The figure or flag under the cursor."""
        if pane == "kpis":
            figures = self.kpis.figures
            return figures[self.kpis.current].id if figures else None
        described = {"flags": self.flags, "reps": self.reps}.get(pane or "")
        return described.metric_under_cursor if described else None

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None

    def narrowed(self) -> None:
        """The customers of a flag or a rep are what was asked for."""
        self.focus_pane("customers")

    def filter_left(self) -> None:
        """The customers are what was asked for."""
        self.focus_pane("customers")

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

    # Columns

    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns of the list, in order."""
        return tuple(column.name for column in customer_columns(self.session.store.query.columns))

    def action_columns(self) -> None:
        """Choose columns."""
        self.app.push_screen(ColumnsDialog(self.shown_columns()), self._columns_chosen)

    def _columns_chosen(self, columns: tuple[str, ...] | None) -> None:
        if columns is not None:
            self.session.store.change(columns=columns)
