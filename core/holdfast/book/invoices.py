"""What was asked for on invoices and when it was paid: independent of any as-of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER
from holdfast.schema.tables import MEANS

_NOTHING_OWED: Final = ("paid", "void", "draft", "uncollectible", "credited")
"""Meanings of the status of an invoice that asks for nothing (any more)."""


@dataclass(frozen=True, eq=False)
class InvoiceLogs:
    """Invoices of known customers with a due date; what was settled without a day is left out.

    `asked`, sorted by customer, due date and id: `customer` UInt32; Dates `issued`, `due`, `paid` (null: not
    yet); Int64 money `amount`, and `balance`, only of those not paid yet; `row` UInt32 of invoices.
    `paid`, those with a day of payment, sorted by customer, `paid` and `due`: these, Date `known` (paid, or
    issued where that is later), and Int64 `late`, days, 0 when on time.
    `begun`: `customer` and the day on which its first invoice was `issued`, sorted.
    """

    asked: pl.DataFrame
    paid: pl.DataFrame
    begun: pl.DataFrame


def invoice_logs(invoices: pl.DataFrame) -> InvoiceLogs:
    """The logs of the linked invoices table, which has MEANS."""
    nothing_owed = pl.col(MEANS).cast(pl.String).is_in(_NOTHING_OWED).fill_null(value=False)
    nothing_owed |= (pl.col("balance") <= 0).fill_null(value=False)
    unpaid = pl.col("paid_date").is_null()
    asks = pl.col("customer").is_not_null() & pl.col("due_date").is_not_null() & (pl.col("amount") > 0)
    asked = (
        invoices.lazy()
        .with_row_index("row")
        .filter(asks & ~(unpaid & nothing_owed))
        .sort("customer", "due_date", "invoice_id")
        .select(
            "customer",
            pl.col("issue_date").alias("issued"),
            pl.col("due_date").alias("due"),
            pl.col("paid_date").alias("paid"),
            "amount",
            pl.when(unpaid).then("balance").alias("balance"),
            "row",
        )
        .collect(engine="in-memory")
    )
    late = (pl.col("paid") - pl.col("due")).dt.total_days().clip(lower_bound=0)
    paid = (
        asked.filter(pl.col("paid").is_not_null())
        .sort("customer", "paid", "due", maintain_order=True)
        .select("customer", "paid", pl.max_horizontal("paid", "issued").alias("known"), late.alias("late"))
    )
    begun = asked.sort("customer", "issued").filter(FIRST_OF_CUSTOMER).select("customer", "issued")
    return InvoiceLogs(asked, paid, begun)
