"""Rules on contracts and subscriptions: renewal lapsed."""

from __future__ import annotations

import polars as pl

from holdfast.risk.scope import CLEAR, CRITICAL, Scope


def renewal_lapsed(scope: Scope) -> pl.DataFrame:
    """F22: the last contract or subscription has ended, and nothing runs in its place."""
    limits = scope.thresholds.f22
    terms = pl.concat([_contracts(scope), _subscriptions(scope)]).filter(pl.col("customer").is_not_null())
    over = (pl.col("ended") <= scope.as_of).fill_null(value=False)
    running = terms.group_by("customer").agg((~over).any().alias("running"))
    last = (
        terms.filter(over)
        .sort("customer", "ended", "id")
        .group_by("customer", maintain_order=True)
        .agg(pl.all().last())
    )
    lapsed = scope.days_since("ended") <= limits.within_days
    return scope.beside_facts(running.join(last, on="customer", how="left")).select(
        pl.when("running").then(CLEAR).when(lapsed).then(CRITICAL).alias("severity"),
        pl.col("ended").alias("since"),
        "kind",
        "id",
        scope.days_since("ended").alias("days"),
        "value",
    )


def _contracts(scope: Scope) -> pl.LazyFrame:
    """Contracts with the day they end. The renewal date of one that renews itself ends nothing."""
    if not scope.book.has("contracts"):
        return _no_terms()
    renews_itself = pl.col("auto_renew").fill_null(value=False)
    own_end = pl.when(pl.col("end").eq_missing(pl.col("renewal"))).then(None).otherwise(pl.col("end"))
    ended = pl.when(renews_itself).then(own_end).otherwise(pl.coalesce("end", "renewal"))
    contracts = scope.book.visible("contracts", scope.as_of).lazy()
    return contracts.select(
        "customer",
        pl.lit("contract").alias("kind"),
        pl.col("contract_id").alias("id"),
        ended.alias("ended"),
        "value",
    )


def _subscriptions(scope: Scope) -> pl.LazyFrame:
    """Subscriptions with the day they end; those that were only a trial were never there to renew."""
    if not scope.book.has("subscriptions"):
        return _no_terms()
    subscriptions = scope.book.visible("subscriptions", scope.as_of).lazy()
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
