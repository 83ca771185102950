"""Whom to call first: money × how much likelier than others to be lost × whether anybody can be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.money import units
from holdfast.risk.chance.rates import LossRates, loss_rates
from holdfast.risk.chance.words import (
    MODEL_NAMES,
    FlagTerms,
    flag_terms,
    flag_words,
    judged_words,
    model_terms,
)
from holdfast.risk.watch import UNWATCHED
from holdfast.rows.numbered import filled
from holdfast.schema.assumptions import assumptions
from holdfast.words.interface.chosen import in_english
from holdfast.words.numerals import chance_text, percent_text
from holdfast.words.wording import money_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch

WITH_INTERVENTIONS: Final = "rates include whatever was done about the flags"
"""What stands beside every rate of the backtest: customers were saved, too."""


def priorities(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    """What the loss rate of a customer is worth a call, per row of evaluated facts, row i customer i.

    `loss_rate` Float64 and `rate_status` String (risk/chance/rates.py), `expected_loss` Int64 money (revenue
    × loss rate) and `priority` Int64 money: revenue × (loss rate − base rate) × contactable; it can be
    negative, where such customers are lost less often than others. Null for customers who are not active, and
    for all where losses are too few.
    """
    return _terms(book, as_of, facts, loss_rates(book, as_of, thresholds)).select(
        "loss_rate", "rate_status", "expected_loss", "priority"
    )


def ordered_by(book: Book, as_of: date, thresholds: Thresholds) -> str:
    """The field customers are ordered by: `priority`, or `expected_loss` where that clearly finds more."""
    rates = loss_rates(book, as_of, thresholds)
    return "expected_loss" if rates is not None and rates.judged.by_expected_loss else "priority"


def _terms(book: Book, as_of: date, facts: pl.DataFrame, rates: LossRates | None) -> pl.DataFrame:
    # Credit notes that outweigh the orders leave nothing to lose.
    revenue = pl.col("revenue").clip(lower_bound=0)
    told = facts.select("customer", revenue.alias("revenue"))
    if rates is None:
        unsaid = filled(None, facts.height, pl.Float64), filled(None, facts.height, pl.String)
        told = told.hstack([unsaid[0].alias("loss_rate"), unsaid[1].alias("rate_status")])
    else:
        found = rates.of(facts).with_columns(pl.col("rate_status").cast(pl.String))
        told = told.hstack(found.get_columns())
    base = pl.lit(None if rates is None else rates.base_rate, dtype=pl.Float64)
    avoidable = pl.col("revenue") * (pl.col("loss_rate") - base) * pl.col("contactable")
    expected = pl.col("revenue") * pl.col("loss_rate")
    return told.hstack([contactable(book, as_of)]).with_columns(
        avoidable.round().cast(pl.Int64).alias("priority"),
        expected.round().cast(pl.Int64).alias("expected_loss"),
    )


def contactable(book: Book, as_of: date) -> pl.Series:
    """Float64 per customer: 1 with an active contact on file, or where the book has no contacts at all.

    Else the share `reachable_without_contact` of the assumptions, which the user may edit. Who is inactive
    without a day of leaving has gone by the last day with data; nobody knows since when.
    """
    height = book.customers.height
    if not book.has("contacts"):
        return filled(1.0, height, pl.Float64).alias("contactable")
    left = (pl.col("left_on") <= as_of).fill_null(value=False)
    undated = pl.col("left_on").is_null() & ~pl.col("active").fill_null(value=True)
    gone = left | (undated & pl.lit(as_of >= book.span[1]))
    on_file = book.tables["contacts"].filter(pl.col("customer").is_not_null() & ~gone)
    share = assumptions(book.settings.assumed).reachable_without_contact
    reached = filled(share, height, pl.Float64)
    return reached.scatter(on_file.get_column("customer").unique(), 1.0).alias("contactable")


@dataclass(frozen=True)
class PriorityTerms:
    """The priority of one customer, term by term; money in currency units.

    `status` says where the rate is from (rates.STATUS). By flags, `worst` is the flag it is counted under
    (None: none open, the base rate applies), `others` how many other calibrated flags are open, at most 2,
    and `flagged` and `lost` count the customers of the past; by a model all of them are None or 0.
    """

    revenue: float
    loss_rate: float
    low: float
    high: float
    base_rate: float
    contactable: float
    priority: float
    days: int
    status: str
    worst: str | None = None
    others: int = 0
    flagged: int | None = None
    lost: int | None = None
    sentence: str = ""


NOT_ACTIVE: Final = "No priority: the customer is not active."
UNCALIBRATED: Final = "No priority: the losses of this book are too few to say how likely another is."


@in_english()
def priority_terms(
    book: Book,
    as_of: date,
    facts: pl.DataFrame,
    thresholds: Thresholds,
    customer: int,
    *,
    watch: Watch = UNWATCHED,
) -> PriorityTerms | str:
    """The terms of one customer's priority, with a sentence that says them; a sentence where there is none.

    `facts`: evaluated facts, row i customer i. Raises CancelledError.
    """
    rates = loss_rates(book, as_of, thresholds, watch)
    if facts.item(customer, "state") != "active":
        return NOT_ACTIVE
    if rates is None:
        return UNCALIBRATED
    # Every customer is priced as in the list, so that the two can never differ.
    row = _terms(book, as_of, facts, rates).row(customer, named=True)
    flag = flag_terms(rates, facts, customer)
    terms = PriorityTerms(
        revenue=units(row["revenue"]),
        loss_rate=row["loss_rate"],
        low=row["low"],
        high=row["high"],
        base_rate=rates.base_rate,
        contactable=row["contactable"],
        priority=units(row["priority"]),
        days=rates.days,
        status=row["rate_status"],
        worst=flag.worst,
        others=flag.others,
        flagged=flag.flagged,
        lost=flag.lost,
    )
    currency = book.settings.currency
    revenue, expected = (money_text(row[name], currency) for name in ("revenue", "expected_loss"))
    rate = _rate_words(row)
    product = _product(row, rates.base_rate, currency)
    low, high = chance_text(terms.low), chance_text(terms.high)
    reason = (
        f"expected loss {expected} = {revenue} × {rate} [{low} to {high}]: "
        f"{model_terms(book, as_of, rates, customer)}; {terms.base_rate:.1%} of all; "
        f"{MODEL_NAMES[rates.judged.model.kind]}, {judged_words(rates.judged)}"
        if rates.judged.model is not None
        else _by_flags(terms, flag, rate, rates)
    )
    if terms.contactable < 1:
        reason += f"; no active contact is on file, and {terms.contactable:g} is an assumption you can edit"
    return replace(terms, sentence=f"{product}: {reason}; {WITH_INTERVENTIONS}")


def product_words(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds, customer: int) -> str:
    """The terms of one customer's priority as a product, not where its rate is from; or why there is none.

    Arguments as in `priority_terms`; cheap where the loss rates of the day are known.
    """
    rates = loss_rates(book, as_of, thresholds)
    if facts.item(customer, "state") != "active":
        return NOT_ACTIVE
    if rates is None:
        return UNCALIBRATED
    row = _terms(book, as_of, facts, rates).row(customer, named=True)
    return _product(row, rates.base_rate, book.settings.currency)


def _product(row: Mapping[str, Any], base_rate: float, currency: str) -> str:
    """`€6.8k × (1.0% − 3.0%) × 1 = −€134`, of a row of `_terms`."""
    revenue, priority = (money_text(row[name], currency) for name in ("revenue", "priority"))
    usual = percent_text(base_rate, 1)
    return f"{revenue} × ({_rate_words(row)} − {usual}) × {row['contactable']:g} = {priority}"


def _rate_words(row: Mapping[str, Any]) -> str:
    return f"{'≈' if row['rate_status'] == 'shrunken' else ''}{chance_text(row['loss_rate'])}"


def _by_flags(terms: PriorityTerms, flag: FlagTerms, rate: str, rates: LossRates) -> str:
    """Where the rate is from, no model being better than the rate of all."""
    if flag.worst is None:
        return (
            f"no flag with a record is open, and {terms.base_rate:.1%} of all were lost within "
            f"{terms.days} days"
        )
    words = flag_words(flag, rate, terms.days, shrunken=terms.status == "shrunken")
    told = f"; {judged_words(rates.judged)}" if rates.judged.ends else ""
    return f"{words}, {terms.base_rate:.1%} of all{told}"
