"""One row per customer lost inside a period: when, why as far as anybody knows, what it said and brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.leaving import lost_inside, speaks
from holdfast.facts.lost.records import recoverable, revenue_before
from holdfast.facts.lost.signs import signs
from holdfast.facts.team.holdings import attributed
from holdfast.facts.team.reps import rep_dimensions
from holdfast.keeping import keeps

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.timeline import Period

_RECORDED: Final = ("reason", "competitor", "note", "source")


@keeps(4)
def loss_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Customers active at the start of the period and not at its end, by customer: those churn counts.

    `customer` UInt32, `customer_id`; `lost_on` Date; text `reason`, `competitor`, `note`, `source` of the
    last record that speaks of the loss; `recoverable` Boolean by the reason, null where it does not tell;
    `revenue_before` Int64 (lost/records.py); `rep_id`, `rep`, `team` and `manager` of who answers for the
    loss (holdings.attributed); what `signs` tells. Rows dated after `as_of` have no influence.
    """
    lost = lost_inside(book, as_of, period)
    days = lost.select("customer", pl.col("lost_on").alias("date"))
    value = revenue_before(book, days).select("customer", "revenue_before")
    answers = attributed(book, as_of, days.rename({"date": "day"}), period.end).join(
        rep_dimensions(book, as_of)
        .select("rep_id", "rep", "team", "manager")
        .collect()
        .unique("rep_id", keep="last", maintain_order=True),
        on="rep_id",
        how="left",
    )
    said = signs(book, as_of, lost).drop("lost_on", "speaks_from", "speaks_to")
    ids = book.customers.select("customer", "customer_id")
    parts = (ids, reasons(book, as_of, lost), value, answers, said)
    for part in parts:
        lost = lost.join(part, on="customer", how="left", maintain_order="left")
    return lost.drop("speaks_from", "speaks_to").with_columns(
        recoverable(pl.col("reason")).alias("recoverable")
    )


def reasons(book: Book, as_of: date, lost: pl.DataFrame) -> pl.DataFrame:
    """`customer` and what the last record that speaks of its loss says: reason, competitor, note, source.

    `lost` as in leaving.py.
    """
    if not book.has("losses"):
        return pl.DataFrame(schema={"customer": pl.UInt32, **dict.fromkeys(_RECORDED, pl.String)})
    return (
        book.visible("losses", as_of)
        .rename({"reason_code": "reason"})
        .join(lost, on="customer")
        .filter(speaks(pl.col("date")))
        .with_row_index("row")
        .sort("customer", "date", "row")
        .unique("customer", keep="last", maintain_order=True)
        .select("customer", *_RECORDED)
    )
