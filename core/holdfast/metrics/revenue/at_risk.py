"""Revenue at risk as a forecast: revenue × the chance to lose it. Spec §7 and §8."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.facts.states import IS_ACTIVE
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.money import to_units
from holdfast.risk.chance.rates import LossRates, loss_rates
from holdfast.risk.chance.words import MODEL_NAMES, judged_words
from holdfast.risk.past.backtest import too_few_losses
from holdfast.statistics.exact import exact_sum
from holdfast.words.wording import plural

NO_FLAGS: Final = "flags are not evaluated for the comparison period"
NOBODY: Final = "no active customer with revenue"
UNCALIBRATED: Final = "no flag and no model says how likely a loss is on this book yet"
WITH_INTERVENTIONS: Final = "the rates include whatever was done to keep customers"


def _expected(scope: Scope) -> Measured:
    if "worst_flag" not in scope.facts.columns:
        return Measured(None, note=NO_FLAGS)
    if _at_stake(scope).is_empty():
        return Measured(None, note=NOBODY)
    rates = loss_rates(scope.book, scope.as_of, scope.thresholds)
    if rates is None:
        few = too_few_losses(scope.book, scope.as_of)
        return Measured(None, note=few or UNCALIBRATED, status="uncalibrated")
    priced = scope.own(_priced)
    value, low, high = (exact_sum(priced.get_column(name)) for name in ("expected", "low", "high"))
    return Measured(value, low, high, note=f"{_whose_rates(rates, priced)}; {WITH_INTERVENTIONS}")


def _whose_rates(rates: LossRates, priced: pl.DataFrame) -> str:
    """Where the rates are from, and how much of the money is priced by which."""
    days = f"within {rates.days} days"
    if rates.judged.model is not None:
        return f"{MODEL_NAMES[rates.judged.model.kind]} of loss {days}, {judged_words(rates.judged)}"
    shrunken = priced.filter(pl.col("rate_status") == "shrunken")
    drawn = exact_sum(shrunken.get_column("revenue")) / exact_sum(priced.get_column("revenue"))
    return (
        f"loss rates {days} of the open flags at past month-ends, {rates.base_rate:.1%} without any; "
        f"≈ {drawn:.0%} of the revenue stands under flags seen too seldom, drawn to the rate of all"
        f"{_pool_words(rates)}"
    )


def _pool_words(rates: LossRates) -> str:
    """Which other books stand behind drawn rates: those that most flags are known from."""
    drawn = None if rates.table is None else rates.table.drawn
    books = drawn.get_column("pool_books").max() if drawn is not None and "pool_books" in drawn else None
    return f" and to the pool of {plural(int(str(books)), 'book')}" if books else ""


def _at_stake(scope: Scope) -> pl.DataFrame:
    """Facts of active customers with revenue.

    Who is not active cannot be lost, and credit notes that outweigh the orders leave nothing to lose.
    """
    return scope.facts.filter(IS_ACTIVE & (pl.col("revenue") > 0))


def _priced(scope: Scope) -> pl.DataFrame:
    """Customers with `flag`, `revenue`, `rate`, `rate_status`, and `expected`, `low`, `high` in units."""
    rates = loss_rates(scope.book, scope.as_of, scope.thresholds)
    facts = _at_stake(scope)
    told = facts.select(
        "customer", "name", pl.col("worst_flag").alias("flag"), to_units(pl.col("revenue")).alias("revenue")
    )
    if rates is None:
        return told.clear().with_columns(
            pl.lit(None, dtype=pl.String).alias("rate_status"),
            *(pl.lit(0.0).alias(name) for name in ("rate", "expected", "low", "high")),
        )
    revenue = pl.col("revenue")
    return (
        told.hstack(rates.of(facts).get_columns())
        .with_columns(
            pl.col("loss_rate").alias("rate"),
            pl.col("rate_status").cast(pl.String),
            (revenue * pl.col("loss_rate")).alias("expected"),
            (revenue * pl.col("low")).alias("low"),
            (revenue * pl.col("high")).alias("high"),
        )
        .sort("expected", "customer", descending=[True, False])
    )


def _rows(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.own(_priced)


RISK_MONEY_METRICS: Final = (
    Metric(
        "risk.revenue.expected",
        "Expected loss of revenue",
        "Σ annual revenue × loss rate: the chance to be lost within 90 days that the priority takes, each "
        "customer counted once",
        "active customers with revenue, where the book saw 10 losses",
        "money",
        -1,
        ACTIVITY,
        "Σ of the bounds of each rate",
        "One of three figures of revenue at risk; rates by the best-judged model of the book, else by its "
        "flags, with only what was known",
        Computed(
            _expected,
            _rows,
            (
                ("name", "Customer"),
                ("flag", "Worst flag"),
                ("revenue", "Revenue"),
                ("rate", "Loss rate"),
                ("rate_status", "Rate from"),
                ("expected", "Expected loss"),
            ),
            adds_up="expected",
        ),
        subject="scored customer",
        over_period=False,
        nothing=NOBODY,
        synonyms=("expected revenue loss", "calibrated revenue at risk"),
        note=WITH_INTERVENTIONS,
    ),
)
"""What the losses to come are expected to cost."""
