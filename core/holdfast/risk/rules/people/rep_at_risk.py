"""The rule on customers whose rep carries a prompt: rep at risk."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import LAST_OF_CUSTOMER
from holdfast.facts.team.holdings import holdings, rep_ids
from holdfast.risk.flag import CLEAR, HIGH, INFO, WATCH, Flag, limit
from holdfast.risk.names import REP_NAMES
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class RepAtRiskLimits:
    """F20: how many flags of a rep together weigh as much as a high one; their own numbers apply."""

    flags_together: int = limit("info from", "rep flags to watch at once")


NEUTRAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "R1": "Owner's team lost a rep lately",
        "R2": "Owner may need support",
        "R3": "Owner holds far more than is usual in the team",
        "R4": "Owner may need support",
        "R5": "Owner's team may need support",
        "R6": "Owner is new and may need support",
        "R7": "Owner may need support",
        "R8": "Owner has a new manager or other customers",
    }
)
"""What a customer's page says of a rep flag: nothing that would be a judgement of the person."""


def _evaluate_rep_at_risk(scope: RuleScope, limits: RepAtRiskLimits) -> pl.DataFrame:
    """F20: the rep who holds the customer carries a high rep flag, or several at once."""
    said = scope.team.said_of_owners(_reps_with_flags(scope).select("rep_id", "worst", "to_watch"))
    worst, several = pl.col("worst"), pl.col("to_watch") >= limits.flags_together
    return said.with_columns(scope.facts.get_column("active")).select(
        pl.when(pl.col("active") & worst.is_not_null())
        .then(pl.when(worst >= HIGH).then(WATCH).when(several).then(INFO).otherwise(CLEAR))
        .alias("severity")
    )


def _details(scope: RuleScope, _limits: RepAtRiskLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    customers = raised.get_column("customer")
    said = scope.team.said_of_owners(
        _reps_with_flags(scope).select("rep_id", "opened", "owner", "what"), customers
    )
    # Open since the rep's first prompt, but not before the rep held the customer.
    since = pl.when(pl.col("opened").is_not_null()).then(pl.max_horizontal("opened", "held_from"))
    return (
        said.lazy()
        .with_columns(customers)
        .join(_held_from(scope, customers).lazy(), on="customer", how="left")
        .select("customer", since.alias("since"), "owner", "what")
    )


def _reps_with_flags(scope: RuleScope) -> pl.DataFrame:
    """What the flags of each rep come to, one row per `rep_id`.

    `worst` Int8, `to_watch` UInt8 (how many are that or worse), `opened` (the day of the first), `owner`
    (name), `what` in words.
    """
    assert scope.rep_flags is not None
    to_watch = ((pl.col(flag.column) >= WATCH).fill_null(value=False).cast(pl.UInt8) for flag in REP_NAMES)
    prompts = scope.rep_flags.levels.select(
        "rep_id",
        "worst",
        pl.sum_horizontal(to_watch).alias("to_watch"),
        pl.col("name").alias("owner"),
        "worst_flag",
    )
    words = pl.col("worst_flag").cast(pl.String).replace_strict(NEUTRAL, default=None, return_dtype=pl.String)
    what = pl.when(pl.col("worst_flag") == "R1").then(pl.coalesce("lost_of_team", "neutral"))
    return (
        prompts.with_columns(words.alias("neutral"))
        .join(_lost_of_team(scope.rep_flags.raised), on="rep_id", how="left")
        .join(_opened(scope.rep_flags.raised), on="rep_id", how="left")
        .select("rep_id", "worst", "to_watch", "opened", "owner", what.otherwise("neutral").alias("what"))
    )


def _held_from(scope: RuleScope, customers: pl.Series) -> pl.DataFrame:
    """`customer`, `held_from`: since when the present owner of these customers (rising) has held each."""
    held = rows_of_customers(holdings(scope.book, scope.as_of), customers)
    owner = scope.team.owners.gather(held.get_column("customer"))
    now = held.filter(pl.col("held_to").is_null() & (pl.col("holder") == owner))
    return now.filter(LAST_OF_CUSTOMER).select("customer", "held_from")


def _opened(raised: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The day the first open flag of each rep opened; null where one of them cannot tell."""
    seen = [frame.select("rep_id", "since") for frame in raised.values()]
    every = pl.concat([pl.DataFrame(schema={"rep_id": pl.String, "since": pl.Date}), *seen])
    first = pl.when(pl.col("since").is_not_null().all()).then(pl.col("since").min())
    return every.group_by("rep_id").agg(first.alias("opened"))


def _lost_of_team(raised: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`Owner's team lost 2 of 5 in 90 d`, where the team is large enough to say so."""
    departures = raised.get("R1")
    if departures is None:
        return pl.DataFrame(schema={"rep_id": pl.String, "lost_of_team": pl.String})
    told = pl.format("Owner's team lost {} of {} in {} d", "lost", "here", "within")
    return departures.select("rep_id", told.alias("lost_of_team"))


def _assignment_to_owner(scope: RuleScope, _limits: RepAtRiskLimits, customer: int) -> pl.DataFrame:
    ids = rep_ids(scope.book).get_column("rep_id")
    owner = ids.gather(scope.team.owners.slice(customer, 1))
    rows = scope.day.rows_of("assignments", customer)
    return rows.filter(pl.col("end").is_null() & pl.col("rep_id").is_in(owner.implode())).head(1)


def _sentence() -> pl.Expr:
    return pl.format("{} ({})", words_in(pl.col("what"), NEUTRAL.values()), pl.col("owner"))


REP_AT_RISK: Final = Flag(
    "F20",
    ("info", "watch"),
    (("reps", "assignments"),),
    "the rep who holds the customer carries a high rep flag: watch; or at least {flags_together|rep "
    "flag|rep flags} to watch at once: info",
    "an active customer held by an active rep of whom at least one rep flag can be told",
    limits=RepAtRiskLimits,
    numbers={"owner": pl.String(), "what": pl.String()},
    evaluate=_evaluate_rep_at_risk,
    details=_details,
    sentence=_sentence,
    behind=_assignment_to_owner,
)
