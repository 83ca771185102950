"""The NPS question wave by wave, satisfaction by month, and how scores spread. Spec §5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.figures import Figure
from holdfast.metrics.customers.voice import (
    NOBODY_ASKED,
    RATED_INSIDE,
    change_between,
    net,
    net_figure,
    scores_of_wave,
    wave_answers,
)
from holdfast.metrics.shares import share_figure
from holdfast.timeline import periods_in
from holdfast.views.voice.results import SatisfactionMonth, ScoreCount, SurveyWave

if TYPE_CHECKING:
    from datetime import date

    from holdfast.statistics.intervals.nps import NetScore
    from holdfast.timeline import Period

NPS: Final = "nps.customers"
CHANGE: Final = "nps.change"
RESPONSE: Final = "nps.response_rate"
SILENCE: Final = "nps.silent_share"
CSAT: Final = "csat.customers"


def survey_waves(answers: pl.DataFrame, end: date) -> tuple[SurveyWave, ...]:
    """Every wave that began before `end`, the newest first; `answers` as `survey_answers`."""
    asked = wave_answers(answers, end)
    waves: list[SurveyWave] = []
    before: NetScore | None = None
    for day in asked.get_column("wave").unique().sort().to_list():
        score = net(scores_of_wave(asked, day).get_column("mark"))
        change = None if score is None or before is None else change_between(score, before)
        response, silence = _participation(asked.filter(pl.col("wave") == day))
        waves.append(
            SurveyWave(
                first=day,
                score=_score(score),
                promoters=score.promoters if score else 0,
                passives=score.passives if score else 0,
                detractors=score.detractors if score else 0,
                response=response,
                silence=silence,
                change=change,
            )
        )
        before = score or before
    return tuple(reversed(waves))


def _score(score: NetScore | None) -> Figure:
    if score is None:
        return Figure(NPS, None, "score", status="n/a", note="nobody has answered yet")
    return net_figure(NPS, score)


def _participation(wave: pl.DataFrame) -> tuple[Figure, Figure]:
    """Response rate of invitations, silence of customers; n/a where nobody is known to have kept silent."""
    if wave.get_column("asked_inside").null_count() == wave.height:
        return tuple(share_figure(metric, 0, 0, nothing=NOBODY_ASKED) for metric in (RESPONSE, SILENCE))  # type: ignore[return-value]  # two of them
    returned = wave.get_column("answered").count()
    accounts = wave.group_by("account").agg(pl.col("answered").count().alias("returned"))
    silent = int((accounts.get_column("returned") == 0).sum())
    return share_figure(RESPONSE, returned, wave.height), share_figure(SILENCE, silent, accounts.height)


def satisfaction_months(answers: pl.DataFrame, period: Period) -> tuple[SatisfactionMonth, ...]:
    """Satisfaction in every month that shares a day with the period; days outside of it do not count."""
    rated = answers.filter(RATED_INSIDE & pl.col("satisfied").is_not_null())
    counted = {
        month: (int(satisfied), int(total))
        for month, satisfied, total in rated.group_by(pl.col("answered").dt.month_start().alias("month"))
        .agg(pl.col("satisfied").sum(), pl.len())
        .iter_rows()
    }
    return tuple(
        SatisfactionMonth(
            month.start,
            share_figure(CSAT, *counted.get(month.start, (0, 0)), nothing="no answers in this month"),
            complete=month.end <= period.end,
        )
        for month in periods_in(period, "month")
    )


def score_counts(surveyed: pl.DataFrame) -> tuple[ScoreCount, ...]:
    """Customers by their score in the period, the highest first; `surveyed` as `surveyed_customers`."""
    counts = (
        surveyed.filter(pl.col("mark").is_not_null())
        .group_by("score", "mark")
        .agg(pl.len())
        .sort("mark", "score", descending=True)
    )
    return tuple(ScoreCount(*row) for row in counts.iter_rows())
