"""What the rooms of risk, reps and pipeline get: frozen results. Like results.py it needs no polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.risk.states import FlagSummary
from holdfast.timeline import Period
from holdfast.views.reps.results import RepsView
from holdfast.views.results import CustomerRows, KeyedRows, SegmentWave
from holdfast.views.team.results import DeparturesView, ThanksView
from holdfast.words.interface.catalogue import counted, phrase
from holdfast.words.numerals import number_text

_YEAR: Final = 365.25


@dataclass(frozen=True, eq=False)
class RiskRoomView:
    """Every flag over the chosen customers, worst first, and the waves of losses among their segments."""

    moment: Moment
    flags: tuple[FlagSummary, ...]
    waves: tuple[SegmentWave, ...]


@dataclass(frozen=True)
class TeamYear:
    """The team over one calendar or fiscal year, `label` as a period is typed.

    `hired` and `left` inside the year, `start` and `end` reps at its two instants: None where the team is
    too small to be counted. `note` says why the year is not a whole one.
    """

    label: str
    period: Period
    original: Figure
    headcount: Figure
    start: int | None
    hired: int | None
    left: int | None
    end: int | None
    note: str | None = None


class TenureStep(NamedTuple):
    """The share still here after `days`, with its 95 % interval; `at_risk` reps had served that long."""

    days: float
    at_risk: int
    gone: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Tenure:
    """How long reps stay: a Kaplan–Meier curve as far as at least 5 are at risk.

    `until` is the last day of service the curve can speak of; `median_days` None where more than half stay
    to its end. `note` is the sentence shown where there is no curve.
    """

    steps: tuple[TenureStep, ...]
    reps: int
    gone: int
    until: float
    median_days: float | None
    note: str | None = None

    @property
    def sentence(self) -> str:
        """The curve in words."""
        if self.note:
            return self.note
        told = phrase(
            "{gone} among {reps}", gone=_counted(self.gone, "departure"), reps=_counted(self.reps, "rep")
        )
        if self.median_days is None:
            return phrase("{told}; more than half stay to the end of the curve", told=told)
        return phrase(
            "{told}; half stay {years} years",
            told=told,
            years=number_text(self.median_days / _YEAR, 1),
        )


@dataclass(frozen=True)
class RepRecord:
    """What the books on performance say of one rep in the period; None where they say nothing."""

    attainment: float | None
    recognitions: int | None
    unrecognised_days: int | None


@dataclass(frozen=True, eq=False)
class RepsRoomView:
    """Everything the reps room shows.

    `figures` by metric id, locked ones with the sentence that names the file. `years` oldest first.
    `records` by rep id. `orphans`: active customers without a rep, most revenue first. `locked`: what rep
    retention lacks. `departures` of the past with what each cost; `thanks`: who deserves them.
    """

    moment: Moment
    figures: Mapping[str, Figure]
    years: tuple[TeamYear, ...]
    tenure: Tenure
    reps: RepsView
    records: Mapping[str, RepRecord]
    orphans: CustomerRows
    prompt: str
    locked: str | None = None
    departures: DeparturesView | None = None
    thanks: ThanksView | None = None


def _counted(number: int, one: str) -> str:
    return counted(f"{{n}} {one}|{{n}} {one}s", number)


@dataclass(frozen=True)
class FunnelStep:
    """One step of the funnel; `of_customers` after closing, where customers are counted instead of deals.

    `conversion` = reached the next ÷ (entered − still open); `low` and `high` are bounds: none or all of the
    open ones go on. The last step leads nowhere.
    """

    stage: str
    entered: int
    open: int
    of_customers: bool = False
    reached_next: int | None = None
    conversion: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def ended(self) -> int | None:
        """Those who neither went on nor are open."""
        return None if self.reached_next is None else self.entered - self.open - self.reached_next


@dataclass(frozen=True)
class DealGroup:
    """Deals of one group of a dimension; amounts in currency units."""

    group: str
    win_rate: Figure
    cycle: Figure
    open: int
    open_amount: float


@dataclass(frozen=True)
class RenewalWeek:
    """Seven days of the calendar from `start` on: contracts that come due, their value in currency units."""

    start: date
    contracts: int
    value: float


class ContractRows(KeyedRows, Protocol):
    """Contracts for a virtual table (contract_rows.py) by contract id; each knows its customer."""

    def customer_at(self, index: int) -> int | None:
        """The customer of a contract; None where the book does not list it."""


@dataclass(frozen=True, eq=False)
class PipelineRoomView:
    """Everything the room of pipeline and contracts shows.

    `figures` by metric id, locked ones with the sentence that names the file. `groups` by the dimension
    `by`, most closed deals first. `renewals` and `clauses`: rows as contract_rows.py says. `locked`: part
    (`deals`, `contracts`, `clauses`) → the sentence that names its file.
    """

    moment: Moment
    figures: Mapping[str, Figure]
    funnel: tuple[FunnelStep, ...]
    by: str
    groups: tuple[DealGroup, ...]
    weeks: tuple[RenewalWeek, ...]
    renewals: ContractRows
    clauses: ContractRows
    locked: Mapping[str, str]
