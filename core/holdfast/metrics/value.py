"""What a customer has been worth and is likely to be worth: spec §4. Every assumption stands in the note."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.figures import FEW
from holdfast.forecast import HORIZON_MONTHS, forecast
from holdfast.margins import MARGIN_RULE, margins
from holdfast.metrics.definition import Computed, Measured, Metric
from holdfast.money import to_units
from holdfast.statistics.lifetime_value import discounted, simple
from holdfast.timeline import ONE_DAY, add_months
from holdfast.wording import currency_sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.metrics.definition import Scope

ACTIVITY: Final = (("orders",), ("subscriptions",), ("mrr_events",))
NOBODY_BOUGHT: Final = "no customer has bought anything"
NOBODY_A_YEAR_AGO: Final = "no customer was active 12 months ago, so there is no yearly churn"
NOBODY_ACTIVE: Final = "no customer is active, so there is no margin a year"
NOBODY_LOST: Final = "none of those active 12 months ago was lost, so margin ÷ churn has no end"
CADENCE_FIRST: Final = "for a single customer the overdue ratio comes first; the model serves totals"

_MONTH_DAYS: Final = 365.25 / 12


class _Rates(NamedTuple):
    """What the simple formulas divide and multiply."""

    margin: float
    lost: int
    start: int
    words: str

    @property
    def churn(self) -> float:
        return self.lost / self.start


def _historic(scope: Scope) -> Measured:
    earned = _earned(scope)
    if earned.is_empty():
        return Measured(None, note=NOBODY_BOUGHT)
    total = float(earned.get_column("earned").sum())
    note = margins(scope.book, scope.as_of).note(earned)
    return _average(total, earned.height, note)


def _earned(scope: Scope) -> pl.DataFrame:
    """`customer` and `earned`, the margin to date in currency units, of all who ever bought or subscribed."""
    billed = _billed(scope)
    return (
        scope.facts.lazy()
        .select("customer", "orders", to_units(pl.col("revenue_total")).alias("revenue"))
        .join(billed.lazy(), on="customer", how="left", maintain_order="left")
        .join(
            margins(scope.book, scope.as_of).shares.lazy(), on="customer", how="left", maintain_order="left"
        )
        .filter((pl.col("orders") > 0) | pl.col("billed").is_not_null())
        .select("customer", (pl.max_horizontal("revenue", "billed") * pl.col("margin")).alias("earned"))
        .collect()
    )


def _billed(scope: Scope) -> pl.DataFrame:
    """Recurring revenue to date: every level times the months it ran, in currency units."""
    ran = (pl.lit(scope.as_of + ONE_DAY) - pl.col("day")).dt.total_days() / _MONTH_DAYS
    levels = scope.changes.lazy().filter((pl.col("day") <= scope.as_of) & (pl.col("delta") != 0))
    return levels.group_by("customer").agg((to_units(pl.col("delta")) * ran).sum().alias("billed")).collect()


def _simple(scope: Scope) -> Measured:
    return _at_constant_rates(scope, _simple_value)


def _simple_value(_scope: Scope, rates: _Rates) -> Measured:
    if not rates.lost:
        return Measured(None, note=NOBODY_LOST)
    return Measured(simple(rates.margin, rates.churn), note=rates.words)


def _discounted(scope: Scope) -> Measured:
    return _at_constant_rates(scope, lambda scope, rates: _discounted_value(scope, rates, first_now=True))


def _discounted_at_end(scope: Scope) -> Measured:
    return _at_constant_rates(scope, lambda scope, rates: _discounted_value(scope, rates, first_now=False))


def _discounted_value(scope: Scope, rates: _Rates, *, first_now: bool) -> Measured:
    rate = scope.book.settings.discount_rate
    if not rates.lost and not rate:
        return Measured(None, note=NOBODY_LOST)
    value = discounted(rates.margin, 1 - rates.churn, rate, first_now=first_now)
    when = "first margin now" if first_now else "first margin after a year"
    return Measured(value, note=f"{rates.words}; discount {100 * rate:g} % a year, {when}")


def _at_constant_rates(scope: Scope, value: Callable[[Scope, _Rates], Measured]) -> Measured:
    rates = _rates(scope)
    if isinstance(rates, str):
        return Measured(None, note=rates)
    found = value(scope, rates)
    few = found.value is not None and rates.start < FEW
    return Measured(found.value, note=found.note, status="few" if few else None)


def _rates(scope: Scope) -> _Rates | str:
    """Margin a year and yearly churn of the chosen customers, or the sentence that says what is lacking."""
    active, before = _active(scope), _active_a_year_ago(scope)
    if active.is_empty():
        return NOBODY_ACTIVE
    if before.is_empty():
        return NOBODY_A_YEAR_AGO
    known = margins(scope.book, scope.as_of)
    yearly = active.join(known.shares, on="customer", how="left", maintain_order="left")
    margin = (
        float(yearly.select((to_units(pl.col("revenue")) * pl.col("margin")).sum()).item()) / active.height
    )
    lost = before.join(active, on="customer", how="anti").height
    currency = scope.book.settings.currency
    words = (
        f"margin {currency_sign(currency)}{margin:,.0f} a year and customer ({known.note(active)}); "
        f"churn {100 * lost / before.height:.1f} % a year ({lost:,} of {before.height:,})"
    )
    return _Rates(margin, lost, before.height, words)


def _active(scope: Scope) -> pl.DataFrame:
    return scope.facts.filter("active").select("customer", "revenue")


def _active_a_year_ago(scope: Scope) -> pl.DataFrame:
    start = add_months(scope.as_of + ONE_DAY, -12)
    steps = scope.changes.lazy().filter(pl.col("day") < start).group_by("customer")
    then = steps.agg(pl.col("step").cast(pl.Int32).sum()).filter(pl.col("step") > 0)
    return then.select("customer").sort("customer").collect()


def _rate_rows(scope: Scope, part: str) -> pl.DataFrame:
    """Above the line whose margin is averaged, below it whose churn."""
    return _active(scope).select("customer") if part == "numerator" else _active_a_year_ago(scope)


def _predicted(scope: Scope) -> Measured:
    priced, found = _priced(scope), forecast(scope.book, scope.as_of)
    if priced.is_empty():
        return Measured(None, note=NOBODY_BOUGHT)
    if priced.get_column("value").null_count():
        fallback = _simple(scope)
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
    return _average(float(priced.get_column("value").sum()), priced.height, "; ".join(said))


def _priced(scope: Scope) -> pl.DataFrame:
    """`customer` and `value`, the discounted margin to come in currency units, of all who ever bought.

    Null where the model that would tell is missing.
    """
    return (
        _forecast_of(scope)
        .filter("bought")
        .join(margins(scope.book, scope.as_of).shares, on="customer", how="left", maintain_order="left")
        .select("customer", (pl.col("future_revenue") * pl.col("margin")).alias("value"))
    )


def _forecast_of(scope: Scope) -> pl.DataFrame:
    chosen = scope.facts.select("customer")
    everyone = forecast(scope.book, scope.as_of).customers
    return everyone.join(chosen, on="customer", how="semi", maintain_order="left")


def _average(total: float, customers: int, note: str) -> Measured:
    average = Measured(total / customers, numerator=total, denominator=customers, note=note)
    return replace(average, status="few") if customers < FEW else average


def _orders_ahead(scope: Scope) -> Measured:
    return _order_total(scope, "expected_orders")


def _alive(scope: Scope) -> Measured:
    return _order_total(scope, "p_alive")


def _order_total(scope: Scope, column: str) -> Measured:
    known = _forecast_of(scope).get_column(column).drop_nulls()
    found = forecast(scope.book, scope.as_of)
    if found.order_model is None:
        return Measured(None, note=found.orders, status="uncalibrated")
    if known.is_empty():
        return Measured(None, note="none of these customers has ordered often enough")
    model = found.order_model
    note = (
        f"BG/NBD fitted on all customers: r {model.r:.3f}, α {model.alpha:.3f} weeks, a {model.a:.3f}, "
        f"b {model.b:.3f}; {CADENCE_FIRST}"
    )
    return Measured(float(known.sum()), denominator=known.len(), note=note)


def _rows_with(column: str) -> Callable[[Scope, str], pl.DataFrame]:
    def rows(scope: Scope, _part: str) -> pl.DataFrame:
        return _forecast_of(scope).filter(pl.col(column).is_not_null()).select("customer")

    return rows


VALUE_METRICS: Final = (
    Metric(
        "clv.historic",
        "Margin to date per customer",
        f"revenue up to the as-of date × margin, averaged over customers; {MARGIN_RULE}",
        "customers who ever ordered or subscribed",
        "money",
        1,
        ACTIVITY,
        "none",
        "Historic customer lifetime value; subscriptions count every level for the months it ran",
        Computed(_historic, lambda scope, _part: _earned(scope).select("customer")),
        over_period=False,
        nothing=NOBODY_BOUGHT,
        synonyms=("historic clv", "customer value to date"),
    ),
    Metric(
        "clv.simple",
        "Lifetime value, margin ÷ churn",
        f"margin of the trailing 12 months per active customer ÷ share lost within 12 months; {MARGIN_RULE}",
        "active customers for the margin, those active 12 months ago for the churn",
        "money",
        1,
        ACTIVITY,
        "none",
        "Simple customer lifetime value: margin per period × 1 ÷ churn",
        Computed(_simple, _rate_rows),
        over_period=False,
        nothing=NOBODY_A_YEAR_AGO,
        synonyms=("clv", "ltv", "lifetime value", "valeur vie client", "valore del ciclo di vita"),
    ),
    Metric(
        "clv.discounted",
        "Lifetime value, discounted",
        "m·(1+d) ÷ (1+d−r): margin a year m, yearly retention r, discount d; the first margin is now",
        "active customers for the margin, those active 12 months ago for the retention",
        "money",
        1,
        ACTIVITY,
        "none",
        "Gupta & Lehmann 2003, Customers as assets",
        Computed(_discounted, _rate_rows),
        over_period=False,
        nothing=NOBODY_A_YEAR_AGO,
        synonyms=("discounted clv",),
    ),
    Metric(
        "clv.discounted.end",
        "Lifetime value, discounted, margin at year end",
        "m·r ÷ (1+d−r): as clv.discounted, the first margin after a year if the customer is still there",
        "active customers for the margin, those active 12 months ago for the retention",
        "money",
        1,
        ACTIVITY,
        "none",
        "Gupta & Lehmann 2003, Customers as assets",
        Computed(_discounted_at_end, _rate_rows),
        over_period=False,
        nothing=NOBODY_A_YEAR_AGO,
    ),
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
        Computed(_predicted, lambda scope, _part: _priced(scope).select("customer")),
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
        Computed(_orders_ahead, _rows_with("expected_orders")),
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
        Computed(_alive, _rows_with("p_alive")),
        over_period=False,
        nothing="no customers with a second order",
        synonyms=("p(alive)", "probability alive"),
        note=CADENCE_FIRST,
    ),
)
"""Lifetime value in its variants, and the orders to come."""
