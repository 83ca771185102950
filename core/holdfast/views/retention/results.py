"""What the retention room shows: movements, cohorts, survival, segments, lifetime value; plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.metrics.what_if import WhatIf
from holdfast.timeline import Grain
from holdfast.views.selection import MovementKind, MovementName

CohortShown = Literal["customers", "revenue", "on_or_after"]
CurveSubject = Literal["customers", "second"]

GRAINS: Final[tuple[Grain, ...]] = ("month", "quarter", "year")
COHORTS_SHOWN: Final[tuple[CohortShown, ...]] = ("customers", "revenue", "on_or_after")
DEFAULT_SPLIT: Final = "segment"


@dataclass(frozen=True)
class RetentionOptions:
    """How the room shows things.

    `movements`: customers compared at the ends of the period, or every change counted. `by`: buckets of
    the series and the cohorts. `cohorts`: what a cell is a share of. `survival`: until lost, or from the
    first order to the second. `split`: the dimension of the segments and of the curves beside that of
    everyone. `what_if`: the inputs the reader typed; they change nothing else.
    """

    movements: MovementKind = "endpoint"
    by: Grain = "month"
    cohorts: CohortShown = "customers"
    survival: CurveSubject = "customers"
    split: str = DEFAULT_SPLIT
    what_if: WhatIf | None = None


@dataclass(frozen=True)
class MovementTotal:
    """One bar: what a movement came to (currency units, losses negative) and how many customers it was."""

    movement: MovementName
    amount: float
    customers: int


@dataclass(frozen=True)
class Bucket:
    """One bucket of the series: `amounts` by movement; `gross` and `net` None where nothing was there."""

    label: str
    amounts: Mapping[MovementName, float]
    gross: float | None
    net: float | None
    complete: bool


@dataclass(frozen=True)
class MovementsPart:
    """The movements of the period and of each bucket it touches; `basis` is `mrr` or `orders`."""

    basis: str
    kind: MovementKind
    by: Grain
    totals: tuple[MovementTotal, ...] = ()
    buckets: tuple[Bucket, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One cell: `numerator` of `denominator` (customers or currency units); None where there is no share."""

    offset: int
    numerator: float
    denominator: float
    share: float | None
    low: float | None = None
    high: float | None = None
    complete: bool = True


@dataclass(frozen=True)
class Cohort:
    """Customers whose first bucket is `label`; None is all cohorts together, complete cells only."""

    label: str | None
    size: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CohortsPart:
    """The cohort table, all cohorts first, then oldest first."""

    shown: CohortShown
    by: Grain
    rows: tuple[Cohort, ...] = ()


@dataclass(frozen=True)
class CurvePoint:
    """The share still there after `t` days, with its 95 % interval."""

    t: float
    at_risk: int
    events: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """One survival curve; `group` None is everyone. `sentence` says how many, how it ends, and the median."""

    group: str | None
    points: tuple[CurvePoint, ...]
    median: float | None
    sentence: str
    clause: str = ""

    @property
    def until(self) -> float:
        """The last day of the curve."""
        return self.points[-1].t if self.points else 0.0


@dataclass(frozen=True)
class SurvivalPart:
    """The curve of everyone, then those of the groups; `notes` compare the groups."""

    subject: CurveSubject
    split: str
    curves: tuple[Curve, ...] = ()
    notes: tuple[str, ...] = ()
    locked: str | None = None


@dataclass(frozen=True)
class SegmentRow:
    """One group: customers now and its figures by metric id; `clause` filters by it."""

    group: str
    customers: int
    figures: Mapping[str, Figure]
    clause: str


@dataclass(frozen=True)
class SegmentsPart:
    """The groups of a dimension, the largest first."""

    split: str
    title: str
    rows: tuple[SegmentRow, ...] = ()


@dataclass(frozen=True)
class RetentionView:
    """Everything the retention room shows for one query, but lifetime values, which take a model."""

    moment: Moment
    options: RetentionOptions
    movements: MovementsPart
    cohorts: CohortsPart
    survival: SurvivalPart
    segments: SegmentsPart


@dataclass(frozen=True)
class LifetimeValues:
    """Figures of lifetime value, those that cannot be told included with the reason.

    `what_if`: the case of the book and its assumed uplift; None where the book cannot tell.
    """

    moment: Moment
    figures: tuple[Figure, ...]
    what_if: WhatIf | None
