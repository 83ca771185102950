"""Contracts: what comes due, what was renewed, and what attrition clauses come to. Spec §7."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from holdfast.book.contracts import GRACE_DAYS
from holdfast.facts.contracts import contract_terms
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.metrics.sums import Share, Total
from holdfast.money import to_units, units
from holdfast.statistics.models.prediction import Prediction, predicted_total
from holdfast.words.numerals import interval_text, rounded_amount_text

CONTRACTS: Final = (("contracts",),)
CLAUSES: Final = (("contracts", "contract_usage"),)
HORIZON_DAYS: Final = 90
NOT_LEGAL_ADVICE: Final = "not legal advice: the signed clause decides"
CLAUSE: Final = "Attrition clause: minimum pickup, lost profit instead of gross revenue, mitigation by resale"

_decided = pl.col("due_inside") & pl.col("renewed").is_not_null()
_short = pl.col("clause_inside") & (pl.col("shortfall") > 0)


def _comes_due(scope: Scope) -> pl.DataFrame:
    last = scope.as_of + timedelta(days=HORIZON_DAYS)
    return scope.facts.filter(pl.col("renewal") <= last)


def _renewals_at_risk(scope: Scope) -> Measured:
    due = _comes_due(scope)
    return Measured(units(int(due.get_column("revenue").sum())), note=None)


def _due_customers(scope: Scope, _part: str) -> pl.DataFrame:
    return _comes_due(scope).select("customer", "renewal", to_units(pl.col("revenue")).alias("yearly"))


def renewal_forecast(terms: pl.DataFrame, made_on: date) -> Prediction | None:
    """What of the value that comes due in the 90 days after `made_on` will be renewed, in currency units.

    `terms`: `contract_terms` of that day; the rate is the share of all contracts decided by then. None where
    none was.
    """
    values = upcoming_renewals(terms, made_on).get_column("value").drop_nulls()
    known = terms.get_column("renewed").drop_nulls()
    return predicted_total(int(known.sum()), len(known), [units(value) for value in values])


def upcoming_renewals(terms: pl.DataFrame, day: date) -> pl.DataFrame:
    """Running contracts that come due in the 90 days after `day`."""
    due = pl.col("due").is_between(day, day + timedelta(days=HORIZON_DAYS), closed="right")
    return terms.filter(due & pl.col("running"))


def _forecast(scope: Scope) -> Measured:
    due = upcoming_renewals(scope.facts, scope.as_of)
    if due.is_empty():
        return Measured(None, note=f"no contract comes due within {HORIZON_DAYS} days")
    forecast = renewal_forecast(scope.facts, scope.as_of)
    if forecast is None:
        return Measured(None, note="no contract has come due yet, so nothing tells how many renew")
    value = units(int(due.get_column("value").sum()))
    return Measured(forecast.value, forecast.low, forecast.high, denominator=value, note=_in_hindsight(scope))


def _in_hindsight(scope: Scope) -> str:
    """The same forecast on the last day whose renewals are all decided, beside what came."""
    day = scope.as_of - timedelta(days=HORIZON_DAYS + GRACE_DAYS)
    chosen = scope.facts.get_column("customer_id").unique()
    then = contract_terms(scope.book, day).filter(pl.col("customer_id").is_in(chosen.implode()))
    due, forecast = upcoming_renewals(then, day), renewal_forecast(then, day)
    if forecast is None or due.is_empty():
        return f"no forecast to compare with: on {day} nothing came due or nothing had been decided"
    renewed = scope.facts.filter(pl.col("renewed").fill_null(value=False)).select("contract_id")
    came = units(int(due.join(renewed, on="contract_id", how="semi").get_column("value").sum()))
    verdict = "inside" if forecast.low <= came <= forecast.high else "outside"
    currency = scope.book.settings.currency
    said = f"{rounded_amount_text(forecast.value, currency)} {interval_text(forecast.low, forecast.high)}"
    return f"on {day} it said {said}; {rounded_amount_text(came, currency)} came, {verdict} the interval"


def _forecast_rows(scope: Scope, _part: str) -> pl.DataFrame:
    """Contracts that come due: `value_due`, and `expected` of it at the share renewed so far."""
    forecast = renewal_forecast(scope.facts, scope.as_of)
    due = upcoming_renewals(scope.facts, scope.as_of).with_columns(
        to_units(pl.col("value")).alias("value_due")
    )
    rate = scope.facts.get_column("renewed").drop_nulls().mean() if forecast is not None else None
    return due.with_columns((pl.col("value_due") * pl.lit(rate, pl.Float64)).alias("expected"))


CONTRACT_METRICS: Final = (
    Metric(
        "contracts.renewal_rate",
        "Renewal rate",
        "contracts renewed ÷ contracts that came due inside the period and are decided; renewed when another "
        "contract of the customer follows or it renews itself, decided after 30 days at the latest",
        "contracts that came due inside the period",
        "ratio",
        1,
        CONTRACTS,
        "Wilson",
        "Renewal rate by count of contracts",
        Share(_decided & pl.col("renewed"), _decided),
        subject="contract",
        nothing="no contract came due and was decided in the period",
        synonyms=("renewals", "taux de renouvellement", "tasso di rinnovo", "معدل التجديد"),
    ),
    Metric(
        "contracts.forecast",
        "Renewal forecast, 90 days",
        "value of contracts that come due within 90 days × share of contracts renewed so far",
        "running contracts that come due within 90 days of the as-of date",
        "money",
        1,
        CONTRACTS,
        "prediction interval",
        "Forecast from the book's own renewals, set beside the last forecast that can be checked",
        Computed(_forecast, _forecast_rows, adds_up="expected", below="value_due", amount_title="Expected"),
        subject="contract",
        over_period=False,
        synonyms=("forecast", "expected renewals"),
    ),
    Metric(
        "risk.revenue.renewals_90d",
        "Revenue up for renewal, 90 days",
        "annual revenue of customers with a contract that comes due within 90 days, each counted once",
        "customers whose next renewal lies within 90 days of the as-of date",
        "money",
        0,
        CONTRACTS,
        "none",
        "One of three figures of revenue at risk; it says what is up for decision, not what will be lost",
        Computed(
            _renewals_at_risk,
            _due_customers,
            (("renewal", "Renewal"),),
            adds_up="yearly",
            amount_title="Revenue a year",
        ),
        over_period=False,
        synonyms=("renewals calendar", "revenue at risk"),
    ),
    Metric(
        "contracts.shortfall",
        "Contract shortfall",
        "units below the minimum pickup: block less allowance − used, over all nights (cumulative) or night "
        "by night (per_period)",
        "contracts whose last night so far lies inside the period",
        "count",
        -1,
        CLAUSES,
        "none",
        CLAUSE,
        Total(_short, pl.col("shortfall")),
        subject="contract",
        synonyms=("attrition", "pickup shortfall", "room attrition"),
        note=NOT_LEGAL_ADVICE,
    ),
    Metric(
        "contracts.damages",
        "Attrition damages",
        "shortfall less resold units where the contract credits them, never more than stayed unsold, × rate "
        "× margin",
        "contracts whose last night so far lies inside the period, with rate and margin on file",
        "money",
        -1,
        CLAUSES,
        "none",
        CLAUSE,
        Total(_short & pl.col("damages").is_not_null(), pl.col("damages")),
        subject="contract",
        synonyms=("attrition penalty", "liquidated damages"),
        note=NOT_LEGAL_ADVICE,
    ),
)
"""Contracts up for renewal and below their minimum."""
