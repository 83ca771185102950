"""One customer on one screen: at a glance, flags with evidence, months, reps, all that happened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.locked import sentence
from holdfast.facts.described import described, described_dtypes
from holdfast.facts.team.holdings import holdings
from holdfast.money import to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import locked
from holdfast.risk.summary import flag_rows
from holdfast.risk.thresholds.words import guard_of
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS, FIELDS
from holdfast.scores.engagement import engagement
from holdfast.scores.loyalty import loyalty, mark_evidence
from holdfast.scores.marks import MARKS
from holdfast.timeline import add_months
from holdfast.views.customer import CustomerView, FlagRow, LoyaltyMark, MonthTotal
from holdfast.views.customers.glance.history import timeline
from holdfast.views.customers.glance.people import last_talk, people_of
from holdfast.views.customers.glance.standing import held_line, state_line
from holdfast.views.customers.glance.told import Glance
from holdfast.views.customers.glance.worth import agreements_of, worth_of
from holdfast.views.customers.glance.written import last_note, open_tasks
from holdfast.views.customers.health import customer_health
from holdfast.views.customers.rows import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

MONTHS: Final = 12

SUPPORTING_TABLES: Final = ("contacts", "interactions", "tickets", "surveys", "contracts")


def customer_view(store: FactsStore, answer: Answer, customer: int) -> CustomerView:
    """Everything about customer number `customer` as of the answer's date."""
    book, as_of = store.book, answer.facts.as_of
    row = answer.facts.customers.slice(customer, 1)
    scored = engagement(book, as_of, row, store.thresholds).row(0, named=True)
    judged = [flag.id for flag in FLAGS.values() if row.item(0, flag.column) is not None]
    reps = reps_of(book, customer, as_of)
    return CustomerView(
        moment=answer.moment,
        customer=customer,
        facts={
            **_facts(row),
            **_described(book, customer, as_of),
            "engagement": scored["engagement"],
            "engagement_coverage": scored["engagement_coverage"],
        },
        glance=Glance(
            state=state_line(book, row, as_of),
            worth=worth_of(book, row, as_of),
            held=held_line(book, row, reps),
            people=people_of(book, customer, as_of, store.thresholds),
            talk=last_talk(book, customer, as_of),
            tasks=open_tasks(book, row.item(0, "customer_id"), as_of),
            note=last_note(book, row.item(0, "customer_id"), as_of),
        ),
        flags=_flags(row, answer),
        judged=len(judged),
        not_evaluated=tuple(_not_evaluated(row, book, store.thresholds)),
        months=_months(book, customer, as_of),
        reps=reps,
        agreements=agreements_of(book, customer, as_of),
        timeline=timeline(book, customer, as_of),
        health=customer_health(book, as_of, row, store.thresholds),
        marks=_marks(store, answer, customer),
        locked={name: sentence((name,)) for name in SUPPORTING_TABLES if not book.has(name)},
    )


def _facts(row: pl.DataFrame) -> Mapping[str, Any]:
    names = [name for name in FIELDS if name in row.columns and name not in COMPUTED_FOR_VISIBLE_ROWS]
    return row.select(shown(name) for name in names).row(0, named=True)


def _described(book: Book, customer: int, as_of: date) -> Mapping[str, Any]:
    """What the list of customers says of it beside the facts: its parent and the book's own columns."""
    told = described(book, as_of, list(described_dtypes(book))).slice(customer, 1)
    return told.select(shown(name, book.fields) for name in told.columns).row(0, named=True)


def _flags(row: pl.DataFrame, answer: Answer) -> tuple[FlagRow, ...]:
    rows = flag_rows(row, answer.facts.raised, answer.moment.currency, answer.thresholds.preset)
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


def reps_of(book: Book, customer: int, as_of: date) -> tuple[tuple[str, date, date | None], ...]:
    """Who has held a customer by `as_of`: (rep, from, to), newest first; `to` is the first day after."""
    held = holdings(book, as_of).filter(pl.col("customer") == customer)
    if book.has("reps"):
        names = book.visible("reps", as_of).select("rep_id", "name")
        held = held.join(names, on="rep_id", how="left", maintain_order="left")
    else:
        held = held.with_columns(pl.lit(None, dtype=pl.String).alias("name"))
    newest_first = held.select(pl.coalesce("name", "rep_id"), "held_from", "held_to").reverse()
    return tuple((name, start, end) for name, start, end in newest_first.iter_rows())
