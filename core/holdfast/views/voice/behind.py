"""The rows behind what the room of voice shows: customers of a wave or a score, answers of a month."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.subjects import SUBJECT_COLUMNS
from holdfast.metrics.customers.voice import RATED_INSIDE, scores_of_wave, wave_answers
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.figures.scopes import scope_of
from holdfast.views.results import FigureRows
from holdfast.views.voice.waves import CSAT, NPS, SILENCE
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import SatisfactionOf, ScoredCustomers, WaveOfSurvey

_OF_WAVE: Final = (
    ("name", "Customer"),
    ("score", "Score"),
    ("mark", "Counts"),
    ("contacts", "Contacts"),
    ("answered", "Last answer"),
)
_SILENT: Final = (("name", "Customer"), ("invitations", "Asked"))

_MARKS: Final[Mapping[str, int]] = MappingProxyType({"promoters": 1, "passives": 0, "detractors": -1})


def wave_customers(store: FactsStore, answer: Answer, asked: WaveOfSurvey) -> FigureRows:
    """Customers of one wave. Raises UsageError where there is no such wave."""
    answers = scope_of(store.book, answer, answer.facts, "answer").facts
    of_wave = wave_answers(answers, answer.facts.period.end).filter(pl.col("wave") == asked.wave)
    if of_wave.is_empty():
        raise UsageError(f"there is no NPS wave of {asked.wave} among these customers")
    title = f"Wave of {day_text(asked.wave)}: {asked.part}"
    if asked.part == "silent":
        return _shown(
            answer,
            _named(_silent(of_wave), answer),
            _Told(SILENCE, title, "of whom nobody answered", _SILENT),
        )
    rows = _named(scores_of_wave(of_wave, asked.wave), answer)
    if asked.part in _MARKS:
        rows = rows.filter(pl.col("mark") == _MARKS[asked.part])
    told = "who answered" if asked.part == "answered" else f"who count as {asked.part}"
    return _shown(answer, rows, _Told(NPS, title, told))


def _silent(of_wave: pl.DataFrame) -> pl.DataFrame:
    """Accounts that were asked and never answered, sorted."""
    return (
        of_wave.group_by("account")
        .agg(
            pl.col("customer", "customer_id").first(),
            pl.len().cast(pl.Int64).alias("invitations"),
            pl.col("answered").count().alias("returned"),
        )
        .filter(pl.col("returned") == 0)
        .sort("account")
    )


def scored_customers(store: FactsStore, answer: Answer, asked: ScoredCustomers) -> FigureRows:
    """Customers who came to one score in the period."""
    surveyed = scope_of(store.book, answer, answer.facts, "surveyed customer").facts
    rows = surveyed.filter((pl.col("score") == asked.score) & (pl.col("mark") == asked.mark))
    title = f"Score {asked.score:g}"
    named = rows.with_columns(pl.coalesce("name", "customer_id").alias("name"))
    return _shown(answer, named, _Told(NPS, title, f"with a score of {asked.score:g}"))


def satisfaction_of_month(store: FactsStore, answer: Answer, asked: SatisfactionOf) -> FigureRows:
    """Satisfaction answers of one month that lie inside the period."""
    answers = scope_of(store.book, answer, answer.facts, "answer").facts
    rows = answers.filter(
        RATED_INSIDE
        & pl.col("satisfied").is_not_null()
        & (pl.col("answered").dt.month_start() == asked.month)
    ).with_columns(pl.coalesce("name", "customer_id").alias("name"))
    columns = SUBJECT_COLUMNS["answer"]
    title = f"Satisfaction, {asked.month:%Y-%m}"
    shown = LinkedRows(rows.select("customer", *(name for name, _ in columns)))
    sentence = f"{plural(rows.height, 'answer')} on satisfaction in this month"
    return FigureRows(answer.moment, CSAT, title, sentence, "answer", columns, shown)


def _named(rows: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    names = answer.facts.customers.select("customer", "name")
    joined = rows.join(names, on="customer", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("name", "customer_id").alias("name"))


@dataclass(frozen=True)
class _Told:
    """What the rows belong to, what they are called and told, and their columns."""

    metric: str
    title: str
    words: str
    columns: tuple[tuple[str, str], ...] = _OF_WAVE


def _shown(answer: Answer, rows: pl.DataFrame, told: _Told) -> FigureRows:
    sentence = f"{plural(rows.height, 'customer')} {told.words}"
    shown = LinkedRows(rows.select("customer", *(name for name, _ in told.columns)))
    return FigureRows(
        answer.moment, told.metric, told.title, sentence, "surveyed customer", told.columns, shown
    )
