"""What is being asked: one frozen value for the command line, a saved view and the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DEFAULT_PERIOD: Final = "12m"

Basis = Literal["mrr", "orders"]
"""What retention of revenue is measured on: recurring revenue, or what was ordered."""


@dataclass(frozen=True)
class SortKey:
    """One level of a sort: a field of the customer list and its direction."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """A question to the book.

    `as_of` None means the book's default; `period` is text of the period grammar, `where` of the filter
    grammar. `by` names a dimension. `since` is the day that flags are compared with. Text is kept rather than
    parsed so that the query can be saved. `basis` None means the one that covers most of the revenue.
    """

    as_of: date | None = None
    period: str = DEFAULT_PERIOD
    where: str = ""
    by: str | None = None
    sort: tuple[SortKey, ...] = ()
    columns: tuple[str, ...] = ()
    since: date | None = None
    basis: Basis | None = None
