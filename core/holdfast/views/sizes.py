"""How many customers each of several queries is about, and how many more or fewer than on an earlier day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from holdfast.answers.answer import Answer
from holdfast.answers.store import FactsStore
from holdfast.errors import UsageError
from holdfast.query import Query


@dataclass(frozen=True)
class Size:
    """Customers of a query, and on an earlier day; None where there is no such day.

    `problem` says why it cannot be told.
    """

    customers: int | None = None
    before: int | None = None
    problem: str = ""

    @property
    def change(self) -> int | None:
        """Customers more than on the earlier day."""
        return None if self.customers is None or self.before is None else self.customers - self.before


def sizes(
    store: FactsStore, answer: Answer, queries: Mapping[str, Query], since: date | None = None
) -> Mapping[str, Size]:
    """The size of each query, by its name; of one without a day of its own on that of the answer.

    `since`: the earlier day, for those that look at no earlier one themselves.
    """
    as_of = answer.facts.as_of
    return MappingProxyType({name: _size(store, query, as_of, since) for name, query in queries.items()})


def _size(store: FactsStore, query: Query, as_of: date, since: date | None) -> Size:
    day = query.as_of or as_of
    try:
        customers = store.answer(replace(query, as_of=day)).chosen.height
    except UsageError as error:
        return Size(problem=str(error))
    if since is None or since >= day or query.as_of is not None:
        return Size(customers)
    try:
        return Size(customers, store.answer(replace(query, as_of=since)).chosen.height)
    except UsageError:  # a period that had not begun by then
        return Size(customers)
