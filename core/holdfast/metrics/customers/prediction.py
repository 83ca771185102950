"""What customers are likely to buy from here on, by the models of `facts/worth/forecast.py`: spec §4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.worth.forecast import HORIZON_MONTHS, forecast
from holdfast.facts.worth.margins import MARGIN_RULE, margins
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.value import ACTIVITY, NOBODY_BOUGHT, average, rate_rows, simple_value
from holdfast.metrics.definition import Metric
from holdfast.statistics.exact import exact_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.metrics.scope import Scope

CADENCE_FIRST: Final = "for a single customer the overdue ratio comes first; the model serves totals"


def _predicted(scope: Scope) -> Measured:
    priced, found = scope.own(_priced), forecast(scope.book, scope.as_of)
    if priced.is_empty():
        return Measured(None, note=NOBODY_BOUGHT)
    if priced.get_column("value").null_count():
        fallback = simple_value(scope)
        reason = f"not predicted: {found.missing}; margin ÷ churn instead"
        note = f"{reason}: {fallback.note}" if fallback.note else reason
        if fallback.value is None:
            return Measured(None, note=note)
        return Measured(fallback.value, note=note, status="uncalibrated")
    said = [
        margins(scope.book, scope.as_of).note(priced),
        f"discount {100 * scope.book.settings.discount_rate:g} % a year, {HORIZON_MONTHS} months ahead",
        CADENCE_FIRST,
    ]
    return average(exact_sum(priced.get_column("value")), priced.height, "; ".join(said))


def _priced(scope: Scope) -> pl.DataFrame:
    """`customer` and `value`, the discounted margin to come in currency units, of all who ever bought.

    Null where the model that would tell is missing.
    """
    return (
        scope.own(_forecast_of)
        .filter("bought")
        .join(margins(scope.book, scope.as_of).shares, on="customer", how="left", maintain_order="left")
        .select("customer", (pl.col("future_revenue") * pl.col("margin")).alias("value"))
    )


def _forecast_of(scope: Scope) -> pl.DataFrame:
    chosen = scope.facts.select("customer")
    everyone = forecast(scope.book, scope.as_of).customers
    return everyone.join(chosen, on="customer", how="semi", maintain_order="left")


def _orders_ahead(scope: Scope) -> Measured:
    return _order_total(scope, "expected_orders")


def _alive(scope: Scope) -> Measured:
    return _order_total(scope, "p_alive")


def _order_total(scope: Scope, column: str) -> Measured:
    known = scope.own(_forecast_of).get_column(column).drop_nulls()
    found = forecast(scope.book, scope.as_of)
    if found.order_model is None:
        return Measured(None, note=found.orders)
    if known.is_empty():
        return Measured(None, note="none of these customers has ordered often enough")
    model = found.order_model
    note = (
        f"BG/NBD fitted on all customers: r {model.r:.3f}, α {model.alpha:.3f} weeks, a {model.a:.3f}, "
        f"b {model.b:.3f}; {CADENCE_FIRST}"
    )
    return Measured(exact_sum(known), denominator=known.len(), note=note)


def _rows_with(column: str) -> Callable[[Scope, str], pl.DataFrame]:
    def rows(scope: Scope, _part: str) -> pl.DataFrame:
        return scope.own(_forecast_of).filter(pl.col(column).is_not_null()).select("customer", column)

    return rows


def _priced_rows(scope: Scope, part: str) -> pl.DataFrame:
    """Those with a prediction; where no model tells, those of the figure that stands in."""
    priced = scope.own(_priced)
    if not priced.get_column("value").null_count():
        return priced
    return rate_rows(scope, part).rename({"margin": "value"}, strict=False)


PREDICTION_METRICS: Final = (
    Metric(
        "clv.predicted",
        "Margin to come per customer",
        f"discounted margin of the next {HORIZON_MONTHS} months, averaged over customers: P(alive) × "
        "expected orders (BG/NBD) × spend per order (Gamma–Gamma), or MRR × months to come "
        f"(shifted beta-geometric) where a subscription runs; {MARGIN_RULE}",
        "customers who ever ordered or subscribed, those probably gone included",
        "money",
        1,
        ACTIVITY,
        "none",
        "Fader, Hardie & Lee 2005; Fader & Hardie 2013 (note 025); Fader & Hardie 2007 and 2010",
        Computed(_predicted, _priced_rows, adds_up="value", made="mean"),
        over_period=False,
        nothing=NOBODY_BOUGHT,
        synonyms=("predicted clv", "residual lifetime value"),
        note=CADENCE_FIRST,
    ),
    Metric(
        "purchases.expected_12m",
        "Orders expected in 12 months",
        "sum over customers of P(alive) × expected orders in the next 12 months if alive (BG/NBD)",
        "customers with an order; the model is fitted on all customers of the book",
        "count",
        1,
        (("orders",),),
        "none",
        "Fader, Hardie & Lee 2005, Counting your customers the easy way, equation 10",
        Computed(
            _orders_ahead, _rows_with("expected_orders"), adds_up="expected_orders", amount_title="Expected"
        ),
        over_period=False,
        nothing="no customers with an order",
        synonyms=("expected purchases", "order forecast"),
        note=CADENCE_FIRST,
    ),
    Metric(
        "customers.alive",
        "Repeat customers probably alive",
        "sum of P(alive) over customers with at least 2 orders (BG/NBD)",
        "customers with a second order: of one-timers the model says nothing",
        "count",
        1,
        (("orders",),),
        "none",
        "Fader, Hardie & Lee 2005, Counting your customers the easy way",
        Computed(_alive, _rows_with("p_alive"), adds_up="p_alive", amount_title="P(alive)"),
        over_period=False,
        nothing="no customers with a second order",
        synonyms=("p(alive)", "probability alive"),
        note=CADENCE_FIRST,
    ),
)
"""Margin, orders and repeat customers to come."""
