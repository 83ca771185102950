"""What share of a customer's revenue is margin: as the export says, else assumed and named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.keeping import keeps
from holdfast.words.numerals import MINUS, number_text

if TYPE_CHECKING:
    from holdfast.book.book import Book

MARGIN_RULE: Final = "margin_pct of the customer: up to 1 a share, above 1 a percentage"


@dataclass(frozen=True, eq=False)
class Margins:
    """`shares`: `customer` UInt32 (row i is customer i), `margin` Float64 (1 is all of it), `stated` Boolean.

    `assumed` is the share of customers without one of their own, `basis` the words for it.
    """

    shares: pl.DataFrame
    assumed: float
    basis: str

    def note(self, customers: pl.DataFrame) -> str:
        """How the margin of these customers (column `customer`) is known."""
        stated = self.shares.get_column("stated").gather(customers.get_column("customer"))
        if stated.all():
            return "margins as on file"
        missing = int((~stated).sum())
        if missing == stated.len():
            return f"no margin on file: {self.basis}"
        return f"{missing:,} of {stated.len():,} without a margin of their own: {self.basis}"


@keeps(4)
def margins(book: Book, as_of: date) -> Margins:
    """Margins of all customers as described on `as_of`.

    Without `margin_pct`, a customer takes the assumed margin of the book's settings, else the median of the
    margins on file, else all of its revenue.
    """
    known = book.customers_as_known(as_of)
    visible = pl.col("known_from").is_null() | (pl.col("known_from") <= as_of)
    value = pl.col("margin_pct")
    usable = pl.when(visible & value.is_finite()).then(pl.when(value > 1).then(value / 100).otherwise(value))
    shares = known.select("customer", usable.alias("margin"))
    middle = shares.get_column("margin").median()
    stated = book.settings.assumed_margin_pct
    if stated is not None:
        assumed, basis = stated / 100, f"{stated:g} % assumed".replace("-", MINUS)
    elif isinstance(middle, float):
        assumed, basis = middle, f"{number_text(100 * middle, 1)} % assumed, the median of those on file"
    else:
        assumed, basis = 1.0, "100 % assumed, so read it as revenue"
    filled = shares.select(
        "customer",
        pl.col("margin").fill_null(assumed),
        pl.col("margin").is_not_null().alias("stated"),
    )
    return Margins(filled, assumed, basis)
