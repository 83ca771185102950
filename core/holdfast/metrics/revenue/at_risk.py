"""Revenue at risk as a forecast: what flags cost before, on the revenue flagged now. Spec §7 and §8."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.money import to_units
from holdfast.risk.past.backtest import (
    HORIZON,
    MINIMUM_FLAGGED,
    MINIMUM_LOSSES,
    backtest_of,
    too_few_losses,
)
from holdfast.statistics.exact import exact_sum
from holdfast.words.wording import plural

NO_FLAGS: Final = "flags are not evaluated for the comparison period"
NOBODY_FLAGGED: Final = "no active customer with revenue has an open flag"
UNCALIBRATED: Final = (
    f"no open flag is calibrated: at past month-ends a flag needs {MINIMUM_FLAGGED} flagged customers, "
    f"{MINIMUM_LOSSES} of them lost within {HORIZON.days} days"
)
WITH_INTERVENTIONS: Final = "the rates include whatever was done about the flags"


def _expected(scope: Scope) -> Measured:
    if "worst_flag" not in scope.facts.columns:
        return Measured(None, note=NO_FLAGS)
    flagged = _flagged(scope)
    if flagged.is_empty():
        return Measured(None, note=NOBODY_FLAGGED)
    priced = _priced(scope, flagged)
    if priced.is_empty():
        return Measured(None, note=UNCALIBRATED, status="uncalibrated")
    covered = exact_sum(priced.get_column("revenue")) / exact_sum(flagged.get_column("revenue"))
    months = int(priced.get_column("months").item(0))
    flags = ", ".join(sorted(priced.get_column("flag").cast(pl.String).unique()))
    note = (
        f"covers {covered:.0%} of the flagged revenue, whose worst flag is calibrated ({flags}), at the loss "
        f"rates within {HORIZON.days} days after {plural(months, 'month-end')}; {WITH_INTERVENTIONS}"
    )
    value, low, high = (exact_sum(priced.get_column(name)) for name in ("expected", "low", "high"))
    return Measured(value, low, high, note=note)


_PRICES: Final = ("rate", "expected", "low", "high")


def _flagged(scope: Scope) -> pl.DataFrame:
    """`customer`, `name`, `flag` and `revenue` (currency units) of active customers with an open flag.

    Who is not active cannot be lost, and credit notes that outweigh the orders leave nothing to lose.
    """
    at_stake = pl.col("active") & pl.col("worst_flag").is_not_null() & (pl.col("revenue") > 0)
    return scope.facts.filter(at_stake).select(
        "customer", "name", pl.col("worst_flag").alias("flag"), to_units(pl.col("revenue")).alias("revenue")
    )


def _priced(scope: Scope, flagged: pl.DataFrame) -> pl.DataFrame:
    """Those of `flagged` with a calibrated flag: `rate`, and `expected`, `low`, `high` in currency units."""
    if too_few_losses(scope.book, scope.as_of) is not None:
        # So few losses calibrate no flag: a small book is spared the evaluation of a year of flags.
        return flagged.clear().with_columns(pl.lit(0.0).alias(name) for name in _PRICES)
    rates = backtest_of(scope.book, scope.as_of, scope.thresholds).flags.filter("calibrated")
    revenue = pl.col("revenue")
    return (
        flagged.join(rates, on="flag", how="inner", maintain_order="left")
        .with_columns(
            (revenue * pl.col("rate")).alias("expected"),
            (revenue * pl.col("low")).alias("low"),
            (revenue * pl.col("high")).alias("high"),
        )
        .sort("expected", "customer", descending=[True, False])
    )


def _rows(scope: Scope, _part: str) -> pl.DataFrame:
    return _priced(scope, _flagged(scope))


RISK_MONEY_METRICS: Final = (
    Metric(
        "risk.revenue.expected",
        "Expected loss of revenue",
        "Σ annual revenue × share of customers lost within 90 days under their worst flag in the backtest, "
        "each counted once",
        "active customers whose worst open flag is calibrated: 20 customers flagged at past month-ends, "
        "10 of them lost",
        "money",
        -1,
        ACTIVITY,
        "Wilson bounds of the rates",
        "One of three figures of revenue at risk; rates by backtest, with only what was known",
        Computed(
            _expected,
            _rows,
            (
                ("name", "Customer"),
                ("flag", "Worst flag"),
                ("revenue", "Revenue"),
                ("rate", "Loss rate"),
                ("expected", "Expected loss"),
            ),
            adds_up="expected",
        ),
        subject="scored customer",
        over_period=False,
        nothing=NOBODY_FLAGGED,
        synonyms=("expected revenue loss", "calibrated revenue at risk"),
        note=WITH_INTERVENTIONS,
    ),
)
"""What the open flags are expected to cost."""
