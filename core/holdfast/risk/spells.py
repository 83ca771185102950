"""Since when a flag is open, from the spells that keep it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.timeline import ONE_DAY

if TYPE_CHECKING:
    from datetime import date


def open_since(spells: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The first day of the unbroken run of spells that reaches `as_of`: `customer`, `since`, sorted.

    `spells`: `customer`, `start` Date and `stop` Date, the first day after it, null while it lasts; in any
    order, overlapping or not. Customers whose last run ended by `as_of` have no row.
    """
    stops = pl.col("stop").fill_null(as_of + ONE_DAY)
    runs = (
        spells.select("customer", "start", stops.alias("stop"))
        .filter((pl.col("start") < pl.col("stop")) & (pl.col("start") <= as_of))
        .sort("customer", "start", "stop")
        .with_columns(pl.col("stop").cum_max().shift(1).over("customer").alias("covered"))
        .with_columns((pl.col("covered").is_null() | (pl.col("start") > pl.col("covered"))).alias("begins"))
    )
    return (
        runs.group_by("customer", maintain_order=True)
        .agg(
            pl.col("start").filter("begins").last().alias("since"),
            pl.col("stop").max().alias("until"),
        )
        .filter(pl.col("until") > as_of)
        .select("customer", "since")
    )
