"""What a book of forms that nobody mapped comes to: customers with the purchases that count."""

from __future__ import annotations

import polars as pl

from holdfast.schema.exports import Intake
from holdfast.schema.tables import MEANS

_COUNTED = ("sale", "partly refunded")


def bought(intake: Intake) -> dict[str, tuple[int, float]]:
    """Customer → how many orders count, and what they and the credits of the customer come to."""
    orders = intake.tables["orders"]
    if MEANS in orders.columns:
        means = pl.col(MEANS).cast(pl.String)
        orders = orders.filter(means.is_null() | means.is_in(_COUNTED))
    rows = orders.group_by("customer_id").agg(
        (pl.col("amount") > 0).sum().alias("orders"), (pl.col("amount").sum() / 10_000).alias("amount")
    )
    return {customer: (number, amount) for customer, number, amount in rows.iter_rows()}


def columns_of(intake: Intake, table: str) -> dict[str, str]:
    """Canonical column → the file's own, of the first file of a table."""
    return dict(next(file for file in intake.receipt.files if file.table == table).columns)
