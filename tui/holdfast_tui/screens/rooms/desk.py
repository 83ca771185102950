"""The desk: figures on top, customers on the left, flags over reps on the right; tabs where it is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.views.results import DeskView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.messages import SortChanged
from holdfast_tui.panes import CustomersPane, FlagsPane, KpiStrip, RepsPane
from holdfast_tui.screens.dialogs.columns import columns_dialog
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.look_back import LookBack, flag_rates, rank
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.strip import save_strip
from holdfast_tui.sitting.left.shown import FROZEN
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import DeskState, PaneState
from holdfast_tui.start.shape import PANES

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query


class DeskScreen(PanesRoom[DeskView]):
    """Customer list, risk flags and rep retention under one filter."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("desk"))
    place: ClassVar[Place] = "desk"
    PLAN: ClassVar[PanePlan] = PanePlan(
        PANES,
        above=("kpis",),
        remembered=("customers",),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="desk")
        self.asking.ahead.whole = True
        self.kpis = KpiStrip(id="kpis")
        self.strip = ChosenFigures(self)
        self.customers = CustomersPane(id="customers")
        self.flags = FlagsPane(id="flags")
        self.reps = RepsPane(id="reps")
        self.loss_rates = LookBack(self.asking, flag_rates, self.flags.show_rates, self.flags.show_progress)
        self.ranking = LookBack(self.asking, rank, lambda _: self.asking.ask_again())
        self.looks = (self.ranking, self.loss_rates)
        self.way_back.stoppable = (self.loss_rates,)
        self.arranged.when_shown = self._look_back
        # Customers are what the desk is about, and what is looked for by a filter.
        self.marks.usual = self.customers
        self.filtering.applied = self.narrowing.narrowed = partial(self.arranged.focus, "customers")
        self.controls.hear(SortChanged, lambda message: session.store.change(sort=message.sort))
        self.controls.add(
            {
                "sort": partial(self._sort, append=False),
                "sort.add": partial(self._sort, append=True),
                "columns": self._choose_columns,
                "figures": self.strip.choose,
            }
        )

    def above(self) -> ComposeResult:
        """The headline figures."""
        yield self.kpis

    def arrangement(self) -> ComposeResult:
        """Customers beside flags over reps."""
        yield self.customers
        with Vertical(id="side", classes="pane-group"):
            yield self.flags
            yield self.reps

    def answering(self) -> Sequence[Shows[DeskView]]:
        """Every pane of the room."""
        return (self.kpis, self.customers, self.flags, self.reps)

    def question(self, engine: Engine, query: Query) -> DeskView:
        """Everything the desk shows."""
        strip = self.strip.chosen
        return engine.desk(query, strip) if strip else engine.desk(query)

    def part_asked(self, query: Query) -> Query:
        """Which columns are on show changes no answer, but for those found only when they are asked for."""
        return replace(query, columns=())

    def on_mount(self) -> None:
        """The columns chosen on the command line."""
        self.customers.set_columns(self.session.store.query.columns)

    # Answers

    def show_answer(self, view: DeskView) -> None:
        """Show the newest result."""
        super().show_answer(view)
        columns = self.session.store.query.columns
        is_other = columns != view.query.columns  # chosen while this answer was on its way
        if is_other and not self.customers.try_columns(columns, view.moment.fields):
            self.asking.ask_again()
        self.flags.show_rates(self.loss_rates.known(view.moment.as_of))

    def _look_back(self) -> None:
        """What flags came to is looked up once their pane is on show."""
        if self.view is None or not self.view.moment.shown:
            return
        if not self.view.ranked:
            # Until it is known how likely each is to be lost, customers stand by severity.
            # One look after the other: each steps aside for whoever waits.
            self.ranking.want((self.view.moment.as_of, self.view.query.sort))
        elif self.arranged.is_on_show("flags"):
            self.loss_rates.want(self.view.moment.as_of)

    def show_nobody(self, sentence: str) -> None:
        """The list says why it is empty; flags and reps show what is left of them."""
        self.customers.set_state(PaneState("empty", sentence))

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Follow the store: columns, too."""
        super().state_changed(before, after)
        self.customers.freeze(frozen_columns(after), after.fields)
        if before.query.columns != after.query.columns and not self.customers.try_columns(
            after.query.columns, after.fields
        ):
            self.asking.ask_again()

    # Commands

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        in_list = self.arranged.focused is self.customers
        answered = self.view is not None
        rows = len(self.view.customers) if self.view is not None and in_list else int(answered)
        return replace(super().situation(), rows=rows, can_sort=in_list)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return self.view.figures.get(metric) if self.view else None

    def _sort(self, *, append: bool) -> None:
        """Sort by the column under the cursor; `append`: as a further level."""
        column = self.customers.columns[self.customers.column]
        if column.sortable:
            self.customers.sort_column(append=append)
        else:
            self.bars.say(f"{column.title} has no order to sort by.", "severity-high")

    def _choose_columns(self) -> None:
        """Choose columns; where the figures have the keys, choose these."""
        if self.arranged.focused is self.kpis:
            self.strip.choose()
            return
        state = self.session.store.state
        columns = customer_columns(state.query.columns, state.fields, frozen=frozen_columns(state))
        dialog = columns_dialog(
            tuple(column.name for column in columns),
            state.fields,
            tuple(column.name for column in columns if column.frozen),
            partial(self.session.store.choose, FROZEN),
        )
        self.app.push_screen(dialog, self._columns_chosen)

    def _columns_chosen(self, columns: tuple[str, ...] | None) -> None:
        if columns is not None:
            self.session.store.change(columns=columns)


def frozen_columns(state: DeskState) -> tuple[str, ...] | None:
    """The columns that are to stay in view when the others scroll; None for the usual ones."""
    chosen = state.choices.get(FROZEN)
    return chosen if isinstance(chosen, tuple) else None


class ChosenFigures:
    """The figures on top of the desk as the user chose them, kept for the next sitting."""

    def __init__(self, room: DeskScreen) -> None:
        self._room, self._session = room, room.session

    @property
    def chosen(self) -> tuple[str, ...]:
        """Their ids in order; none for the usual ones."""
        chosen = self._session.store.state.choices.get(DeskScreen.place)
        return chosen if isinstance(chosen, tuple) else ()

    def choose(self) -> None:
        """Choose among all figures."""
        # The metrics need polars, which is there once the book is read.
        from holdfast_tui.screens.dialogs.figures import figures_dialog  # noqa: PLC0415

        shown = tuple(figure.id for figure in self._room.kpis.figures)
        self._room.app.push_screen(figures_dialog(shown), self._told)

    def _told(self, chosen: tuple[str, ...] | None) -> None:
        if chosen is None:
            return
        self._session.store.choose(DeskScreen.place, chosen)
        if self._session.own_strip is None:
            return
        try:
            save_strip(self._session.own_strip, chosen)
        except OSError as error:
            why = error.strerror or error
            self._room.bars.say(f"These figures stand there until you leave: {why}", "severity-high")
