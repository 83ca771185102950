"""What retention of revenue is measured on, and how much of the revenue that covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.query import Basis
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import percent_text

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

MOST_REVENUE: Final = 0.5
"""Recurring revenue is what retention is measured on where it covers at least so much of a year's revenue."""


@dataclass(frozen=True)
class RevenueBasis:
    """`name` of the basis in force; `share` of a year's revenue it covers, None where there is no other."""

    name: Basis
    share: float | None = None

    @property
    def other(self) -> Basis | None:
        """The one it could be measured on instead."""
        if self.share is None:
            return None
        return "orders" if self.name == "mrr" else "mrr"

    @property
    def words(self) -> str:
        """`orders · 99% of revenue`, or `the mrr basis`."""
        if self.share is None:
            return f"the {self.name} basis"
        return phrase(
            "{basis} · {share} of revenue", basis=tr(self.name, "vocabulary"), share=percent_text(self.share)
        )


def bases(book: Book) -> tuple[Basis, ...]:
    """What revenue of this book can be measured on."""
    if not book.has_recurring_revenue:
        return ("orders",)
    return ("mrr", "orders") if book.has("orders") else ("mrr",)


def revenue_basis(book: Book, as_of: date, customers: pl.DataFrame, asked: Basis | None) -> RevenueBasis:
    """The basis that was asked for, else the one that covers most of the revenue, as MEASURED_ON tells.

    `customers`: facts of all customers on the day. A year's revenue is theirs: net orders of the trailing 12
    months, or 12 × recurring revenue where that is more, so that invoices of a subscription count once.
    Raises UsageError where the book does not have what was asked for.
    """
    known = bases(book)
    if asked is not None and asked not in known:
        raise UsageError(f"revenue of this book can be measured on {known[0]} only, not on {asked}")
    if len(known) == 1:
        return RevenueBasis(known[0])
    whole, monthly = (int(customers.get_column(name).sum() or 0) for name in ("revenue", "mrr"))
    covered: dict[Basis, float] = {
        "mrr": 12 * monthly / whole if whole > 0 else 0.0,
        "orders": _ordered(book, as_of) / whole if whole > 0 else 0.0,
    }
    most: Basis = "mrr" if covered["mrr"] >= min(MOST_REVENUE, covered["orders"]) else "orders"
    chosen = asked or most
    return RevenueBasis(chosen, covered[chosen])


def _ordered(book: Book, as_of: date) -> int:
    closed = as_of + ONE_DAY
    inside = pl.col("day").is_between(add_months(closed, -12), closed, closed="left")
    return int(book.sales.filter(inside).get_column("amount").sum() or 0)
