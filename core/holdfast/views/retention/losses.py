"""Losses one by one: who, when, why as far as anybody knows, what was said before, and what they brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.leaving import lost_inside, with_record_window
from holdfast.facts.lost.signs import signs
from holdfast.money import to_units

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.timeline import Period

COLUMNS: Final = (
    "customer", "date", "reason", "competitor", "revenue_before", "recoverable", "silent", "state",
    "win_back",
)  # fmt: skip

NOTE: Final = "a loss without a reason was never recorded: the customer stopped being active"


def losses_table(
    book: Book,
    as_of: date,
    period: Period,
    losses: pl.DataFrame,
    customers: pl.DataFrame,
    *,
    queue: pl.DataFrame,
    everyone: bool,
) -> pl.DataFrame:
    """Losses (facts/lost/records.py) of the chosen customers (their facts), in columns COLUMNS, by date.

    `customer` the name, `revenue_before` Float64 in currency units, `recoverable` Boolean or null, `silent`
    as `signs` tells it of the loss, `state` of the customer on `as_of`, `win_back` where
    it stands in the queue (`queue`: losses/winback.states_of); null for ids that nothing else
    mentions, whose recorded losses stay with `everyone`.
    """
    known = customers.select("customer", "name", "state")
    for beside in (_silence(book, as_of, period, losses), queue):
        known = known.join(beside, on="customer", how="left", maintain_order="left")
    named = losses.join(known, on="customer", how="left" if everyone else "inner", maintain_order="left")
    return named.select(
        pl.coalesce("name", "customer_id").alias("customer"),
        "date",
        "reason",
        "competitor",
        to_units(pl.col("revenue_before")).alias("revenue_before"),
        "recoverable",
        "silent",
        pl.col("state").cast(pl.String),
        "win_back",
    )


def _silence(book: Book, as_of: date, period: Period, losses: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `silent`: told from the day of its loss in the period, else of its last record."""
    recorded = losses.drop_nulls("customer").group_by("customer").agg(pl.col("date").max())
    gone = lost_inside(book, as_of, period).select("customer", "lost_on")
    days = recorded.join(gone, on="customer", how="left").select(
        "customer", pl.coalesce("lost_on", "date").alias("lost_on")
    )
    return signs(book, as_of, with_record_window(book, days)).select("customer", "silent")
