"""The desk's question to plain polars, on order lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from tests.benchmarks.rivals.asked import Answered, Asked, Days, Rival

if TYPE_CHECKING:
    from pathlib import Path


def polars_rival(folder: Path, days: Days) -> Rival:
    """On order lines, loaded from the Parquet files of a large book."""
    customers, orders = polars_tables(folder, days)

    def ask(asked: Asked) -> Answered:
        facts = _polars_facts(customers.lazy().filter(asked.expression), orders.lazy(), days)
        was, is_now = pl.col("previous") > 0, pl.col("period") > 0
        ratio = (pl.lit(days.as_of) - pl.col("last")).dt.total_days() / pl.col("cadence")
        figures, *_ = pl.collect_all(
            [
                facts.select(
                    was.sum().alias("at_start"),
                    (was & is_now).sum().alias("kept"),
                    is_now.sum().alias("active"),
                    pl.col("period").sum().alias("revenue"),
                    pl.min_horizontal("period", "previous").sum().alias("gross"),
                    pl.col("period").filter(was).sum().alias("net"),
                    (pl.col("orders") >= 2).sum().alias("repeat"),
                ),
                facts.sort("period", "customer_id", descending=[True, False]).head(40),
                facts.filter((pl.col("orders") >= 2) & (ratio >= 1.5))
                .group_by(ratio.floor().clip(upper_bound=3).alias("severity"))
                .agg(pl.len(), pl.col("period").sum()),
                facts.group_by("rep")
                .agg(
                    pl.len(),
                    pl.col("period").sum(),
                    was.sum().alias("held"),
                    (was & is_now).sum().alias("kept"),
                )
                .sort("rep"),
            ]
        )
        return Answered(*figures.select("at_start", "kept", "active", "revenue").row(0))

    return ask


def polars_tables(folder: Path, days: Days) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Customers with the rep who holds them, and orders until the day, `amount` in cents."""

    def is_open(start: str, end: str) -> pl.Expr:
        return (pl.col(start) <= days.as_of) & (pl.col(end).is_null() | (pl.col(end) > days.as_of))

    reps = pl.scan_parquet(folder / "reps.parquet").filter(is_open("hire_date", "end_date"))
    held = (
        pl.scan_parquet(folder / "assignments.parquet")
        .filter(is_open("start", "end"))
        .join(reps.select("rep_id", pl.col("name").alias("rep")), on="rep_id")
        .select("customer_id", "rep")
    )
    customers = pl.scan_parquet(folder / "customers.parquet").select("customer_id", "name", "region")
    orders = pl.scan_parquet(folder / "orders.parquet").select(
        "customer_id",
        pl.col("order_date").alias("day"),
        (pl.col("amount") * 100).round().cast(pl.Int64).alias("amount"),
    )
    return (
        customers.join(held, on="customer_id", how="left").collect(),
        orders.filter(pl.col("day") <= days.as_of).collect(),
    )


def _polars_facts(chosen: pl.LazyFrame, orders: pl.LazyFrame, days: Days) -> pl.LazyFrame:
    same = pl.col("customer_id") == pl.col("customer_id").shift(1)
    in_period = pl.col("day") >= days.start
    before = (pl.col("day") >= days.before) & ~in_period
    return (
        orders.join(chosen.select("customer_id", "rep"), on="customer_id")
        .sort("customer_id", "day")
        .with_columns(
            pl.when(same).then((pl.col("day") - pl.col("day").shift(1)).dt.total_days()).alias("gap")
        )
        .group_by("customer_id")
        .agg(
            pl.col("rep").first(),
            pl.col("day").max().alias("last"),
            pl.len().alias("orders"),
            pl.col("gap").median().alias("cadence"),
            pl.col("amount").filter(in_period).sum().alias("period"),
            pl.col("amount").filter(before).sum().alias("previous"),
        )
    )
