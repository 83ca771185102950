"""What a pane or a command gets: frozen results, already computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    # Only named in annotations: the desk knows these types before it can afford to import polars.
    import polars as pl

    from holdfast.answers.moment import Moment
    from holdfast.figures import Figure, Unit
    from holdfast.query import Query
    from holdfast.risk.states import FlagSummary
    from holdfast.rows.rowset import RowKey, RowSet
    from holdfast.schema.fields import FieldKind
    from holdfast.views.reps.results import RepsView


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
