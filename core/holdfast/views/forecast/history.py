"""What customers brought month by month before a day: the months are counted back from that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.book.activity import LAST_OF_CUSTOMER
from holdfast.keeping import keeps
from holdfast.money import MONEY_SCALE
from holdfast.query import Basis
from holdfast.rows.numbered import filled, placed
from holdfast.timeline import add_months

if TYPE_CHECKING:
    from holdfast.book.book import Book

ForecastKind = Literal["revenue", "customers"]

YEAR: Final = 12
MOST_BACK: Final = 24
"""Forecasts look back on so many months, and on what was said at their closes."""

_KEPT_MONTHS: Final = YEAR + 2 * MOST_BACK
"""Of a year ago too the earlier forecasts are made again, from the months before each."""


@dataclass(frozen=True, eq=False)
class MonthlyHistory:
    """What each customer brought in each month before `end`; what came later is not in it.

    Month 0 is the last before `end`, −1 the one before; each begins on the day of the month on which `end`
    lies, so that none is cut short. `rows`: `customer` UInt32, `month` Int32, Int64 `value` (money, or 1
    where the customer was active at the close of the month). `first`: by customer, the month of its first row
    ever, null where there is none. `begin`: the first day with any row. `is_count`: months do not add up.
    """

    end: date
    begin: date
    rows: pl.DataFrame
    first: pl.Series
    scale: int
    is_count: bool

    def close(self, month: int) -> date:
        """The first day after a month."""
        return add_months(self.end, month)

    @cached_property
    def months(self) -> int:
        """How many whole months the data reach back."""
        count = 0
        while self.close(-count - 1) >= self.begin:
            count += 1
        return count

    def standing(self, month: int) -> pl.Series:
        """Int64 by customer: what it brought in the 12 months up to a month, or had at its close."""
        first = month if self.is_count else month - YEAR + 1
        inside = self.rows.filter(pl.col("month").is_between(first, month))
        sums = inside.group_by("customer").agg(pl.col("value").sum())
        found = placed(sums.get_column("customer"), sums.get_column("value"), self.first.len())
        return found.fill_null(0)

    def known(self, month: int) -> pl.Series:
        """Boolean by customer: whether its first row lies in a month or before."""
        return (self.first <= month).fill_null(value=False)


@keeps(4)
def revenue_history(book: Book, end: date, basis: Basis) -> MonthlyHistory | None:
    """Net orders, or recurring revenue at the close of each month; None where there has been nothing."""
    if basis == "orders":
        dated = book.sales.lazy().filter(pl.col("day") < end).select("customer", "day", value="amount")
        return _flows(book, dated.collect(), end)
    changes = book.activity.changes.filter((pl.col("day") < end) & (pl.col("delta") != 0))
    return _levels(book, changes, end, pl.col("level"), is_count=False)


@keeps(4)
def customer_history(book: Book, end: date) -> MonthlyHistory | None:
    """Who was active at the close of each month."""
    changes = book.activity.changes.filter((pl.col("day") < end) & (pl.col("step") != 0))
    return _levels(book, changes, end, pl.col("step").clip(0, 1).cast(pl.Int64), is_count=True)


def basis_of(book: Book, asked: Basis | None) -> Basis:
    """What revenue is of: orders where there are any, unless recurring revenue is asked for."""
    if asked == "mrr" and book.has_recurring_revenue:
        return "mrr"
    return "orders" if book.has("orders") else "mrr"


def _flows(book: Book, dated: pl.DataFrame, end: date) -> MonthlyHistory | None:
    begin = dated.get_column("day").min()
    if not isinstance(begin, date):
        return None
    month = _month_of(dated.get_column("day"), begin, end)
    numbered = dated.lazy().with_columns(month.alias("month"))
    first = numbered.group_by("customer").agg(pl.col("month").min()).collect()
    rows = (
        numbered.filter(pl.col("month") > -_KEPT_MONTHS)
        .group_by("customer", "month")
        .agg(pl.col("value").sum())
        .filter(pl.col("value") != 0)
        .sort("month", "customer")
        .collect()
    )
    return MonthlyHistory(end, begin, rows, _by_customer(book, first), MONEY_SCALE, is_count=False)


def _levels(
    book: Book, changes: pl.DataFrame, end: date, value: pl.Expr, *, is_count: bool
) -> MonthlyHistory | None:
    """From states that hold until the next change of the same customer; `changes` sorted by customer, day."""
    begin = changes.get_column("day").min()
    if not isinstance(begin, date):
        return None
    month = _month_of(changes.get_column("day"), begin, end)
    states = changes.lazy().select("customer", month.alias("from"), value.alias("value"))
    spells = states.with_columns(
        # The state at the close of a month is the one that its last change left.
        pl.when(~LAST_OF_CUSTOMER).then(pl.col("from").shift(-1) - 1).otherwise(0).alias("until")
    )
    first = spells.group_by("customer").agg(pl.col("from").min().alias("month")).collect()
    rows = (
        spells.with_columns(pl.max_horizontal("from", pl.lit(1 - _KEPT_MONTHS, pl.Int32)).alias("from"))
        .filter((pl.col("value") != 0) & (pl.col("from") <= pl.col("until")))
        .select(
            "customer", pl.int_ranges("from", pl.col("until") + 1, dtype=pl.Int32).alias("month"), "value"
        )
        .explode("month")
        .sort("month", "customer")
        .collect()
    )
    scale = 1 if is_count else MONEY_SCALE
    return MonthlyHistory(end, begin, rows, _by_customer(book, first), scale, is_count=is_count)


def _month_of(days: pl.Series, begin: date, end: date) -> pl.Series:
    """Int32 month of each day, 0 the last before `end`."""
    closes = [end]
    while closes[-1] > begin:
        closes.append(add_months(end, -len(closes)))
    ends = pl.Series(closes[::-1], dtype=pl.Date)
    return ends.search_sorted(days, side="right").cast(pl.Int32) - (len(closes) - 1)


def _by_customer(book: Book, first: pl.DataFrame) -> pl.Series:
    height = book.customers.height
    if first.is_empty():
        return filled(None, height, pl.Int32)
    return placed(first.get_column("customer"), first.get_column("month").cast(pl.Int32), height)
