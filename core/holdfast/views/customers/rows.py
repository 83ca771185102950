"""Rows for virtual tables: customers in order, and small frames, fetched slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from holdfast.answers.blank import blank
from holdfast.money import to_units
from holdfast.rows.rowset import NO_ROWS, RowKey, RowSet
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.customers.row_keys import among, numbers_of, row_set

if TYPE_CHECKING:
    from holdfast.book.book import Book

TREND_MONTHS: Final = 12
FEW_ENOUGH_TO_BISECT: Final = 200
"""Up to here finding each customer by bisection beats one pass over all rows."""

WRITTEN_FOR_ROWS: Final = ("trend", "why")
"""Fields that are no column of the facts."""

Trend = Callable[[Sequence[int]], Sequence[Sequence[float]]]


class WhyTold(NamedTuple):
    """How the field `why` is told: the columns of facts that it reads, and what it says of rows of them."""

    reads: tuple[str, ...]
    told: Callable[[pl.DataFrame], pl.Series]


class FrameRows:
    """Rows of a frame that is already small; `keys` tell them apart for good, where they have an identity."""

    def __init__(self, frame: pl.DataFrame, keys: pl.Series | None = None) -> None:
        self._frame = frame
        self._keys = keys
        self._all: RowSet | None = None

    def __len__(self) -> int:
        return self._frame.height

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Values of rows `start` to `stop` (exclusive) by column name."""
        part = self._frame.slice(start, max(stop - start, 0))
        return {name: part.get_column(name).to_list() for name in columns}

    def holds(self, names: Sequence[str]) -> bool:
        """Whether all of these columns can be fetched."""
        return all(name in self._frame.columns for name in names)

    def key_at(self, index: int) -> RowKey | None:
        """The identity of a row, if it has one."""
        return None if self._keys is None else self._keys[index]

    def keys(self) -> RowSet:
        """The identities of all rows."""
        if self._all is None:
            self._all = NO_ROWS if self._keys is None else row_set(self._keys)
        return self._all

    def only(self, rows: RowSet) -> FrameRows:
        """Those of the rows that are in a set, in the same order."""
        if self._keys is None:
            return FrameRows(self._frame.head(0))
        inside = among(self._keys, rows)
        return FrameRows(self._frame.filter(inside), self._keys.filter(inside))


