"""What the screen of one customer gets: frozen results, already computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.views.customers.glance.told import Agreement, Glance


@dataclass(frozen=True)
class FlagRow:
    """One raised flag of one subject (`show flags`)."""

    flag: str
    name: str
    subject: str
    subject_name: str
    severity: str
    evidence: str
    first_seen: date | None
    money: float
    play: str


@dataclass(frozen=True)
class TimelineEvent:
    """One dated thing that happened with a customer.

    `own_log`: who wrote it in the journal; None where the export has it.
    """

    day: date
    kind: str
    text: str
    amount: float | None = None
    own_log: str | None = None


@dataclass(frozen=True)
class MonthTotal:
    """Orders and revenue (currency units) of one month."""

    month: date
    orders: int
    revenue: float


@dataclass(frozen=True)
class HealthInput:
    """One input of a customer's health: its `score` from 0 to 1 and the points out of 100 it takes.

    Both None where it cannot be told. `title` names the worst flag where flags are the input.
    """

    name: str
    title: str
    weight: float
    score: float | None
    lost: float | None


@dataclass(frozen=True)
class HealthPoint:
    """Health from 0 to 100 at the close of a day (None: could not be told), and what moved it there."""

    end: date
    value: float | None
    moved: str | None


@dataclass(frozen=True)
class CustomerHealth:
    """Health from 0 to 100, told from `coverage` of its inputs; `worst` is the one that takes most points.

    `band` is well, fair, poor or bad; `severity` the one whose mark and colour it takes.
    """

    value: float
    coverage: float
    band: str
    severity: str
    inputs: tuple[HealthInput, ...]
    worst: HealthInput | None


@dataclass(frozen=True)
class LoyaltyMark:
    """One mark of a loyal customer: its name, `yes`, `no` or `unknown`, and why."""

    name: str
    mark: str
    evidence: str


@dataclass(frozen=True, eq=False)
class CustomerView:
    """One customer on one screen.

    `glance`: what its first screen says beside the flags; `facts`: field name → raw value
    (schema/fields.py); `flags`: raised flags, worst first; `judged`: how many could be told;
    `not_evaluated`: name of a flag about such customers → the sentence that says what is missing; `reps`:
    (rep, start, end), newest first; `locked`: what further files would unlock, by table.
    """

    moment: Moment
    customer: int
    facts: Mapping[str, Any]
    flags: tuple[FlagRow, ...]
    not_evaluated: tuple[tuple[str, str], ...]
    months: tuple[MonthTotal, ...]
    reps: tuple[tuple[str, date, date | None], ...]
    timeline: tuple[TimelineEvent, ...]
    glance: Glance
    agreements: tuple[Agreement, ...] = ()
    locked: Mapping[str, str] = field(default_factory=dict)
    health: CustomerHealth | None = None
    marks: tuple[LoyaltyMark, ...] = ()
    judged: int = 0
