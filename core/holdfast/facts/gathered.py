"""What facts are gathered from: purchases, voice, service; one row a customer each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.book.voice.surveys import last_known
from holdfast.facts.answers import account_scores
from holdfast.facts.contracts import deadlines
from holdfast.facts.levels import standing_in
from holdfast.rows.numbered import KEYED, filled
from holdfast.schema.tables import MEANS
from holdfast.timeline import ONE_DAY, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.book.book import Book


def fact_parts(book: Book, as_of: date, period: Period) -> list[pl.LazyFrame]:
    """Every part the book has tables for: unordered frames keyed by `customer`, visible rows only."""
    return [
        _purchases(book, as_of, period).lazy(),
        *_voice_facts(book, as_of),
        *_service_facts(book, as_of),
    ]


def _purchases(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """What each customer has ordered by now, and inside the period.

    Purchases stand by customer and day and are numbered: the last one of each tells where all of them are.
    """
    purchases = book.purchases
    now = standing_in(book, "purchases", as_of + ONE_DAY)
    day = purchases.get_column("day")
    orders = now.values(purchases.get_column("number"))
    last = pl.DataFrame(
        {
            KEYED: now.customers,
            "first_order": now.values(purchases.get_column("first_day")),
            "last_order": now.values(day),
            "orders": orders,
            "first_row": now.rows + 1 - orders,
        }
    )
    second = last.select(pl.when(pl.col("orders") > 1).then(pl.col("first_row") + 1)).to_series()
    return (
        last.with_columns(
            (pl.col("orders") - 1).alias("gaps"),
            (pl.col("last_order") - pl.col("first_order")).dt.total_days().alias("gap_sum"),
            day.gather(second).alias("second_order"),
            _gap_medians(book, as_of, orders),
        )
        .hstack(_inside(book, period, now.customers))
        .drop("first_row")
    )


def _gap_medians(book: Book, as_of: date, orders: pl.Series) -> pl.Series:
    """Median gap per customer, picked from gaps sorted by customer and length instead of grouping.

    `orders`: how many each customer with any has made by `as_of`; all but the first ended a gap.
    """
    gaps = book.activity.gaps
    visible = gaps.get_column("gap").filter(gaps.get_column("day") <= as_of)
    count = orders.cast(pl.Int64) - 1
    first = count.cum_sum() - count
    any_gap = pl.col("count") > 0
    middle = pl.DataFrame({"count": count, "first": first}).select(
        pl.when(any_gap).then(pl.col("first") + (pl.col("count") - 1) // 2).alias("low"),
        pl.when(any_gap).then(pl.col("first") + pl.col("count") // 2).alias("high"),
    )
    low, high = (visible.gather(middle.get_column(name)) for name in ("low", "high"))
    return ((low + high) / 2).alias("gap_median")


def _inside(book: Book, period: Period, customers: pl.Series) -> pl.DataFrame:
    """Counted orders inside the period, and what of their amount came from second and later ones.

    `customers`: those with any purchase, rising. The purchases of each stand together, so a running sum over
    those inside tells the amount of each customer's.
    """
    purchases, height = book.purchases, book.customers.height
    day, number = purchases.get_column("day"), purchases.get_column("number")
    before, by_end = (
        standing_in(book, "purchases", instant).level(number, height).gather(customers)
        for instant in (period.start, period.end)
    )
    orders = by_end - before
    inside = (day >= period.start) & (day < period.end)
    running = purchases.get_column("amount").filter(inside).fill_null(0).cum_sum()
    until = orders.cast(pl.Int64).cum_sum()
    total = running.gather(until.set(until == 0, None) - 1).fill_null(0)
    revenue = total - total.shift(1, fill_value=0)
    first = inside & (number == 1)
    of_first = filled(0, height, pl.Int64).scatter(
        purchases.get_column("customer").filter(first),
        purchases.get_column("amount").filter(first).fill_null(0),
    )
    return pl.DataFrame(
        {
            "orders_period": orders,
            "repeat_revenue_period": revenue - of_first.gather(customers),
            "purchase_revenue_period": revenue,
        }
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
