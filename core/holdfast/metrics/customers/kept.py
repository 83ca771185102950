"""Customers kept, lost, new and returned: counts and rates of spec §2."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.metrics.sums import Beside, Share, Total
from holdfast.money import to_units
from holdfast.statistics.exact import exact_sum

ACTIVITY: Final = (("orders",), ("subscriptions",), ("mrr_events",))
NO_START: Final = "no customers at start"

_start, _end = pl.col("active_start"), pl.col("active_end")
_joined = pl.col("joined")
_at_any_time = _start | _end | pl.col("lost_on_period").is_not_null()

WORTH: Final = (
    Beside("start", "Start", to_units(pl.col("value_start"))),
    Beside("end", "End", to_units(pl.col("value_end"))),
)
"""What a customer was worth at both ends of the period, on the basis of the query."""


def _churn_by_day(scope: Scope) -> pl.DataFrame:
    """Days of the period with a loss: `day`, `lost` that day, `active` at the start of the day."""
    changes = scope.changes.filter(pl.col("step") != 0)
    at_start = int(scope.facts.get_column("active_start").sum())
    daily = (
        changes.filter(pl.col("day").is_between(scope.period.start, scope.period.end, closed="left"))
        .group_by("day")
        .agg((pl.col("step") == -1).sum().alias("lost"), pl.col("step").sum().cast(pl.Int64).alias("net"))
        .sort("day")
    )
    before = at_start + pl.col("net").cum_sum().shift(1, fill_value=0)
    return daily.with_columns(before.alias("active")).filter(pl.col("lost") > 0)


def _daily_churn(scope: Scope) -> Measured:
    daily = _churn_by_day(scope).filter(pl.col("active") > 0)
    lost = int(daily.get_column("lost").sum())
    if not scope.facts.get_column("active_start").any() and not lost:
        return Measured(None, note=NO_START)
    rates = daily.select(pl.col("lost") / pl.col("active")).to_series()
    return Measured(exact_sum(rates), numerator=float(lost))


def _lost_inside(scope: Scope, _part: str) -> pl.DataFrame:
    """Every loss inside the period: `lost_on`, `active` at the start of that day, and `share` it takes."""
    days = _churn_by_day(scope).filter(pl.col("active") > 0).select("day", "active")
    return (
        scope.changes.filter(pl.col("step") == -1)
        .join(days, on="day", how="inner", maintain_order="left")
        .select("customer", pl.col("day").alias("lost_on"), "active", (1 / pl.col("active")).alias("share"))
    )


CUSTOMER_METRICS: Final = (
    Metric(
        "retention.customers",
        "Customer retention",
        "active at start and at end ÷ active at start",
        "customers active at the start of the period",
        "ratio",
        1,
        ACTIVITY,
        "Wilson",
        "Customer retention rate: the cohort at start, new customers left out",
        Share(_start & _end, _start),
        nothing=NO_START,
        synonyms=("logo retention", "kept", "fidélisation", "mantenimento", "الاحتفاظ بالعملاء"),
    ),
    Metric(
        "retention.customers.total",
        "Customer retention, of all customers",
        "active at start and at end ÷ active at any time in the period",
        "customers active at start or at any time inside the period",
        "ratio",
        1,
        ACTIVITY,
        "Wilson",
        "Customer retention as glossaries word it: retained customers ÷ total customers; who joined counts "
        "below the line only, so growth lowers it",
        Share(_start & _end, _at_any_time),
        nothing="no customers in the period",
        synonyms=("retained of total customers",),
        note="who joined counts below the line only, so growth lowers it: the cohort tells who stayed",
    ),
    Metric(
        "churn.customers",
        "Customer churn",
        "active at start and not at end ÷ active at start",
        "customers active at the start of the period",
        "ratio",
        -1,
        ACTIVITY,
        "Wilson",
        "Customer churn as the complement of retention on one cohort",
        Share(pl.col("lost"), _start, beside=WORTH),
        nothing=NO_START,
        synonyms=("attrition", "defection", "logo churn", "tasso di abbandono", "désabonnement"),
    ),
    Metric(
        "churn.customers.daily",
        "Customer churn, daily",
        "sum over days of customers lost that day ÷ customers active at the start of that day",
        "customers active on each day of the period",
        "ratio",
        -1,
        ACTIVITY,
        "none",
        "Daily churn summed over the period, as shop platforms publish it",
        Computed(
            _daily_churn,
            _lost_inside,
            (("lost_on", "Lost on"), ("active", "Active that day")),
            adds_up="share",
        ),
        nothing=NO_START,
    ),
    Metric(
        "churn.customers.with_new",
        "Customer churn, new in the denominator",
        "lost ÷ (active at start + new), those who joined and left inside the period counted in both",
        "customers active at start or first active inside the period",
        "ratio",
        -1,
        ACTIVITY,
        "Wilson",
        "Churn with new subscribers in the denominator, as payment platforms publish it",
        Share((_start | _joined) & ~_end, _start | _joined),
        nothing="no customers at start and none joined",
    ),
    Metric(
        "customers.start",
        "Customers at start",
        "active at the instant the period starts",
        "all customers",
        "count",
        0,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(_start),
    ),
    Metric(
        "customers.new",
        "New customers",
        "first ever active inside the period and active at its end",
        "all customers",
        "count",
        1,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(pl.col("is_new"), beside=WORTH),
    ),
    Metric(
        "customers.returned",
        "Returned customers",
        "active at end, not at start, active earlier",
        "all customers",
        "count",
        1,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(pl.col("returned"), beside=WORTH),
        synonyms=("won back", "reactivated"),
    ),
    Metric(
        "customers.lost",
        "Lost customers",
        "active at start, not at end",
        "customers active at the start of the period",
        "count",
        -1,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(pl.col("lost"), beside=WORTH),
        synonyms=("churned",),
    ),
    Metric(
        "customers.active",
        "Customers at end",
        "active just before the period ends",
        "all customers",
        "count",
        1,
        ACTIVITY,
        "none",
        "Activity as in the book's settings",
        Total(_end),
    ),
)
