"""Segment waves as the desk shows them: a banner each, a row each among the flags, and the losses behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.records import revenue_before
from holdfast.filters import is_exactly
from holdfast.money import to_units
from holdfast.risk.needs import missing_tables
from holdfast.risk.rules.wave import BANNER_WORD, SEGMENT_WAVE, segment_waves, wave_losses
from holdfast.schema.fields import SEVERITIES
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.rows import shown
from holdfast.views.results import FigureRows, SegmentWave
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import WaveOfSegment

LISTED_SEVERITY: Final = pl.Enum([*SEVERITIES, BANNER_WORD])
"""Severity of a row in the list of flags: a wave stands above them all."""

LOSS_COLUMNS: Final = (
    ("name", "Customer"),
    ("rep", "Rep"),
    ("date", "Lost on"),
    ("revenue_before", "12 months before"),
)


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
    # Only losses among these were counted: another filter gives another wave.
    whose = f"; of the {plural(answer.moment.shown, 'customer')} shown" if answer.filtered else ""
    return tuple(
        SegmentWave(
            segment,
            f"{evidence}{whose}",
            money or 0.0,
            first_seen,
            SEGMENT_WAVE.play,
            is_exactly("segment", segment),
        )
        for segment, evidence, money, first_seen in raised.iter_rows()
    )


def wave_losses_of(store: FactsStore, answer: Answer, asked: WaveOfSegment) -> FigureRows:
    """The chosen customers of a segment lost in the window of its wave, the last to leave first.

    `LOSS_COLUMNS`: `date` Date, `revenue_before` Float64 in currency units, of the 12 months before.
    """
    limits, as_of = store.thresholds.of(SEGMENT_WAVE), answer.facts.as_of
    inside = answer.chosen.filter(pl.col("segment").cast(pl.String) == asked.segment)
    lost = wave_losses(store.book, as_of, inside, limits)
    rows = (
        lost.join(
            revenue_before(store.book, lost), on=["customer", "date"], how="left", maintain_order="left"
        )
        .join(
            inside.select("customer", "name", "rep", "former_rep"),
            on="customer",
            how="left",
            maintain_order="left",
        )
        .select(
            "customer",
            "name",
            shown("rep"),
            shown("former_rep"),
            "date",
            to_units(pl.col("revenue_before")).fill_null(0.0),
        )
    )
    wave = next((one for one in waves_of(store, answer) if one.segment == asked.segment), None)
    said = wave.evidence if wave is not None else f"{asked.segment}: no wave on this day"
    sentence = f"{said}. {plural(rows.height, 'customer')} lost in the last {limits.window_days} days."
    title = f"{SEGMENT_WAVE.name}: {asked.segment}"
    linked = LinkedRows(rows, "customer")
    return FigureRows(answer.moment, SEGMENT_WAVE.id, title, sentence, "customer", LOSS_COLUMNS, linked)


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
