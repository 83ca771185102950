"""The day a play counts back from: when the contract of a customer is decided."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import first_deadlines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.plays.play import Anchor, Play

_KINDS: Final[Mapping[Anchor, tuple[str, ...]]] = MappingProxyType(
    {"renewal": ("notice", "renewal", "end"), "cut-off": ("cut-off",)}
)
"""The deadlines of contracts that a play can count back from, by what it says it counts from."""


def anchor_of(book: Book, as_of: date, facts: pl.DataFrame, play: Play, customer: int) -> date | None:
    """The day a play counts back from for one customer, on or after `as_of`; None for a play that does not.

    None too where no such day is known. `facts`: facts of the day, row i customer i. Where no contract says
    it, the renewal is that of the subscription.
    """
    kinds = _KINDS.get(play.counted_from)
    if kinds is None:
        return None
    found = first_deadlines(book, as_of, kinds=kinds).filter(pl.col("customer") == customer).collect()
    if not found.is_empty():
        day: date = found.item(0, "deadline")
        return day
    renewal: date | None = facts.item(customer, "renewal") if play.counted_from == "renewal" else None
    return renewal if renewal is not None and renewal >= as_of else None
