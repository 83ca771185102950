"""One row per customer as of a date: the heart. Filters, lists, flags and most metrics read nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.activity import MOVEMENTS
from holdfast.lifecycle import lifecycle
from holdfast.rep_facts import holders, orphans
from holdfast.rfm import rfm_columns
from holdfast.timeline import ONE_DAY, Period, add_months

if TYPE_CHECKING:
    from holdfast.book import Book

KEYED: Final = "customer"


def customer_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every customer of the book at the close of `as_of`.

    Row i is customer i, also for customers not yet known on that day (`known` false, all else null), so
    that a mask made on one date fits the facts of another. Columns: `customer` UInt32, `known` Boolean, the
    stored fields of `fields.FIELDS`, money as Int64 ten-thousandths, and the columns metrics are made of:
    `active_start`, `active_end`, `joined` (first ever active inside the period), `is_new` and `returned`
    (active at end, not at start; seen active at the end of an earlier month or not), `lost` Booleans; `lost_on` Date; `mrr_start`, `mrr_end`, `revenue_before` (the equally long period before)
    Int64; `value_start` and `value_end` (recurring revenue at the two instants, or on the orders basis the
    revenue of the period before and of the period); `gaps` and `gap_sum` of the customer's own orders;
    `second_order` Date; one Int64 `event_<movement>` per kind of change inside the period.
    Rows dated after `as_of` have no influence.
    """
    facts = book.customers.lazy().select(
        pl.col("customer"),
        (pl.col("known_from").is_null() | (pl.col("known_from") <= as_of)).alias("known"),
        *(
            pl.col(name)
            for name in (
                "customer_id",
                "name",
                "name_folded",
                "loyalty_member",
                "created",
                "parent_id",
                "margin_pct",
            )
        ),
        *(
            pl.col(name).cast(pl.Categorical)
            for name in ("segment", "tier", "industry", "region", "country", "source", "status")
        ),
        pl.col("referred_by").is_not_null().alias("referral"),
    )
    parts = (
        _purchase_facts(book, as_of, period),
        _sales_facts(book, as_of, period),
        _activity_facts(book, as_of, period),
        _voice_facts(book, as_of),
        _service_facts(book, as_of),
        _holder_facts(book, as_of),
    )
    for part in parts:
        if part is not None:
            facts = facts.join(part, on=KEYED, how="left", maintain_order="left")
    return _derived(facts, as_of, recurring=book.has_recurring_revenue).collect()


def _purchase_facts(book: Book, as_of: date, period: Period) -> pl.LazyFrame:
    visible = book.purchases.lazy().filter(pl.col("day") <= as_of)
    inside = pl.col("day").is_between(period.start, period.end, closed="left")
    second = pl.col("number") == 2
    return (
        visible.with_columns(
            inside.cast(pl.UInt32).alias("inside"),
            pl.when(second).then("day").alias("second_day"),
            pl.when(inside & (pl.col("number") > 1)).then("amount").otherwise(0).alias("repeat_amount"),
            pl.when(inside).then("amount").otherwise(0).alias("inside_amount"),
        )
        .group_by(KEYED)
        .agg(
            pl.col("day").min().alias("first_order"),
            pl.col("day").max().alias("last_order"),
            pl.len().alias("orders"),
            pl.col("inside").sum().alias("orders_period"),
            pl.col("second_day").max().alias("second_order"),
            pl.col("gap").median().alias("gap_median"),
            pl.col("gap").count().alias("gaps"),
            pl.col("gap").sum().alias("gap_sum"),
            pl.col("repeat_amount").sum().alias("repeat_revenue_period"),
            pl.col("inside_amount").sum().alias("purchase_revenue_period"),
        )
    )


def _sales_facts(book: Book, as_of: date, period: Period) -> pl.LazyFrame:
    before = period.previous()
    trailing = add_months(as_of + ONE_DAY, -12)
    day, amount = pl.col("day"), pl.col("amount")

    def within(start: date, end: date) -> pl.Expr:
        return pl.when((day >= start) & (day < end)).then(amount).otherwise(0)

    return (
        book.sales.lazy()
        .filter(day <= as_of)
        .with_columns(
            within(trailing, as_of + ONE_DAY).alias("revenue"),
            within(period.start, period.end).alias("revenue_period"),
            within(before.start, before.end).alias("revenue_before"),
        )
        .group_by(KEYED)
        .agg(
            pl.col("amount").sum().alias("revenue_total"),
            pl.col("revenue", "revenue_period", "revenue_before").sum(),
        )
    )


