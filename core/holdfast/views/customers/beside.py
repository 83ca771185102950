"""Customers with columns of a figure beside their facts: what each brought to it, and why so much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.rows.rowset import RowSet
from holdfast.views.customers.listing import customer_rows
from holdfast.views.customers.row_keys import among
from holdfast.views.customers.rows import OrderedCustomers

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


class CustomersBeside:
    """Rows of a figure, each of a customer, who may have several; `beside` has a row for each.

    A column of `beside` goes before the field of that name.
    """

    def __init__(self, customers: OrderedCustomers, beside: pl.DataFrame) -> None:
        self._customers = customers
        self._beside = beside

    def __len__(self) -> int:
        return len(self._customers)

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of rows `start` to `stop` (exclusive); money in currency units."""
        own = [name for name in columns if name in self._beside.columns]
        part = self._beside.slice(start, max(stop - start, 0))
        facts = self._customers.fetch(start, stop, [name for name in columns if name not in own])
        return {**facts, **{name: part.get_column(name).to_list() for name in own}}

    def holds(self, names: Sequence[str]) -> bool:
        """Whether all of these columns can be fetched."""
        return self._customers.holds([name for name in names if name not in self._beside.columns])

    def customer_at(self, index: int) -> int:
        """The customer at a position."""
        return self._customers.customer_at(index)

    def index_of(self, customer: int) -> int | None:
        """The first position of a customer, or None where it is not among the rows."""
        return self._customers.index_of(customer)

    def key_at(self, index: int) -> int:
        """The identity of a row: its customer."""
        return self._customers.key_at(index)

    def keys(self) -> RowSet:
        """Every customer among the rows."""
        return self._customers.keys()

    def only(self, rows: RowSet) -> CustomersBeside:
        """The customers of a set: those among the rows in their order, then the others, who bring nothing."""
        narrowed = self._customers.only(rows)
        here = self._beside.filter(among(self._customers.order, rows))
        others = len(narrowed) - here.height
        nothing = pl.DataFrame({name: [None] * others for name in here.columns}, schema=here.schema)
        return CustomersBeside(narrowed, pl.concat([here, nothing]))


def customers_beside(
    store: FactsStore, answer: Answer, rows: pl.DataFrame, names: Sequence[str], *, most_first: str | None
) -> CustomersBeside:
    """Rows (`customer` and the columns `names`) in the order of the list, or by the size of a column."""
    listed = customer_rows(store, answer)
    place = pl.DataFrame({"customer": listed.order}).with_row_index("place")
    placed = rows.select("customer", *names).join(place, on="customer", how="inner", maintain_order="left")
    keys = ["place"] if most_first is None else [-pl.col(most_first).abs(), pl.col("place")]
    ordered = placed.sort(keys, maintain_order=True)
    return CustomersBeside(listed.in_order(ordered.get_column("customer")), ordered.select(names))
