"""Rules on contracts and subscriptions: renewal lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, Flag, limit
from holdfast.words.wording import day_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class RenewalLapsedLimits:
    """F22: how long after its end a contract still counts as lapsed."""

    within_days: int = limit("an end counts for", "days")
    lost_within_days: int = limit("for a customer lost with it", "days")


def _evaluate_renewal_lapsed(scope: RuleScope, limits: RenewalLapsedLimits) -> pl.DataFrame:
    """F22: the last contract or subscription has ended, and nothing runs in its place."""
    terms = pl.concat([_contracts(scope), _subscriptions(scope)]).filter(pl.col("customer").is_not_null())
    over = (pl.col("ended") <= scope.as_of).fill_null(value=False)
    running = terms.group_by("customer").agg((~over).any().alias("running"))
    last = (
        terms.filter(over)
        .sort("customer", "ended", maintain_order=True)
        .group_by("customer", maintain_order=True)
        .agg(pl.all().last())
    )
    days, is_lost = scope.day.days_since("ended"), pl.col("state") == "lost"
    lapsed = (days <= limits.within_days) & (~is_lost | (days <= limits.lost_within_days))
    # A customer who was lost for longer and came back has it again from then on.
    back = pl.col("active_from")
    missed = (pl.col("state") == "active") & (
        back > pl.col("ended") + pl.duration(days=limits.lost_within_days)
    )
    told = scope.beside_facts(running.join(last, on="customer", how="left"), "state")
    return told.with_columns(scope.day.active_from.alias("active_from")).select(
        pl.when("running").then(CLEAR).when(lapsed).then(CRITICAL).alias("severity"),
        pl.when(missed).then(back).otherwise("ended").alias("since"),
        "ended",
        "kind",
        "id",
        days.alias("days"),
        "value",
    )


def _contracts(scope: RuleScope) -> pl.LazyFrame:
    """Contracts with the day they end. The renewal date of one that renews itself ends nothing."""
    if not scope.book.has("contracts"):
        return _no_terms()
    renews_itself = pl.col("auto_renew").fill_null(value=False)
    own_end = pl.when(pl.col("end").eq_missing(pl.col("renewal"))).then(None).otherwise(pl.col("end"))
    ended = pl.when(renews_itself).then(own_end).otherwise(pl.coalesce("end", "renewal"))
    contracts = scope.day.visible("contracts").lazy()
    return contracts.select(
        "customer",
        pl.lit("contract").alias("kind"),
        pl.col("contract_id").alias("id"),
        ended.alias("ended"),
        "value",
    )


def _subscriptions(scope: RuleScope) -> pl.LazyFrame:
    """Subscriptions with the day they end; those that were only a trial were never there to renew."""
    if not scope.book.has("subscriptions"):
        return _no_terms()
    subscriptions = scope.day.visible("subscriptions").lazy()
    if not scope.book.settings.include_trials:
        only_trial = (pl.col("end") <= pl.col("trial_end")).fill_null(value=False)
        subscriptions = subscriptions.filter(~only_trial)
    return subscriptions.select(
        "customer",
        pl.lit("subscription").alias("kind"),
        pl.col("subscription_id").alias("id"),
        pl.col("end").alias("ended"),
        pl.col("mrr").alias("value"),
    )


def _no_terms() -> pl.LazyFrame:
    return pl.LazyFrame(
        schema={
            "customer": pl.UInt32,
            "kind": pl.String,
            "id": pl.String,
            "ended": pl.Date,
            "value": pl.Int64,
        }
    )


def _renewal_lapsed() -> pl.Expr:
    is_contract = pl.col("kind") == "contract"
    noun = pl.when(is_contract).then(word("Contract")).otherwise(word("Subscription"))
    days = pl.col("days")
    ago = pl.when(days == 0).then(word("today")).otherwise(sentence("{} d ago", days))
    before = pl.when(is_contract).then(word("; worth ")).otherwise(pl.lit("; "))
    after = pl.when(is_contract).then(pl.lit("")).otherwise(word(" a month"))
    worth = sentence("{}{}{}", before, pl.col("value_words"), after)
    return sentence(
        "{}{} ended on {}, {}; no successor on file{}",
        noun,
        sentence(" {}", pl.col("id")).fill_null(""),
        day_words(pl.col("ended")),
        ago,
        worth.fill_null(""),
    )


def _terms_of(scope: RuleScope, _limits: RenewalLapsedLimits, customer: int) -> pl.DataFrame:
    named = [name for name in ("contracts", "subscriptions") if scope.book.has(name)]
    rows = [scope.day.rows_of(name, customer) for name in named]
    return pl.concat([frame for frame in rows if not frame.is_empty()] or rows[:1], how="diagonal_relaxed")


RENEWAL_LAPSED: Final = Flag(
    "F22",
    ("critical",),
    (("contracts",), ("subscriptions",)),
    "the last contract or subscription has ended and no successor is on file",
    "a contract or subscription that runs or ended within {within_days} days; of a customer lost with it, "
    "within {lost_within_days} days",
    limits=RenewalLapsedLimits,
    numbers={
        "ended": pl.Date(),
        "kind": pl.String(),
        "id": pl.String(),
        "days": pl.Int32(),
        "value": pl.Int64(),
    },
    evaluate=_evaluate_renewal_lapsed,
    sentence=_renewal_lapsed,
    behind=_terms_of,
    states=("active", "lost"),
)
