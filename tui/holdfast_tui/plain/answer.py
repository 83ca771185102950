"""An answer before it is printed: one sentence or a few, then rows as sentences that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from holdfast_tui.safe_text import SafeText

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.moment import Moment
    from holdfast.views.selection import Selection


PAGE: Final = 10
"""Rows of an answer, and of each `more`: as many as can be kept in mind."""


@dataclass(frozen=True)
class CustomerAt:
    """A customer, by its number in the book."""

    number: int


@dataclass(frozen=True)
class CustomerNamed:
    """A customer, by its id or its whole name."""

    word: str


@dataclass(frozen=True)
class RepNamed:
    """A rep, by id or name."""

    word: str


@dataclass(frozen=True)
class FigureNamed:
    """A figure, by the id of its metric."""

    metric: str


@dataclass(frozen=True)
class FlagNamed:
    """A flag of customers, by its id: whom it is open on."""

    flag: str


@dataclass(frozen=True)
class RowsOf:
    """What rows are behind a part of a view."""

    selection: Selection


Opens: TypeAlias = CustomerAt | CustomerNamed | RepNamed | FigureNamed | FlagNamed | RowsOf


@dataclass(frozen=True)
class Row:
    """A sentence; what `open` with its number leads to, where it leads anywhere."""

    text: SafeText
    opens: Opens | None = None
    number: int | None = None


@dataclass(frozen=True, eq=False)
class Rows:
    """So many rows, which are made when they are printed: a list may have a hundred thousand."""

    count: int = 0
    fetch: Callable[[int, int], Sequence[Row]] = lambda _start, _stop: ()

    def numbered(self, number: int) -> Row | None:
        """The row that is printed with a number."""
        if not 1 <= number <= self.count:
            return None
        here = self.fetch(number - 1, number)
        if here and here[0].number == number:
            return here[0]
        return next((row for row in self.fetch(0, self.count) if row.number == number), None)


def rows_of(rows: Iterable[Row]) -> Rows:
    """Rows that are all known; those that lead somewhere are numbered from 1."""
    told = tuple(_numbered(rows))
    return Rows(len(told), lambda start, stop: told[start:stop])


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    number = 0
    for row in rows:
        number += row.opens is not None
        yield Row(row.text, row.opens, number if row.opens is not None else None)


def numbered_rows(count: int, fetch: Callable[[int, int], Iterable[tuple[SafeText, Opens]]]) -> Rows:
    """Rows of which each leads somewhere; `fetch` makes some of them."""

    def made(start: int, stop: int) -> Sequence[Row]:
        stop = min(stop, count)
        return tuple(
            Row(text, opens, place) for place, (text, opens) in enumerate(fetch(start, stop), start + 1)
        )

    return Rows(count, made)


@dataclass(frozen=True, eq=False)
class Table:
    """What an export writes of an answer: `subject` is what a row is."""

    moment: Moment
    subject: str
    frame: Callable[[], pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Answer:
    """The first sentences, the rows, and what is said after the last of them.

    `metric`: the figure that `rows` tells the rows of; `customer` and `rep`: whom it is about, for what is
    written; `table`: what can be exported. `page`: so many rows are told at once, those from `starts` on.
    `aside`: what was shown before stays the last answer, to be opened, exported and gone on with.
    """

    said: tuple[SafeText, ...]
    rows: Rows = field(default_factory=Rows)
    after: tuple[SafeText, ...] = ()
    metric: str | None = None
    customer: int | None = None
    rep: str | None = None
    table: Table | None = None
    page: int = PAGE
    aside: bool = False
    starts: int = 0


def aside(*said: SafeText, rows: Rows | None = None) -> Answer:
    """What is said between two answers."""
    told = Rows() if rows is None else rows
    return Answer(said, told, page=told.count, aside=True)
