"""One customer on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.panes import CustomerDetail
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Pane, Room
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from textual.timer import Timer

    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.customers.past import CustomerPast
    from holdfast.views.results import CustomerView


class CustomerScreen(Room):
    """Facts, flags with their evidence, trend and timeline of one customer."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("customer"))
    place: ClassVar[Place] = "customer"

    def __init__(self, session: Session, customer: int) -> None:
        super().__init__(session)
        self.customer = customer
        self.detail = CustomerDetail(id="customer")
        self.past = LookBack(self, self._past, self.detail.show_past)

    def body(self) -> ComposeResult:
        """The customer."""
        yield self.detail

    def panes(self) -> Sequence[Pane]:
        """The one pane."""
        return (self.detail,)

    def _past(self, engine: Engine, query: Query, watch: Watch) -> CustomerPast:
        """Health by month, priority, what has changed; before the last visit, since the month before."""
        as_of = self._moment.as_of if self._moment is not None else None
        if as_of is not None and query.since is not None and query.since >= as_of:
            query = replace(query, since=None)
        return engine.customer_past(query, self.customer, watch)

    @property
    def pausing(self) -> Timer | None:
        """The pause before the past is looked up."""
        return self.past.pausing

    def on_unmount(self) -> None:
        """Nobody waits for the past any more."""
        self.past.leave()

    def situation(self) -> Situation:
        """A page to read: only a flag can be opened."""
        flag = self.detail.metric_under_cursor
        return replace(super().situation(), rows=int(flag is not None), metric=flag)

    def action_customer_flag_next(self) -> None:
        """The next flag."""
        self._step_flag(1)

    def action_customer_flag_previous(self) -> None:
        """The flag before."""
        self._step_flag(-1)

    def _step_flag(self, step: int) -> None:
        self.detail.step_flag(step)
        self.show_hints()

    def question(self, engine: Engine, query: Query) -> Any:
        """Everything about the customer."""
        return engine.customer(query, self.customer)

    def show_answer(self, view: CustomerView) -> None:
        """Show the customer; the breadcrumb gets its name."""
        key = (view.moment.as_of, self.session.store.query.since)
        if self.past.known(key) is None:
            self.detail.show_past(None)
        super().show_answer(view)
        self.past.want(key)
        name = view.facts.get("name") or view.facts.get("customer_id")
        if self.is_current:
            self.session.store.rename(safe(name, 40))
