"""Rules on change around a rep: another manager, other customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.holdings import holders, rep_ids, with_rep_ids
from holdfast.risk.flag import CLEAR, INFO, Flag, limit
from holdfast.risk.scope.expressions import at_most
from holdfast.rows.numbered import placed
from holdfast.words.wording import day_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class ChangeLimits:
    """R8: how long a change counts, and the share of the customers that makes another territory."""

    within_days: int = limit("a change counts for", "days")
    territory_share: float = limit("a change of territory from this share of the customers", share=True)
    minimum_customers: int = limit("territory not judged below", "customers held before")


def _evaluate_change(scope: RuleScope, limits: ChangeLimits) -> pl.DataFrame:
    """R8: the manager left or came, or many customers came from or went to other reps."""
    numbers = _managers(scope, limits).join(_territories(scope, limits).lazy(), on="rep_id", how="left")
    known, before = pl.col("held_before"), pl.col("before_or_now")
    changed = pl.col("came") + pl.col("went")
    judged = (known >= limits.minimum_customers).fill_null(value=False)
    moved = judged & at_most(before, 1 / limits.territory_share, changed) & (changed > 0)
    manager_changed = pl.col("manager_day").is_not_null()
    return scope.team.beside_reps(numbers).select(
        pl.when(manager_changed | moved)
        .then(INFO)
        .when(pl.col("manager_known").fill_null(value=False) | judged)
        .then(CLEAR)
        .alias("severity"),
        # When enough customers had changed hands cannot be told from the share today.
        pl.when(~moved).then("manager_day").alias("since"),
        "manager",
        "manager_left",
        "manager_day",
        *(pl.when(moved).then(name).alias(name) for name in ("came", "went", "before_or_now")),
        pl.lit(limits.within_days).alias("within"),
    )


def _managers(scope: RuleScope, limits: ChangeLimits) -> pl.LazyFrame:
    """Per rep: `manager_known`, and of a manager who came or left lately `manager`, `manager_left`, `_day`.

    The export has only the manager of today: one who left is a change, and so is one who came after the rep.
    """
    managers = scope.day.visible("reps").select(
        pl.col("rep_id").alias("manager_id"),
        pl.coalesce("name", "rep_id").alias("manager"),
        pl.col("hire_date").alias("came_on"),
        pl.col("end_date").alias("left_on"),
    )
    window, hired = scope.day.ago(limits.within_days), pl.col("hire_date")
    after_rep = {
        name: (pl.col(name) >= window) & (hired.is_null() | (hired < pl.col(name))) for name in _DAYS
    }
    recent = {name: pl.when(is_recent).then(name) for name, is_recent in after_rep.items()}
    return (
        scope.team.reps.lazy()
        .select("rep_id", "manager_id", "hire_date")
        .join(managers.lazy(), on="manager_id", how="left")
        .select(
            "rep_id",
            pl.col("manager").is_not_null().alias("manager_known"),
            "manager",
            recent["left_on"].is_not_null().alias("manager_left"),
            pl.min_horizontal(recent.values()).alias("manager_day"),
        )
    )


_DAYS: Final = ("came_on", "left_on")


def _territories(scope: RuleScope, limits: ChangeLimits) -> pl.DataFrame:
    """Per rep: customers `held_before`, `before_or_now`, `came` from and `went` to somebody else or nobody.

    A customer new to the book is won, not moved, and does not count.
    """
    if not scope.book.has("assignments") or scope.book.assumed_assignments:
        return _NO_TERRITORIES
    known_from = scope.book.customers.get_column("known_from")
    known_then = known_from.is_null() | (known_from <= scope.day.ago(limits.within_days))
    pair = _holders_then_and_now(scope, limits).with_columns(known_then.alias("known_then"))
    moved = pair.filter("known_then").with_columns(pl.col("then").ne_missing(pl.col("now")).alias("moved"))
    held_before = moved.group_by(pl.col("then").alias("holder")).agg(
        pl.len().alias("held_before"), pl.col("moved").sum().alias("went")
    )
    came = moved.group_by(pl.col("now").alias("holder")).agg(pl.col("moved").sum().alias("came"))
    by_rep = held_before.filter(pl.col("holder").is_not_null()).join(came, on="holder", how="left")
    counted = by_rep.with_columns(pl.col("came").fill_null(0)).with_columns(
        (pl.col("held_before") + pl.col("came")).alias("before_or_now")
    )
    return with_rep_ids(scope.book, counted).select(_NO_TERRITORIES.columns)


_NO_TERRITORIES: Final = pl.DataFrame(
    schema={
        "rep_id": pl.String,
        "held_before": pl.UInt32,
        "before_or_now": pl.UInt32,
        "came": pl.UInt32,
        "went": pl.UInt32,
    }
)


def _holders_then_and_now(scope: RuleScope, limits: ChangeLimits) -> pl.DataFrame:
    """Numbers of the reps who held each customer `then` and `now`, null: nobody; row i customer i."""
    days = {"then": scope.day.ago(limits.within_days), "now": scope.as_of}
    held = {name: holders(scope.book, scope.as_of, day) for name, day in days.items()}
    height = scope.facts.height
    return pl.DataFrame(
        {
            name: placed(frame.get_column("customer"), frame.get_column("holder"), height)
            for name, frame in held.items()
        }
    )


def _change() -> pl.Expr:
    day = pl.col("manager_day")
    manager = (
        pl.when("manager_left")
        .then(sentence("Manager {} left on {}", pl.col("manager"), day_words(day - pl.duration(days=1))))
        .otherwise(sentence("New manager {} since {}", pl.col("manager"), day_words(day)))
    )
    territory = sentence(
        "{} of {} customers changed hands in {} d: {} came, {} went",
        pl.col("came") + pl.col("went"),
        pl.col("before_or_now"),
        pl.col("within"),
        pl.col("came"),
        pl.col("went"),
    )
    return pl.concat_str(
        pl.when(day.is_not_null()).then(manager), territory, separator="; ", ignore_nulls=True
    )


def _changes_behind(scope: RuleScope, limits: ChangeLimits, rep: int) -> pl.DataFrame:
    """The manager's row where the manager changed, and the assignments that began or ended for the rep."""
    seen = _evaluate_change(scope, limits).row(rep, named=True)
    parts = []
    if seen["manager_day"] is not None:
        manager = scope.team.reps.item(rep, "manager_id")
        parts.append(scope.day.visible("reps").filter(pl.col("rep_id") == manager))
    if seen["came"] is not None:
        own = scope.team.rep_id(rep)
        number = rep_ids(scope.book).filter(pl.col("rep_id") == own).item(0, "holder")
        then, now = (pl.col(name).eq_missing(pl.lit(number)) for name in ("then", "now"))
        moved = _holders_then_and_now(scope, limits).select((then != now).arg_true()).to_series()
        rows = scope.day.visible("assignments").filter(pl.col("customer").is_in(moved.implode()))
        recent = pl.col("start") > scope.day.ago(limits.within_days)
        ended = pl.col("end") > scope.day.ago(limits.within_days)
        of_rep = rows.filter((pl.col("rep_id") == own) & (recent | ended)).drop("customer")
        parts.append(of_rep.sort("start", descending=True, nulls_last=True, maintain_order=True))
    return pl.concat(parts, how="diagonal")


CHANGE_AROUND: Final = Flag(
    "R8",
    ("info",),
    (("reps",),),
    "in the last {within_days} days the manager left or came, or at least {territory_share} of the "
    "customers came from or went to other reps",
    "the manager is one of the reps on record, or at least {minimum_customers|customer|customers} were "
    "held {within_days} days ago by recorded assignments; customers new to the book do not count",
    limits=ChangeLimits,
    numbers={
        "manager": pl.String(),
        "manager_left": pl.Boolean(),
        "manager_day": pl.Date(),
        "came": pl.UInt32(),
        "went": pl.UInt32(),
        "before_or_now": pl.UInt32(),
        "within": pl.Int32(),
    },
    evaluate=_evaluate_change,
    sentence=_change,
    behind=_changes_behind,
)
