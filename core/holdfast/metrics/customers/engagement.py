"""The engagement score of the chosen customers. Spec §5."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.figures import FEW
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.scores.engagement import PARTS, engagement, settings
from holdfast.statistics.exact import exact_mean, exact_sum

NOTHING_TOLD: Final = "no active customer has enough history to tell"


def _scored(scope: Scope) -> pl.DataFrame:
    """Active customers with a score, and each part of it."""
    active = scope.facts.filter("active")
    columns = engagement(scope.book, scope.as_of, active, scope.thresholds)
    return (
        active.select("customer", "name")
        .hstack(columns)
        .filter(pl.col("engagement").is_not_null())
        .sort("engagement", "customer")
    )


def _score(scope: Scope) -> Measured:
    scored = scope.own(_scored)
    if scored.is_empty():
        return Measured(None, note=NOTHING_TOLD)
    mean, coverage, *parts = (
        exact_mean(scored.get_column(name)) for name in ("engagement", "engagement_coverage", *PARTS)
    )
    told = [f"{name} {part:.2f}" for name, part in zip(PARTS, parts, strict=True) if part is not None]
    left_out = [name for name, part in zip(PARTS, parts, strict=True) if part is None]
    without = f"; nothing on file for {', '.join(left_out)}" if left_out else ""
    return Measured(
        mean,
        numerator=exact_sum(scored.get_column("engagement")),
        denominator=scored.height,
        note=f"coverage {coverage:.0%}: {', '.join(told)}{without}",
        status="few" if scored.height < FEW else "ok",
    )


def _rows(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.own(_scored)


_WEIGHTS: Final = ", ".join(f"{name} {weight:.0%}" for name, weight in settings()["weights"].items())

ENGAGEMENT_METRICS: Final = (
    Metric(
        "engagement.score",
        "Engagement",
        "Σ w·s ÷ Σ w over the parts that can be told, each s from 0 to 1 against the customer's own past; "
        "mean over customers",
        f"active customers with at least one part; weights: {_WEIGHTS}",
        "score",
        1,
        ACTIVITY,
        "none",
        "Weighted mean without imputation; the weights are a judgement, in engagement.toml",
        Computed(
            _score,
            _rows,
            columns=(
                ("name", "Customer"),
                ("engagement", "Engagement"),
                ("engagement_coverage", "Coverage"),
                *((name, name.capitalize()) for name in PARTS),
            ),
            adds_up="engagement",
            made="mean",
        ),
        subject="scored customer",
        over_period=False,
        synonyms=("customer engagement", "health score", "engagement client", "coinvolgimento"),
    ),
)
"""Engagement, with its coverage and its parts."""
