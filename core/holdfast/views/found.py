"""Customers and reps by half of their names, for whoever wants to go to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.keeping import keeps
from holdfast.query import Query
from holdfast.search.columns import find, keys_of
from holdfast.search.loose import Rank, Wanted
from holdfast.search.things import Hit, Thing, certain, search

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
    asked, as_of = Wanted(typed), answer.facts.as_of
    reps = search(typed, _reps(store, as_of)) if asked.phrase else ()
    hits = [*reps, *_customers(store.book, answer, asked, most)]
    return certain(sorted(hits, key=lambda hit: hit.rank))[:most]


@keeps(_KEPT_DATES, words=True)
def _reps(store: FactsStore, as_of: date) -> tuple[Thing, ...]:
    """Everybody who was a rep by a day."""
    reps = store.answer(Query(as_of=as_of)).facts.reps.select("rep_id", "name", "team")
    return tuple(
        Thing(REP, rep_id, name or rep_id, about=f"rep{f', {team}' if team else ''}")
        for rep_id, name, team in reps.unique("rep_id", keep="first", maintain_order=True).iter_rows()
    )


def _customers(book: Book, answer: Answer, asked: Wanted, most: int) -> Iterator[Hit]:
    names, ids = _keys(book, answer.facts.as_of)
    kept = _by_name_or_id(asked, names, ids, most, answer.mask)
    rows = [row for row, _ in kept]
    customers = answer.facts.customers
    shown, *about = (
        customers.get_column(name).gather(rows).to_list()
        for name in ("name", "customer_id", "rep")
        if name in customers.columns
    )
    for (row, rank), name, *told in zip(kept, shown, *about, strict=True):
        said = ", ".join(str(one) for one in told if one is not None)
        yield Hit(Thing(CUSTOMER, str(row), name, about=said), rank)


def _by_name_or_id(
    asked: Wanted, names: pl.Series, ids: pl.Series, most: int, only: pl.Series | None = None
) -> tuple[tuple[int, Rank], ...]:
    """Rows of the names that answer; where a digit was typed, of the ids too."""
    if only is not None and not only.all():
        names, ids = (keys.zip_with(only, pl.Series([None], dtype=pl.String)) for keys in (names, ids))
    if not any(letter.isdigit() for letter in asked.phrase):
        return find(asked, names, most)
    hits = dict(find(asked, ids, most, guesses=False))
    for row, rank in find(asked, names, most, guesses=not hits):
        hits[row] = min(rank, hits.get(row, rank))
    return tuple(sorted(hits.items(), key=lambda one: one[1])[:most])


@keeps(_KEPT_DATES)
def _keys(book: Book, as_of: date) -> tuple[pl.Series, pl.Series]:
    """What customers were called on a day, and their ids, as they are compared."""
    known = book.customers_as_known(as_of) if book.described is not None else book.customers
    return keys_of(known.get_column("name")), keys_of(known.get_column("customer_id"))
