"""Sales, purchases, months and gaps, as book/assemble.py has them, in expressions that every engine knows.

Days are numbers of days since 1970. `place` counts the rows of a customer in their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.extras import needed

if TYPE_CHECKING:
    from holdfast.engines.workplace import Lazy

nw = needed("narwhals", "duckdb", "the steps of other engines: they")


def sales(orders: Lazy, *, numbered: bool) -> Lazy:
    """`orders`: `order`, `customer`, `day`, `amount`, `number` (its id), `counts`."""
    rows = orders.filter(nw.col("counts")).with_columns(nw.col("number").str.len_chars().alias("figures"))
    order = ["day", "amount", "order"] if numbered else ["day", "figures", "number", "order"]
    return rows.select(
        "customer",
        "day",
        "amount",
        "order",
        nw.col("amount").cum_sum().over("customer", order_by=order).cast(nw.Int64).alias("running"),
        nw.col("day").shift(-1).over("customer", order_by=order).alias("next_day"),
        nw.col("order").cum_count().over("customer", order_by=order).cast(nw.Int64).alias("place"),
    )


def purchases(sold: Lazy, *, merge_same_day: bool) -> Lazy:
    """What was bought, counted by customer from 1; `sold` as `sales` gives it."""
    counted = sold.filter(nw.col("amount") > 0)
    order = "place"
    if merge_same_day:
        order = "day"
        counted = counted.group_by("customer", "day").agg(
            nw.col("amount").sum().cast(nw.Int64), nw.col("order").min()
        )
    return counted.select(
        "customer",
        "day",
        "amount",
        nw.col("day").cum_count().over("customer", order_by=order).cast(nw.Int64).alias("number"),
        (nw.col("day") - nw.col("day").shift(1).over("customer", order_by=order)).alias("gap"),
        nw.col("day").shift(-1).over("customer", order_by=order).alias("next_day"),
        nw.col("day").min().over("customer").alias("first_day"),
        "order",
    )


def months(bought: Lazy, sold: Lazy, calendar: Lazy) -> Lazy:
    """Orders and revenue by customer and month."""
    month = calendar.select("day", "month")
    revenue = (
        sold.join(month, on="day", how="inner")
        .group_by("customer", "month")
        .agg(nw.col("amount").sum().cast(nw.Int64).alias("revenue"))
    )
    counted = (
        bought.join(month, on="day", how="inner")
        .group_by("customer", "month")
        .agg(nw.len().cast(nw.Int64).alias("orders"))
    )
    return revenue.join(counted, on=["customer", "month"], how="left").select(
        "customer", "month", nw.col("orders").fill_null(0), "revenue"
    )


def gaps(bought: Lazy) -> Lazy:
    """Days between one purchase and the next, with the day that ended them."""
    return bought.filter(~nw.col("gap").is_null()).select("customer", "gap", "day")
