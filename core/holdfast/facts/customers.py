"""One row per customer as of a date: the heart. Filters, lists, flags and most metrics read nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from holdfast.book.book import CUSTOMER_DIMENSIONS, Book
from holdfast.facts.contracts import DEADLINE_KIND
from holdfast.facts.gathered import fact_parts
from holdfast.facts.levels import LEVELS, activity_levels, sales_levels, standing_in
from holdfast.facts.lifecycle import lifecycle
from holdfast.facts.rfm import rfm_names, rfm_scores
from holdfast.facts.states import IS_ACTIVE, state_facts
from holdfast.facts.team.holders import holder_facts
from holdfast.rows.numbered import beside
from holdfast.timeline import ONE_DAY, Period

STORED: Final = (
    "customer_id",
    "name",
    "name_folded",
    "loyalty_member",
    "created",
    "parent_id",
    "margin_pct",
    *CUSTOMER_DIMENSIONS,
)
"""Columns of the customers table that facts carry as they are."""


OF_LEVELS: Final = frozenset(
    ("customer", "known", "orders", "value_start", "value_end", "is_new", "returned", "lost")
) | (LEVELS - {"revenue"})
"""What `level_facts` have of the columns of `customer_facts`."""


def level_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Those of the facts of customers that running totals tell at once: the columns OF_LEVELS.

    Most figures of a comparison read no more of it, and the rest is three quarters of the work.
    """
    book = book.standing_on(as_of)
    levels = pl.concat(
        (sales_levels(book, as_of, period), activity_levels(book, as_of, period)), how="horizontal"
    )
    known = book.customers_as_known(as_of).select("customer", _known_on(as_of))
    number, height = book.purchases.get_column("number"), book.customers.height
    orders = standing_in(book, "purchases", as_of + ONE_DAY).level(number, height).alias("orders")
    told = pl.concat((known, levels), how="horizontal").with_columns(orders)
    return told.with_columns(_over_period(recurring=book.has_recurring_revenue)).select(OF_LEVELS)


def _known_on(as_of: date) -> pl.Expr:
    return (pl.col("known_from").is_null() | (pl.col("known_from") <= as_of)).alias("known")


def _over_period(*, recurring: bool) -> tuple[pl.Expr, ...]:
    """What follows from the levels at both ends of the period."""
    newly = pl.col("active_end") & ~pl.col("active_start")
    return (
        pl.col("mrr_start" if recurring else "revenue_before").alias("value_start"),
        pl.col("mrr_end" if recurring else "revenue_period").alias("value_end"),
        (newly & (pl.col("joined") | ~pl.col("counted_before"))).alias("is_new"),
        (newly & ~pl.col("joined") & pl.col("counted_before")).alias("returned"),
        (pl.col("active_start") & ~pl.col("active_end")).alias("lost"),
    )


