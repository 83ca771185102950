"""What a rule may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import Book
from holdfast.facts import beside
from holdfast.tables import TABLES

if TYPE_CHECKING:
    from holdfast.risk.thresholds import Thresholds

SHARE_TOLERANCE: Final = 1e-9
"""A value that equals its limit counts as at most the limit, although 0.6 is no exact binary number."""


@dataclass(frozen=True, eq=False)
class Scope:
    """One evaluation: the book, the day, the customers, the thresholds.

    Row i of `facts` is customer i, as of the same day. A rule reads only rows dated on or before `as_of`.
    """

    book: Book
    as_of: date
    facts: pl.DataFrame
    thresholds: Thresholds

    @cached_property
    def two_way_contacts(self) -> pl.DataFrame:
        """Two-way contacts up to `as_of`: `customer`, `day`, `rep_id` (null: whoever held the customer)."""
        two_way = pl.col("direction").str.to_lowercase() == "two-way"
        visible = self.book.visible("interactions", self.as_of).lazy()
        return (
            visible.filter(pl.col("customer").is_not_null() & two_way)
            .select("customer", pl.col("at").dt.date().alias("day"), "rep_id")
            .collect(engine="in-memory")
        )

    @cached_property
    def contacts_known_from(self) -> date | None:
        """The first day with an interaction of any kind: before it, missing contacts prove nothing."""
        first = self.book.visible("interactions", self.as_of).get_column("at").min()
        return first.date() if isinstance(first, datetime) else None

    def ago(self, days: int) -> date:
        """The day that many days before `as_of`."""
        return self.as_of - timedelta(days=days)

    def beside_facts(self, numbers: pl.DataFrame | pl.LazyFrame, *fact_columns: str) -> pl.DataFrame:
        """Facts columns with `numbers` (at most one row per `customer`) row by row beside them."""
        collected = numbers.lazy().collect(engine="in-memory")
        return self.facts.select("customer", *fact_columns).hstack(beside(collected, self.facts.height))

    def rows_of(self, table: str, customer: int, *, since: date | None = None) -> pl.DataFrame:
        """The visible rows of one customer in a table as the export has them, the newest first.

        `since`: only those dated on that day or later.
        """
        rows = self.book.visible(table, self.as_of).filter(pl.col("customer") == customer).drop("customer")
        dated = TABLES[table].known_on
        if dated is None:
            return rows
        day = pl.col(dated).cast(pl.Date)
        if since is not None:
            rows = rows.filter(day >= since)
        return rows.sort(dated, descending=True, nulls_last=True, maintain_order=True)

    def days_since(self, day: str) -> pl.Expr:
        """Days from a Date column to `as_of`, Int32."""
        return (pl.lit(self.as_of) - pl.col(day)).dt.total_days().cast(pl.Int32)


def days_after(day: str, days: pl.Expr) -> pl.Expr:
    """The first day on which at least `days` days (fractions allowed) have passed since a Date column."""
    return (pl.col(day).cast(pl.Int32) + days.ceil().cast(pl.Int32)).cast(pl.Date)


def at_most(value: pl.Expr, share: float, of: pl.Expr) -> pl.Expr:
    """Whether `value` is at most that share of a positive number."""
    return value <= share * (1 + SHARE_TOLERANCE) * of
