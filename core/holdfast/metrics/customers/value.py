"""What a customer has been worth, and is at constant rates: spec §4. Every assumption stands in the note."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.facts.worth.margins import MARGIN_RULE, margins
from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.money import to_units
from holdfast.rows.numbered import marked
from holdfast.rows.standing import standing
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.models.lifetime_value import discounted, simple
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.numerals import rounded_amount_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.metrics.scope import Scope

ACTIVITY: Final = (("orders",), ("subscriptions",), ("mrr_events",))
NOBODY_BOUGHT: Final = "no customer has bought anything"
NOBODY_A_YEAR_AGO: Final = "no customer was active 12 months ago, so there is no yearly churn"
NOBODY_ACTIVE: Final = "no customer is active, so there is no margin a year"
NOBODY_LOST: Final = "none of those active 12 months ago was lost, so margin ÷ churn has no end"

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
    earned = scope.own(_earned)
    if earned.is_empty():
        return Measured(None, note=NOBODY_BOUGHT)
    total = exact_sum(earned.get_column("earned"))
    note = margins(scope.book, scope.as_of).note(earned)
    return average(total, earned.height, note)


def _earned(scope: Scope) -> pl.DataFrame:
    """`customer` and `earned`, the margin to date in currency units, of all who ever bought or subscribed."""
    billed = scope.own(_billed)
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
    ran = (pl.lit(scope.as_of + ONE_DAY) - pl.col("day")).dt.total_days()
    levels = scope.changes.lazy().filter((pl.col("day") <= scope.as_of) & (pl.col("delta") != 0))
    return (
        levels.group_by("customer")
        .agg((to_units((pl.col("delta") * ran).sum()) / _MONTH_DAYS).alias("billed"))
        .collect()
    )


def simple_value(scope: Scope) -> Measured:
    """Margin a year ÷ yearly churn of the chosen customers, or the sentence that says what is lacking."""
    return _at_constant_rates(scope, _over_churn)


def _over_churn(_scope: Scope, rates: _Rates) -> Measured:
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


@keeps(1)
def _rates(scope: Scope) -> _Rates | str:
    """Margin a year and yearly churn of the chosen customers, or the sentence that says what is lacking."""
    active, before = _active(scope), scope.own(active_a_year_ago)
    if active.is_empty():
        return NOBODY_ACTIVE
    if before.is_empty():
        return NOBODY_A_YEAR_AGO
    known = margins(scope.book, scope.as_of)
    margin = exact_sum(scope.own(_yearly).get_column("margin")) / active.height
    lost = int(before.get_column("lost").sum())
    currency = scope.book.settings.currency
    words = (
        f"margin {rounded_amount_text(margin, currency)} a year and customer ({known.note(active)}); "
        f"churn {100 * lost / before.height:.1f} % a year ({lost:,} of {before.height:,})"
    )
    return _Rates(margin, lost, before.height, words)


def _active(scope: Scope) -> pl.DataFrame:
    return scope.facts.filter("active").select("customer", "revenue")


def _yearly(scope: Scope) -> pl.DataFrame:
    """`customer` and `margin` of the trailing 12 months in currency units, of the active."""
    shares = margins(scope.book, scope.as_of).shares
    return (
        _active(scope)
        .join(shares, on="customer", how="left", maintain_order="left")
        .select("customer", (to_units(pl.col("revenue")) * pl.col("margin")).alias("margin"))
    )


def active_a_year_ago(scope: Scope) -> pl.DataFrame:
    """`customer` and `lost`, 1 for those who are not active any more."""
    changes, height = scope.book.activity.changes, scope.book.customers.height
    last = standing(changes, add_months(scope.as_of + ONE_DAY, -12))
    then = last.customers.filter(last.values(changes.get_column("is_active")))
    chosen, active = (
        marked(facts.get_column("customer"), height).gather(then) for facts in (scope.facts, _active(scope))
    )
    told = pl.DataFrame({"customer": then, "lost": (~active).cast(pl.Int64)})
    return told if scope.every_customer else told.filter(chosen)


def rate_rows(scope: Scope, part: str) -> pl.DataFrame:
    """Above the line whose margin is averaged, below it whose churn."""
    return scope.own(_yearly if part == "numerator" else active_a_year_ago)


def _at_rates(measure: Callable[[Scope], Measured]) -> Computed:
    return Computed(measure, rate_rows, adds_up="margin", made="formula", amount_title="Margin a year")


def average(total: float, customers: int, note: str) -> Measured:
    """A total per customer, few where there are few of them."""
    average = Measured(total / customers, numerator=total, denominator=customers, note=note)
    return replace(average, status="few") if customers < FEW else average


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
        Computed(_historic, lambda scope, _part: scope.own(_earned), adds_up="earned", made="mean"),
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
        _at_rates(simple_value),
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
        _at_rates(_discounted),
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
        _at_rates(_discounted_at_end),
        over_period=False,
        nothing=NOBODY_A_YEAR_AGO,
    ),
)
"""Lifetime value to date and at constant rates."""
