"""One customer on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from holdfast.views.results import CustomerView
from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.panes import CustomerDetail
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Room, Shows
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.customers.past import CustomerPast


class CustomerScreen(Room[CustomerView]):
    """Facts, flags with their evidence, trend and timeline of one customer."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("customer"))
    place: ClassVar[Place] = "customer"

    def __init__(self, session: Session, customer: int) -> None:
        super().__init__(session)
        self.customer = customer
        self.detail = CustomerDetail(id="customer")
        self.past = LookBack(self.asking, self._past, self.detail.show_past)
        self.looks = (self.past,)
        self.controls.add(
            {
                "customer.flag_next": partial(self._step_flag, 1),
                "customer.flag_previous": partial(self._step_flag, -1),
            }
        )

    def answering(self) -> Sequence[Shows[CustomerView]]:
        """The one pane."""
        return (self.detail,)

    def question(self, engine: Engine, query: Query) -> CustomerView:
        """Everything about the customer."""
        return engine.customer(query, self.customer)

    def _past(self, engine: Engine, query: Query, watch: Watch) -> CustomerPast:
        """Health by month, priority, what has changed; before the last visit, since the month before."""
        as_of = self.view.moment.as_of if self.view is not None else None
        if as_of is not None and query.since is not None and query.since >= as_of:
            query = replace(query, since=None)
        return engine.customer_past(query, self.customer, watch)

    def situation(self) -> Situation:
        """A page to read: only a flag can be opened."""
        flag = self.detail.metric_under_cursor
        return replace(super().situation(), rows=int(flag is not None), metric=flag)

    def _step_flag(self, step: int) -> None:
        self.detail.step_flag(step)
        self.show_hints()

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
