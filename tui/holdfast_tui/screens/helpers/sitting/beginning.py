"""The desk once its book is read: the first question by the settings, and all else as it was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.query import DEFAULT_PERIOD, Query
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.opening import check_kpis, opening_query
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import DeskState, Place

if TYPE_CHECKING:
    from holdfast_tui.sitting.left.fitting import Restored

DATA: Final = Place("data", "Data")


class Beginning:
    """Begins the sitting in its first room, the desk. `words` say what it begins with."""

    def __init__(self, session: Session, desk: PanesRoom[Any]) -> None:
        self._session, self._desk = session, desk
        self._is_used = False

    def open(self, engine: Engine, span: tuple[date, date], since: date | None) -> None:
        """Put all that is known into the store, as one change."""
        from holdfast.metrics.registry import METRICS  # noqa: PLC0415 - the book is read, polars is there

        session, store, fields = self._session, self._session.store, engine.book.fields
        # Who has typed while the book was read stays where that led.
        bar, before = self._desk.filtering.bar, store.state
        self._is_used = bar.is_typing or before.here.room != "desk" or bool(before.trail)
        first = opening_query(store.query, session.user, fields, session.left_out)
        check_kpis(session.user, METRICS, session.left_out)
        found = self._found(engine, first, is_typing=bar.is_typing)
        store.opened(span, since, fields, first=first, changed=partial(self._begun, found))
        here = store.state.here
        if found is not None and here.room == "desk" and not self._is_used:
            self._desk.returned(here)

    def _found(self, engine: Engine, first: Query, *, is_typing: bool) -> Restored | None:
        session, left = self._session, self._session.left
        if left is None:
            return None
        # Without what the command line says: that holds for one sitting.
        plain = Query(period=session.user.period or DEFAULT_PERIOD)
        left.first = opening_query(plain, session.user, engine.book.fields, LeftOut())
        if is_typing:
            left.given |= {"where"}
        found = left.restored(engine.book, first)
        if found is not None:
            left.problem = found.problem
            key = session.keys.shown(COMMANDS["fresh"])
            words = found.words(first)
            left.words = f"As you left it: {words}. {key} begins afresh." if words else ""
        return found

    def _begun(self, found: Restored | None, state: DeskState) -> DeskState:
        """The state that a sitting begins with."""
        if found is not None:
            query = state.fields.named(replace(found.query, since=state.query.since))
            state = replace(
                state,
                query=query,
                # One step takes back all that was restored of the question.
                past=(state.query,) if query != state.query else state.past,
                marks=found.marks,
                choices=MappingProxyType({**state.choices, **found.choices}),
                rooms=found.rooms,
            )
            if not self._is_used:
                customer = found.here.subject
                trail = tuple(replace(step, where=query.where) for step in found.trail)
                state = replace(
                    state,
                    here=replace(found.here, where=query.where),
                    trail=trail,
                    last_customer=customer if isinstance(customer, int) else state.last_customer,
                )
        if self._session.unsettled.is_grave and not self._is_used and state.here.room != DATA.room:
            # Figures that an answer may change are not the first thing to be seen.
            desk = state.trail[0] if state.trail else state.here
            state = replace(state, here=state.rooms.get(DATA.room, DATA), trail=(desk,))
        return state
