"""A desk that was left, fitted to the book as it is now: what can be restored, and in words what cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from holdfast.answers.basis import bases
from holdfast.answers.fitting import fitted
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.rows.rowset import NO_ROWS, RowSet
from holdfast.timeline import parse_period
from holdfast.views.customers.row_keys import row_set
from holdfast_tui.commands.places import NUMBERED_ROOMS
from holdfast_tui.sitting.left.as_left import AsLeft, CursorLeft, RoomLeft
from holdfast_tui.sitting.left.shown import shown_again
from holdfast_tui.sitting.state import Cursors, PaneCursor, Place, RoomName

if TYPE_CHECKING:
    from holdfast.book.book import Book

DESK: Final = Place("desk", "Desk")
_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {DESK.room: DESK.title, **{room.place: room.title for room in NUMBERED_ROOMS}}
)
_CUSTOMER: Final = "customer"


@dataclass(frozen=True)
class Restored:
    """What of a desk is there again: the question, where it stands and by which way, and what is marked.

    `rooms`: as they were left, those that lie beside. `choices`: by room, how it shows things. `left_out`:
    what could not be restored on this book.
    """

    query: Query
    here: Place = DESK
    trail: tuple[Place, ...] = ()
    rooms: Mapping[RoomName, Place] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[str, RowSet] = field(default_factory=lambda: MappingProxyType({}))
    choices: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    left_out: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """One line about what could not be restored; empty where all of it is there again."""
        return f"Not restored on this book: {'; '.join(self.left_out)}." if self.left_out else ""

    def words(self, first: Query) -> str:
        """In a few words, what is another than when a sitting begins with the question `first`."""
        query, parts = self.query, []
        if query.where != first.where:
            parts.append("filter")
        if query.sort != first.sort:
            parts.append("sort")
        if query.columns != first.columns:
            parts.append("columns")
        if query.period != first.period:
            parts.append(f"period {query.period}")
        if query.as_of != first.as_of and query.as_of is not None:
            parts.append(f"as of {query.as_of}")
        if query.basis != first.basis:
            parts.append(f"revenue by {query.basis}")
        if query.always_valid != first.always_valid:
            parts.append("always-valid intervals")
        marked = sum(map(len, self.marks.values()))
        parts += [f"{marked:,} marked"] if marked else []
        return ", ".join(parts)


def restored(left: AsLeft, book: Book, first: Query, given: frozenset[str]) -> Restored:
    """What can be restored of a desk over a book, where a sitting begins with the question `first`.

    The parts of it that are `given` stay as they are. Raises UsageError for what says nothing.
    """
    out: list[str] = []
    query = _question(left.asked(first, given), first, book, out)
    customers = _Customers(left, book)
    marks = dict(_marks(left, book, customers, out))
    places = {one.room: _place(one, customers, out) for one in left.rooms if one.room in _TITLES}
    out += [f"the room {one.room}" for one in left.rooms if one.room not in _TITLES]
    desk = places.pop(DESK.room, DESK)
    front = places.get(cast("RoomName", left.room), desk)
    trail, here = ((), desk) if front is desk else ((desk,), front)
    if (opened := _opened(left, book, customers, out)) is not None:
        # A page lies over the desk: the room between them is beside, as it was left.
        trail, here = (desk,), opened
    choices = dict(shown_again(left.shown, book, out))
    return Restored(
        query,
        here,
        trail,
        MappingProxyType({cast("RoomName", room): place for room, place in places.items()}),
        MappingProxyType(marks),
        MappingProxyType(choices),
        tuple(dict.fromkeys(out)),
    )


def _question(asked: Query, first: Query, book: Book, out: list[str]) -> Query:
    fit = fitted(asked, book.fields)
    out += fit.left_out
    query, (begins, ends) = fit.query, book.span
    if query.as_of is not None and query.as_of != first.as_of and not begins <= query.as_of <= ends:
        out.append(f"the as-of date {query.as_of} (the data go from {begins} to {ends})")
        query = replace(query, as_of=first.as_of)
    if not _is_period(query.period, query.as_of or ends):
        out.append(f"the period {query.period}")
        query = replace(query, period=first.period)
    if query.basis is not None and query.basis not in bases(book):
        out.append(f"revenue by {query.basis}")
        query = replace(query, basis=first.basis)
    return query


def _is_period(text: str, day: date) -> bool:
    try:
        parse_period(text, day)
    except UsageError:
        return False
    return True


class _Customers:
    """The numbers that the customers of a desk have in a book by now."""

    def __init__(self, left: AsLeft, book: Book) -> None:
        cursors = (cursor.customer for room in left.rooms for cursor in room.cursors)
        ids = {left.customer, *cursors, *left.marks.get(_CUSTOMER, ())} - {""}
        # All of them in one look at the book, which may have a million.
        known = book.customers.get_column("customer_id").cast(pl.String)
        rows = known.is_in(pl.Series(sorted(ids), dtype=pl.String).implode()).arg_true()
        self._numbers: Mapping[str, int] = dict(zip(known.gather(rows), rows, strict=True))

    def rows(self, ids: Sequence[str]) -> tuple[RowSet, tuple[str, ...]]:
        """Those of these ids, and the ids that are gone."""
        found = [self._numbers[one] for one in ids if one in self._numbers]
        return row_set(pl.Series(found, dtype=pl.UInt32)), tuple(
            one for one in ids if one not in self._numbers
        )

    def number(self, customer_id: str) -> int | None:
        """That of one id; None where it is gone."""
        return self._numbers.get(customer_id)


def _marks(left: AsLeft, book: Book, customers: _Customers, out: list[str]) -> Iterator[tuple[str, RowSet]]:
    for subject, ids in left.marks.items():
        rows, gone = customers.rows(ids) if subject == _CUSTOMER else _known(subject, ids, book)
        if gone:
            out.append(_gone(subject, gone, len(ids)))
        if rows != NO_ROWS:
            yield subject, rows
    for subject, count in left.unkept.items():
        out.append(f"{count:,} marked {subject}s (too many to keep)")


def _known(subject: str, ids: Iterable[str], book: Book) -> tuple[RowSet, tuple[str, ...]]:
    """Rows that are told by their ids in a table of the book; where there is none, nobody can say."""
    table = book.tables.get(f"{subject}s")
    column = f"{subject}_id"
    if table is None or column not in table.columns:
        return RowSet(ids=frozenset(ids)), ()
    known = frozenset(map(str, table.get_column(column).unique()))
    return RowSet(ids=known.intersection(ids)), tuple(one for one in ids if one not in known)


def _gone(subject: str, gone: Sequence[str], marked: int) -> str:
    if len(gone) == 1:
        return f"the mark on {subject} {gone[0]} (gone)"
    return f"{len(gone):,} of {marked:,} marked {subject}s (gone)"


def _place(left: RoomLeft, customers: _Customers, out: list[str]) -> Place:
    cursors: Cursors = tuple(_cursor(one, customers, out) for one in left.cursors)
    return Place(cast("RoomName", left.room), _TITLES[left.room], cursors=cursors, focus=left.focus or None)


def _cursor(left: CursorLeft, customers: _Customers, out: list[str]) -> PaneCursor:
    customer = customers.number(left.customer) if left.customer else None
    if left.customer and customer is None:
        out.append(f"the cursor on customer {left.customer} (gone)")
        return PaneCursor(left.pane, column=left.column)
    return PaneCursor(left.pane, left.row, left.column, left.scroll, customer)


def _opened(left: AsLeft, book: Book, customers: _Customers, out: list[str]) -> Place | None:
    """The page of a customer, or the rows behind a figure or a cell, that lay over a room."""
    from holdfast.metrics.registry import METRICS  # noqa: PLC0415 - as above
    from holdfast.views.by_pane.selected import selection_of  # noqa: PLC0415 - as above

    if left.customer:
        number = customers.number(left.customer)
        if number is not None:
            return Place("customer", "Customer", number)
        out.append(f"the page of customer {left.customer} (gone)")
    if left.figure:
        if left.figure in METRICS:
            return Place("figure", "Rows", left.figure)
        out.append(f"the rows behind {left.figure}")
    if left.behind:
        try:
            return Place("figure", "Rows", selection_of(left.behind, book))
        except UsageError as error:
            out.append(f"the rows behind {left.behind} ({error})")
    return None
