"""Rules on what customers say: detractor."""

from __future__ import annotations

import polars as pl

from holdfast.risk.scope import CLEAR, HIGH, Scope


def detractor(scope: Scope) -> pl.DataFrame:
    """F12: the latest NPS answer of anyone at the customer is low, recent, and nobody has come back on it."""
    limits = scope.thresholds.f12
    answers = (
        scope.book.visible("surveys", scope.as_of)
        .lazy()
        .filter(
            (pl.col("kind").str.to_lowercase() == "nps")
            & pl.col("customer").is_not_null()
            & pl.col("answered").is_not_null()
            & pl.col("score").is_not_null()
        )
        .sort("customer", "answered", "response_id", maintain_order=True)
        .group_by("customer", maintain_order=True)
        .agg(pl.col("answered", "score", "comment", "loop_closed").last())
    )
    recent = scope.days_since("answered") <= limits.within_days
    raised = (pl.col("score") <= limits.highest_score) & pl.col("loop_closed").is_null()
    return scope.beside_facts(answers).select(
        pl.when(recent).then(pl.when(raised).then(HIGH).otherwise(CLEAR)).alias("severity"),
        pl.col("answered").alias("since"),
        "score",
        pl.when(recent & raised).then("comment").alias("comment"),
    )
