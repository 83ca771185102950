"""Since when a flag is open, from the spells that keep it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER, LAST_OF_CUSTOMER
from holdfast.rows.bisect import place
from holdfast.timeline import ONE_DAY

if TYPE_CHECKING:
    from datetime import date


def open_since(spells: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The first day of the unbroken run of spells that reaches `as_of`: `customer`, `since`, sorted.

    `spells`: `customer`, `start` Date and `stop` Date, the first day after it, null while it lasts; in any
    order, overlapping or not. Customers whose last run ended by `as_of` have no row.
    """
    stop = pl.col("stop").fill_null(as_of + ONE_DAY)
    # Customer and day as one number: it only rises, so what holds over all rows holds within a customer.
    covered = place(pl.col("stop")).cum_max()
    begins = FIRST_OF_CUSTOMER | (place(pl.col("start")) > covered.shift(1))
    return (
        spells.select("customer", "start", stop.alias("stop"))
        .filter((pl.col("start") < pl.col("stop")) & (pl.col("start") <= as_of))
        .sort(place(pl.col("start")))
        .with_columns(
            pl.when(begins).then("start").forward_fill().alias("since"),
            (covered > place(pl.lit(as_of))).alias("lasts"),
        )
        .filter(LAST_OF_CUSTOMER & pl.col("lasts"))
        .select("customer", "since")
    )
