"""Rows of some customers out of a frame that is sorted by customer: found by bisection, not by a join."""

from __future__ import annotations

import polars as pl


def rows_of_customers(frame: pl.DataFrame, customers: pl.Series) -> pl.DataFrame:
    """Rows of some customers, in order, of a frame sorted by `customer`; `customers` rise."""
    if customers.is_empty():
        return frame.clear()
    sorted_by = frame.get_column("customer")
    first = sorted_by.search_sorted(customers, "left").cast(pl.Int64)
    after = sorted_by.search_sorted(customers, "right").cast(pl.Int64)
    ranges = pl.int_ranges(first, after, dtype=pl.UInt32, eager=True)
    return frame[ranges.filter(after > first).explode()]


def place(day: pl.Expr) -> pl.Expr:
    """Int64 that sorts as `customer`, then day: one number sorts in half the time of two columns."""
    return pl.col("customer").cast(pl.Int64) * 2**32 + day.cast(pl.Int32)
