"""One customer on one screen: facts, months, flags with evidence, reps, and everything that happened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.locked import sentence
from holdfast.facts.team.holdings import holdings
from holdfast.money import to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import locked
from holdfast.risk.summary import flag_rows
from holdfast.risk.thresholds.words import guard_of
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS, FIELDS
from holdfast.scores.engagement import engagement
from holdfast.scores.loyalty import MARKS, loyalty, mark_evidence
from holdfast.timeline import add_months
from holdfast.views.customers.changes import described_otherwise
from holdfast.views.customers.gone import gone_lines
from holdfast.views.customers.health import customer_health
from holdfast.views.customers.rows import shown
from holdfast.views.results import CustomerView, FlagRow, LoyaltyMark, MonthTotal, TimelineEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

MONTHS: Final = 24
TIMELINE_EVENTS: Final = 400
"""The newest so many events; older orders are summed up by month above."""

SUPPORTING_TABLES: Final = ("contacts", "interactions", "tickets", "surveys", "contracts")


def customer_view(store: FactsStore, answer: Answer, customer: int) -> CustomerView:
    """Everything about customer number `customer` as of the answer's date."""
    book, as_of = store.book, answer.facts.as_of
    row = answer.facts.customers.slice(customer, 1)
    scored = engagement(book, as_of, row, store.thresholds).row(0, named=True)
    judged = [flag.id for flag in FLAGS.values() if row.item(0, flag.column) is not None]
    return CustomerView(
        moment=answer.moment,
        customer=customer,
        facts={
            **_facts(row),
            "engagement": scored["engagement"],
            "engagement_coverage": scored["engagement_coverage"],
        },
        standing=_standing(book, as_of, row),
        flags=_flags(row, answer),
        judged=len(judged),
        not_evaluated=tuple(_not_evaluated(row, book, store.thresholds)),
        months=_months(book, customer, as_of),
        reps=_reps(book, customer, as_of),
        contacts=_of_customer(book, "contacts", customer, as_of),
        timeline=_timeline(book, customer, as_of),
        health=customer_health(book, as_of, row, store.thresholds),
        marks=_marks(store, answer, customer),
        locked={name: sentence((name,)) for name in SUPPORTING_TABLES if not book.has(name)},
    )


def _facts(row: pl.DataFrame) -> Mapping[str, Any]:
    names = [name for name in FIELDS if name in row.columns and name not in COMPUTED_FOR_VISIBLE_ROWS]
    return row.select(shown(name) for name in names).row(0, named=True)


def _flags(row: pl.DataFrame, answer: Answer) -> tuple[FlagRow, ...]:
    rows = flag_rows(row, answer.facts.raised, answer.moment.currency)
    subject_name = row.item(0, "name")
    return tuple(
        FlagRow(
            flag=raised["flag"],
            name=FLAGS[raised["flag"]].name,
            subject=raised["subject"],
            subject_name=subject_name,
            severity=raised["severity"],
            evidence=raised["evidence"],
            first_seen=raised["first_seen"],
            money=raised["money"],
            play=raised["play"],
        )
        for raised in rows.iter_rows(named=True)
    )


def _marks(store: FactsStore, answer: Answer, customer: int) -> tuple[LoyaltyMark, ...]:
    facts = answer.facts
    found = loyalty(store.book, facts.as_of, facts.customers, store.thresholds, customer)
    marks, evidence = found.row(0, named=True), mark_evidence(found).row(0, named=True)
    return tuple(LoyaltyMark(name, marks[name], evidence[name]) for name in MARKS)


def _standing(book: Book, as_of: date, row: pl.DataFrame) -> str | None:
    """What is to be said of a customer who is not active; None of one who is."""
    if row.item(0, "state") == "prospect":
        return "Prospect: never active so far"
    line: str | None = gone_lines(book, as_of, row).item()
    return line


def _not_evaluated(row: pl.DataFrame, book: Book, thresholds: Thresholds) -> Iterator[tuple[str, str]]:
    """Flags that are about such customers and could not be told of this one."""
    lacking, state = locked(book), row.item(0, "state")
    for flag in FLAGS.values():
        if state in (None, *flag.states) and row.item(0, flag.column) is None:
            yield flag.name, lacking.get(flag.id) or f"Not enough to tell: {guard_of(flag, thresholds)}"


def _months(book: Book, customer: int, as_of: date) -> tuple[MonthTotal, ...]:
    first = add_months(as_of.replace(day=1), 1 - MONTHS)
    of_customer = pl.col("customer") == customer
    inside = of_customer & pl.col("day").is_between(first, as_of)
    month = pl.col("day").dt.truncate("1mo").alias("month")
    revenue = book.sales.filter(inside).group_by(month).agg(to_units(pl.col("amount").sum()).alias("revenue"))
    orders = book.purchases.filter(inside).group_by(month).agg(pl.len().alias("orders"))
    found = {
        day: (count or 0, amount)
        for day, amount, count in revenue.join(orders, on="month", how="left").iter_rows()
    }
    days = [add_months(first, step) for step in range(MONTHS)]
    return tuple(MonthTotal(day, *found.get(day, (0, 0.0))) for day in days)


def _reps(book: Book, customer: int, as_of: date) -> tuple[tuple[str, date, date | None], ...]:
    held = holdings(book, as_of).filter(pl.col("customer") == customer)
    if book.has("reps"):
        names = book.visible("reps", as_of).select("rep_id", "name")
        held = held.join(names, on="rep_id", how="left", maintain_order="left")
    else:
        held = held.with_columns(pl.lit(None, dtype=pl.String).alias("name"))
    newest_first = held.select(pl.coalesce("name", "rep_id"), "held_from", "held_to").reverse()
    return tuple((name, start, end) for name, start, end in newest_first.iter_rows())


def _of_customer(book: Book, table: str, customer: int, as_of: date) -> pl.DataFrame | None:
    if not book.has(table):
        return None
    return book.visible(table, as_of).filter(pl.col("customer") == customer)


_NO_MONEY: Final = pl.lit(None, dtype=pl.Float64)


def _joined(*columns: str) -> pl.Expr:
    return pl.concat_str([pl.col(column) for column in columns], separator=" · ", ignore_nulls=True)


def _timeline(book: Book, customer: int, as_of: date) -> tuple[TimelineEvent, ...]:
    parts = [
        found.select(
            day.alias("day"),
            pl.lit(kind).alias("kind"),
            text.cast(pl.String).alias("text"),
            amount.alias("amount"),
        )
        for kind, table, day, text, amount in _TIMELINE_PARTS
        if (found := _of_customer(book, table, customer, as_of)) is not None
    ]
    if (changes := described_otherwise(book, customer, as_of)) is not None:
        parts.append(changes.select("day", pl.lit("change").alias("kind"), "text", _NO_MONEY.alias("amount")))
    if not parts:
        return ()
    events = (
        pl.concat(parts)
        .filter(pl.col("day").is_not_null() & (pl.col("day") <= as_of))
        .sort("day", "kind", "text", descending=[True, False, False], maintain_order=True)
        .head(TIMELINE_EVENTS)
    )
    return tuple(TimelineEvent(*event) for event in events.iter_rows())


_SCORE: Final = pl.format("score {}", pl.col("score").round(1).cast(pl.String).str.strip_suffix(".0"))

_TIMELINE_PARTS: Final = (
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
