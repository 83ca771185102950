"""What a pane or a command gets: frozen results, already computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from holdfast.answers.moment import Moment
from holdfast.figures import BesideRest, Figure, Unit
from holdfast.query import Query
from holdfast.risk.states import FlagSummary
from holdfast.rows.rowset import RowKey, RowSet
from holdfast.schema.fields import FieldKind

if TYPE_CHECKING:
    # Only named in annotations: the desk knows these types before it can afford to import polars.
    import polars as pl

    from holdfast.statistics.sequential.prospect import Knowable
    from holdfast.views.customers.glance.told import Agreement, Glance


class RowSource(Protocol):
    """Rows a virtual table can fetch slice by slice."""

    def __len__(self) -> int:
        """Number of rows."""

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of rows `start` to `stop` (exclusive), by field name."""


@runtime_checkable
class KeyedRows(RowSource, Protocol):
    """Rows that can be marked, because each has an identity beyond this result."""

    def key_at(self, index: int) -> RowKey | None:
        """The identity of a row, if it has one."""

    def keys(self) -> RowSet:
        """The identities of all rows."""

    def only(self, rows: RowSet) -> RowSource:
        """The rows of a set, as far as this source knows them."""


class CustomerRows(KeyedRows, Protocol):
    """Customers in the order of the query's sort; columns are names of `fields.FIELDS`.

    Money arrives in currency units, `trend` as 12 floats (oldest first), `why` as a sentence or None.
    """

    def customer_at(self, index: int) -> int:
        """The customer (row number in the book) at a position."""

    def index_of(self, customer: int) -> int | None:
        """The position of a customer, or None where the filter leaves it out."""

    def blank(self) -> frozenset[str]:
        """Fields of which nothing is on file for any customer of the book."""

    def holds(self, names: Sequence[str]) -> bool:
        """Whether all of these fields can be fetched: some are found only where the query names them."""


@dataclass(frozen=True)
class RowsTotal:
    """What the `amount` of all rows behind a figure comes to, in `unit`; `said` tells how: a total, a mean.

    `count`: each row is one of what is counted.
    """

    value: float | None
    unit: Unit
    said: str


@dataclass(frozen=True, eq=False)
class FigureRows:
    """The rows one figure was made of.

    `subject` is what a row is (`customer`, `rep`, `deal`, `prompt`, `value`, or `row` of the export);
    `columns` pairs column name and title; `rows` answers them. `sentence` says in words which rows these are
    and how many. `kinds` says what columns are whose name does not tell (`schema/row_kinds.py`). `total`:
    what the column `amount`, which `rows` then answer too, comes to; None where no figure is made of them.
    """

    moment: Moment
    metric: str
    title: str
    sentence: str
    subject: str
    columns: tuple[tuple[str, str], ...]
    rows: RowSource
    kinds: Mapping[str, FieldKind] = field(default_factory=dict)
    total: RowsTotal | None = None


@dataclass(frozen=True)
class SegmentWave:
    """Many more customers of a segment lost than usual: the banner over the flags.

    `money` lost, in currency units; `first_seen` as in a flag; `clause` filters by the segment.
    """

    segment: str
    evidence: str
    money: float
    first_seen: date | None
    play: str
    clause: str


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
class RepRow:
    """One rep as of a date, with the customers they hold or left behind.

    `kept` of `held_at_start` customers that were active at the start of the period, attributed to the rep
    who held them 90 days before the loss (or before the period's end). Money in currency units a year.
    `kept_adjusted`: the same for its mix of segments; `churn_oe` lost observed ÷ expected, between `oe_low`
    and `oe_high` (metrics/reps/standardised.py). `left`: the last day here. `customers` held, active or not;
    `orphaned` are active. `flags` open and the `worst` severity among the customers held or left behind.
    `prompts`: what the open flags of the rep say, worst first, and `prompt` the severity of the worst.
    `beside`: `kept` minus that of all other reps; `knowable`: when `churn_oe` can be told apart from 1.
    """

    rep_id: str
    name: str
    team: str | None
    hired: date | None
    left: date | None
    customers: int
    revenue: float
    held_at_start: int
    kept: Figure
    orphaned: int
    orphaned_revenue: float
    flags: int
    worst: str
    kept_adjusted: float | None = None
    churn_oe: float | None = None
    oe_low: float | None = None
    oe_high: float | None = None
    prompts: tuple[str, ...] = ()
    prompt: str = "none"
    beside: BesideRest | None = None
    knowable: Knowable | None = None


@dataclass(frozen=True)
class RepsView:
    """Rep retention: headline figures, who stayed and who left, and a row per rep."""

    figures: Mapping[str, Figure]
    stayed: tuple[str, ...]
    departed: tuple[str, ...]
    rows: tuple[RepRow, ...]
    locked: str | None = None


@dataclass(frozen=True, eq=False)
class DeskView:
    """Everything the desk shows for one query.

    `ranked`: not when customers stand by severity, because how likely a loss is has not been looked at yet.
    `headlines`: the ids of its `figures` in the order in which they stand, `names` what they are called.
    """

    query: Query
    moment: Moment
    figures: Mapping[str, Figure]
    customers: CustomerRows
    flags: tuple[FlagSummary, ...]
    reps: RepsView
    waves: tuple[SegmentWave, ...] = ()
    ranked: bool = True
    headlines: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, eq=False)
class TableView:
    """Rows of a named view for the command line, an export or a table on screen.

    `frame` has the column names of the contract; money is in currency units (Float64). `kinds`, `titles` and
    `total` as in `FigureRows`, for rows behind a figure. `told`: the same rows for a reader, with names
    in place of ids, where a table of words differs from the contract.
    """

    view: str
    moment: Moment
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()
    kinds: Mapping[str, FieldKind] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    total: RowsTotal | None = None
    told: pl.DataFrame | None = None
