"""The room of voice: what customers answer, what they write, and whether anybody comes back on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.metrics.customers.voice import RATED, SURVEYS
from holdfast.views.figures.figures import metric_figures
from holdfast.views.figures.scopes import scope_of
from holdfast.views.results import TableView
from holdfast.views.voice.results import VoiceGroup, VoiceRoomView
from holdfast.views.voice.said_rows import comments, detractors
from holdfast.views.voice.waves import (
    CSAT,
    NPS,
    RESPONSE,
    SILENCE,
    satisfaction_months,
    score_counts,
    survey_waves,
)

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure
    from holdfast.views.voice.results import SurveyWave

ROOM_FIGURES: Final = (
    NPS,
    "nps.change",
    RESPONSE,
    SILENCE,
    "nps.loops_closed",
    CSAT,
    "enps.reps",
)
"""Figures of the room in the order in which they are read."""

OF_A_GROUP: Final = (NPS, RESPONSE, SILENCE, CSAT)
"""What is told of every group."""

NEEDS: Final = {"waves": SURVEYS, "satisfaction": RATED}
"""What the parts of the room cannot do without."""

WAVE_COLUMNS: Final = (
    "wave", "nps", "low", "high", "promoters", "passives", "detractors", "response_rate", "survey_silence",
    "change", "change_low", "change_high",
)  # fmt: skip

NOTES: Final = (
    "a wave is every invitation within 30 days of its first; a customer scores the median of each contact's "
    "latest answer in it",
    "change is against the wave before: an interval that holds 0 is not distinguishable from no change",
)


def voice_room(store: FactsStore, answer: Answer, by: str = "segment") -> VoiceRoomView:
    """The room over the chosen customers, split by a dimension. Raises UsageError for a wrong one."""
    lacking = {part: locks.missing(needs, store.book) for part, needs in NEEDS.items()}
    answers, surveyed = (
        scope_of(store.book, answer, answer.facts, subject).facts
        for subject in ("answer", "surveyed customer")
    )
    period = answer.facts.period
    return VoiceRoomView(
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=ROOM_FIGURES)},
        waves=survey_waves(answers, period.end),
        months=satisfaction_months(answers, period),
        scores=score_counts(surveyed),
        by=by,
        groups=voice_groups(metric_figures(store, answer, by, OF_A_GROUP)),
        comments=comments(answers, period),
        detractors=detractors(answers, answer.facts.as_of),
        locked={part: locks.sentence(tables) for part, tables in lacking.items() if tables},
    )


def voice_groups(figures: tuple[Figure, ...]) -> tuple[VoiceGroup, ...]:
    """Groups that were asked or answered, most scored customers first; `figures` as OF_A_GROUP."""
    by_group: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        if figure.group is not None:
            by_group.setdefault(figure.group, {})[figure.id] = figure
    groups = [
        VoiceGroup(group, found)
        for group, found in by_group.items()
        if any(figure.value is not None for figure in found.values())
    ]
    return tuple(sorted(groups, key=lambda group: (-_scored(group), group.group)))


def _scored(group: VoiceGroup) -> float:
    found = group.figures.get(NPS)
    return (found.denominator if found else None) or 0


def voice_waves(store: FactsStore, answer: Answer) -> TableView:
    """Every wave of the NPS question as one table, the newest first. Raises UsageError without surveys."""
    if (lacking := locks.missing(SURVEYS, store.book)) is not None:
        raise UsageError(locks.sentence(lacking))
    answers = scope_of(store.book, answer, answer.facts, "answer").facts
    waves = survey_waves(answers, answer.facts.period.end)
    frame = pl.DataFrame(
        [_wave_row(wave) for wave in waves],
        schema=dict(zip(WAVE_COLUMNS, _WAVE_TYPES, strict=True)),
        orient="row",
    )
    return TableView("voice", answer.moment, frame, NOTES)


_WAVE_TYPES: Final = (pl.Date, *[pl.Float64] * 3, *[pl.Int64] * 3, *[pl.Float64] * 5)


def _wave_row(wave: SurveyWave) -> tuple[object, ...]:
    change = wave.change
    return (
        wave.first,
        wave.score.value,
        wave.score.low,
        wave.score.high,
        wave.promoters,
        wave.passives,
        wave.detractors,
        wave.response.value,
        wave.silence.value,
        *((None,) * 3 if change is None else (change.value, change.low, change.high)),
    )
