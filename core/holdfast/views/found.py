"""Customers and reps by half of their names, for whoever wants to go to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.keeping import keeps
from holdfast.search.columns import find, keys_of
from holdfast.search.loose import Asked, Rank
from holdfast.search.things import Hit, Thing, certain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

MOST_FOUND: Final = 30
"""More than that nobody reads: another letter narrows them."""

CUSTOMER: Final = "customer"
REP: Final = "rep"
"""Kinds of `Thing`: the id of a customer is its number, that of a rep as the export has it."""

_KEPT_DATES: Final = 3


def found(store: FactsStore, answer: Answer, typed: str, most: int = MOST_FOUND) -> tuple[Hit, ...]:
    """Reps, then customers that the query keeps, by what was typed of a name or an id: the best first.

    Nothing typed finds nobody, and makes the next search quick.
    """
    asked = Asked(typed)
    hits = [*_reps(answer, asked, most), *_customers(store.book, answer, asked, most)]
    return certain(sorted(hits, key=lambda hit: hit.rank))[:most]


def _reps(answer: Answer, asked: Asked, most: int) -> Iterator[Hit]:
    reps = answer.facts.reps.select("rep_id", "name", "team").unique("rep_id", maintain_order=True)
    for row, rank in _by_name_or_id(asked, keys_of(reps["name"]), keys_of(reps["rep_id"]), most):
        rep_id, name, team = reps.row(row)
        yield Hit(Thing(REP, rep_id, name or rep_id, about=f"rep{f', {team}' if team else ''}"), rank)


def _customers(book: Book, answer: Answer, asked: Asked, most: int) -> Iterator[Hit]:
    names, ids = _keys(book, answer.facts.as_of)
    kept = _by_name_or_id(asked, names, ids, most, answer.mask)
    customers = answer.facts.customers
    about = [column for column in ("customer_id", "rep") if column in customers.columns]
    for row, rank in kept:
        told = customers.select("name", *about).row(row)
        said = ", ".join(str(one) for one in told[1:] if one is not None)
        yield Hit(Thing(CUSTOMER, str(row), told[0], about=said), rank)


def _by_name_or_id(
    asked: Asked, names: pl.Series, ids: pl.Series, most: int, only: pl.Series | None = None
) -> tuple[tuple[int, Rank], ...]:
    """Rows of the names that answer; of the ids where a digit was typed, for those of people have digits."""
    if only is not None and not only.all():
        names, ids = (keys.zip_with(only, pl.Series([None], dtype=pl.String)) for keys in (names, ids))
    hits = dict(find(asked, names, most))
    if any(letter.isdigit() for letter in asked.phrase):
        for row, rank in find(asked, ids, most):
            hits[row] = min(rank, hits.get(row, rank))
    best = min(hits.values(), default=Rank.WHOLE)
    certain = {row: rank for row, rank in hits.items() if rank < Rank.SLIP or best >= Rank.SLIP}
    return tuple(sorted(certain.items(), key=lambda one: one[1])[:most])


@keeps(_KEPT_DATES)
def _keys(book: Book, as_of: date) -> tuple[pl.Series, pl.Series]:
    """What customers were called on a day, and their ids, as they are compared."""
    known = book.customers_as_known(as_of) if book.described is not None else book.customers
    return keys_of(known.get_column("name")), keys_of(known.get_column("customer_id"))
