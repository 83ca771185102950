"""The risk room: every flag, the customers under the one at the cursor, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.errors import UsageError
from holdfast.timeline import parse_day
from holdfast.views.rooms import RiskRoomView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.messages import CursorMoved, OpenFlag
from holdfast_tui.panes.risk.changes import FlagChangesPane
from holdfast_tui.panes.risk.detail import FlagDetailPane
from holdfast_tui.panes.risk.flagged import FlagCustomersPane
from holdfast_tui.panes.risk.flags import RiskFlagsPane
from holdfast_tui.screens.dialogs.prompt import since_prompt
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.look_back import LookBack, flag_rates
from holdfast_tui.screens.rooms.base import Part, Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.risk.changes import FlagChanges
    from holdfast.views.risk.rates import FlagRates
    from holdfast.views.risk.room import FlagCustomers


class RiskScreen(PanesRoom[RiskRoomView]):
    """Flags with what they came to, and everything under the flag at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("risk"))
    place: ClassVar[Place] = "risk"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("risk-flags", "Flags"),
            ("flag-customers", "Customers"),
            ("flag-detail", "Record"),
            ("flag-changes", "Changes"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="risk")
        self.flags = RiskFlagsPane(id="risk-flags")
        self.customers = FlagCustomersPane(id="flag-customers")
        self.detail = FlagDetailPane(id="flag-detail")
        self.changes = FlagChangesPane(id="flag-changes")
        self.best_order = LookBack(self.asking, _best_order, self._show_order)
        self.loss_rates = LookBack(self.asking, flag_rates, self._show_rates, self.detail.show_progress)
        self.looks = (self.loss_rates, self.best_order)
        self.way_back.stoppable = (self.loss_rates,)
        self._behind = BehindFlags(self)
        self.controls.hear(CursorMoved, self._behind.another_row)
        self.controls.hear(OpenFlag, lambda _: self.arranged.focus("flag-customers"))
        self.controls.add({"risk.since": self._ask_since})

    def arrangement(self) -> ComposeResult:
        """Flags on the left; their customers over what has changed on the right."""
        with Vertical(id="risk-left", classes="pane-group"):
            yield self.flags
            yield self.detail
        with Vertical(id="risk-right", classes="pane-group"):
            yield self.customers
            yield self.changes

    def answering(self) -> Sequence[Shows[RiskRoomView]]:
        """The flags; the other panes have questions of their own."""
        return (self.flags,)

    def panes(self) -> Sequence[Part]:
        """The panes that show answers."""
        return (self.flags, self.customers, self.detail, self.changes)

    def question(self, engine: Engine, query: Query) -> RiskRoomView:
        """Every flag; its customers and what has changed are asked for after it."""
        return engine.risk_room(query)

    def show_view(self, view: RiskRoomView) -> None:
        """The flags, and then what lies behind them."""
        super().show_view(view)
        self._behind.ask_anew(view.moment.as_of)
        self.loss_rates.want(view.moment.as_of)

    def _show_rates(self, rates: FlagRates) -> None:
        """What flags came to, and then which order of customers finds losses best."""
        self.flags.show_rates(rates)
        self.detail.show_rates(rates)
        if self.view is not None:
            self.best_order.want(self.view.moment.as_of)

    def _show_order(self, words: str) -> None:
        """Which order finds losses best, and the customers of the flag in the order that is known now."""
        self.detail.show_order(words)
        self._behind.ask_customers(again=True)

    def _ask_since(self) -> None:
        """Type the day to compare with."""
        state, changes = self.session.store.state, self.changes.changes
        if state.as_of and state.span and changes is not None:
            prompt = since_prompt(changes.since, state.as_of, state.span[0])
            self.app.push_screen(prompt, self._since_typed)

    def _since_typed(self, text: str | None) -> None:
        if text is not None:
            self.session.store.change(since=parse_day(text))


class BehindFlags:
    """The questions behind the flags: the customers of the one at the cursor, and what has changed."""

    def __init__(self, room: RiskScreen) -> None:
        self._room = room
        self._customers_of: tuple[str, Query] | None = None

    def ask_anew(self, as_of: date) -> None:
        """Other flags are on show."""
        self._customers_of = None
        self.ask_customers()
        self._ask_changes(as_of)

    def another_row(self, message: CursorMoved) -> None:
        """Another flag: other customers and, as on every row, other keys."""
        self.ask_customers()
        self._room.show_hints()

    def ask_customers(self, *, again: bool = False) -> None:
        """Ask for the customers of the flag at the cursor, unless they were asked for last or `again`."""
        room = self._room
        query, flag = room.session.store.query, room.flags.flag
        if room.session.engine is None or flag is None:
            return
        if self._customers_of == (flag.id, query) and not again:
            return
        self._customers_of = (flag.id, query)
        room.asking.also(
            f"customers-{room.asking.kind}",
            lambda engine: engine.flag_customers(query, flag.id),
            self._customers_found,
            partial(_refuse, room.customers),
            pane=room.customers.id,
        )

    def _customers_found(self, found: FlagCustomers) -> None:
        self._room.customers.show(found)
        self._room.detail.show(found)
        self._room.marks.show()
        self._room.show_hints()

    def _ask_changes(self, as_of: date) -> None:
        room = self._room
        query = room.session.store.query
        if query.since is not None and query.since >= as_of:
            # Seen from before the last visit: compare with the month before instead.
            query = replace(query, since=None)
        room.asking.also(
            f"changes-{room.asking.kind}",
            lambda engine: engine.flag_changes(query),
            self._changes_found,
            partial(_refuse, room.changes),
            pane=room.changes.id,
        )

    def _changes_found(self, changes: FlagChanges) -> None:
        room = self._room
        room.changes.last_visit = room.session.last_visit
        room.changes.show(changes)
        room.flags.show_changes(changes)


def _refuse(pane: Part, error: UsageError) -> None:
    """A refusal is said in the pane that it is about."""
    pane.set_state(PaneState("failed", str(error)))


def _best_order(engine: Engine, query: Query, watch: Watch) -> str:
    """The question which order of customers finds losses best."""
    return engine.best_order(query, watch)