def _activity_facts(book: Book, as_of: date, period: Period) -> pl.LazyFrame:
    day, step, delta, kind = (pl.col(name) for name in ("day", "step", "delta", "kind"))
    at_start, at_end = day < period.start, day < period.end
    inside = ~at_start & at_end
    left_inside = inside & (step == -1)
    return (
        book.changes(as_of, period.end)
        .with_columns(
            (pl.col("counted_from") < period.start).alias("counted_before"),
            pl.when(day <= as_of).then(step).otherwise(0).alias("active"),
            pl.when(at_start).then(step).otherwise(0).alias("active_start"),
            pl.when(at_end).then(step).otherwise(0).alias("active_end"),
            pl.when(at_start).then(delta).otherwise(0).alias("mrr_start"),
            pl.when(at_end).then(delta).otherwise(0).alias("mrr_end"),
            pl.when(step == 1).then(day).alias("first_active"),
            pl.when(left_inside).then(day).alias("lost_on"),
            (inside & (kind == "new")).alias("joined"),
            (inside & (kind == "reactivation")).alias("came_back"),
            (kind == "reactivation").alias("has_returned"),
            pl.when(step == -1).then(day).alias("last_lost"),
            *(
                pl.when(inside & (kind == movement)).then(delta).otherwise(0).alias(f"event_{movement}")
                for movement in MOVEMENTS
            ),
        )
        .group_by(KEYED)
        .agg(
            pl.col("active", "active_start", "active_end").sum() > 0,
            pl.col("counted_before").any(),
            pl.col("delta").sum().alias("mrr"),
            pl.col("mrr_start", "mrr_end").sum(),
            pl.col("first_active").min(),
            pl.col("lost_on", "last_lost").max(),
            pl.col("joined", "came_back", "has_returned").any(),
            *(pl.col(f"event_{movement}").sum() for movement in MOVEMENTS),
        )
    )


def _voice_facts(book: Book, as_of: date) -> pl.LazyFrame | None:
    if not book.has("surveys"):
        return None
    return (
        book.visible("surveys", as_of)
        .lazy()
        .filter(
            pl.col("customer").is_not_null()
            & (pl.col("kind").str.to_lowercase() == "nps")
            & pl.col("score").is_not_null()
        )
        .sort("customer", "answered", "response_id", nulls_last=False, maintain_order=True)
        .group_by(KEYED)
        .agg(pl.col("score").last().alias("nps"))
    )


def _service_facts(book: Book, as_of: date) -> pl.LazyFrame | None:
    parts = []
    if book.has("tickets"):
        tickets = book.visible("tickets", as_of).lazy().filter(pl.col("customer").is_not_null())
        unsolved = pl.col("solved").is_null()
        parts.append(tickets.group_by(KEYED).agg(unsolved.sum().cast(pl.UInt32).alias("tickets_open")))
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
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, on=KEYED, how="full", coalesce=True)
    return joined


def _holder_facts(book: Book, as_of: date) -> pl.LazyFrame | None:
    """Who holds each customer, and who held the orphaned ones last; names where the reps table has them."""
    if not book.has("assignments"):
        return None
    if book.has("reps"):
        listed = (
            book.visible("reps", as_of)
            .lazy()
            .select("rep_id", pl.coalesce("name", "rep_id").alias("rep"), "team")
        )
    else:
        listed = pl.LazyFrame(schema={"rep_id": pl.String, "rep": pl.String, "team": pl.String})
    held = (
        holders(book, as_of, as_of)
        .lazy()
        .select(KEYED, "rep_id")
        .join(listed, on="rep_id", how="left")
        .with_columns(pl.coalesce("rep", "rep_id"))
    )
    if book.has("reps") and not book.assumed_assignments:
        names = listed.select(pl.col("rep_id").alias("last_rep_id"), pl.col("rep").alias("former_rep"))
        left = (
            orphans(book, as_of)
            .lazy()
            .select(KEYED, "orphaned", "orphaned_since", "last_rep_id")
            .join(names, on="last_rep_id", how="left")
            .with_columns(pl.coalesce("former_rep", "last_rep_id").alias("former_rep"))
        )
        held = held.join(left, on=KEYED, how="full", coalesce=True)
        gone = pl.col("orphaned").fill_null(value=False)
        held = held.with_columns(
            pl.when(~gone).then(pl.col(name)).alias(name) for name in ("rep_id", "rep", "team")
        )
    else:
        held = held.with_columns(pl.lit(None, dtype=pl.String).alias("former_rep"))
    return held.with_columns(pl.col("rep", "team", "former_rep").cast(pl.Categorical))


