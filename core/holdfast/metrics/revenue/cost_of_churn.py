"""What losing and keeping customers comes to in money, every factor named. Spec §7."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.worth.margins import margins
from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY, NO_START
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.metrics.what_if import WhatIf, what_if
from holdfast.money import to_units
from holdfast.schema.assumptions import EDITABLE, Assumptions, assumptions
from holdfast.statistics.exact import exact_mean, exact_sum
from holdfast.statistics.intervals.wilson import wilson
from holdfast.statistics.models.lifetime_value import discounted
from holdfast.words.numerals import amount_text, percent_text, rounded_amount_text

if TYPE_CHECKING:
    from holdfast.book.book import Book

NOBODY_LOST: Final = "no customer was lost in the period"
NO_MARGIN: Final = "the customers at start brought no revenue, so there is no margin"

_DAYS_IN_YEAR: Final = 365.25


def assumed(book: Book) -> Assumptions:
    """The factors in force for a book."""
    return assumptions(book.settings.assumed)


@dataclass(frozen=True)
class Rates:
    """Customers at start, how many of them stayed, and retention as a yearly share."""

    start: int
    kept: int
    years: float

    @property
    def retention(self) -> float:
        """Kept ÷ start to the power of 1 ÷ years."""
        return self.yearly(self.kept / self.start)

    def yearly(self, share: float) -> float:
        """A share of the period as one of a year: share^(1 ÷ years)."""
        return float(share ** (1 / self.years))


@keeps(1)
def rates(scope: Scope) -> Rates | None:
    """Retention of the chosen customers over the period, by the year; None without customers at start."""
    start, kept = scope.facts.select(
        pl.col("active_start").sum().alias("start"),
        (pl.col("active_start") & pl.col("active_end")).sum().alias("kept"),
    ).row(0)
    return Rates(start, kept, _years(scope)) if start else None


def _years(scope: Scope) -> float:
    months = scope.period.whole_months
    return months / 12 if months else scope.period.days / _DAYS_IN_YEAR


def yearly_margins(scope: Scope) -> pl.DataFrame:
    """`customer`, `lost` and `margin`: what each customer at start earned a year before, in currency units.

    Revenue of the period before, by the year, or 12 × the recurring revenue at start where that is more;
    times the customer's margin.
    """
    share = margins(scope.book, scope.as_of).shares
    revenue = pl.max_horizontal(
        12 * to_units(pl.col("mrr_start")), to_units(pl.col("revenue_before")) / _years(scope)
    )
    return (
        scope.facts.filter("active_start")
        .select("customer", "lost", revenue.alias("revenue"))
        .join(share, on="customer", how="left", maintain_order="left")
        .select("customer", "lost", (pl.col("revenue") * pl.col("margin")).alias("margin"))
    )


@dataclass(frozen=True)
class LostValue:
    """Customers lost and the present value of the margin they would still have brought."""

    customers: int
    value: float
    words: str


@keeps(1)
def lost_value(scope: Scope) -> LostValue | str:
    """The same, or the sentence that says what is lacking.

    Per customer m·r ÷ (1+d−r): margin m of the year before, yearly retention r, discount d, the first margin
    a year after the loss.
    """
    found = rates(scope)
    if found is None:
        return NO_START
    lost = scope.own(yearly_margins).filter("lost")
    if lost.is_empty():
        return NOBODY_LOST
    discount = scope.book.settings.discount_rate
    margin = exact_sum(lost.get_column("margin"))
    value = discounted(margin, found.retention, discount, first_now=False)
    known = margins(scope.book, scope.as_of).note(lost)
    words = f"retention {found.retention:.1%} a year, discount {discount:.0%}; {known}"
    return LostValue(lost.height, value, words)


def _lost_customer(scope: Scope) -> Measured:
    lost = lost_value(scope)
    if isinstance(lost, str):
        return Measured(None, note=lost)
    return Measured(
        lost.value / lost.customers,
        numerator=lost.value,
        denominator=lost.customers,
        note=lost.words,
        status="few" if lost.customers < FEW else "ok",
    )


def _cost_of_churn(scope: Scope) -> Measured:
    lost = lost_value(scope)
    if isinstance(lost, str):
        return Measured(None, note=lost)
    factors = assumed(scope.book)
    cost = factors.replacement(lost.customers)
    if cost is None:
        note = (
            f"{lost.words}; without replacement: set acquisition_cost or retention_cost under [assumptions]"
        )
        return Measured(lost.value, denominator=lost.customers, note=note)
    low, usual, high = (lost.value + part for part in cost)
    currency = scope.book.settings.currency
    if factors.acquisition_cost is not None:
        each = rounded_amount_text(factors.acquisition_cost, currency)
        by = f"{lost.customers} × {each} to win as many again"
    else:
        each = rounded_amount_text(factors.retention_cost or 0.0, currency)
        by = (
            f"{lost.customers} × {each} × {factors.replacement_low:g} to "
            f"{factors.replacement_high:g} to win as many again, {EDITABLE}"
        )
    has_range = low < high
    return Measured(
        usual,
        low if has_range else None,
        high if has_range else None,
        denominator=lost.customers,
        note=f"{lost.words}; {by}",
    )


def _word_of_mouth(scope: Scope) -> Measured:
    lost = scope.facts.filter("lost").height
    factors = assumed(scope.book)
    each = factors.word_of_mouth
    note = (
        f"{each:g} for each: (1 + {factors.told:g} + {factors.told:g} · {factors.retold_each:g}) · "
        f"{factors.refuse:.0%}; {EDITABLE}"
    )
    return Measured(lost * each, denominator=lost, note=note)


def _lost_rows(scope: Scope, _part: str) -> pl.DataFrame:
    """The customers lost: `margin` a year, `value` lost, `replacement` and `cost` in money, `kept_away`."""
    lost = scope.own(yearly_margins).filter("lost").drop("lost")
    found, factors = rates(scope), assumed(scope.book)
    worth = (
        discounted(1.0, found.retention, scope.book.settings.discount_rate, first_now=False) if found else 0.0
    )
    again = factors.replacement(1)
    return lost.with_columns(
        (pl.col("margin") * worth).alias("value"),
        pl.lit(again[1] if again else 0.0).alias("replacement"),
        pl.lit(factors.word_of_mouth).alias("kept_away"),
    ).with_columns((pl.col("value") + pl.col("replacement")).alias("cost"))


def _yearly_churn(scope: Scope) -> Measured:
    found = rates(scope)
    if found is None:
        return Measured(None, note=NO_START)
    low, high = wilson(found.start - found.kept, found.start) or (0.0, 1.0)
    # A retention of exactly four fifths must not fall below a band that begins at a fifth.
    churn = round(1 - found.retention, 12)
    factors = assumed(scope.book)
    band = (factors.yearly_loss_low, factors.yearly_loss_high)
    place = "below" if churn < band[0] else "above" if churn > band[1] else "inside"
    return Measured(
        churn,
        1 - found.yearly(1 - low),
        1 - found.yearly(1 - high),
        numerator=found.start - found.kept,
        denominator=found.start,
        note=f"{place} the band of {band[0]:.0%} to {band[1]:.0%} a year; {EDITABLE}",
        status="few" if found.start < FEW else "ok",
    )


def _at_start(scope: Scope, part: str) -> pl.DataFrame:
    return scope.facts.filter("lost" if part == "numerator" else "active_start").select("customer")


def retention_what_if(scope: Scope, raised_by: float) -> WhatIf | str:
    """Lifetime value of an average customer if yearly retention rises by `raised_by` (never above 99 %)."""
    found = rates(scope)
    if found is None:
        return NO_START
    mean = exact_mean(scope.own(yearly_margins).get_column("margin"))
    if mean is None or mean <= 0:
        return NO_MARGIN
    retention = min(found.retention, HIGHEST_RETENTION)
    raised = min(max(retention + raised_by, 0.0), HIGHEST_RETENTION)
    return what_if(mean, scope.book.settings.discount_rate, retention, raised)


HIGHEST_RETENTION: Final = 0.99
"""Nobody keeps everybody for ever; above this the value of a customer has no sense."""


def _what_if(scope: Scope) -> Measured:
    factors = assumed(scope.book)
    cases = [retention_what_if(scope, by) for by in (factors.uplift_low, factors.uplift, factors.uplift_high)]
    low, usual, high = cases
    if isinstance(low, str) or isinstance(usual, str) or isinstance(high, str):
        return Measured(None, note=next(case for case in cases if isinstance(case, str)))
    before, after = (
        amount_text(value, scope.book.settings.currency) for value in (usual.before, usual.after)
    )
    lift = percent_text(usual.lift or 0.0, signed=True)
    return Measured(
        usual.after,
        low.after if low.after < high.after else None,
        high.after if low.after < high.after else None,
        note=f"from {before} at {usual.retention:.1%} a year to {after} at "
        f"{usual.raised:.1%} ({lift}); the range is for {low.raised:.1%} to "
        f"{high.raised:.1%}; the uplift is yours to set under [assumptions]",
    )


def _started(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.own(yearly_margins)


_MARGIN: Final = ("margin", "Margin a year")

MONEY_METRICS: Final = (
    Metric(
        "churn.customers.yearly",
        "Customer churn, by the year",
        "1 − (kept ÷ active at start)^(12 ÷ months of the period)",
        "customers active at the start of the period",
        "ratio",
        -1,
        ACTIVITY,
        "Wilson, by the year",
        "Compounding: 5 % a month is 46.0 % a year; the band is what the sources claim as usual",
        Computed(_yearly_churn, _at_start),
        nothing=NO_START,
        synonyms=("annual churn", "yearly attrition", "taux de désabonnement annuel"),
    ),
    Metric(
        "churn.customer_value",
        "Value of a lost customer",
        "m·r ÷ (1+d−r), mean over those lost: margin m of the year before, yearly retention r, discount d",
        "customers active at start and lost by the end of the period",
        "money",
        0,
        ACTIVITY,
        "none",
        "Gupta & Lehmann 2003, the first margin a year after the loss",
        Computed(_lost_customer, _lost_rows, (_MARGIN,), adds_up="value", made="mean", amount_title="Value"),
        nothing=NOBODY_LOST,
        synonyms=("cost of losing a customer", "valeur d'un client perdu", "قيمة العميل المفقود"),
    ),
    Metric(
        "churn.cost",
        "Cost of churn",
        "value of the customers lost + winning as many again: n × acquisition cost, or n × retention cost × "
        "5 (range 3 to 7)",
        "customers active at start and lost by the end of the period",
        "money",
        -1,
        ACTIVITY,
        "range of the assumptions",
        "Lost value by Gupta & Lehmann 2003; the multiples are claims, editable",
        Computed(
            _cost_of_churn,
            _lost_rows,
            (_MARGIN, ("value", "Value"), ("replacement", "Replacement")),
            adds_up="cost",
            amount_title="Cost",
        ),
        nothing=NOBODY_LOST,
        synonyms=("churn cost", "coût du désabonnement", "costo dell'abbandono"),
    ),
    Metric(
        "churn.word_of_mouth",
        "Customers kept away by word of mouth",
        "customers lost × (1 + told + told · retold each) · share that refuses",
        "customers active at start and lost by the end of the period",
        "count",
        -1,
        ACTIVITY,
        "none",
        '(1 + 11 + 11·5) · 25 % = 16.75, the "17 potential customers" of sales texts; a claim',
        Computed(_word_of_mouth, _lost_rows, adds_up="kept_away", amount_title="Kept away"),
        synonyms=("negative word of mouth", "bouche à oreille", "passaparola"),
    ),
    Metric(
        "clv.what_if",
        "What if more stayed",
        "m·(1+d) ÷ (1+d−r) at the raised retention r: mean margin a year m of customers at start, discount d",
        "customers active at the start of the period",
        "money",
        1,
        ACTIVITY,
        "range of the assumptions",
        "Gupta & Lehmann 2003; .80 → .85 with m 1,000 and d 10 %: 3,666.67 → 4,400",
        Computed(_what_if, _started, adds_up="margin", made="formula", amount_title="Margin a year"),
        nothing=NO_START,
        synonyms=("what-if", "retention uplift", "simulation"),
    ),
)
"""Money lost, at risk of words, and to be won."""
