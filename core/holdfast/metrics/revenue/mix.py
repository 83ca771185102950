"""How steady revenue is, and how much of it new and earlier customers bring. Spec §7."""

from __future__ import annotations

import math
from datetime import date
from typing import Final

import polars as pl

from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.money import to_units, units
from holdfast.statistics.exact import exact_sum
from holdfast.timeline import periods_in

ORDERS: Final = (("orders",),)
FEWEST_MONTHS: Final = 3


def monthly_revenue(scope: Scope) -> pl.DataFrame:
    """`month` Date (its first day) and `revenue` Float64 in currency units, of whole months of the period.

    Net orders of the month, or the recurring revenue at its end. Months without any are 0.
    """
    whole = [
        month
        for month in periods_in(scope.period, "month")
        if month.start >= scope.period.start and month.end <= scope.period.end
    ]
    frame = pl.DataFrame({"month": [month.start for month in whole]}, schema={"month": pl.Date})
    if scope.book.has_recurring_revenue:
        levels = [_level(scope.changes, month.end) for month in whole]
        return frame.with_columns(pl.Series("revenue", levels, dtype=pl.Float64))
    sums = (
        scope.own(_sales)
        .lazy()
        .group_by(pl.col("day").dt.month_start().alias("month"))
        .agg(to_units(pl.col("amount").sum()).alias("revenue"))
    )
    joined = frame.lazy().join(sums, on="month", how="left", maintain_order="left").collect()
    return joined.with_columns(pl.col("revenue").fill_null(0.0))


def _sales(scope: Scope) -> pl.DataFrame:
    """`customer`, `day` and `amount` of the sales inside the period."""
    inside = pl.col("day").is_between(scope.period.start, scope.period.end, closed="left")
    sales = scope.book.sales.lazy().select("customer", "day", "amount").filter(inside)
    return scope.of_chosen(sales).collect()


def _level(changes: pl.DataFrame, end: date) -> float:
    return units(int(changes.filter(pl.col("day") < end).get_column("delta").sum()))


def _stability(scope: Scope) -> Measured:
    months = monthly_revenue(scope).get_column("revenue")
    if len(months) < FEWEST_MONTHS:
        return Measured(None, note=f"fewer than {FEWEST_MONTHS} whole months in the period")
    mean = exact_sum(months) / len(months)
    if mean <= 0:
        return Measured(None, note="no revenue in the period")
    spread = math.sqrt(exact_sum((months - mean) ** 2) / (len(months) - 1))
    return Measured(
        spread / mean, denominator=len(months), note=f"over {len(months)} months; 0 is the same every month"
    )


def _months(scope: Scope, _part: str) -> pl.DataFrame:
    return monthly_revenue(scope)


def sides(scope: Scope) -> pl.DataFrame:
    """Customers with purchases inside the period, sorted: what they came to, whether their first lies inside.

    `customer`, `orders`, Int64 `amount`, Boolean `is_new`.
    """
    return (
        scope.purchases.lazy()
        .filter(pl.col("day").is_between(scope.period.start, scope.period.end, closed="left"))
        .group_by("customer")
        .agg(
            pl.len().alias("orders"),
            pl.col("amount").sum(),
            (pl.col("first_day").first() >= scope.period.start).alias("is_new"),
        )
        .sort("customer")
        .collect()
    )


def _share_of(scope: Scope, *, new: bool) -> Measured:
    split = scope.own(sides)
    whole = units(int(split.get_column("amount").sum()))
    if not whole:
        return Measured(None, note="no orders inside the period")
    part = units(int(split.filter(pl.col("is_new") == new).get_column("amount").sum()))
    return Measured(part / whole, numerator=part, denominator=whole)


def _share_rows(scope: Scope, part: str, *, new: bool) -> pl.DataFrame:
    split = scope.own(sides)
    rows = split.filter(pl.col("is_new") == new) if part == "numerator" else split
    return rows.select("customer", to_units(pl.col("amount")).alias("bought"))


def _share(*, new: bool) -> Computed:
    return Computed(
        lambda scope: _share_of(scope, new=new),
        lambda scope, part: _share_rows(scope, part, new=new),
        adds_up="bought",
        below="bought",
        amounts="money",
    )


REVENUE_MIX_METRICS: Final = (
    Metric(
        "revenue.stability",
        "Revenue variation",
        "standard deviation ÷ mean of revenue by month; recurring revenue at month's end where there is some",
        "whole months of the period",
        "ratio",
        -1,
        ACTIVITY,
        "none",
        "Coefficient of variation",
        Computed(
            _stability,
            _months,
            (("month", "Month"), ("revenue", "Revenue")),
            adds_up="revenue",
            made="formula",
            amounts="money",
        ),
        subject="month",
        synonyms=("revenue stability", "volatility", "stabilité du chiffre d'affaires"),
    ),
    Metric(
        "revenue.new_share",
        "Revenue from new customers",
        "amount of orders of customers whose first order lies inside the period ÷ amount of all orders",
        "customers with an order inside the period",
        "ratio",
        0,
        ORDERS,
        "none",
        "New and repeat revenue; together with revenue.repeat_share it makes 100 %",
        _share(new=True),
        synonyms=("new business share",),
    ),
    Metric(
        "revenue.repeat_share",
        "Revenue from earlier customers",
        "amount of orders of customers whose first order lies before the period ÷ amount of all orders",
        "customers with an order inside the period",
        "ratio",
        0,
        ORDERS,
        "none",
        "New and repeat revenue; together with revenue.new_share it makes 100 %",
        _share(new=False),
        synonyms=("repeat revenue", "ventes répétées", "vendite ripetute"),
    ),
)
"""Revenue by month, and new against repeat."""