class OrderedCustomers:
    """Customers in the order of a sort, over the full facts: only the rows asked for are ever gathered."""

    def __init__(
        self, facts: pl.DataFrame, order: pl.Series, trend: Trend, why: WhyTold, fields: Fields = DECLARED
    ) -> None:
        self._fields = fields
        self._facts = facts
        self._order = order
        self._trend = trend
        self._why = why
        self._all: RowSet | None = None

    def __len__(self) -> int:
        return self._order.len()

    @property
    def order(self) -> pl.Series:
        """The customers, in order."""
        return self._order

    def in_order(self, order: pl.Series) -> OrderedCustomers:
        """Other customers of the same facts, or these in another order."""
        return OrderedCustomers(self._facts, order, self._trend, self._why, self._fields)

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of rows `start` to `stop` (exclusive) by field name; money in currency units."""
        found = self._columns(self._order.slice(start, max(stop - start, 0)), columns)
        return {name: values.to_list() for name, values in found.items()}

    def table(self, columns: Sequence[str]) -> pl.DataFrame:
        """All rows as a frame of these columns, as `fetch` has them; categories as text."""
        found = self._columns(self._order, columns)
        return pl.DataFrame({name: found[name] for name in columns})

    def _columns(self, chosen: pl.Series, columns: Sequence[str]) -> dict[str, pl.Series]:
        # Of more than a hundred columns some ten are asked for.
        there = [name for name in columns if name in self._facts.columns]
        # Without any of them there is no frame to gather from.
        rows = self._facts.select(there)[chosen] if there else pl.DataFrame()
        stored = rows.select(shown(name, self._fields) for name in there)
        found = {name: stored.get_column(name) for name in there}
        if "trend" in columns:
            found["trend"] = pl.Series("trend", self._trend(chosen.to_list()), dtype=pl.List(pl.Float64))
        if "why" in columns:
            found["why"] = self._why.told(self._facts.select(self._why.reads)[chosen])
        return found

    def holds(self, names: Sequence[str]) -> bool:
        """Whether all of these fields can be fetched."""
        written = (*self._facts.columns, *WRITTEN_FOR_ROWS)
        return all(name in written for name in names)

    def customer_at(self, index: int) -> int:
        """The customer at a position."""
        return int(self._order[index])

    def index_of(self, customer: int) -> int | None:
        """The position of a customer, or None where it is not among the rows."""
        return self._order.index_of(customer)

    def blank(self) -> frozenset[str]:
        """Fields of which nothing is on file for any customer of the book, shown or not."""
        return blank(self._facts, self._fields)

    def key_at(self, index: int) -> int:
        """The identity of a row: its customer."""
        return self.customer_at(index)

    def keys(self) -> RowSet:
        """Every customer among the rows."""
        if self._all is None:
            self._all = row_set(self._order)
        return self._all

    def only(self, rows: RowSet) -> OrderedCustomers:
        """The customers of a set: those among the rows in their order, then the others of the book."""
        here = self._order.filter(among(self._order, rows))
        order = pl.concat([here, numbers_of(rows - self.keys()).cast(here.dtype)])
        return self.in_order(order)


def shown(name: str, fields: Fields = DECLARED) -> pl.Expr:
    """A stored field as it is shown: money in currency units, categories as text. `fields`: of the book."""
    kind = fields[name].kind if name in fields else None
    if kind == "money":
        return to_units(pl.col(name))
    return pl.col(name).cast(pl.String) if kind == "dimension" else pl.col(name)


def monthly(book: Book, customers: Sequence[int], as_of: date) -> list[list[float]]:
    """The field `trend`: `monthly_revenue`, or `monthly_recurring` in a book without orders."""
    if book.has("orders"):
        return monthly_revenue(book.sales, customers, as_of)
    return monthly_recurring(book.activity.changes, customers, as_of)


def monthly_revenue(
    sales: pl.DataFrame, customers: Sequence[int], as_of: date, months: int = TREND_MONTHS
) -> list[list[float]]:
    """Net revenue (currency units) of the last `months` months up to `as_of`, oldest first, per customer.

    `sales` as in `Book.sales`, sorted by customer. Months end on the day of the month of `as_of`.
    """
    return _by_slot(_rows_of(sales, customers), customers, _edges(as_of, months))


def monthly_recurring(
    changes: pl.DataFrame, customers: Sequence[int], as_of: date, months: int = TREND_MONTHS
) -> list[list[float]]:
    """Recurring revenue (currency units) at the close of the last `months` months, oldest first.

    `changes` as in `Activity.changes`, sorted by customer.
    """
    edges = [date.min, *_edges(as_of, months)[1:]]
    moves = _rows_of(changes, customers).select("customer", "day", pl.col("delta").alias("amount"))
    return [list(accumulate(row)) for row in _by_slot(moves, customers, edges)]


def _edges(as_of: date, months: int) -> list[date]:
    return [add_months(as_of + ONE_DAY, -back) for back in range(months, -1, -1)]


def _by_slot(rows: pl.DataFrame, customers: Sequence[int], edges: Sequence[date]) -> list[list[float]]:
    """Sum of `amount` between consecutive edges, per customer."""
    slot = pl.lit(0, dtype=pl.Int32)
    for edge in edges[1:-1]:
        slot += (pl.col("day") >= edge).cast(pl.Int32)
    inside = pl.col("day").is_between(edges[0], edges[-1], closed="left")
    sums = (
        rows.filter(inside)
        .with_columns(slot.alias("slot"))
        .group_by("customer", "slot")
        .agg(to_units(pl.col("amount").sum()).alias("amount"))
    )
    by_customer = {customer: [0.0] * (len(edges) - 1) for customer in customers}
    for customer, place, amount in sums.iter_rows():
        by_customer[customer][place] = amount
    return [by_customer[customer] for customer in customers]


def _rows_of(frame: pl.DataFrame, customers: Sequence[int]) -> pl.DataFrame:
    """The rows of a few customers, or of many, of a frame sorted by customer."""
    wanted = sorted(set(customers))
    if len(wanted) > FEW_ENOUGH_TO_BISECT:
        chosen = pl.DataFrame({"customer": wanted}, schema={"customer": pl.UInt32})
        return frame.join(chosen, on="customer", how="semi", maintain_order="left")
    keys, sought = frame.get_column("customer"), pl.Series(wanted, dtype=pl.UInt32)
    # All at once: each call for a single customer costs as much as one for two hundred.
    first, after = (keys.search_sorted(sought, side=side).to_list() for side in ("left", "right"))
    parts = (frame.slice(start, stop - start) for start, stop in zip(first, after, strict=True))
    return pl.concat([frame.head(0), *parts])
