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
class ToCustomer:
    """A customer, by its number in the book."""

    number: int


@dataclass(frozen=True)
class ToNamed:
    """A customer, by its id or its whole name."""

    word: str


@dataclass(frozen=True)
class ToRep:
    """A rep, by id or name."""

    word: str


@dataclass(frozen=True)
class ToFigure:
    """A figure, by the id of its metric."""

    metric: str


@dataclass(frozen=True)
class ToFlag:
    """A flag of customers, by its id: whom it is open on."""

    flag: str


@dataclass(frozen=True)
class ToRows:
    """What rows are behind a part of a view."""

    selection: Selection


Opens: TypeAlias = ToCustomer | ToNamed | ToRep | ToFigure | ToFlag | ToRows


@dataclass(frozen=True)
class ToldRow:
    """A sentence; what `open` with its number leads to, where it leads anywhere."""

    text: SafeText
    opens: Opens | None = None
    number: int | None = None


@dataclass(frozen=True, eq=False)
class ToldRows:
    """So many rows, which are made when they are printed: a list may have a hundred thousand."""

    count: int = 0
    fetch: Callable[[int, int], Sequence[ToldRow]] = lambda _start, _stop: ()

    def numbered(self, number: int) -> ToldRow | None:
        """The row that is printed with a number."""
        if not 1 <= number <= self.count:
            return None
        here = self.fetch(number - 1, number)
        if here and here[0].number == number:
            return here[0]
        return next((row for row in self.fetch(0, self.count) if row.number == number), None)


def rows_of(rows: Iterable[ToldRow]) -> ToldRows:
    """Rows that are all known; those that lead somewhere are numbered from 1."""
    told = tuple(_numbered(rows))
    return ToldRows(len(told), lambda start, stop: told[start:stop])


def _numbered(rows: Iterable[ToldRow]) -> Iterator[ToldRow]:
    number = 0
    for row in rows:
        number += row.opens is not None
        yield ToldRow(row.text, row.opens, number if row.opens is not None else None)


def numbered_rows(count: int, fetch: Callable[[int, int], Iterable[tuple[SafeText, Opens]]]) -> ToldRows:
    """Rows of which each leads somewhere; `fetch` makes some of them."""

    def made(start: int, stop: int) -> Sequence[ToldRow]:
        stop = min(stop, count)
        return tuple(
            ToldRow(text, opens, place) for place, (text, opens) in enumerate(fetch(start, stop), start + 1)
        )

    return ToldRows(count, made)


@dataclass(frozen=True, eq=False)
class Exportable:
    """What an export writes of an answer: `subject` is what a row is."""

    moment: Moment
    subject: str
    frame: Callable[[], pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Told:
    """The first sentences, the rows, and what is said after the last of them.

    `metric`: the figure that `rows` tells the rows of; `customer` and `rep`: whom it is about, for what is
    written; `table`: what can be exported. `page`: so many rows are told at once, those from `starts` on.
    `aside`: what was shown before stays the last answer, to be opened, exported and gone on with.
    """

    said: tuple[SafeText, ...]
    rows: ToldRows = field(default_factory=ToldRows)
    after: tuple[SafeText, ...] = ()
    metric: str | None = None
    customer: int | None = None
    rep: str | None = None
    table: Exportable | None = None
    page: int = PAGE
    aside: bool = False
    starts: int = 0


def aside(*said: SafeText, rows: ToldRows | None = None) -> Told:
    """What is said between two answers."""
    told = ToldRows() if rows is None else rows
    return Told(said, told, page=told.count, aside=True)
