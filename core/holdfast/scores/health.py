"""The health of a customer: one number from its flags and its engagement, and what hurts it most."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl
import tomli

from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.rows.added import added
from holdfast.schema.fields import SEVERITIES
from holdfast.scores import engagement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

FLAGS_INPUT: Final = "flags"
INPUTS: Final = (FLAGS_INPUT, *engagement.PARTS)
"""What health is made of, in the order in which it is shown."""

FILE: Final = Path(__file__).with_name("health.toml")

BANDS: Final = MappingProxyType({"well": "none", "fair": "watch", "poor": "high", "bad": "critical"})
"""Band of health, best first → the severity whose mark and colour it takes."""


@cache
def settings() -> Mapping[str, Mapping[str, float]]:
    """Weights, damages and bands, as `health.toml` has them."""
    return MappingProxyType(tomli.loads(FILE.read_text(encoding="utf-8")))


@cache
def weights() -> Mapping[str, float]:
    """Weight of every input; together 1."""
    of_parts = engagement.settings()["weights"]
    share = settings()["weights"]
    whole = share[FLAGS_INPUT] + share["engagement"]
    scale = share["engagement"] / sum(of_parts.values()) / whole
    parts = {name: of_parts[name] * scale for name in engagement.PARTS}
    return MappingProxyType({FLAGS_INPUT: share[FLAGS_INPUT] / whole, **parts})


def band(health: float) -> str:
    """The band of a health of 0 to 100."""
    limits = settings()["bands"]
    return next((name for name in BANDS if name in limits and health >= limits[name]), "bad")


def health(
    book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds | None = None
) -> pl.DataFrame:
    """Health of the customers of an evaluated facts frame, row by row.

    `thresholds`: those in force; the defaults where they are left out.
    `facts`: customer facts with the levels of flags (risk/evaluate.py) as of the same day.
    Float64 `health` from 0 to 100 and `health_coverage` from 0 to 1 (the weight of the inputs that could be
    told), null where none could; `hurts_most` String, the input that takes the most points (null where none
    takes any); per input `score_<input>` Float64 from 0 to 1, null where it cannot be told, and
    `lost_<input>` Float64, the points it takes. Points lost and health add up to 100.
    Customers without any order, contract or use yet have no engagement and, without flags, no health.
    """
    parts = engagement.engagement(book, as_of, facts, thresholds).select(
        pl.col(name).alias(score_column(name)) for name in engagement.PARTS
    )
    scores = parts.with_columns(
        facts.select(_flags_score(facts.columns).alias(score_column(FLAGS_INPUT))).to_series()
    )
    weight = weights()
    told = added(pl.when(pl.col(score_column(name)).is_not_null()).then(weight[name]) for name in INPUTS)
    return (
        scores.lazy()
        .with_columns(told.alias("told"))
        .with_columns(
            pl.when(pl.col("told") > 0)
            .then(100 * weight[name] * (1 - pl.col(score_column(name))) / pl.col("told"))
            .alias(lost_column(name))
            for name in INPUTS
        )
        .with_columns(
            added(pl.col(lost_column(name)) for name in INPUTS).alias("lost"),
            pl.max_horizontal(lost_column(name) for name in INPUTS).alias("most"),
        )
        .select(
            pl.when(pl.col("told") > 0).then(100 - pl.col("lost")).alias("health"),
            pl.when(pl.col("told") > 0).then("told").alias("health_coverage"),
            _hurts_most().alias("hurts_most"),
            *(score_column(name) for name in INPUTS),
            *(lost_column(name) for name in INPUTS),
        )
        .collect(engine="in-memory")
    )


def score_column(name: str) -> str:
    """The column of an input's score."""
    return f"score_{name}"


def lost_column(name: str) -> str:
    """The column of the points an input takes."""
    return f"lost_{name}"


def _flags_score(columns: Sequence[str]) -> pl.Expr:
    """What the worst open flag leaves over; null where no flag could be told."""
    damage = settings()["damage"]
    levels = [pl.col(flag.column) for flag in CUSTOMER_FLAGS if flag.column in columns]
    by_severity = {severity: 1.0 - damage.get(severity, 0.0) for severity in SEVERITIES}
    left_over = pl.col("risk").cast(pl.String).replace_strict(by_severity, return_dtype=pl.Float64)
    return pl.when(pl.any_horizontal(level.is_not_null() for level in levels)).then(left_over)


def _hurts_most() -> pl.Expr:
    """The first input that takes as many points as any."""
    return pl.coalesce(
        pl.when((pl.col(lost_column(name)) == pl.col("most")) & (pl.col("most") > 0)).then(pl.lit(name))
        for name in INPUTS
    )
