"""Segment waves as the desk shows them: a banner each, and a row each among the flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.fields import SEVERITIES
from holdfast.filters.printer import quote
from holdfast.money import to_units
from holdfast.risk.needs import missing_tables
from holdfast.risk.wave import BANNER_WORD, SEGMENT_WAVE, segment_waves
from holdfast.views.results import SegmentWave

if TYPE_CHECKING:
    from holdfast.resolve import Answer, FactsStore

LISTED_SEVERITY: Final = pl.Enum([*SEVERITIES, BANNER_WORD])
"""Severity of a row in the list of flags: a wave stands above them all."""


def waves_of(store: FactsStore, answer: Answer) -> tuple[SegmentWave, ...]:
    """The waves among the chosen customers, the most revenue lost first."""
    if missing_tables(store.book, SEGMENT_WAVE):
        return ()
    limits = store.thresholds.of(SEGMENT_WAVE)
    waves = segment_waves(store.book, answer.facts.as_of, answer.chosen, limits)
    raised = (
        waves.filter("raised")
        .select("segment", "evidence", to_units(pl.col("money")).alias("money"), "first_seen")
        .sort("money", "segment", descending=[True, False], nulls_last=True)
    )
    return tuple(
        SegmentWave(
            segment, evidence, money or 0.0, first_seen, SEGMENT_WAVE.play, f"segment:{quote(segment)}"
        )
        for segment, evidence, money, first_seen in raised.iter_rows()
    )


def with_waves(rows: pl.DataFrame, waves: tuple[SegmentWave, ...]) -> pl.DataFrame:
    """The list of flags (`summary.flag_rows`) under a row per wave; `subject` is the segment."""
    listed = rows.with_columns(pl.col("severity").cast(LISTED_SEVERITY))
    banners = pl.DataFrame(
        [
            (
                SEGMENT_WAVE.id,
                wave.segment,
                BANNER_WORD,
                wave.evidence,
                wave.first_seen,
                wave.money,
                wave.play,
            )
            for wave in waves
        ],
        schema=dict(listed.schema),
        orient="row",
    )
    return pl.concat([banners, listed])