_ZERO_WHEN_ABSENT: Final = {
    "orders": pl.UInt32,
    "orders_period": pl.UInt32,
    "gaps": pl.UInt32,
    "gap_sum": pl.Int64,
    "revenue": pl.Int64,
    "revenue_period": pl.Int64,
    "revenue_before": pl.Int64,
    "revenue_total": pl.Int64,
    "repeat_revenue_period": pl.Int64,
    "purchase_revenue_period": pl.Int64,
    "mrr": pl.Int64,
    "mrr_start": pl.Int64,
    "mrr_end": pl.Int64,
    **{f"event_{movement}": pl.Int64 for movement in MOVEMENTS},
}
_FALSE_WHEN_ABSENT: Final = (
    "active",
    "active_start",
    "active_end",
    "counted_before",
    "joined",
    "came_back",
    "has_returned",
)
_NULL_WHEN_ABSENT: Final = {
    "nps": pl.Float64,
    "tickets_open": pl.UInt32,
    "last_contact": pl.Date,
    "renewal": pl.Date,
    "rep_id": pl.String,
    "rep": pl.Categorical,
    "team": pl.Categorical,
    "former_rep": pl.Categorical,
    "orphaned": pl.Boolean,
    "orphaned_since": pl.Date,
    "last_rep_id": pl.String,
}


def _derived(facts: pl.LazyFrame, as_of: date, *, recurring: bool) -> pl.LazyFrame:
    """Fill what is absent, then add what follows from the rest."""
    present = facts.collect_schema().names()
    absent = {name: dtype for name, dtype in _NULL_WHEN_ABSENT.items() if name not in present}
    first_active = pl.min_horizontal("first_active", "first_order")
    newly = pl.col("active_end") & ~pl.col("active_start")
    return (
        facts.with_columns(
            *(pl.col(name).fill_null(0).cast(dtype) for name, dtype in _ZERO_WHEN_ABSENT.items()),
            *(pl.col(name).fill_null(value=False) for name in _FALSE_WHEN_ABSENT),
            *(pl.lit(None, dtype=dtype).alias(name) for name, dtype in absent.items()),
            (pl.lit(as_of) - pl.col("last_order")).dt.total_days().cast(pl.Int32).alias("days_since_order"),
            (pl.col("second_order") - pl.col("first_order"))
            .dt.total_days()
            .cast(pl.Int32)
            .alias("days_to_second"),
            (pl.lit(as_of) - pl.col("first_order")).dt.total_days().cast(pl.Int32).alias("days_since_first"),
            first_active.dt.strftime("%Y-%m").alias("cohort"),
        )
        .with_columns(
            _cadence(),
            pl.max_horizontal("revenue", 12 * pl.col("mrr")).alias("revenue"),
            pl.col("mrr_start" if recurring else "revenue_before").alias("value_start"),
            pl.col("mrr_end" if recurring else "revenue_period").alias("value_end"),
            (newly & (pl.col("joined") | ~pl.col("counted_before"))).alias("is_new"),
            (newly & ~pl.col("joined") & pl.col("counted_before")).alias("returned"),
            (pl.col("active_start") & ~pl.col("active_end")).alias("lost"),
            # The day on which nobody held the customer any more counts as the first one.
            ((pl.lit(as_of) - pl.col("orphaned_since")).dt.total_days() + 1)
            .cast(pl.Int32)
            .alias("orphaned_days"),
        )
        .with_columns(
            pl.when(pl.col("cadence") > 0)
            .then(pl.col("days_since_order") / pl.col("cadence"))
            .alias("overdue_ratio"),
        )
        .with_columns(lifecycle(pl.lit(as_of)), *rfm_columns())
    )


def _cadence() -> pl.Expr:
    """Usual days between a customer's orders: its own median from 3 gaps; below, drawn to its segment's."""
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