def customer_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every customer of the book at the close of `as_of`; `period` has closed by then.

    Row i is customer i, also for customers not yet known on that day (`known` false, all else null), so
    that a mask made on one date fits the facts of another. Columns: `customer` UInt32, `known` Boolean, the
    stored fields of `fields.FIELDS`, money as Int64 ten-thousandths, and the columns metrics are made of:
    `active_start`, `active_end`, `joined` (first ever active inside the period), `is_new` and `returned`
    (active at end, not at start; seen active at the end of an earlier month or not), `lost` Booleans;
    `lost_on_period` Date; `mrr_start`, `mrr_end`, `revenue_before` (the equally long period before) Int64;
    `value_start` and `value_end` (recurring revenue at the two instants, or on the orders basis the revenue
    of the period before and of the period); `gaps` and `gap_sum` of the customer's own orders;
    `second_order` Date; one Int64 `event_<movement>` per kind of change inside the period.
    Rows dated after `as_of` have no influence.
    """
    book = book.standing_on(as_of)
    known = book.customers_as_known(as_of).select(
        pl.col("customer"),
        _known_on(as_of),
        *STORED,
        pl.col("referred_by").is_not_null().alias("referral"),
    )
    height = book.customers.height
    collected = [beside(part.collect(), height) for part in fact_parts(book, as_of, period)]
    levels = (sales_levels(book, as_of, period), activity_levels(book, as_of, period))
    held = holder_facts(book, as_of)
    parts = [known, *levels, *collected, *([] if held is None else [held])]
    facts = pl.DataFrame([column for part in parts for column in part.get_columns()])
    filled_up = _filled(facts).collect(engine="in-memory")
    told = filled_up.drop("ceased_on", "was_served").hstack(state_facts(book, as_of, filled_up))
    return _derived(told, as_of, recurring=book.has_recurring_revenue).collect(engine="in-memory")


_ZERO_WHEN_ABSENT: Final = {
    "orders": pl.UInt32,
    "orders_period": pl.UInt32,
    "gaps": pl.UInt32,
    "gap_sum": pl.Int64,
    "repeat_revenue_period": pl.Int64,
    "purchase_revenue_period": pl.Int64,
}
_NULL_WHEN_ABSENT: Final[Mapping[str, type[pl.DataType] | pl.DataType]] = {
    "nps": pl.Float64,
    "nps_latest": pl.Float64,
    "tickets_open": pl.UInt32,
    "last_contact": pl.Date,
    "renewal": pl.Date,
    "deadline": pl.Date,
    "deadline_kind": DEADLINE_KIND,
    "rep_id": pl.String,
    "rep": pl.Categorical,
    "team": pl.Categorical,
    "manager": pl.Categorical,
    "former_rep": pl.Categorical,
    "orphaned": pl.Boolean,
    "orphaned_since": pl.Date,
    "last_rep_id": pl.String,
}


def _filled(facts: pl.DataFrame) -> pl.LazyFrame:
    """What is absent, by its name."""
    absent = {name: dtype for name, dtype in _NULL_WHEN_ABSENT.items() if name not in facts.columns}
    return facts.lazy().with_columns(
        *(pl.col(name).fill_null(0).cast(dtype) for name, dtype in _ZERO_WHEN_ABSENT.items()),
        *(pl.lit(None, dtype=dtype).alias(name) for name, dtype in absent.items()),
    )


def _derived(facts: pl.DataFrame, as_of: date, *, recurring: bool) -> pl.LazyFrame:
    """Add what follows from the rest."""
    first_active = pl.min_horizontal("first_active", "first_order")
    return (
        facts.lazy()
        .with_columns(
            (pl.lit(as_of) - pl.col("last_order")).dt.total_days().cast(pl.Int32).alias("days_since_order"),
            (pl.col("second_order") - pl.col("first_order"))
            .dt.total_days()
            .cast(pl.Int32)
            .alias("days_to_second"),
            (pl.lit(as_of) - pl.col("first_order")).dt.total_days().cast(pl.Int32).alias("days_since_first"),
            _months(facts.select(first_active.alias("cohort")).to_series()),
        )
        .with_columns(
            _cadence(),
            # Without recurring revenue, credit notes may leave less than nothing.
            pl.when(pl.col("mrr") > 0)
            .then(pl.max_horizontal("revenue", 12 * pl.col("mrr")))
            .otherwise("revenue")
            .alias("revenue"),
            *_over_period(recurring=recurring),
            # The day on which nobody held the customer any more counts as the first one.
            ((pl.lit(as_of) - pl.col("orphaned_since")).dt.total_days() + 1)
            .cast(pl.Int32)
            .alias("orphaned_days"),
        )
        .with_columns(
            pl.when(pl.col("cadence") > 0)
            .then(pl.col("days_since_order") / pl.col("cadence"))
            .alias("overdue_ratio"),
            # Whoever is gone has nothing left to be done in time.
            *(pl.when(IS_ACTIVE).then(name).alias(name) for name in ("deadline", "deadline_kind")),
        )
        .with_columns(lifecycle(pl.lit(as_of)), *rfm_scores())
        .with_columns(*rfm_names())
    )


def _months(days: pl.Series) -> pl.Series:
    """`2025-01` for each day."""
    first, last = days.min(), days.max()
    if not (isinstance(first, date) and isinstance(last, date)):
        return days.cast(pl.String)
    # Each day there is gets its word once: writing one for every customer would take far longer.
    words = pl.date_range(first, last, eager=True).dt.strftime("%Y-%m")
    return words.gather((days - first).dt.total_days()).alias(days.name)


def _cadence() -> pl.Expr:
    """Usual days between a customer's orders: its own median from 3 gaps; below, drawn to its segment's.

    The segment's is the median over its customers of their own medians: who orders often counts once.
    """
    own_median = pl.col("gap_median")
    segment_median = pl.coalesce(own_median.median().over("segment"), own_median.median())
    drawn = (pl.col("gap_sum") + 2 * segment_median) / (pl.col("gaps") + 2)
    return (
        pl.when(pl.col("gaps") >= 3)
        .then(own_median)
        .when(pl.col("gaps") >= 1)
        .then(drawn)
        .cast(pl.Float64)
        .alias("cadence")
    )
