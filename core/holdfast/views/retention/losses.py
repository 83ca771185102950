"""Losses one by one: who, when, why as far as anybody knows, and what they brought."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.money import to_units

COLUMNS: Final = ("customer", "date", "reason", "competitor", "revenue_before", "recoverable")

NOTE: Final = "a loss without a reason was never recorded: the customer stopped being active"


def losses_table(losses: pl.DataFrame, customers: pl.DataFrame, *, everyone: bool) -> pl.DataFrame:
    """Losses (facts/losses.py) of the chosen customers (their facts), in columns COLUMNS, by date.

    `customer` the name, `revenue_before` Float64 in currency units, `recoverable` Boolean or null. With
    `everyone`, recorded losses of ids that nothing else mentions stay.
    """
    named = losses.join(
        customers.select("customer", "name"), on="customer", how="left" if everyone else "inner",
        maintain_order="left",
    )  # fmt: skip
    return named.select(
        pl.coalesce("name", "customer_id").alias("customer"),
        "date",
        "reason",
        "competitor",
        to_units(pl.col("revenue_before")).alias("revenue_before"),
        "recoverable",
    )
