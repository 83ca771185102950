"""What the room of money gets: frozen results, which need no polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from holdfast.answers.moment import Moment
from holdfast.figures import Figure, Unit


@dataclass(frozen=True)
class SideRow:
    """One measure of new customers beside the same of earlier ones, in `unit`; None where untold.

    `aspect`: focus, cost, depth, duration or price. `told` says what is measured, `lacking` what would tell
    it. `metric`: the figure it belongs to.
    """

    measure: str
    aspect: str
    unit: Unit
    new: float | None
    earlier: float | None
    told: str
    lacking: str | None = None
    metric: str | None = None


@dataclass(frozen=True)
class RevenueMonth:
    """Orders of one month of the period in currency units; `complete` unless it is still running."""

    start: date
    new: float
    earlier: float
    complete: bool


@dataclass(frozen=True)
class LossYear:
    """Yearly churn of one calendar or fiscal year, `label` as a period is typed.

    `note` where it is no whole one.
    """

    label: str
    figure: Figure
    note: str | None = None


@dataclass(frozen=True)
class BenefitCase:
    """What an average customer is worth at one yearly retention, and all active ones, in currency units.

    `points`: how much retention is raised, 0 today. `kept`: customers a year that would stay beside those who
    do. `gain` of all active customers against today.
    """

    points: float
    retention: float
    value: float
    kept: float
    everybody: float
    gain: float


@dataclass(frozen=True, eq=False)
class MoneyRoomView:
    """Everything the room of money shows.

    `figures` by metric id, locked ones with the sentence that names the file. `years` oldest first, drawn
    beside the `band` that the sources claim. `benefits` with today first; `assumed` says what they rest on,
    or why there are none. `locked`: part (`orders`, `activity`) → the sentence that names its file.
    """

    moment: Moment
    figures: Mapping[str, Figure]
    sides: tuple[SideRow, ...]
    months: tuple[RevenueMonth, ...]
    years: tuple[LossYear, ...]
    band: tuple[float, float]
    benefits: tuple[BenefitCase, ...]
    assumed: str
    locked: Mapping[str, str]


@dataclass(frozen=True)
class ExpectedLoss:
    """Revenue with a flag and what of it is likely lost, by metric id: told after a look at the past."""

    moment: Moment
    figures: Mapping[str, Figure]
