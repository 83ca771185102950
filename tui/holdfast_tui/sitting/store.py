"""The only writer of what the desk remembers: changes of the query, undo, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from holdfast.query import Basis, Query, SortKey
from holdfast.rows.rowset import RowSet
from holdfast.schema.field_set import DECLARED, Fields
from holdfast_tui.sitting.files.saved import FilesStep
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.sitting.state import OPENED_BY_ENTER, Among, Cursors, DeskState, Place

UNDO_DEPTH: Final = 200


class Store:
    """Holds one `DeskState`; every change makes a new one and tells the subscribers."""

    def __init__(self, query: Query | None = None) -> None:
        self._state = DeskState(query=query or Query())
        self._edit_began: Query | None = None
        self._edit_kept: Query | None = None
        self._subscribers: list[Callable[[DeskState, DeskState], None]] = []

    @property
    def state(self) -> DeskState:
        """What is remembered now."""
        return self._state

    @property
    def query(self) -> Query:
        """What is being asked now."""
        return self._state.query

    @property
    def is_editing(self) -> bool:
        """Whether a filter is being typed."""
        return self._edit_began is not None

    def subscribe(self, subscriber: Callable[[DeskState, DeskState], None]) -> None:
        """Call `subscriber(before, after)` at every change."""
        self._subscribers.append(subscriber)

    def opened(
        self,
        span: tuple[date, date],
        since: date | None = None,
        fields: Fields = DECLARED,
        *,
        first: Query | None = None,
        changed: Callable[[DeskState], DeskState] = lambda state: state,
    ) -> None:
        """The book was read; `span` is its first and last day with data, `since` that of the last visit.

        `fields`: those that its customers have. `first`: the question to begin with, before which there is
        nothing that undo could return to; `changed`: what else the desk begins with. All of it is one change,
        so that nothing is asked twice.
        """
        query = self.query if first is None else first
        query = fields.named(query if since is None else replace(query, since=since))
        self._write(changed(replace(self._state, span=span, query=query, fields=fields)))

    @property
    def settled_where(self) -> str:
        """The filter, but for one that is still being typed: then the one before."""
        return self.query.where if self._edit_began is None else self._edit_began.where

    def ask(self, query: Query) -> None:
        """Ask another question; undo returns to this one."""
        if query == self.query:
            return
        past = (*self._state.past, self.query)[-UNDO_DEPTH:]
        self._write(replace(self._state, query=query, past=past))

    def change(
        self,
        *,
        as_of: date | None = None,
        period: str | None = None,
        where: str | None = None,
        sort: tuple[SortKey, ...] | None = None,
        columns: tuple[str, ...] | None = None,
        since: date | None = None,
        basis: Basis | None = None,
        always_valid: bool | None = None,
    ) -> None:
        """Ask the same question with some parts changed; None leaves a part as it is."""
        query = self.query
        self.ask(
            replace(
                query,
                as_of=query.as_of if as_of is None else as_of,
                period=query.period if period is None else period,
                where=query.where if where is None else where,
                sort=query.sort if sort is None else sort,
                columns=query.columns if columns is None else columns,
                since=query.since if since is None else since,
                basis=query.basis if basis is None else basis,
                always_valid=query.always_valid if always_valid is None else always_valid,
            )
        )

    def begin_edit(self, *, again: bool = False) -> None:
        """From here on, changes by `edit` are one step for undo.

        `again`: go on with the edit that was kept last, if nothing was changed since.
        """
        self._edit_began = self.query
        if again and self._state.past and self._state.past[-1] is self._edit_kept:
            self._edit_began = self._edit_kept
            self._write(replace(self._state, past=self._state.past[:-1]))

    def edit(self, where: str) -> None:
        """The filter as it is being typed."""
        query = replace(self.query, where=where)
        if query != self.query:
            self._write(replace(self._state, query=query))

    def end_edit(self, *, keep: bool) -> None:
        """Typing ended: keep the filter as one step for undo, or put the one before back."""
        began, self._edit_began = self._edit_began, None
        if began is None or began.where == self.query.where:
            return
        if keep:
            self._edit_kept = replace(self.query, where=began.where)
            past = (*self._state.past, self._edit_kept)[-UNDO_DEPTH:]
            self._write(replace(self._state, past=past))
        else:
            self._write(replace(self._state, query=replace(self.query, where=began.where)))

    def undo(self) -> bool:
        """Return to the query before; False where there is none, or where something was written since."""
        if not self._state.past:
            return False
        *past, query = self._state.past
        if not isinstance(query, Query):
            return False
        trail, here = self._state.trail, self._state.here
        if trail and trail[-1].screen == here.screen and trail[-1].where == query.where:
            # The step onto a flag, a rep or a segment is taken back together with its filter.
            here, trail = trail[-1], trail[:-1]
        self._write(replace(self._state, query=query, past=tuple(past), here=here, trail=trail))
        return True

    def wrote(self, step: Written | FilesStep) -> None:
        """Something was written: undo takes it back in its turn."""
        self._write(replace(self._state, past=(*self._state.past, step)[-UNDO_DEPTH:]))

    def took_back(self, step: Written | FilesStep) -> None:
        """What was written was taken back."""
        self._write(replace(self._state, past=tuple(one for one in self._state.past if one is not step)))

    def go(self, place: Place, *, cursors: Cursors = (), focus: str | None = None) -> None:
        """Open a place; `cursors` and `focus` say where the one being left stood."""
        left = replace(self._state.here, where=self.query.where, cursors=cursors, focus=focus)
        customer = place.subject if place.room == "customer" else None
        self._write(
            replace(
                self._state,
                here=place,
                trail=(*self._state.trail, left),
                last_customer=customer if isinstance(customer, int) else self._state.last_customer,
            )
        )

    def beside(self, customer: int, among: Among) -> None:
        """Go across to another customer of the list that this one was opened from: no step further away."""
        here = replace(self._state.here, title="Customer", subject=customer, among=among)
        self._write(replace(self._state, here=here, last_customer=customer))

    def narrow(self, where: str, title: str, cursors: Cursors, focus: str | None) -> None:
        """Filter a room by what was under the cursor: a step that both `back` and `undo` take back."""
        if where == self.query.where:
            return
        left = replace(self._state.here, where=self.query.where, cursors=cursors, focus=focus)
        self._write(
            replace(
                self._state,
                query=replace(self.query, where=where),
                past=(*self._state.past, self.query)[-UNDO_DEPTH:],
                here=Place(self._state.here.room, title, self._state.here.subject),
                trail=(*self._state.trail, left),
            )
        )

    def switch(self, place: Place, *, cursors: Cursors = (), focus: str | None = None) -> None:
        """Go across to a room by its number: it lies beside this one, and the desk is the way back from both.

        Where it lies on the way here it is returned to, else it is as it was left. Unlike `back` this keeps
        the filter: it is the same question, seen in another room.
        """
        left = replace(self._state.here, where=self.query.where, cursors=cursors, focus=focus)
        steps = (*self._state.trail, left)
        found = [number for number, step in enumerate(steps) if step.room == place.room]
        if found and found[-1] == len(self._state.trail):
            return
        if found:
            trail, here = steps[: found[-1]], steps[found[-1]]
        else:
            trail = tuple(takewhile(lambda step: step.room == "desk", steps))
            before = self._state.rooms.get(place.room, place)
            here = replace(place, cursors=before.cursors, focus=before.focus)
        beside = {step.room: step for step in steps if step.room not in ("desk", *OPENED_BY_ENTER)}
        rooms = MappingProxyType({**self._state.rooms, **beside})
        self._write(replace(self._state, here=here, trail=trail, rooms=rooms))

    def choose(self, room: str, choice: object) -> None:
        """Show a room another way; no question is asked anew elsewhere, so there is nothing to undo."""
        if self._state.choices.get(room) != choice:
            self._write(replace(self._state, choices=MappingProxyType({**self._state.choices, room: choice})))

    def mark(self, subject: str, rows: RowSet) -> None:
        """Mark these rows of a subject and no others; a mark is no question, so undo leaves it alone."""
        marks = MappingProxyType({**self._state.marks, subject: rows})
        self._write(replace(self._state, marks=marks))

    def forget_customers(self) -> None:
        """Customers have other numbers now: leave their pages and unmark them, rather than show another's."""
        steps = (*self._state.trail, self._state.here)
        kept = tuple(takewhile(lambda step: step.room != "customer", steps))
        self._write(
            replace(
                self._state,
                here=kept[-1],
                trail=kept[:-1],
                last_customer=None,
                marks=MappingProxyType({}),
            )
        )

    def rename(self, title: str) -> None:
        """Give the place now its breadcrumb, once its name is known."""
        if self._state.here.title != title:
            self._write(replace(self._state, here=replace(self._state.here, title=title)))

    def back(self) -> Place | None:
        """Return to the place before, with its filter; time stays where it was moved to."""
        if not self._state.trail:
            return None
        *trail, place = self._state.trail
        query, past = self.query, self._state.past
        if query.where != place.where:
            past = (*past, query)[-UNDO_DEPTH:]
            query = replace(query, where=place.where)
        self._write(replace(self._state, query=query, past=past, here=place, trail=tuple(trail)))
        return place

    def _write(self, state: DeskState) -> None:
        before, self._state = self._state, state
        for subscriber in tuple(self._subscribers):
            subscriber(before, state)
