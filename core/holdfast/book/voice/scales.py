"""Scales of survey scores, waves of asking, and each answer on its scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


WAVE_DAYS: Final = 30
"""Invitations of one kind belong to one wave when they follow its first by fewer days than this."""


SCORED_KINDS: Final = ("nps", "csat", "enps")
"""Kinds of survey that ask for a score: a row of theirs without one is an invitation nobody answered."""


@dataclass(frozen=True)
class Scale:
    """A scale: its ends, from where an answer promotes or satisfies, and up to where it detracts."""

    low: float
    high: float
    promotes_from: float
    detracts_to: float
    satisfies_from: float


SCALES: Final[Mapping[str, Scale]] = MappingProxyType(
    {
        "0-10": Scale(0, 10, 9, 6, 8),
        "1-5": Scale(1, 5, 5, 3, 4),
        "agree3": Scale(1, 3, 3, 1, 3),
    }
)
"""Every scale of `surveys.scale`."""


def every_answer(surveys: pl.DataFrame) -> pl.DataFrame:
    """One row per answer or unanswered invitation, whenever it was known, in the order of the export.

    `surveys`: the linked table. `row` UInt32 there, `customer` UInt32 (null where it is not known); text
    `respondent` (contact, else customer), `kind` and `scale` as in `survey_answers`, `spelled` (the kind as
    it stands there); Dates `invited`, `asked` (else the day of answering), `answered` (null without an
    answer); Float64 `score`; Int8 `mark` as in `survey_answers`.
    """
    return (
        surveys.lazy()
        .with_row_index("row")
        .with_columns(KIND.alias("kind"), SCALE.alias("scale"), pl.col("kind").alias("spelled"))
        .with_columns(
            *on_scale(),
            pl.coalesce("contact_id", "customer_id").alias("respondent"),
            ASKED.alias("asked"),
            pl.when(HAS_ANSWER).then("answered").alias("answered"),
        )
        .select(
            "row", "customer", "respondent", "kind", "scale", "spelled", "invited", "asked", "answered",
            "score", "mark",
        )
        .collect(engine="in-memory")
    )  # fmt: skip


def survey_waves(asked: pl.DataFrame) -> pl.DataFrame:
    """Days of asking with the wave they belong to: `kind`, `asked` and `wave`, its first day.

    `asked`: `kind` and Date `asked`, one row per invitation; nulls are left out.
    """
    return pl.concat([_NO_WAVES, *(_waves(kind, days) for kind, days in _days_by_kind(asked))])


KIND: Final = pl.col("kind").str.strip_chars().str.to_lowercase()


SCALE: Final = pl.coalesce(
    pl.col("scale").str.strip_chars().str.to_lowercase().str.replace(r"\s*(–|to|-)\s*", "-"),
    pl.when(KIND == "csat").then(pl.lit("1-5")).otherwise(pl.lit("0-10")),
)


ASKED: Final = pl.coalesce("invited", "answered")


HAS_ANSWER: Final = pl.col("score").is_not_null() | ~pl.col("kind").is_in(SCORED_KINDS)


_NO_WAVES: Final = pl.DataFrame(schema={"kind": pl.String, "asked": pl.Date, "wave": pl.Date})


def on_scale() -> list[pl.Expr]:
    """`mark` and `satisfied` from `score` and `scale`; null outside the scale or on an unknown one."""
    score = pl.col("score")
    mark, satisfied = pl.lit(None, dtype=pl.Int8), pl.lit(None, dtype=pl.Boolean)
    for name, scale in SCALES.items():
        valid = (pl.col("scale") == name) & score.is_between(scale.low, scale.high)
        signed = (score >= scale.promotes_from).cast(pl.Int8) - (score <= scale.detracts_to).cast(pl.Int8)
        mark = pl.when(valid).then(signed).otherwise(mark)
        satisfied = pl.when(valid).then(score >= scale.satisfies_from).otherwise(satisfied)
    return [mark.alias("mark"), satisfied.alias("satisfied")]


def _days_by_kind(every: pl.DataFrame) -> list[tuple[str, list[date]]]:
    asked = every.select("kind", "asked").drop_nulls().unique().sort("kind", "asked")
    grouped = asked.group_by("kind", maintain_order=True).agg("asked")
    return [(str(kind), days) for kind, days in grouped.rows()]


def _waves(kind: str, days: list[date]) -> pl.DataFrame:
    """Each day of asking with the first day of its wave; a later day never changes an earlier one's."""
    first: list[date] = []
    for day in days:
        starts = not first or day >= first[-1] + timedelta(days=WAVE_DAYS)
        first.append(day if starts else first[-1])
    return pl.DataFrame({"kind": [kind] * len(days), "asked": days, "wave": first}, schema=_NO_WAVES.schema)
