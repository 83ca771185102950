"""What the room of voice gets: frozen results, which need no polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.views.results import KeyedRows


@dataclass(frozen=True)
class SurveyWave:
    """One wave of the NPS question: invitations within 30 days of the `first`.

    `score` over the customers who answered, of them `promoters`, `passives` and `detractors`; `change`
    against the wave before (None for the first one). `response` of invitations and `silence` of the
    customers asked are n/a where the export does not say who was asked.
    """

    first: date
    score: Figure
    promoters: int
    passives: int
    detractors: int
    response: Figure
    silence: Figure
    change: Figure | None


@dataclass(frozen=True)
class SatisfactionMonth:
    """Satisfaction answers of one month, `start` its first day; `complete` unless it is still running."""

    start: date
    figure: Figure
    complete: bool


@dataclass(frozen=True)
class ScoreCount:
    """How many customers came to one score in the period; `mark` 1 promotes, 0 is passive, −1 detracts."""

    score: float
    mark: int
    customers: int


@dataclass(frozen=True)
class VoiceGroup:
    """What one group of a dimension says; figures by metric id."""

    group: str
    figures: Mapping[str, Figure]


class SaidRows(KeyedRows, Protocol):
    """Answers for a virtual table (said_rows.py) by the place of the answer; each knows its customer."""

    def customer_at(self, index: int) -> int | None:
        """The customer of an answer; None where the book does not list it."""


@dataclass(frozen=True, eq=False)
class VoiceRoomView:
    """Everything the room of voice shows.

    `figures` by metric id, locked ones with the sentence that names the file. `waves` newest first; `months`
    and `scores` of the period; `groups` by the dimension `by`, most answers first. `comments` and
    `detractors`: rows as said_rows.py says. `locked`: part (`waves`, `satisfaction`) → the sentence that
    names its file.
    """

    moment: Moment
    figures: Mapping[str, Figure]
    waves: tuple[SurveyWave, ...]
    months: tuple[SatisfactionMonth, ...]
    scores: tuple[ScoreCount, ...]
    by: str
    groups: tuple[VoiceGroup, ...]
    comments: SaidRows
    detractors: SaidRows
    locked: Mapping[str, str]
