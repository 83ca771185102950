"""What the clock alone says of a customer: how long ago it ordered, beside its gap and the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import after
from holdfast.rows.numbered import placed

if TYPE_CHECKING:
    from datetime import date, timedelta

    from holdfast.book.book import Book

RATIOS: Final = (0.5, 1.0, 1.5, 2.0, 3.0)
"""Where the bands of days since the last order ÷ the customer's own gap end; the last is open."""

DAYS: Final = (30, 60, 90, 180)
"""The same in days, for customers of one order, who have no gap."""

BANDS: Final = len(RATIOS) + 1 + len(DAYS) + 1 + 1
"""By ratio, by days, and one band of customers without an order."""


def recency_band() -> pl.Expr:
    """The band (UInt32) by `overdue_ratio`, else `days_since_order`; the last without an order."""
    ratio, days = pl.col("overdue_ratio"), pl.col("days_since_order")
    by_ratio = pl.sum_horizontal((ratio >= limit).cast(pl.UInt32) for limit in RATIOS)
    by_days = pl.sum_horizontal((days >= limit).cast(pl.UInt32) for limit in DAYS)
    return (
        pl.when(ratio.is_not_null())
        .then(by_ratio)
        .when(days.is_not_null())
        .then(by_days + len(RATIOS) + 1)
        .otherwise(BANDS - 1)
        .cast(pl.UInt32)
    )


def closes_in(book: Book, day: date) -> pl.Expr:
    """Days (Int32) until a customer ceases to be active unless it orders, over customer facts of `day`.

    Null for whoever is active by a service, which no clock ends, and for whoever never ordered.
    """
    closes = after(pl.col("last_order"), book.settings.active_window)
    by_orders = pl.col("mrr").fill_null(0) == 0
    left = (closes - pl.lit(day)).dt.total_days().cast(pl.Int32)
    return pl.when(by_orders).then(left)


def no_order_after(book: Book, day: date, horizon: timedelta) -> pl.Series:
    """Boolean per customer: no counted order within the horizon after `day`; null before the first order."""
    purchases, following = book.purchases, pl.col("next_day")
    last = purchases.filter((pl.col("day") <= day) & (following.is_null() | (following > day)))
    silent = last.select("customer", (following.is_null() | (following > day + horizon)).alias("silent"))
    return placed(silent.get_column("customer"), silent.get_column("silent"), book.customers.height)
