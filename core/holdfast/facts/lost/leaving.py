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

    `customer` UInt32, `lost_on` Date of the last loss inside the period, and when it is spoken of, as
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
    """`customer`, `lost_on`, `speaks_from`, `speaks_to`: the days on which a record speaks of it.

    From RECORD_WITHIN before it to the day before the customer is back; null: it is not. Who only ordered
    counts as active for a while after the last order: there what is said speaks from that order on.
    """
    keyed = lost.select("customer", "lost_on").sort("customer")
    ended = rows_of_customers(book.activity.changes, keyed.get_column("customer")).join(
        keyed, left_on=["customer", "day"], right_on=["customer", "lost_on"], how="semi"
    )
    served = ended.filter(pl.col("level") - pl.col("delta") > 0)
    back = ended.select("customer", (pl.col("next_day") - ONE_DAY).alias("speaks_to"))
    ordered = _last_orders(book, keyed.join(served, on="customer", how="anti", maintain_order="left"))
    return (
        keyed.join(ordered, on="customer", how="left", maintain_order="left")
        .join(back, on="customer", how="left", maintain_order="left")
        .select(
            "customer",
            "lost_on",
            pl.min_horizontal(pl.col("lost_on") - RECORD_WITHIN, "ordered_on").alias("speaks_from"),
            "speaks_to",
        )
    )


def speaks(day: pl.Expr) -> pl.Expr:
    """Whether what was said on a day speaks of the loss beside it (`with_record_window`)."""
    return (day >= pl.col("speaks_from")) & (day <= pl.col("speaks_to")).fill_null(value=True)


def _last_orders(book: Book, lost: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `ordered_on`: the last order before each loss."""
    return (
        rows_of_customers(book.purchases, lost.get_column("customer"))
        .join(lost, on="customer")
        .filter(pl.col("day") < pl.col("lost_on"))
        .group_by("customer")
        .agg(pl.col("day").max().alias("ordered_on"))
    )
