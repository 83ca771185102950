"""What a desk looks like at this moment, in the names and ids that it is kept by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from holdfast.query import Query
from holdfast_tui.sitting.left.as_left import MOST_MARKS, AsLeft, CursorLeft, RoomLeft, difference
from holdfast_tui.sitting.left.shown import shown_kept
from holdfast_tui.sitting.state import OPENED_BY_ENTER, DeskState, Place

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.views.selection import Selection

CUSTOMER = "customer"
FIGURE = "figure"


class Gathering:
    """Gathers one desk; the ids of marked rows are looked up again only where these have changed."""

    def __init__(self) -> None:
        self._marks: Mapping[str, object] = {}
        self._of: Book | None = None
        self._ids: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def gathered(self, state: DeskState, query: Query, here: Place, first: Query, book: Book) -> AsLeft:
        """The desk in a state. `query`: what is asked, but for what is half typed; `here`: where it stands.

        `first`: the question with which a sitting over this book begins.
        """
        if state.span is not None and query.as_of == state.span[1]:
            # The newest day is followed, not kept.
            query = replace(query, as_of=first.as_of)
        steps = [step for step in (*state.trail, here) if step.room not in OPENED_BY_ENTER]
        places = {step.room: step for step in (*state.rooms.values(), *steps)}
        # The one in front comes last.
        front = steps[-1].room
        places[front] = places.pop(front)
        marks = self._marks_of(state, book)
        subject = here.subject
        return AsLeft(
            tuple(_room(place, book) for place in places.values()),
            difference(query, first),
            _id_of(book, subject) if here.room == CUSTOMER and isinstance(subject, int) else "",
            subject if here.room == FIGURE and isinstance(subject, str) else "",
            _behind(subject, book) if here.room == FIGURE else "",
            MappingProxyType({name: ids for name, ids in marks.items() if ids}),
            MappingProxyType(
                {name: len(rows) for name, rows in state.marks.items() if len(rows) > MOST_MARKS}
            ),
            MappingProxyType(shown_kept(state.choices)),
        )

    def _marks_of(self, state: DeskState, book: Book) -> Mapping[str, tuple[str, ...]]:
        if self._of is not book or any(
            self._marks.get(name) is not rows for name, rows in state.marks.items()
        ):
            found = {}
            for name, rows in state.marks.items():
                few = 0 < len(rows) <= MOST_MARKS
                numbers = _numbers(rows.bits) if few and name == CUSTOMER else ()
                found[name] = (*_ids_of(book, numbers), *(sorted(rows.ids) if few else ()))
            self._ids = MappingProxyType(found)
        self._of, self._marks = book, state.marks
        return self._ids


def _behind(subject: object, book: Book) -> str:
    if subject is None or isinstance(subject, str | int):
        return ""
    from holdfast.views.by_pane.selected import selection_text  # noqa: PLC0415 - polars is there once rows are

    return selection_text(cast("Selection", subject), book)


def _room(place: Place, book: Book) -> RoomLeft:
    cursors = (
        CursorLeft(
            one.pane,
            one.row,
            one.column,
            one.scroll,
            "" if one.customer is None else _id_of(book, one.customer),
        )
        for one in place.cursors
    )
    return RoomLeft(place.room, place.focus or "", tuple(cursors))


def _id_of(book: Book, customer: int) -> str:
    return next(iter(_ids_of(book, (customer,))), "")


def _ids_of(book: Book, numbers: Iterable[int]) -> tuple[str, ...]:
    wanted = [number for number in numbers if number < book.customers.height]
    return tuple(map(str, book.customers.get_column("customer_id").gather(wanted))) if wanted else ()


def _numbers(bits: int) -> tuple[int, ...]:
    from holdfast.rows.rowset import RowSet  # noqa: PLC0415
    from holdfast.views.customers.row_keys import numbers_of  # noqa: PLC0415 - polars is there once rows are marked

    return tuple(numbers_of(RowSet(bits=bits)).to_list())
