"""The day a play counts back from: when the contract of a customer is decided."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import first_deadlines
from holdfast.keeping import keeps
from holdfast.rows.numbered import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.plays.play import Anchor, Play

_KINDS: Final[Mapping[Anchor, tuple[str, ...]]] = MappingProxyType(
    {"renewal": ("notice", "renewal", "end"), "cut-off": ("cut-off",)}
)
"""The deadlines of contracts that a play can count back from, by what it says it counts from."""

_KEPT: Final = 4


def anchor_of(book: Book, as_of: date, facts: pl.DataFrame, play: Play, customer: int) -> date | None:
    """The day a play counts back from for one customer, on or after `as_of`; None for a play that does not.

    None too where no such day is known. `facts`: facts of the day, row i customer i. Where no contract says
    it, the renewal is that of the subscription.
    """
    if play.counted_from not in _KINDS:
        return None
    day: date | None = _deadlines(book, as_of, play.counted_from)[customer]
    if day is not None or play.counted_from != "renewal":
        return day
    renewal: date | None = facts.item(customer, "renewal")
    return renewal if renewal is not None and renewal >= as_of else None


@keeps(_KEPT)
def _deadlines(book: Book, as_of: date, anchor: Anchor) -> pl.Series:
    """The first day that decides by a running contract, of every customer."""
    found = first_deadlines(book, as_of, kinds=_KINDS[anchor]).collect(engine="in-memory")
    return placed(found.get_column("customer"), found.get_column("deadline"), book.customers.height)
