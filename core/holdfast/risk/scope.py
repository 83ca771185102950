"""What a rule may look at, and the columns it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import Book
from holdfast.fields import SEVERITIES
from holdfast.risk.thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping

CLEAR: Final = SEVERITIES.index("none")
WATCH: Final = SEVERITIES.index("watch")
HIGH: Final = SEVERITIES.index("high")
CRITICAL: Final = SEVERITIES.index("critical")

SHARE_TOLERANCE: Final = 1e-9
"""A value that equals its limit counts as at most the limit, although 0.6 is no exact binary number."""

EVIDENCE_COLUMNS: Final[Mapping[str, Mapping[str, pl.DataType]]] = MappingProxyType(
    {
        "F01": {
            "last_order": pl.Date(),
            "days": pl.Int32(),
            "cadence": pl.Float64(),
            "gaps": pl.UInt32(),
            "ratio": pl.Float64(),
        },
        "F03": {
            "first_order": pl.Date(),
            "days": pl.Int32(),
            "from_percent": pl.Int8(),
            "from_day": pl.Int32(),
            "to_day": pl.Int32(),
            "converters": pl.UInt32(),
        },
        "F04": {
            "revenue": pl.Int64(),
            "usual": pl.Int64(),
            "last_year": pl.Int64(),
            "window": pl.Int16(),
        },
        "F05": {"recent": pl.Int64(), "earlier": pl.Int64(), "recent_orders": pl.Int16()},
        "F12": {"score": pl.Float64(), "comment": pl.String()},
        "F18": {
            "days": pl.Int32(),
            "rep": pl.String(),
            "before": pl.String(),
            "contacts": pl.UInt32(),
        },
        "F19": {
            "days": pl.Int32(),
            "last_rep": pl.String(),
            "rep_left": pl.Date(),
            "revenue": pl.Int64(),
        },
        "F22": {
            "kind": pl.String(),
            "id": pl.String(),
            "days": pl.Int32(),
            "value": pl.Int64(),
        },
        "F29": {
            "last_contact": pl.Date(),
            "counted_from": pl.Date(),
            "days": pl.Int32(),
            "cadence": pl.Int32(),
            "tier": pl.String(),
        },
    }
)
"""Flag → the numbers of its evidence sentence besides `since`; the facts call them `ev_<flag>_<name>`."""


@dataclass(frozen=True, eq=False)
class Scope:
    """One evaluation: the book, the day, the customers (a row each, sorted by `customer`), the thresholds.

    A rule answers with one row per row of `facts`, in their order: `severity` (index into SEVERITIES, 0
    clear, null not evaluated), `since` (Date) and the columns of EVIDENCE_COLUMNS. It reads only rows
    dated on or before `as_of`.
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
        """Facts columns with `numbers` (at most one row per `customer`) joined to them."""
        facts = self.facts.lazy().select("customer", *fact_columns)
        joined = facts.join(numbers.lazy(), on="customer", how="left", maintain_order="left")
        return joined.collect(engine="in-memory")

    def days_since(self, day: str) -> pl.Expr:
        """Days from a Date column to `as_of`, Int32."""
        return (pl.lit(self.as_of) - pl.col(day)).dt.total_days().cast(pl.Int32)


def days_after(day: str, days: pl.Expr) -> pl.Expr:
    """The first day on which at least `days` days (fractions allowed) have passed since a Date column."""
    return (pl.col(day).cast(pl.Int32) + days.ceil().cast(pl.Int32)).cast(pl.Date)


def at_most(value: pl.Expr, share: float, of: pl.Expr) -> pl.Expr:
    """Whether `value` is at most that share of a positive number."""
    return value <= share * (1 + SHARE_TOLERANCE) * of
