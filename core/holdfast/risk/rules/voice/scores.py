"""Rules on one respondent's answers in a row: score fall, lukewarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.flag import CLEAR, INFO, WATCH, Flag, limit
from holdfast.risk.rules.voice.respondents import (
    answers_in_series,
    before_in_series,
    open_through,
    rows_of_series,
    speaks,
    with_names,
)
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, number_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_OF: Final = {"1-5": " of 5", "agree3": " of 3"}


@dataclass(frozen=True)
class ScoreFallLimits:
    """F13: by how much a score must fall, on each scale, and for how long an answer speaks."""

    points: float = limit("opens at a fall on the scale 0-10 of", "points")
    points_of_five: float = limit("and on the scale 1-5 of", "points")
    within_days: int = limit("an answer speaks for", "days")


def _falling(scope: RuleScope, limits: ScoreFallLimits, customers: pl.Series | None = None) -> pl.LazyFrame:
    """NPS answers on the scales that are judged, with Float64 `fall` and Boolean `falls`."""
    points = (
        pl.when(pl.col("scale") == "0-10")
        .then(limits.points)
        .when(pl.col("scale") == "1-5")
        .then(limits.points_of_five)
    )
    return (
        answers_in_series(scope, "nps", customers=customers)
        .with_columns((pl.col("before") - pl.col("score")).alias("fall"), points.alias("points"))
        .filter(pl.col("points").is_not_null())
        .with_columns((pl.col("fall") >= pl.col("points")).fill_null(value=False).alias("falls"))
    )


def _evaluate_score_fall(scope: RuleScope, limits: ScoreFallLimits) -> pl.DataFrame:
    """F13: somebody's latest NPS answer is far below their own before; the largest fall is shown."""
    latest = _falling(scope, limits).filter(speaks(scope, limits.within_days)).collect(engine="in-memory")
    judged = latest.lazy().group_by("customer").agg(pl.col("falls").sum().alias("fallen"))
    largest = (
        latest.lazy()
        .filter("falls")
        .sort("customer", "fall", "answered", "series", descending=[False, True, True, False])
        .unique("customer", keep="first", maintain_order=True)
        .select("customer", "row", "before", "score", "scale", "before_day", "answered")
    )
    fallen = pl.col("fallen")
    return scope.beside_facts(judged.join(largest, on="customer", how="left"), "active").select(
        pl.when(pl.col("active") & fallen.is_not_null())
        .then(pl.when(fallen > 0).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        "row",
        "before",
        "score",
        "scale",
        "before_day",
        "answered",
        pl.when(fallen > 0).then(fallen - 1).alias("more"),
    )


def _score_fall_details(scope: RuleScope, limits: ScoreFallLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    falls = _falling(scope, limits, raised.get_column("customer")).filter("falls")
    named = with_names(scope, raised.select("customer", "row"))
    return named.join(open_through(scope, falls, limits.within_days), on="customer", how="left")


def _of_scale() -> pl.Expr:
    return (
        pl.col("scale")
        .cast(pl.String)
        .replace_strict({scale: tr(of) for scale, of in _OF.items()}, default="", return_dtype=pl.String)
    )


def _score_fall() -> pl.Expr:
    others = sentence("; {} fell too", plural_words(pl.col("more"), "other score"))
    return sentence(
        "{} went from {} to {}{} between {} and {}{}",
        pl.col("who").fill_null(tr("Their score", "vocabulary")),
        number_words(pl.col("before")),
        number_words(pl.col("score")),
        _of_scale(),
        day_words(pl.col("before_day")),
        day_words(pl.col("answered")),
        pl.when(pl.col("more") > 0).then(others).otherwise(pl.lit("")),
    )


def _fallen_answers(scope: RuleScope, limits: ScoreFallLimits, customer: int) -> pl.DataFrame:
    fallen = _falling(scope, limits).filter(speaks(scope, limits.within_days) & pl.col("falls"))
    return rows_of_series(scope, fallen.with_columns(pl.col("before_day").alias("from_day")), customer)


SCORE_FALL: Final = Flag(
    "F13",
    ("watch",),
    (("surveys",),),
    "the latest NPS answer of a respondent is at least {points|point|points} below their own answer "
    "before, on the scale 1-5 at least {points_of_five}",
    "an active customer; two answers by one contact on one scale, the later within {within_days} days. "
    "Answers without a contact count as one respondent's",
    limits=ScoreFallLimits,
    numbers={
        "who": pl.String(),
        "before": pl.Float64(),
        "score": pl.Float64(),
        "scale": pl.String(),
        "before_day": pl.Date(),
        "answered": pl.Date(),
        "more": pl.UInt32(),
    },
    evaluate=_evaluate_score_fall,
    details=_score_fall_details,
    sentence=_score_fall,
    behind=_fallen_answers,
)


@dataclass(frozen=True)
class LukewarmLimits:
    """F14: what is neither good nor bad, on each scale, and for how long an answer speaks."""

    lowest_score: float = limit("lukewarm on the scale 0-10 from a score of")
    highest_score: float = limit("to a score of")
    score_of_five: float = limit("and on the scale 1-5 at a score of")
    score_of_three: float = limit("and on the scale agree3 at a score of")
    within_days: int = limit("an answer speaks for", "days")

    RISING: ClassVar = (("lowest_score", "highest_score"),)


def _lukewarm_answers(
    scope: RuleScope, limits: LukewarmLimits, customers: pl.Series | None = None
) -> pl.LazyFrame:
    """Answers on liking and satisfaction with Booleans `twice` and `thrice`: that many lukewarm in a row.

    Adds `second_before` Float64, the score two answers ago, and `from_day`, the first day of those in a row.
    """
    lukewarm = (
        ((pl.col("scale") == "0-10") & pl.col("score").is_between(limits.lowest_score, limits.highest_score))
        | ((pl.col("scale") == "1-5") & (pl.col("score") == limits.score_of_five))
        | ((pl.col("scale") == "agree3") & (pl.col("score") == limits.score_of_three))
    )

    def also_before(column: str) -> pl.Expr:
        return pl.col("lukewarm") & before_in_series(pl.col(column)).fill_null(value=False)

    return (
        answers_in_series(scope, "nps", "csat", customers=customers)
        .with_columns(lukewarm.alias("lukewarm"))
        .with_columns(also_before("lukewarm").alias("twice"))
        .with_columns(also_before("twice").alias("thrice"))
        .with_columns(
            pl.when("thrice").then(before_in_series(pl.col("before"))).alias("second_before"),
            pl.when("thrice")
            .then(before_in_series(pl.col("before_day")))
            .otherwise("before_day")
            .alias("from_day"),
        )
    )


def _evaluate_lukewarm(scope: RuleScope, limits: LukewarmLimits) -> pl.DataFrame:
    """F14: somebody's last answers are lukewarm twice in a row, or three times; the longest row is shown."""
    level = pl.when("thrice").then(WATCH).when("twice").then(INFO).otherwise(CLEAR)
    longest = (
        _lukewarm_answers(scope, limits)
        .filter(speaks(scope, limits.within_days))
        .with_columns(level.alias("level"))
        .sort("customer", "level", "answered", "series", descending=[False, True, True, False])
        .unique("customer", keep="first", maintain_order=True)
        .select("customer", "level", "row", "second_before", "before", "score", "scale", "answered")
    )
    return scope.beside_facts(longest, "active").select(
        pl.when("active").then("level").alias("severity"),
        "row",
        "second_before",
        "before",
        "score",
        "scale",
        "answered",
    )


def _lukewarm_details(scope: RuleScope, limits: LukewarmLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    in_a_row = _lukewarm_answers(scope, limits, raised.get_column("customer")).filter("twice")
    named = with_names(scope, raised.select("customer", "row"))
    return named.join(open_through(scope, in_a_row, limits.within_days), on="customer", how="left")


def _lukewarm() -> pl.Expr:
    return sentence(
        "{}{} then {}{}: satisfied, not attached ({}last on {})",
        sentence("{}, ", number_words(pl.col("second_before"))).fill_null(""),
        number_words(pl.col("before")),
        number_words(pl.col("score")),
        _of_scale(),
        sentence("{}, ", pl.col("who")).fill_null(""),
        day_words(pl.col("answered")),
    )


def _lukewarm_rows(scope: RuleScope, limits: LukewarmLimits, customer: int) -> pl.DataFrame:
    raised = _lukewarm_answers(scope, limits).filter(speaks(scope, limits.within_days) & pl.col("twice"))
    return rows_of_series(scope, raised, customer)


LUKEWARM: Final = Flag(
    "F14",
    ("info", "watch"),
    (("surveys",),),
    "the last two NPS or satisfaction answers of a respondent are {lowest_score} to {highest_score} of "
    "10, {score_of_five} on the scale 1-5, or {score_of_three} on the scale disagree, neutral, agree; "
    "watch when it is the last three",
    "an active customer; two answers by one contact to one question on one scale, the later within "
    "{within_days} days. Answers without a contact count as one respondent's",
    limits=LukewarmLimits,
    numbers={
        "who": pl.String(),
        "second_before": pl.Float64(),
        "before": pl.Float64(),
        "score": pl.Float64(),
        "scale": pl.String(),
        "answered": pl.Date(),
    },
    evaluate=_evaluate_lukewarm,
    details=_lukewarm_details,
    sentence=_lukewarm,
    behind=_lukewarm_rows,
)
