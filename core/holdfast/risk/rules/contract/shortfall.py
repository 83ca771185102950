"""Rules on the pickup of contracts: contract shortfall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.words.wording import number_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


_TOLERANCE: Final = 1e-6
"""Units below this are none: 0.9 is no exact binary number."""

_SHORT: Final = pl.col("shortfall") > _TOLERANCE


@dataclass(frozen=True)
class ContractShortfallLimits:
    """F26: for how long after its last night a contract counts."""

    within_days: int = limit("a contract counts until its last night is older than", "days")


def _clauses(scope: RuleScope, limits: ContractShortfallLimits) -> pl.DataFrame:
    """`clause_shortfalls` of contracts with nights on file lately."""
    lately = pl.col("last_night") > scope.day.ago(limits.within_days)
    return scope.day.clauses.filter(
        lately & pl.col("shortfall").is_not_null() & pl.col("customer").is_not_null()
    )


def _evaluate_contract_shortfall(scope: RuleScope, limits: ContractShortfallLimits) -> pl.DataFrame:
    """F26: the pickup so far is below what the clause asks for."""
    clauses = _clauses(scope, limits)
    short = clauses.filter(_SHORT).sort(
        "customer", "damages", "shortfall", "clause", descending=[False, True, True, False], nulls_last=True
    )
    worst = (
        short.lazy()
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("contract_id", "used", "minimum", "shortfall", "each_night", "nights").first(),
            (pl.len() - 1).alias("others"),
            pl.when(pl.col("damages").count() > 0).then(pl.col("damages").sum()).alias("exposure"),
        )
    )
    numbers = (
        clauses.lazy()
        .group_by("customer")
        .agg(_SHORT.any().alias("short"))
        .join(worst, on="customer", how="left")
    )
    return scope.beside_facts(numbers, "revenue").select(
        pl.when("short").then(HIGH).when(~pl.col("short")).then(CLEAR).alias("severity"),
        "contract_id",
        "used",
        "minimum",
        "shortfall",
        "each_night",
        "nights",
        "others",
        "exposure",
        pl.coalesce("exposure", "revenue").alias("money"),
    )


def _since(scope: RuleScope, limits: ContractShortfallLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """The first night of the run on which the nights so far came to less than the minimum.

    Without a block for every night the minimum moves with the calendar: then no night tells.
    """
    short = _clauses(scope, limits).filter(_SHORT).join(raised, on="customer", how="semi")
    owed = (pl.col("minimum") / pl.col("blocked")).alias("owed")
    block = pl.when("told").then(pl.col("contracted").fill_null(0))
    below = pl.col("owed") * block - pl.col("used")
    so_far = pl.when("each_night").then(pl.max_horizontal(below, pl.lit(0.0))).otherwise(below)
    same_contract = (pl.col("clause") == pl.col("clause").shift(-1)).fill_null(value=False)
    lasts = pl.col("date") + timedelta(days=limits.within_days)
    of_short = pl.col("clause").is_in(short.get_column("clause").implode())
    spells = (
        scope.book.contracts.nights.lazy()
        .filter((pl.col("date") <= scope.as_of) & of_short)
        .group_by("clause", "date", maintain_order=True)
        .agg(pl.col("used").sum(), pl.when(pl.col("contracted").count() > 0).then(pl.col("contracted").sum()))
        .sort("clause", "date")
        .join(
            short.lazy().select("clause", "customer", "start", "each_night", "told", owed),
            on="clause",
            maintain_order="left",
        )
        .with_columns(
            so_far.cum_sum().over("clause").alias("missing"),
            pl.when(same_contract).then(pl.col("date").shift(-1)).alias("next_night"),
        )
        .filter(pl.col("missing") > _TOLERANCE)
        .select(
            "customer",
            pl.max_horizontal("start", "date").alias("start"),
            pl.min_horizontal("next_night", lasts).alias("stop"),
        )
    )
    return open_since(spells, scope.as_of)


def _contract_shortfall() -> pl.Expr:
    counted = sentence(
        "{} of {} minimum room nights",
        number_words(pl.col("used")),
        number_words(pl.col("minimum")),
    )
    missing = sentence(
        "{} room nights short, counted night by night over {}",
        number_words(pl.col("shortfall")),
        plural_words(pl.col("nights"), "night"),
    )
    others = sentence(" and {}", plural_words(pl.col("others"), "more contract"))
    return sentence(
        "{}{}; contract {}{}",
        pl.when("each_night").then(missing).otherwise(counted),
        sentence("; exposure {}", pl.col("exposure_words")).fill_null(""),
        pl.col("contract_id"),
        pl.when(pl.col("others") > 0).then(others).otherwise(pl.lit("")),
    )


def _nights_behind(scope: RuleScope, limits: ContractShortfallLimits, customer: int) -> pl.DataFrame:
    """The nights of the contracts that are short, newest first."""
    clauses = _clauses(scope, limits)
    short = clauses.filter((pl.col("customer") == customer) & _SHORT)
    nights = scope.day.visible("contract_usage")
    of_contracts = pl.col("contract_id").is_in(short.get_column("contract_id").implode())
    return nights.filter(of_contracts).sort("date", "contract_id", descending=[True, False])


CONTRACT_SHORTFALL: Final = Flag(
    "F26",
    ("high",),
    (("contracts", "contract_usage"),),
    "pickup so far ÷ contracted so far is below 1 − allowance; in contracts that count every night alone, on "
    "any night. Exposure is the shortfall less resold units × rate × margin; not legal advice",
    "a contract with its last night so far within {within_days} days, and a block on file",
    limits=ContractShortfallLimits,
    numbers={
        "contract_id": pl.String(),
        "used": pl.Float64(),
        "minimum": pl.Float64(),
        "shortfall": pl.Float64(),
        "each_night": pl.Boolean(),
        "nights": pl.UInt32(),
        "others": pl.UInt32(),
        "exposure": pl.Int64(),
        "money": pl.Int64(),
    },
    evaluate=_evaluate_contract_shortfall,
    details=_since,
    sentence=_contract_shortfall,
    behind=_nights_behind,
)
