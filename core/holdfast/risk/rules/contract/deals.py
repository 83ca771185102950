"""Rules on deals: stuck deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.deals import stage_visits
from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.words.wording import plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class StuckDealLimits:
    """F34: from which quantile of the time won deals spent in a stage a deal is stuck in it."""

    quantile: float = limit("opens after this quantile of the time won deals spent in the stage", share=True)
    minimum_won: int = limit("a stage is judged from", "won deals that passed it")


def _evaluate_stuck_deal(scope: RuleScope, limits: StuckDealLimits) -> pl.DataFrame:
    """F34: open deals that stand in their stage for longer than nearly all won deals did."""
    deals = _open_deals(scope, limits)
    is_stuck = pl.col("days") > pl.col("leave_by")
    # The largest one speaks; one that has no amount waits behind those that have.
    speaking = (
        deals.filter(is_stuck)
        .sort(
            "customer",
            "amount",
            "days",
            "opportunity_id",
            descending=[False, True, True, False],
            nulls_last=True,
        )
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("opportunity_id", "stage", "days", "leave_by", "amount").first(),
            pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()).alias("money"),
            (pl.len() - 1).cast(pl.Int32).alias("others"),
            pl.col("opens").min().alias("since"),
        )
    )
    judged = deals.group_by("customer").agg(is_stuck.any().alias("stuck"))
    return scope.beside_facts(judged.join(speaking, on="customer", how="left")).with_columns(
        pl.when("stuck").then(WATCH).when(~pl.col("stuck")).then(CLEAR).alias("severity"),
        pl.lit(round(limits.quantile * 100)).alias("percent"),
    )


def _open_deals(scope: RuleScope, limits: StuckDealLimits) -> pl.DataFrame:
    """Open deals of customers in a stage that can be judged.

    `customer`, `opportunity_id`, `stage`, `amount`, `days` in the stage, `leave_by` (Int32, the last day on
    which that is still usual), `opens` Date.
    """
    deals = scope.day.deals
    visits = stage_visits(scope.book, scope.as_of, deals)
    won = deals.filter("won").select("opportunity_id")
    stayed = (pl.col("left") - pl.col("entered")).dt.total_days()
    usual = (
        visits.lazy()
        .join(won.lazy(), on="opportunity_id", how="semi")
        .filter(stayed >= 0)
        .group_by("stage")
        .agg(
            stayed.quantile(limits.quantile, "linear").floor().cast(pl.Int32).alias("leave_by"),
            pl.col("opportunity_id").n_unique().alias("won"),
        )
        .filter(pl.col("won") >= limits.minimum_won)
    )
    standing = deals.lazy().filter(pl.col("open") & pl.col("customer").is_not_null())
    return (
        visits.lazy()
        .filter(pl.col("left").is_null())
        .join(standing.select("opportunity_id", "customer", "amount"), on="opportunity_id")
        .join(usual, on="stage")
        .with_columns(
            scope.day.days_since("entered").alias("days"),
            (pl.col("entered").cast(pl.Int32) + pl.col("leave_by") + 1).cast(pl.Date).alias("opens"),
        )
        .collect(engine="in-memory")
    )


def _stuck_deal() -> pl.Expr:
    amount = sentence(", {}", pl.col("amount_words")).fill_null("")
    others = (
        pl.when(pl.col("others") > 0)
        .then(sentence("; {} stuck too", plural_words(pl.col("others"), "more deal")))
        .otherwise(pl.lit(""))
    )
    return sentence(
        "{} d in {} ({}{}); {} % of won deals leave by day {}{}",
        pl.col("days"),
        pl.col("stage"),
        pl.col("opportunity_id"),
        amount,
        pl.col("percent"),
        pl.col("leave_by"),
        others,
    )


def _stuck_behind(scope: RuleScope, limits: StuckDealLimits, customer: int) -> pl.DataFrame:
    """The deals that are stuck."""
    stuck = _open_deals(scope, limits).filter(
        (pl.col("customer") == customer) & (pl.col("days") > pl.col("leave_by"))
    )
    deals = scope.day.rows_of("opportunities", customer)
    return deals.join(stuck, on="opportunity_id", how="semi", maintain_order="left")


STUCK_DEAL: Final = Flag(
    "F34",
    ("watch",),
    (("opportunities", "opportunity_stages"),),
    "an open deal has stood in its stage for longer than {quantile} of won deals did; the largest one speaks",
    "an open deal with a history of stages, in a stage that at least {minimum_won|won deal|won deals} passed",
    limits=StuckDealLimits,
    numbers={
        "opportunity_id": pl.String(),
        "stage": pl.String(),
        "days": pl.Int32(),
        "leave_by": pl.Int32(),
        "percent": pl.Int8(),
        "amount": pl.Int64(),
        "money": pl.Int64(),
        "others": pl.Int32(),
    },
    evaluate=_evaluate_stuck_deal,
    sentence=_stuck_deal,
    behind=_stuck_behind,
    states=("active", "prospect"),
)
