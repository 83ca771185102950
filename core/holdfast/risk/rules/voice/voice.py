"""Rules on what customers say: detractor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.surveys import last_known
from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.words.wording import day_words, number_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class DetractorLimits:
    """F12: the highest score of a detractor, and for how long an answer speaks."""

    highest_score: float = limit("opens at or below a score of")
    within_days: int = limit("an answer speaks for", "days")


def _evaluate_detractor(scope: RuleScope, limits: DetractorLimits) -> pl.DataFrame:
    """F12: the latest NPS answer of anyone at the customer is low, recent, and nobody has come back on it."""
    last = last_known(scope.book.logs.surveys.scores, scope.as_of)
    said = scope.book.tables["surveys"].select("comment", "loop_closed")[last.get_column("row")]
    closed = pl.when(pl.col("loop_closed") <= scope.as_of).then("loop_closed")
    answers = last.select("customer", "answered", "score").hstack(said.with_columns(closed))
    recent = scope.day.days_since("answered") <= limits.within_days
    raised = (pl.col("score") <= limits.highest_score) & pl.col("loop_closed").is_null()
    return scope.beside_facts(answers).select(
        pl.when(recent).then(pl.when(raised).then(HIGH).otherwise(CLEAR)).alias("severity"),
        pl.col("answered").alias("since"),
        "answered",
        "score",
        pl.when(recent & raised).then("comment").alias("comment"),
    )


def _detractor() -> pl.Expr:
    quoted = sentence(" ({})", pl.col("comment_words"))
    return sentence(
        "Scored {} on {}{}; nobody has replied",
        number_words(pl.col("score")),
        day_words(pl.col("answered")),
        quoted.fill_null(""),
    )


def _answers_of(scope: RuleScope, limits: DetractorLimits, customer: int) -> pl.DataFrame:
    """The answer that counts: the latest one."""
    answers = scope.day.visible("surveys").filter(
        (pl.col("customer") == customer)
        & (pl.col("kind").str.to_lowercase() == "nps")
        & (pl.col("answered") >= scope.day.ago(limits.within_days))
        & pl.col("score").is_not_null()
    )
    return answers.drop("customer").sort("answered", maintain_order=True).tail(1)


DETRACTOR: Final = Flag(
    "F12",
    ("high",),
    (("surveys",),),
    "latest NPS score at most {highest_score}, within {within_days} days, and nobody has closed the loop",
    "an answered NPS survey within {within_days} days",
    limits=DetractorLimits,
    numbers={"answered": pl.Date(), "score": pl.Float64(), "comment": pl.String()},
    quoted=("comment",),
    evaluate=_evaluate_detractor,
    sentence=_detractor,
    behind=_answers_of,
)
