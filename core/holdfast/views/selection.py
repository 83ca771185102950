"""What is under the cursor of a room, as a value: the engine answers the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from holdfast.timeline import Grain

if TYPE_CHECKING:
    from holdfast.views.today.results import Asked

CohortKind = Literal["exact", "on_or_after"]
MovementKind = Literal["endpoint", "events"]
MovementName = Literal["start", "new", "reactivation", "expansion", "contraction", "churn", "end"]


@dataclass(frozen=True)
class CohortCell:
    """A cell of the cohort table: the customers of `cohort` (its label) active `offset` buckets later.

    `cohort` None: of every cohort whose bucket that much later is over.
    """

    cohort: str | None
    offset: int
    by: Grain = "month"
    kind: CohortKind = "exact"


@dataclass(frozen=True)
class MovementBar:
    """One movement of a period (its text, as in a query); None is the period of the query."""

    movement: MovementName
    period: str | None = None
    kind: MovementKind = "endpoint"


@dataclass(frozen=True)
class TeamOfYear:
    """Who served in a year of the data: its label."""

    year: str


@dataclass(frozen=True)
class TeamTenure:
    """Everybody the tenure curve counts."""


@dataclass(frozen=True)
class RepCustomers:
    """Customers of one rep: those it `answered` for at the start of the period, or those `held` now."""

    rep_id: str
    part: Literal["answered", "held"] = "answered"


@dataclass(frozen=True)
class DepartedBook:
    """The customers a rep (id) held on the last day here, and what became of each in 12 months."""

    rep_id: str


@dataclass(frozen=True)
class PlanOfRep:
    """Who takes over each customer of a rep (id): the handover plan, line by line."""

    rep_id: str


@dataclass(frozen=True)
class FunnelPart:
    """Who `entered` a step of the funnel, is `open` in it, `passed` it or `ended` there.

    `of_customers`: a step after closing, where customers are counted instead of deals.
    """

    stage: str
    part: Literal["entered", "open", "passed", "ended"] = "entered"
    of_customers: bool = False


@dataclass(frozen=True)
class FigureGroup:
    """All that a metric counts in one group of the dimension `by`."""

    metric: str
    by: str
    group: str


@dataclass(frozen=True)
class FlagOfCustomer:
    """One open flag of one customer (number): the rows that raised it."""

    flag: str
    customer: int


@dataclass(frozen=True)
class PageOfRep:
    """All that is to be talked about with one rep (id): its page, line by line.

    `writer`: whose notes stand on it; None means everybody's.
    """

    rep_id: str
    writer: str | None = None


@dataclass(frozen=True)
class FlagOfRep:
    """One open flag of one rep (id): the rows that raised it."""

    flag: str
    rep_id: str


@dataclass(frozen=True)
class WaveOfSegment:
    """The losses of a segment that make a wave."""

    segment: str


@dataclass(frozen=True)
class LossPart:
    """Part of the losses room: lost customers by `reason` (None: none on file), `sign` or `topic` (its name).

    Of a `competitor` also the `deals` and the `notes` that name it; of a topic that came `again` all that
    raised it.
    """

    part: Literal["reason", "sign", "topic", "again", "competitor", "deals", "notes"]
    value: str | None


@dataclass(frozen=True)
class PhraseSaid:
    """What customers said with a `phrase` in it while they were active, or `at_loss`: what was noted then."""

    phrase: str
    at_loss: bool = False


@dataclass(frozen=True)
class WaveOfSurvey:
    """Customers of the NPS wave that began on a day: who `answered`, by what they count as, or `silent`."""

    wave: date
    part: Literal["answered", "promoters", "passives", "detractors", "silent"] = "answered"


@dataclass(frozen=True)
class SatisfactionOf:
    """Satisfaction answers inside the period of one month: its first day."""

    month: date


@dataclass(frozen=True)
class ScoredCustomers:
    """Customers whose score in the period is this one."""

    score: float
    mark: int


@dataclass(frozen=True)
class SideOfRevenue:
    """Customers with an order inside the period: those new in it, or those from before."""

    new: bool


@dataclass(frozen=True)
class RevenueOfMonth:
    """Orders of one month (its first day): those of customers new in the period, or of those from before."""

    month: date
    new: bool


@dataclass(frozen=True)
class ForecastOf:
    """Who a line of the forecast is made of: its kind, part and month `h` (0: all twelve).

    `year_ago`: of the forecast that was made a year ago, beside what came. `months`: its months instead.
    """

    kind: Literal["revenue", "customers"]
    part: Literal["existing", "new"]
    h: int
    year_ago: bool = False
    months: bool = False


@dataclass(frozen=True)
class LossesOfYear:
    """Customers lost in a year of the data: its label."""

    year: str


PlayPartName = Literal["started", "compared", "held out"]


@dataclass(frozen=True)
class PlayPart:
    """What a play achieved, for a `flag` or all: its starts, the customers that are compared, or those drawn.

    `hold_out`: the share of newly flagged customers that are held out.
    """

    play: str
    part: PlayPartName = "started"
    flag: str | None = None
    hold_out: float = 0.0


@dataclass(frozen=True)
class FrequencyOf:
    """How often each value of a column of the customer list occurs: the name of its field."""

    field: str


@dataclass(frozen=True)
class WhyMoved:
    """What moved a figure (the id of a metric or a flag) since the comparison period, by customer or `by`."""

    figure: str
    by: str | None = None


@dataclass(frozen=True)
class WhyHealth:
    """What moved the health of one customer (number) in the month up to the as-of date."""

    customer: int


@dataclass(frozen=True)
class BreakOf:
    """When parts broke from their usual, `by` a dimension, `rep` or `flag`: all of them, or one (its id)."""

    by: str
    part: str | None = None


@dataclass(frozen=True)
class BreakSide:
    """Who was lost, or came under the flag, before or after the break of a part (id), or at any time."""

    by: str
    part: str
    side: Literal["all", "before", "after"] = "all"


@dataclass(frozen=True)
class PlannedCalls:
    """Who is called on a `day` of the plan of a list of today, by a `rep` (id); None: on any, by any.

    `length`: for how many days it is a plan.
    """

    asked: Asked
    day: date | None = None
    rep: str | None = None
    length: int = 7


@dataclass(frozen=True)
class PlanReached:
    """Customers lost after past month-ends, and whether plans of so many days had reached them before."""

    asked: Asked
    length: int = 7


Selection: TypeAlias = (
    CohortCell
    | MovementBar
    | TeamOfYear
    | TeamTenure
    | RepCustomers
    | DepartedBook
    | PlanOfRep
    | FunnelPart
    | FigureGroup
    | FlagOfCustomer
    | PageOfRep
    | FlagOfRep
    | WaveOfSegment
    | LossPart
    | PhraseSaid
    | WaveOfSurvey
    | SatisfactionOf
    | ScoredCustomers
    | SideOfRevenue
    | RevenueOfMonth
    | LossesOfYear
    | ForecastOf
    | PlayPart
    | FrequencyOf
    | WhyMoved
    | WhyHealth
    | BreakOf
    | BreakSide
    | PlannedCalls
    | PlanReached
)
"""Further rooms add the values they can be asked about, and `rows_behind.py` the views that answer them."""
