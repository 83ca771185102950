"""The win-back queue: who left 30 to 180 days ago, what for, and how likely such customers return."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.customers import reasons
from holdfast.facts.lost.leaving import lost_now, with_record_window
from holdfast.facts.lost.records import recoverable, revenue_before
from holdfast.facts.lost.returns import return_rates
from holdfast.money import to_units
from holdfast.rows.bisect import rows_of_customers
from holdfast.statistics.exact import exact_sum
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.losses.offers import offer
from holdfast.views.losses.results import ReturnChance, WinBack

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

FROM_DAYS: Final = 30
TO_DAYS: Final = 180
"""A loss stands in the queue from so many days after it to so many."""

STATES: Final = ("to call", "called", "offered", "back", "closed")
"""Nobody has been in touch since the loss; somebody has; an offer was made; the customer is active again; it
was given up, with its reason."""

WAITING: Final = ("to call", "called", "offered")
"""States of those who may still come back."""


def win_back(book: Book, answer: Answer) -> WinBack:
    """The chosen customers to win back: those to call first, in each state the most to gain first.

    Columns of the rows: `customer_id`, `name`, `value` Float64 currency units (the 12 months before the
    loss), `chance`, `low`, `high` (of a return in 180 days, from the book's own losses; null where there
    are too few), `worth`, `worth_low`, `worth_high` = value × chance, `lost_on`, `days` since, `reason`,
    `offer`, `state`, `rep`.
    """
    as_of = answer.facts.as_of
    chances = tuple(ReturnChance(*rate) for rate in return_rates(book, as_of))
    queue = _gone(book, as_of).join(
        answer.chosen.select("customer", "customer_id", "name", pl.col("rep").cast(pl.String)),
        on="customer",
        maintain_order="left",
    )
    lost = with_record_window(book, queue)
    value = revenue_before(book, lost.select("customer", pl.col("lost_on").alias("date")))
    for part in (reasons(book, as_of, lost).select("customer", "reason"), value.drop("date")):
        queue = queue.join(part, on="customer", how="left", maintain_order="left")
    way_back = recoverable(pl.col("reason")).fill_null(value=True)
    final = queue.filter(~way_back & ~pl.col("is_back")).height
    rows = _judged(book, as_of, queue.filter(way_back & (pl.col("revenue_before") > 0)), chances)
    waiting = rows.filter(pl.col("state").is_in(WAITING))
    worth = waiting.get_column("worth")
    return WinBack(
        rows=LinkedRows(rows, key="customer"),
        to_call=rows.filter(pl.col("state") == "to call").height,
        value=exact_sum(waiting.get_column("value")),
        worth=None if worth.null_count() else exact_sum(worth),
        final=final,
        chances=chances,
        states=tuple(
            (state, count) for state in STATES if (count := rows.filter(pl.col("state") == state).height)
        ),
    )


def _gone(book: Book, as_of: date) -> pl.DataFrame:
    """Losses of the window: `customer`, `lost_on`, `is_back`, by customer; the last of each."""
    first, last = as_of - timedelta(days=TO_DAYS), as_of - timedelta(days=FROM_DAYS)
    still = lost_now(book, as_of).select("customer", "lost_on", pl.lit(value=False).alias("is_back"))
    steps = book.activity.changes.filter((pl.col("day") <= as_of) & (pl.col("step") != 0))
    ended = pl.when(pl.col("customer") == pl.col("customer").shift(1)).then(pl.col("day").shift(1))
    is_last = pl.col("customer").ne_missing(pl.col("customer").shift(-1))
    back = (
        steps.with_columns(ended.alias("lost_on"), is_last.alias("is_last"))
        .filter(pl.col("is_last") & (pl.col("step") == 1) & pl.col("lost_on").is_not_null())
        .filter(pl.col("day") - pl.col("lost_on") >= timedelta(days=FROM_DAYS))
        .select("customer", "lost_on", pl.lit(value=True).alias("is_back"))
    )
    return pl.concat([still, back]).filter(pl.col("lost_on").is_between(first, last)).sort("customer")


def _judged(book: Book, as_of: date, queue: pl.DataFrame, chances: tuple[ReturnChance, ...]) -> pl.DataFrame:
    """The queue with chance, worth, offer and state, in order."""
    days = (pl.lit(as_of) - pl.col("lost_on")).dt.total_days().cast(pl.Int32)
    value = to_units(pl.col("revenue_before"))
    judged = queue.with_columns(
        days.alias("days"),
        value.alias("value"),
        *(_chance(chances, days, field) for field in ("rate", "low", "high")),
        offer(pl.col("reason")).alias("offer"),
        _state(book, as_of, queue),
    ).rename({"rate": "chance"})
    return (
        judged.with_columns(
            (pl.col("value") * pl.col("chance")).alias("worth"),
            (pl.col("value") * pl.col("low")).alias("worth_low"),
            (pl.col("value") * pl.col("high")).alias("worth_high"),
            pl.col("state").replace_strict(STATES, range(len(STATES)), return_dtype=pl.Int8).alias("place"),
        )
        .sort("place", "worth", "value", "customer", descending=[False, True, True, False], nulls_last=True)
        .drop("place", "revenue_before", "is_back")
    )


def _chance(chances: tuple[ReturnChance, ...], days: pl.Expr, field: str) -> pl.Expr:
    """The rate of those who had been gone as long; none for whoever is back."""
    told = pl.lit(None, dtype=pl.Float64)
    for one in chances:
        rate = pl.lit(getattr(one, field), dtype=pl.Float64)
        told = pl.when(days >= one.gone_days).then(rate).otherwise(told)
    return pl.when(~pl.col("is_back")).then(told).alias(field)


def _state(book: Book, as_of: date, queue: pl.DataFrame) -> pl.Expr:
    """What is on file since the loss: nothing, a contact, an offer, a return, or that it was given up."""
    book = book.standing_on(as_of)
    customers = queue.get_column("customer")
    contacts = [
        rows_of_customers(log, customers).select("customer", "day", pl.lit("called").alias("state"))
        for log in (book.logs.two_way, book.logs.outbound)
    ]
    since = (
        pl.concat([*contacts, _logged(book, as_of)])
        .join(queue.select("customer", "lost_on"), on="customer")
        .filter((pl.col("day") > pl.col("lost_on")) & (pl.col("day") <= as_of))
    )

    def has(state: str) -> pl.Expr:
        found = since.filter(pl.col("state") == state).get_column("customer").unique()
        return pl.col("customer").is_in(found.implode())

    to_call, called, offered, back, closed = (pl.lit(word) for word in STATES)
    return (
        pl.when("is_back")
        .then(back)
        .when(has("closed"))
        .then(closed)
        .when(has("offered"))
        .then(offered)
        .when(has("called"))
        .then(called)
        .otherwise(to_call)
        .alias("state")
    )


_KINDS: Final = {"contact": "called", "sent": "called"}
_OUTCOMES: Final = {
    "offered": "offered",
    "closed": "closed",
    **dict.fromkeys(("reached", "meeting set"), "called"),
}
"""Kinds of entry, and outcomes, → the state that they bring about."""


def _logged(book: Book, as_of: date) -> pl.DataFrame:
    """What users wrote of customers: `customer`, `day`, and the `state` that it brings about."""
    found = []
    for entry in book.log.until(as_of):
        state = (
            _OUTCOMES.get(str(entry.fields.get("outcome")))
            if entry.kind == "outcome"
            else _KINDS.get(entry.kind)
        )
        if state is not None and entry.subject == "customer":
            found.append((entry.subject_id, book.log.counts_from(entry), state))
    rows = pl.DataFrame(
        found, schema={"customer_id": pl.String, "day": pl.Date, "state": pl.String}, orient="row"
    )
    ids = book.customers.select("customer", "customer_id")
    return rows.join(ids, on="customer_id").select("customer", "day", "state")


def states_of(book: Book, answer: Answer) -> pl.DataFrame:
    """`customer`, `win_back`: the state of each of the chosen customers in the queue."""
    rows = win_back(book, answer).rows
    columns = rows.fetch(0, len(rows), ("state",))
    customers = [rows.customer_at(row) for row in range(len(rows))]
    return pl.DataFrame(
        {"customer": customers, "win_back": columns["state"]},
        schema={"customer": pl.UInt32, "win_back": pl.String},
    )
