"""Who is still a customer: prospect, active, lost or closed, and what is on file about those who left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.facts.lost.leaving import RECORD_WITHIN
from holdfast.facts.lost.records import recoverable
from holdfast.rows.bisect import rows_of_customers
from holdfast.rows.numbered import beside
from holdfast.schema.fields import STATES

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

State = Literal["prospect", "active", "lost", "closed"]
"""One of fields.STATES."""

IS_ACTIVE: Final = pl.col("state") == "active"
"""Who can still be kept: over customer facts."""

ACTIVITY_TABLES: Final = ("orders", "subscriptions", "mrr_events")
"""Tables that tell who is active."""

_DTYPES: Final = {"reason": pl.Categorical, "competitor": pl.Categorical}


def state_facts(book: Book, as_of: date, facts: pl.DataFrame) -> pl.DataFrame:
    """`state` Enum(STATES), `lost_on` Date, `reason` and `competitor` Categorical, row i customer i.

    `facts`: what `activity_levels` tells of the day, and `last_order`. Who never was active is a prospect; in
    a book without any table of activity nobody can tell, and `state` is null for all who are not closed.
    Closed for good is whoever has a record of a loss with a final reason that speaks of the present: nobody
    buys again from a firm that is no more, so that also ends a window of orders that still runs, on the day
    of the record. `reason` and `competitor` are what the last record says that speaks of the loss; null for
    whoever has not left. Source: spec §9.
    """
    standing = facts.select("active", "mrr", "first_active", "ceased_on", "was_served", "last_order")
    told = standing.hstack(beside(_speaking(book, as_of, standing), facts.height))
    is_final = pl.col("is_final").fill_null(value=False)
    state = (
        pl.when(is_final)
        .then(_place("closed"))
        .when(not any(book.has(name) for name in ACTIVITY_TABLES))
        .then(None)
        .when("active")
        .then(_place("active"))
        .when(pl.col("first_active").is_null())
        .then(_place("prospect"))
        .otherwise(_place("lost"))
    )
    has_left = ~pl.col("active") | is_final
    return told.select(
        state.cat.to(pl.Enum(STATES)).alias("state"),
        pl.when(is_final)
        .then(pl.coalesce("ceased_on", "recorded_on"))
        .otherwise("ceased_on")
        .alias("lost_on"),
        *(pl.when(has_left).then(name).cast(dtype).alias(name) for name, dtype in _DTYPES.items()),
    )


def speaks(day: pl.Expr) -> pl.Expr:
    """Whether a record of that day speaks of the loss that `ceased_on`, `was_served`, `last_order` tell of.

    It does from `leaving.RECORD_WITHIN` before the loss on. Who only ordered counts as active for a while
    after the last order, so there a record speaks from that order on.
    """
    only_ordered = ~pl.col("was_served").fill_null(value=False)
    since_order = only_ordered & (day >= pl.col("last_order"))
    return (day >= pl.col("ceased_on") - RECORD_WITHIN).fill_null(value=False) | since_order.fill_null(
        value=False
    )


def reopenings(book: Book, as_of: date) -> pl.DataFrame:
    """`customer`, `day`: the first purchase of each after its last record of a final reason."""
    if not book.has("losses"):
        return pl.DataFrame(schema={"customer": pl.UInt32, "day": pl.Date})
    is_final = (~recoverable(pl.col("reason_code"))).fill_null(value=False)
    closed = (
        book.visible("losses", as_of)
        .filter(is_final & pl.col("customer").is_not_null())
        .group_by("customer")
        .agg(pl.col("date").max().alias("closed_on"))
        .sort("customer")
    )
    later = rows_of_customers(book.purchases, closed.get_column("customer"))
    return (
        later.join(closed, on="customer")
        .filter((pl.col("day") > pl.col("closed_on")) & (pl.col("day") <= as_of))
        .group_by("customer")
        .agg(pl.col("day").min())
    )


def _place(state: State) -> pl.Expr:
    # A place in the list is a byte: text for every customer would take ten times as long.
    return pl.lit(STATES.index(state), dtype=pl.UInt8)


def _speaking(book: Book, as_of: date, standing: pl.DataFrame) -> pl.DataFrame:
    """The last record that speaks of each customer: `customer`, `recorded_on`, the fields, `is_final`."""
    if not book.has("losses"):
        return _NOTHING
    recorded = book.visible("losses", as_of).filter(pl.col("customer").is_not_null())
    beside_each = standing[recorded.get_column("customer")]
    never, day = pl.col("first_active").is_null(), pl.col("date")
    # Recurring revenue that runs on contradicts any record.
    said = (
        pl.when("active")
        .then((pl.col("mrr") == 0) & (day >= pl.col("last_order")))
        .otherwise(never | speaks(day))
    )
    return (
        recorded.hstack(beside_each)
        .with_columns((~recoverable(pl.col("reason_code"))).fill_null(value=False).alias("is_final"))
        .filter(said)
        .with_row_index("row")
        .sort("customer", "date", "row")
        .unique("customer", keep="last", maintain_order=True)
        .select(
            "customer",
            day.alias("recorded_on"),
            pl.col("reason_code").alias("reason"),
            "competitor",
            "is_final",
        )
    )


_NOTHING: Final = pl.DataFrame(
    schema={
        "customer": pl.UInt32,
        "recorded_on": pl.Date,
        "reason": pl.String,
        "competitor": pl.String,
        "is_final": pl.Boolean,
    }
)
