"""How long customers and reps have lasted, as survival analysis reads it: time, event, late entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.keeping import keeps
from holdfast.timeline import ONE_DAY

if TYPE_CHECKING:
    from holdfast.book.book import Book

YEAR_DAYS: Final = 365
"""Twelve months, where survival is counted in days."""


@keeps(4)
def customer_lifetimes(book: Book, as_of: date) -> pl.DataFrame:
    """Every customer ever active by `as_of`, from first active to first lost, sorted by `customer`.

    `t` Float64 days, `event` Boolean (lost by then), `entry` Float64 (null: followed from the first day),
    `unknown_age` Boolean. A customer already active on the first day of the activity enters late, at the
    age since `created`, where that is earlier; otherwise it counts from that day and its age is unknown.
    One that came back still counts as lost the first time. Rows dated after `as_of` have no influence.
    """
    changes = book.activity.changes.filter(pl.col("day") <= as_of)
    begin, lost = pl.col("day").filter(pl.col("step") == 1).min(), pl.col("day").filter(pl.col("step") == -1)
    spells = changes.lazy().group_by("customer").agg(begin.alias("begin"), lost.min().alias("lost"))
    created = book.customers_as_known(as_of).lazy().select("customer", "created")
    already = pl.col("begin") == pl.lit(changes.get_column("day").min(), dtype=pl.Date)
    aged = already & (pl.col("created") < pl.col("begin")).fill_null(value=False)
    origin = pl.when(aged).then("created").otherwise("begin")
    return (
        spells.join(created, on="customer")
        .select(
            "customer",
            _days(pl.coalesce("lost", pl.lit(as_of + ONE_DAY)) - origin).alias("t"),
            pl.col("lost").is_not_null().alias("event"),
            pl.when(aged).then(_days(pl.col("begin") - origin)).alias("entry"),
            (already & ~aged).alias("unknown_age"),
        )
        .sort("customer")
        .collect()
    )


def second_orders(facts: pl.DataFrame) -> pl.DataFrame:
    """Customers with an order: days to the second one, one-timers followed up to the as-of date.

    `customer`, and `t`, `event`, `entry` as of `customer_lifetimes`; `facts` are customer facts.
    """
    return facts.filter(pl.col("orders") >= 1).select(
        "customer",
        pl.coalesce("days_to_second", "days_since_first").cast(pl.Float64).alias("t"),
        pl.col("days_to_second").is_not_null().alias("event"),
        pl.lit(None, dtype=pl.Float64).alias("entry"),
    )


def rep_tenures(book: Book, facts: pl.DataFrame) -> pl.DataFrame:
    """Reps with a hire date: days of service, those hired before the data begin entering late.

    `rep_id`, and `t`, `event`, `entry` as of `customer_lifetimes`; `facts` are rep facts. Who left before the
    data begin may be missing from the export, so a rep counts only from the first day of the data on.
    """
    before = _days(pl.lit(book.span[0]) - pl.col("hire_date"))
    tenures = facts.filter(pl.col("tenure_days").is_not_null()).select(
        "rep_id",
        pl.col("tenure_days").cast(pl.Float64).alias("t"),
        pl.col("end_date").is_not_null().alias("event"),
        pl.when(before > 0).then(before).alias("entry"),
    )
    return observed(tenures)


def observed(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells that were under observation for any time at all."""
    return spells.filter(
        pl.col("t").is_not_null() & (pl.col("entry").is_null() | (pl.col("entry") < pl.col("t")))
    )


def _days(length: pl.Expr) -> pl.Expr:
    return length.dt.total_days().cast(pl.Float64)
