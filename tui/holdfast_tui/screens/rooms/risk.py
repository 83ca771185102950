"""The risk room: every flag, the customers under the one at the cursor, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.errors import UsageError
from holdfast.timeline import parse_day
from holdfast_tui.commands.declared import Place, bindings
from holdfast_tui.messages import CursorMoved, OpenFlag
from holdfast_tui.panes.risk.changes import FlagChangesPane
from holdfast_tui.panes.risk.detail import FlagDetailPane
from holdfast_tui.panes.risk.flagged import FlagCustomersPane
from holdfast_tui.panes.risk.flags import RiskFlagsPane
from holdfast_tui.screens.dialogs.prompt import since_prompt
from holdfast_tui.screens.helpers.leaving import while_open
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Pane
from holdfast_tui.screens.rooms.rates_room import RatesRoom
from holdfast_tui.sitting.jobs import Answer
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from textual.timer import Timer

    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.risk.rates import FlagRates
    from holdfast.views.risk.room import RiskRoomView


class RiskScreen(RatesRoom):
    """Flags with what they came to, and everything under the flag at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("risk"))
    place: ClassVar[Place] = "risk"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("risk-flags", "Flags"),
        ("flag-customers", "Customers"),
        ("flag-detail", "Record"),
        ("flag-changes", "Changes"),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="risk")
        self.flags = RiskFlagsPane(id="risk-flags")
        self.customers = FlagCustomersPane(id="flag-customers")
        self.detail = FlagDetailPane(id="flag-detail")
        self.changes = FlagChangesPane(id="flag-changes")
        self.best_order = LookBack(self, _best_order, self.detail.show_order)
        self._view: RiskRoomView | None = None
        self._customers_of: tuple[str, Query] | None = None

    def arrangement(self) -> ComposeResult:
        """Flags on the left; their customers over what has changed on the right."""
        with Vertical(id="risk-left", classes="pane-group"):
            yield self.flags
            yield self.detail
        with Vertical(id="risk-right", classes="pane-group"):
            yield self.customers
            yield self.changes

    def panes(self) -> Sequence[Pane]:
        """The panes that show answers."""
        return (self.flags, self.customers, self.detail, self.changes)

    def question(self, engine: Engine, query: Query) -> Any:
        """Every flag; its customers and what has changed are asked for after it."""
        return engine.risk_room(query)

    def needs_asking(self, asked: Query, query: Query) -> bool:
        """Order and columns of the customer list change nothing here."""
        return replace(asked, columns=(), sort=()) != replace(query, columns=(), sort=())

    def show_panes(self, view: RiskRoomView) -> None:
        """The flags; the others have questions of their own."""
        self._view = view
        self.flags.show(view)
        self._customers_of = None
        self._ask_customers()
        self._ask_changes()
        self.loss_rates.want(view.moment.as_of)

    # Customers of the flag at the cursor

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Another flag: other customers."""
        self._ask_customers()

    def _ask_customers(self) -> None:
        engine, query, flag = self.session.engine, self.session.store.query, self.flags.flag
        if engine is None or flag is None or self._customers_of == (flag.id, query):
            return
        self._customers_of = (flag.id, query)
        self.session.jobs.ask(
            f"customers-{self.kind}",
            lambda: engine.flag_customers(query, flag.id),
            while_open(self, self._customers_found),
        )

    def _customers_found(self, answer: Answer) -> None:
        if self._told(answer, self.customers):
            self.customers.show(answer.value)
            self.detail.show(answer.value)
            self.show_marks()
            self.show_hints()

    def on_open_flag(self, message: OpenFlag) -> None:
        """Enter on a flag: go to its customers."""
        message.stop()
        self.focus_pane("flag-customers")

    # What flags came to

    def show_rates(self, rates: FlagRates) -> None:
        """What flags came to, and then which order of customers finds losses best."""
        self.flags.show_rates(rates)
        self.detail.show_rates(rates)
        if self._view is not None:
            self.best_order.want(self._view.moment.as_of)

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far the look at the past is."""
        self.detail.show_progress(done)

    @property
    def pausing(self) -> Timer | None:
        """The pause before the past is looked up."""
        return super().pausing or self.best_order.pausing

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        super().on_unmount()
        self.best_order.leave()

    # What has changed

    def _ask_changes(self) -> None:
        engine, query = self.session.engine, self.session.store.query
        if query.since is not None and query.since >= self._as_of:
            # Seen from before the last visit: compare with the month before instead.
            query = replace(query, since=None)
        if engine is not None:
            self.session.jobs.ask(
                f"changes-{self.kind}",
                lambda: engine.flag_changes(query),
                while_open(self, self._changes_found),
            )

    @property
    def _as_of(self) -> date:
        """The day of the answer on show."""
        return self._view.moment.as_of if self._view is not None else date.max

    def action_risk_since(self) -> None:
        """Type the day to compare with."""
        state, changes = self.session.store.state, self.changes.changes
        if state.as_of and state.span and changes is not None:
            prompt = since_prompt(changes.since, state.as_of, state.span[0])
            self.app.push_screen(prompt, self._since_typed)

    def _since_typed(self, text: str | None) -> None:
        if text is not None:
            self.session.store.change(since=parse_day(text))

    def _changes_found(self, answer: Answer) -> None:
        if self._told(answer, self.changes):
            self.changes.last_visit = self.session.last_visit
            self.changes.show(answer.value)
            self.flags.show_changes(answer.value)

    def _told(self, answer: Answer, pane: Pane) -> bool:
        """Whether an answer can be shown; a refusal is said in its pane."""
        if isinstance(answer.error, UsageError):
            pane.set_state(PaneState("failed", str(answer.error)))
            return False
        if answer.error is not None:
            raise answer.error
        return True


def _best_order(engine: Engine, query: Query, watch: Watch) -> str:
    """The question which order of customers finds losses best."""
    return engine.best_order(query, watch)
