"""Who left and when, and from when on a record speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.levels import activity_levels
from holdfast.facts.losses import RECORD_WITHIN
from holdfast.rows.bisect import rows_of_customers
from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book


def lost_inside(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Whoever was active at the start of the period and not at its end, by customer: those churn counts.

    `customer` UInt32, `lost_on` Date of the last loss inside the period, `speaks_from` as
    `with_record_window`.
    """
    levels = activity_levels(book, as_of, period)
    gone = (
        levels.select((pl.col("active_start") & ~pl.col("active_end")).alias("gone")).to_series().arg_true()
    )
    inside = pl.col("day").is_between(period.start, period.end, closed="left") & (pl.col("day") <= as_of)
    ended = book.activity.changes.filter((pl.col("step") == -1) & inside)
    last = ended.group_by("customer").agg(pl.col("day").max().alias("lost_on"))
    return with_record_window(book, last.filter(pl.col("customer").is_in(gone.implode())))


def lost_now(book: Book, as_of: date) -> pl.DataFrame:
    """Whoever was active once and is not at the close of `as_of`: columns as `lost_inside`."""
    day, following = pl.col("day"), pl.col("next_day")
    is_last = (day <= as_of) & (following.is_null() | (following > as_of))
    ended = book.activity.changes.filter(is_last & ~pl.col("is_active"))
    return with_record_window(book, ended.select("customer", day.alias("lost_on")))


def with_record_window(book: Book, lost: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `lost_on`, and `speaks_from`: the first day on which a record speaks of it, by customer.

    RECORD_WITHIN before it. Who only ordered counts as active for a while after the last order: there what is
    said speaks from that order on.
    """
    keyed = lost.select("customer", "lost_on").sort("customer")
    ordered = keyed.join(_last_orders(book, keyed), on="customer", how="left", maintain_order="left")
    return ordered.select(
        "customer",
        "lost_on",
        pl.min_horizontal(pl.col("lost_on") - RECORD_WITHIN, "ordered_on").alias("speaks_from"),
    )


def _last_orders(book: Book, lost: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `ordered_on`: the last order before the loss of whoever left without recurring revenue."""
    customers = lost.get_column("customer")
    ended = rows_of_customers(book.activity.changes, customers).join(
        lost, left_on=["customer", "day"], right_on=["customer", "lost_on"], how="semi"
    )
    served = ended.filter(pl.col("level") - pl.col("delta") > 0).select("customer")
    return (
        rows_of_customers(book.purchases, customers)
        .join(lost, on="customer")
        .join(served, on="customer", how="anti")
        .filter(pl.col("day") <= pl.col("lost_on") - ONE_DAY)
        .group_by("customer")
        .agg(pl.col("day").max().alias("ordered_on"))
    )
