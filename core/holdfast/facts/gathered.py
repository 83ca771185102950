"""What facts are gathered from: purchases, voice, service; one row a customer each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.book.voice.surveys import last_known
from holdfast.facts.answers import account_scores
from holdfast.facts.contracts import deadlines
from holdfast.rows.numbered import KEYED
from holdfast.schema.tables import MEANS
from holdfast.timeline import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.book.book import Book


def fact_parts(book: Book, as_of: date, period: Period) -> list[pl.LazyFrame]:
    """Every part the book has tables for: unordered frames keyed by `customer`, visible rows only."""
    parts = (
        _last_purchases(book, as_of),
        _second_orders(book, as_of),
        _gap_medians(book, as_of),
        _purchases_inside(book, period),
        *_voice_facts(book, as_of),
        *_service_facts(book, as_of),
    )
    return [part for part in parts if part is not None]


def _last_purchases(book: Book, as_of: date) -> pl.LazyFrame:
    """The last visible purchase of each customer already knows how many came before it, and since when."""
    return (
        book.purchases.lazy()
        .filter((pl.col("day") <= as_of) & (pl.col("next_day").is_null() | (pl.col("next_day") > as_of)))
        .select(
            KEYED,
            pl.col("first_day").alias("first_order"),
            pl.col("day").alias("last_order"),
            pl.col("number").alias("orders"),
            (pl.col("number") - 1).alias("gaps"),
            (pl.col("day") - pl.col("first_day")).dt.total_days().alias("gap_sum"),
        )
    )


def _second_orders(book: Book, as_of: date) -> pl.LazyFrame:
    second = book.purchases.lazy().filter((pl.col("number") == 2) & (pl.col("day") <= as_of))
    return second.select(KEYED, pl.col("day").alias("second_order"))


def _gap_medians(book: Book, as_of: date) -> pl.LazyFrame:
    """Median gap per customer, picked from gaps sorted by customer and length instead of grouping."""
    visible = book.activity.gaps.filter(pl.col("day") <= as_of)
    begins = pl.col("customer").ne_missing(pl.col("customer").shift(1))
    first = visible.select(pl.arg_where(begins).cast(pl.Int64).alias("first"))
    count = (pl.col("first").shift(-1).fill_null(visible.height) - pl.col("first")).alias("count")
    middles = first.with_columns(count).select(
        "first",
        (pl.col("first") + (pl.col("count") - 1) // 2).alias("low"),
        (pl.col("first") + pl.col("count") // 2).alias("high"),
    )
    gaps, customers = visible.get_column("gap"), visible.get_column(KEYED)
    median = (gaps.gather(middles.get_column("low")) + gaps.gather(middles.get_column("high"))) / 2
    return pl.LazyFrame({KEYED: customers.gather(middles.get_column("first")), "gap_median": median})


def _purchases_inside(book: Book, period: Period) -> pl.LazyFrame:
    """Counted orders inside the period, and what of their amount came from second and later ones."""
    inside = pl.col("day").is_between(period.start, period.end, closed="left")
    repeat = pl.when(pl.col("number") > 1).then("amount").otherwise(0)
    return (
        book.purchases.lazy()
        .filter(inside)
        .with_columns(repeat.alias("repeat_revenue_period"))
        .group_by(KEYED)
        .agg(
            pl.len().alias("orders_period"),
            pl.col("repeat_revenue_period").sum(),
            pl.col("amount").sum().alias("purchase_revenue_period"),
        )
    )


def _voice_facts(book: Book, as_of: date) -> Iterator[pl.LazyFrame]:
    """The account score, and the score of the last NPS answer of anybody at the customer."""
    if not book.has("surveys"):
        return
    logs = book.logs.surveys
    last = last_known(logs.scores, as_of).lazy()
    yield last.select(KEYED, pl.col("score").alias("nps_latest"))
    latest = logs.latest_of_each(as_of).lazy().rename({KEYED: "account"})
    yield account_scores(latest).select(pl.col("account").alias(KEYED), pl.col("score").alias("nps"))


def _open_tickets(book: Book, as_of: date) -> pl.LazyFrame:
    """How many tickets of each customer are not solved by `as_of`."""
    told = tickets_told(book, as_of).filter(pl.col("customer").is_not_null())
    return told.group_by(KEYED).agg(pl.col("is_open").sum().cast(pl.UInt32).alias("tickets_open"))


def tickets_told(book: Book, as_of: date) -> pl.LazyFrame:
    """Tickets created by `as_of`, with `is_open`: not solved by then.

    A status without a day is known from the day of the export on.
    """
    by_then = pl.col("created").dt.date() <= as_of
    solved = (pl.col("solved").dt.date() <= as_of).fill_null(value=False)
    if as_of >= book.span[1]:
        said = (pl.col(MEANS).cast(pl.String) == "solved").fill_null(value=False)
        solved |= pl.col("solved").is_null() & said
    return book.tables["tickets"].lazy().filter(by_then).with_columns((~solved).alias("is_open"))


def _service_facts(book: Book, as_of: date) -> list[pl.LazyFrame]:
    """Open tickets, last two-way contact, next renewal and deadline, each where its table is present."""
    parts = []
    if book.has("tickets"):
        parts.append(_open_tickets(book, as_of))
    if book.has("interactions"):
        two_way = (
            book.visible("interactions", as_of)
            .lazy()
            .filter(pl.col("customer").is_not_null() & (pl.col("direction").str.to_lowercase() == "two-way"))
        )
        parts.append(two_way.group_by(KEYED).agg(pl.col("at").max().dt.date().alias("last_contact")))
    if book.has("contracts"):
        contracts = book.visible("contracts", as_of).lazy()
        due = pl.coalesce("renewal", "end")
        running = (pl.col("start") <= as_of) & (pl.col("end").is_null() | (pl.col("end") > as_of))
        upcoming = contracts.filter(running & (due > as_of) & pl.col("customer").is_not_null())
        parts.append(upcoming.group_by(KEYED).agg(due.min().alias("renewal")))
        parts.append(deadlines(book, as_of))
    return parts
