"""One customer on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from holdfast.views.customer import CustomerView
from holdfast_tui.commands.declared import COMMANDS, bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.panes import CustomerDetail
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Room, Shows
from holdfast_tui.sitting.exporting import Listing
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import Among, DeskState

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.customers.past import CustomerPast


class CustomerScreen(Room[CustomerView]):
    """One customer at a glance, its flags with their evidence, and everything else by section.

    The next one of the list that it was opened from takes its place on the same screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("customer"))
    place: ClassVar[Place] = "customer"

    def __init__(self, session: Session, customer: int) -> None:
        super().__init__(session)
        self.customer = customer
        self.detail = CustomerDetail(id="customer")
        self.detail.unfolding_key = session.keys.shown(COMMANDS["customer.untold"])
        self.past = LookBack(self.asking, self._past, self.detail.show_past)
        self.looks = (self.past,)
        self.doing.whom.usual = lambda: self.customer
        self.controls.add(
            {
                "customer.flag_next": partial(self._step_flag, 1),
                "customer.flag_previous": partial(self._step_flag, -1),
                "customer.section_next": partial(self.detail.step_section, 1),
                "customer.section_previous": partial(self.detail.step_section, -1),
                "customer.next": partial(self._step_customer, 1),
                "customer.previous": partial(self._step_customer, -1),
                "customer.untold": self.detail.fold,
                "copy": self._copy_flag,
                "copy.row": self._copy_first_screen,
                "export": self._export,
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

    @property
    def _among(self) -> Among | None:
        return self.session.store.state.here.among

    def situation(self) -> Situation:
        """A page to read: only a flag can be opened."""
        at, among = super().situation(), self._among
        return replace(
            at,
            metric=self.detail.metric_under_cursor,
            can_export=self.view is not None,
            among=self._place_of(among),
            further=among is not None and among.step(1) is not None,
            nearer=among is not None and among.step(-1) is not None,
        )

    @staticmethod
    def _place_of(among: Among | None) -> tuple[int, int] | None:
        return None if among is None else (among.index + 1, len(among.rows))

    def _step_flag(self, step: int) -> None:
        self.detail.step_flag(step)
        self.show_hints()

    def _step_customer(self, step: int) -> None:
        after = self._among.step(step) if self._among is not None else None
        if after is not None and after.customer is not None:
            self.session.store.beside(after.customer, after)

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Another customer of the list takes the place of this one."""
        customer = after.here.subject
        if after.here.room == "customer" and isinstance(customer, int) and customer != self.customer:
            self.customer = customer
            self.asking.ask_again()
        super().state_changed(before, after)

    def show_answer(self, view: CustomerView) -> None:
        """Show the customer; the breadcrumb gets its name."""
        key = (view.customer, view.moment.as_of, self.session.store.query.since)
        if self.past.known(key) is None:
            self.detail.show_past(None)
        self.detail.place = self._place_of(self._among)
        super().show_answer(view)
        self.past.want(key)
        name = view.facts.get("name") or view.facts.get("customer_id")
        if self.is_current:
            self.session.store.rename(safe(name, 40))

    # What is taken along

    def _copy_flag(self) -> None:
        what = "the flag" if self.detail.metric_under_cursor else "name and id"
        self.taking.copy_text(self.detail.flag_text, what)

    def _copy_first_screen(self) -> None:
        self.taking.copy_text(self.detail.first_screen_text, "the first screen")

    def _export(self) -> None:
        engine, view = self.session.engine, self.view
        if engine is None or view is None:
            return
        query, customer = self.session.store.query, view.customer
        self.taking.export_listing(
            Listing(
                view.moment,
                "event",
                lambda: engine.customer_history(query, customer).frame,
                sealing=lambda: engine.sealing(query),
            )
        )
