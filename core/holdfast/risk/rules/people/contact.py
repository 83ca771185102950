"""Rules on contact with the customer: contact gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import FIRST_OF_CUSTOMER
from holdfast.facts.team.holdings import holdings
from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.since.tiers import TIER, plain, tiers
from holdfast.words.wording import day_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class ContactGapLimits:
    """F29: longest time without two-way contact by tier (days); `default_tier` serves every other tier."""

    default_tier: str = limit("a customer without a tier counts as")
    cadence_days: Mapping[str, int] = limit("longest gap in tier", "days")


def _evaluate_contact_gap(scope: RuleScope, limits: ContactGapLimits) -> pl.DataFrame:
    """F29: an active customer nobody has spoken with for longer than its tier's cadence.

    Without any contact the days count from the first assignment, else from the customer's creation.
    """
    days_of = {tier.upper(): days for tier, days in limits.cadence_days.items()}
    default = limits.cadence_days[limits.default_tier]
    by_tier = {tier: days_of.get(plain(tier), default) for tier in tiers(scope)}
    cadence = TIER.replace_strict(by_tier, default=default, return_dtype=pl.Int32)
    gap = pl.col("days") > pl.col("cadence")
    log_starts = scope.day.contacts_known_from
    log_days = -1 if log_starts is None else (scope.as_of - log_starts).days
    # Never contacted means something only where the log of contacts is older than the cadence.
    told = pl.col("last_contact").is_not_null() | (pl.col("cadence") < log_days + 1)
    counted_from = pl.coalesce("last_contact", "begin")
    return (
        scope.beside_facts(_begin(scope), "active", "tier", "last_contact")
        .with_columns(counted_from.alias("counted_from"), cadence.alias("cadence"), TIER.alias("tier"))
        .with_columns(scope.day.days_since("counted_from").alias("days"))
        .select(
            pl.when("active").then(pl.when(~gap).then(CLEAR).when(gap & told).then(WATCH)).alias("severity"),
            (pl.col("counted_from").cast(pl.Int32) + pl.col("cadence") + 1).cast(pl.Date).alias("since"),
            "last_contact",
            "counted_from",
            "days",
            "cadence",
            "tier",
        )
    )


def _begin(scope: RuleScope) -> pl.LazyFrame:
    """`customer`, `begin`: the day of the first recorded assignment, else of the customer's creation."""
    customers = scope.book.customers_as_known(scope.as_of).lazy().select("customer", "created")
    if scope.book.assumed_assignments or not scope.book.has("assignments"):
        return customers.rename({"created": "begin"})
    # Holdings are sorted by customer and start.
    dated = holdings(scope.book, scope.as_of).filter(pl.col("start").is_not_null())
    first = scope.beside_facts(
        dated.filter(FIRST_OF_CUSTOMER).select("customer", pl.col("start").alias("first"))
    ).get_column("first")
    begin = pl.coalesce(first, "created").alias("begin")
    return customers.select("customer", begin)


def _contact_gap() -> pl.Expr:
    day, days = day_words(pl.col("counted_from")), pl.col("days")
    what = (
        pl.when(pl.col("last_contact").is_not_null())
        .then(sentence("Last two-way contact {}, {} d ago", day, days))
        .otherwise(sentence("No two-way contact on file since {} ({} d)", day, days))
    )
    cadence = sentence("at least every {} d expected", pl.col("cadence"))
    tier = sentence(" in tier {}", pl.col("tier")).fill_null("")
    return sentence("{}; {}{}", what, cadence, tier)


def _contacts_of(scope: RuleScope, _limits: ContactGapLimits, customer: int) -> pl.DataFrame:
    """Every contact; without any what the gap counts from: the assignments, else the customer's row."""
    rows = scope.day.rows_of("interactions", customer)
    recorded = scope.book.has("assignments") and not scope.book.assumed_assignments
    if rows.is_empty() and recorded:
        rows = scope.day.rows_of("assignments", customer)
    return scope.day.row_of_customer(customer) if rows.is_empty() else rows


CONTACT_GAP: Final = Flag(
    "F29",
    ("watch",),
    (("interactions",),),
    "no two-way contact for longer than the tier's cadence: {cadence_days} days",
    "an active customer; if never contacted, contacts on file for longer than the cadence. Without a tier "
    "the {default_tier} cadence applies",
    limits=ContactGapLimits,
    numbers={
        "last_contact": pl.Date(),
        "counted_from": pl.Date(),
        "days": pl.Int32(),
        "cadence": pl.Int32(),
        "tier": pl.String(),
    },
    evaluate=_evaluate_contact_gap,
    sentence=_contact_gap,
    behind=_contacts_of,
)
