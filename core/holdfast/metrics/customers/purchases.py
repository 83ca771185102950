"""Repeat purchases: who comes back, how soon, and how regularly. Spec §3."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.metrics.sums import Quotient, Share
from holdfast.statistics.survival.kaplan_meier import kaplan_meier, median

ORDERS: Final = (("orders",),)
SOURCE: Final = "Repeat purchase rate: customers who bought more than once"

_bought = pl.col("orders") >= 1
_bought_twice = pl.col("orders") >= 2


def _second_within(days: int) -> Metric:
    old_enough = _bought & (pl.col("days_since_first") >= days)
    return Metric(
        f"repeat.second_{days}d",
        f"Second order within {days} days",
        f"second order within {days} days ÷ customers whose first order is at least {days} days old",
        f"customers whose first order is at least {days} days old",
        "ratio",
        1,
        ORDERS,
        "Wilson",
        SOURCE,
        Share(old_enough & (pl.col("days_to_second") <= days), old_enough),
        over_period=False,
        nothing=f"no customer's first order is {days} days old",
    )


def _time_to_second(scope: Scope) -> Measured:
    buyers = scope.facts.filter(_bought)
    if buyers.is_empty():
        return Measured(None, note="no customers with an order")
    waited = buyers.select(pl.coalesce("days_to_second", "days_since_first").cast(pl.Float64)).to_series()
    came = buyers.get_column("days_to_second").is_not_null()
    middle = median(kaplan_meier(waited, came))
    note = None if middle is not None else "not reached: fewer than half have come back"
    return Measured(middle, numerator=float(came.sum()), denominator=float(buyers.height), note=note)


def _gaps(scope: Scope) -> pl.Series:
    return scope.purchases.get_column("gap").drop_nulls()


def _gap_median(scope: Scope) -> Measured:
    return _gap_measure(scope, _gaps(scope).median())


def _gap_mean(scope: Scope) -> Measured:
    return _gap_measure(scope, _gaps(scope).mean())


def _gap_measure(scope: Scope, value: object) -> Measured:
    if not isinstance(value, int | float):
        return Measured(None, note="no customer has ordered twice")
    return Measured(float(value), denominator=float(_gaps(scope).len()))


def _orders_with_gap(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.purchases.filter(pl.col("gap").is_not_null()).select("order", "customer", "day", "gap")


def _buyers(scope: Scope, part: str) -> pl.DataFrame:
    chosen = _bought_twice if part == "numerator" else _bought
    waited = pl.coalesce("days_to_second", "days_since_first").alias("days")
    return scope.facts.filter(chosen).select("customer", waited)


def _overdue(scope: Scope) -> Measured:
    ratios = scope.facts.get_column("overdue_ratio").drop_nulls()
    value = ratios.median()
    if not isinstance(value, float):
        return Measured(None, note="no customer has ordered twice")
    return Measured(value, denominator=float(ratios.len()))


def _with_cadence(scope: Scope, _part: str) -> pl.DataFrame:
    with_cadence = scope.facts.filter(pl.col("overdue_ratio").is_not_null())
    return with_cadence.select("customer", "days_since_order", "cadence", "overdue_ratio")


PURCHASE_METRICS: Final = (
    Metric(
        "repeat.rate",
        "Repeat rate",
        "customers with at least 2 orders ÷ customers with at least 1, ever up to the as-of date",
        "customers with an order",
        "ratio",
        1,
        ORDERS,
        "Wilson",
        SOURCE,
        Share(_bought_twice, _bought),
        over_period=False,
        nothing="no customers with an order",
        synonyms=("repeat purchase rate", "tasso di acquisto ripetuto", "ventes répétées"),
    ),
    Metric(
        "repeat.rate.period",
        "Repeat rate inside the period",
        "customers with at least 2 orders inside the period ÷ customers with at least 1 inside it",
        "customers with an order inside the period",
        "ratio",
        1,
        ORDERS,
        "Wilson",
        SOURCE,
        Share(pl.col("orders_period") >= 2, pl.col("orders_period") >= 1),
        nothing="no orders inside the period",
    ),
    _second_within(60),
    _second_within(90),
    Metric(
        "repeat.second_median",
        "Time to second order",
        "Kaplan–Meier median of the days from first to second order, one-timers censored at the as-of date",
        "customers with an order",
        "days",
        -1,
        ORDERS,
        "none",
        "Kaplan & Meier 1958",
        Computed(_time_to_second, _buyers, adds_up="days", made="survival"),
        over_period=False,
    ),
    Metric(
        "repeat.gap_median",
        "Days between orders, median",
        "median of all gaps between consecutive orders of one customer",
        "orders that followed another of the same customer",
        "days",
        0,
        ORDERS,
        "none",
        SOURCE,
        Computed(_gap_median, _orders_with_gap, adds_up="gap", made="median"),
        subject="order",
        over_period=False,
    ),
    Metric(
        "repeat.gap_mean",
        "Days between orders, mean",
        "mean of all gaps between consecutive orders of one customer",
        "orders that followed another of the same customer",
        "days",
        0,
        ORDERS,
        "none",
        SOURCE,
        Computed(_gap_mean, _orders_with_gap, adds_up="gap", made="mean"),
        subject="order",
        over_period=False,
    ),
    Metric(
        "repeat.revenue_share",
        "Revenue from repeat orders",
        "amount of second and later orders ÷ amount of all counted orders, inside the period",
        "customers with an order inside the period",
        "ratio",
        1,
        ORDERS,
        "none",
        SOURCE,
        Quotient(
            pl.col("repeat_revenue_period"), pl.col("purchase_revenue_period"), pl.col("orders_period") >= 1
        ),
        nothing="no orders inside the period",
    ),
    Metric(
        "purchase.overdue_ratio",
        "Overdue ratio, median",
        "median over customers of days since the last order ÷ the customer's own cadence",
        "customers with at least 2 orders",
        "score",
        -1,
        ORDERS,
        "none",
        "Cadence: own median gap from 3 gaps on; with 1 or 2, (Σ gaps + 2 · segment median) ÷ (n + 2), where "
        "the segment median is that of its customers' own medians, each counted once",
        Computed(
            _overdue,
            _with_cadence,
            (("days_since_order", "Days since"), ("cadence", "Own cadence")),
            adds_up="overdue_ratio",
            made="median",
            amount_title="Ratio",
        ),
        over_period=False,
    ),
)
