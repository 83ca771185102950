"""Everything dated that happened with a customer: the newest for its page, all of it for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units
from holdfast.schema.tables import OWN_LOG_SHOWN
from holdfast.views.customer import TimelineEvent
from holdfast.views.customers.glance.changes import described_otherwise
from holdfast.views.customers.glance.entries import entries_of
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

TIMELINE_EVENTS: Final = 400
"""The newest so many events; older orders are summed up by month above."""


def timeline(book: Book, customer: int, as_of: date) -> tuple[TimelineEvent, ...]:
    """The newest events of a customer, newest first."""
    return tuple(
        TimelineEvent(*event) for event in _events(book, customer, as_of).head(TIMELINE_EVENTS).iter_rows()
    )


def customer_history(store: FactsStore, answer: Answer, customer: int) -> TableView:
    """Every event of a customer, newest first: `customer_id`, `day`, `kind`, `text`, `amount`, `own_log`.

    `own_log`: who wrote it in the journal; null where the export has it.
    """
    as_of = answer.facts.as_of
    customer_id = answer.facts.customers.item(customer, "customer_id")
    events = _events(store.book, customer, as_of)
    frame = events.select(pl.lit(customer_id, dtype=pl.String).alias("customer_id"), pl.all())
    return TableView("history", answer.moment, frame)


def _events(book: Book, customer: int, as_of: date) -> pl.DataFrame:
    parts = [
        _told(book.visible(table, as_of, pl.col("customer") == customer), kind, day, text, amount)
        for kind, table, day, text, amount in _PARTS
        if book.has(table)
    ]
    if (changes := described_otherwise(book, customer, as_of)) is not None:
        parts.append(_told(changes, "change", pl.col("day"), pl.col("text"), _NO_MONEY))
    customer_id = book.customers.item(customer, "customer_id")
    return (
        pl.concat([*parts, entries_of(book, "customer", customer_id, as_of)])
        .filter(pl.col("day").is_not_null() & (pl.col("day") <= as_of))
        .sort("day", "kind", "text", descending=[True, False, False], maintain_order=True)
    )


def _told(rows: pl.DataFrame, kind: str, day: pl.Expr, text: pl.Expr, amount: pl.Expr) -> pl.DataFrame:
    """Rows of a table as events, in the columns of `entries.SCHEMA`."""
    writer = pl.col(OWN_LOG_SHOWN) if OWN_LOG_SHOWN in rows.columns else pl.lit(None)
    return rows.select(
        day.alias("day"),
        pl.lit(kind).alias("kind"),
        text.cast(pl.String).alias("text"),
        amount.cast(pl.Float64).alias("amount"),
        writer.cast(pl.String).alias(OWN_LOG_SHOWN),
    )


_NO_MONEY: Final = pl.lit(None, dtype=pl.Float64)


def _joined(*columns: str) -> pl.Expr:
    return pl.concat_str([pl.col(column) for column in columns], separator=" · ", ignore_nulls=True)


_SCORE: Final = pl.format("score {}", pl.col("score").round(1).cast(pl.String).str.strip_suffix(".0"))

_PARTS: Final = (
    ("order", "orders", pl.col("order_date"), _joined("order_id", "status"), to_units(pl.col("amount"))),
    ("contact", "interactions", pl.col("at").dt.date(), _joined("type", "direction", "text"), _NO_MONEY),
    (
        "ticket",
        "tickets",
        pl.col("created").dt.date(),
        _joined("ticket_id", "priority", "subject"),
        _NO_MONEY,
    ),
    ("solved", "tickets", pl.col("solved").dt.date(), _joined("ticket_id", "subject"), _NO_MONEY),
    (
        "survey",
        "surveys",
        pl.col("answered"),
        pl.concat_str([pl.col("kind"), _SCORE, pl.col("comment")], separator=" · ", ignore_nulls=True),
        _NO_MONEY,
    ),
    ("contract", "contracts", pl.col("start"), _joined("contract_id"), to_units(pl.col("value"))),
    ("contract end", "contracts", pl.col("end"), _joined("contract_id"), _NO_MONEY),
    (
        "subscription",
        "subscriptions",
        pl.col("start"),
        _joined("subscription_id", "plan"),
        to_units(pl.col("mrr")),
    ),
    (
        "subscription end",
        "subscriptions",
        pl.col("end"),
        _joined("subscription_id", "plan", "cancel_reason"),
        to_units(pl.col("mrr")),
    ),
    ("loss", "losses", pl.col("date"), _joined("reason_code", "competitor", "note"), _NO_MONEY),
)
"""kind, table, day, text, amount in currency units."""
