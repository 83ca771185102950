"""The way through the rooms: open, switch, esc, and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from holdfast_tui.commands.situation import Situation
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import OpenCustomer, OpenFigure, OpenRows
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.marks import CUSTOMER
from holdfast_tui.screens.leaving import is_in_front
from holdfast_tui.sitting.files.saved import FilesStep
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.state import Among, Cursors, Place
from holdfast_tui.sitting.store import Store

if TYPE_CHECKING:
    from holdfast.query import Query


class Stoppable(Protocol):
    """What esc stops before it leaves a room."""

    @property
    def is_slow(self) -> bool:
        """Whether it takes so long that the user is told how far it is."""

    def stop(self) -> None:
        """Look no further."""


class WayBack:
    """Leaves a room. `cursors` answers where its lists stand, to stand there again on the way back.

    `take_back` takes back what was written, where that was done last. `leave_first` leaves what goes before
    any way back, and says whether there was something.
    """

    def __init__(self, screen: Screen[Any], store: Store, bars: Bars) -> None:
        self._screen, self._store, self._bars = screen, store, bars
        self.cursors: Callable[[], Cursors] = tuple
        self.stoppable: Sequence[Stoppable] = ()
        self.take_back: Callable[[Written], object] = lambda _: None
        self.leave_first: Callable[[], bool] = lambda: False

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "undo": self.undo,
            "back": self.back,
            "room.desk": lambda: self.switch(Place("desk", "Desk")),
            "room.customer": self.open_customer_at_hand,
        }

    def situate(self, at: Situation) -> Situation:
        """A situation with what can be taken back."""
        state = self._store.state
        return replace(
            at,
            can_undo=bool(state.past),
            can_go_back=bool(state.trail) or self._slow is not None,
            last_customer=self._customer_at_hand,
        )

    @property
    def _customer_at_hand(self) -> int | None:
        """The customer under the cursor; where none is, the one opened last."""
        focused = self._screen.focused
        if isinstance(focused, LineList) and focused.subject == CUSTOMER and focused.rows:
            under_cursor = focused.identity_at(focused.row)
            return under_cursor if isinstance(under_cursor, int) else None
        return self._store.state.last_customer

    @property
    def _slow(self) -> Stoppable | None:
        return next((look for look in self.stoppable if look.is_slow), None)

    def back(self) -> None:
        """Go back; a guided tour is left first, and a long look at the past stopped."""
        if self.leave_first():
            return
        if (look := self._slow) is not None:
            look.stop()
            self._bars.say("The look at the past is stopped. It goes on when the as-of date changes.")
        else:
            self._store.back()

    def undo(self) -> None:
        """Take back the last change."""
        step = self._store.state.written_last
        if isinstance(step, FilesStep):
            self._put_back(step)
            return
        if step is not None:
            self.take_back(step)
            return
        before = self._store.query
        self._store.undo()
        self._bars.say(f"Undone: {described_change(self._store.query, before)}")

    def _put_back(self, step: FilesStep) -> None:
        try:
            step.put_back()
        except OSError as error:
            self._bars.say(f"Not taken back: {step.words} ({error.strerror or error})", "error")
            return
        self._store.took_back(step)
        step.then()
        self._bars.say(f"Taken back: {step.words}.")

    def switch(self, place: Place) -> None:
        """Go across to a room by its number, with the filter as it is now."""
        self._store.switch(place, cursors=self.cursors(), focus=self._focus)

    def go(self, place: Place) -> None:
        """Open a place from here; from a room that is left, nothing is opened."""
        if is_in_front(self._screen):
            self._store.go(place, cursors=self.cursors(), focus=self._focus)

    def open_customer_at_hand(self) -> None:
        """Open the customer under the cursor, or the one opened last."""
        customer = self._customer_at_hand
        if self._store.state.here.room != "customer" and customer is not None:
            self._screen.post_message(OpenCustomer(customer))

    def open_customer(self, message: OpenCustomer) -> None:
        """Open a customer."""
        self.go(Place("customer", "Customer", message.customer, among=self._among(message.customer)))

    def _among(self, customer: int) -> Among | None:
        """The list with the keys, where the customer was opened from it."""
        focused = self._screen.focused
        rows: Any = focused.source if isinstance(focused, Grid) else None
        if not isinstance(focused, Grid) or not hasattr(rows, "customer_at") or focused.row >= len(rows):
            return None
        among = Among(rows, focused.row)
        return among if among.customer == customer else None

    def open_figure(self, message: OpenFigure) -> None:
        """Open the rows behind a figure."""
        self.go(Place("figure", "Rows", message.metric_id))

    def open_rows(self, message: OpenRows) -> None:
        """Open the customers behind what is under the cursor."""
        self.go(Place("figure", "Customers", message.selection))

    @property
    def _focus(self) -> str | None:
        return self._screen.focused.id if self._screen.focused else None


def described_change(after: Query, before: Query) -> str:
    """In words, what differs between two queries."""
    parts = {
        "filter": after.where != before.where,
        "as-of date": after.as_of != before.as_of,
        "period": after.period != before.period,
        "sort": after.sort != before.sort,
        "columns": after.columns != before.columns,
        "basis of revenue": after.basis != before.basis,
        "intervals": after.always_valid != before.always_valid,
        "day compared with": after.since != before.since,
    }
    return ", ".join(word for word, differs in parts.items() if differs) or "nothing"
