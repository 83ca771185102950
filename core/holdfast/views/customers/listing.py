"""The customer list: in order, with trend and evidence for the rows that are looked at."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.query import SortKey
from holdfast.risk.evidence import why
from holdfast.schema.fields import FIELD_NAMES, FIELDS
from holdfast.views.customers.gone import gone_lines
from holdfast.views.customers.rows import OrderedCustomers, monthly, shown
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polars._typing import PolarsDataType

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

TABLE_COLUMNS: Final = (
    "customer_id",
    "name",
    "rep",
    "revenue",
    "orders",
    "last_order",
    "risk",
    "flags",
    "why",
)
"""Columns of `show customers` when none are asked for: those of the pane that are a single value."""


def customer_rows(
    store: FactsStore, answer: Answer, sort: tuple[SortKey, ...] = (), only: pl.Series | None = None
) -> OrderedCustomers:
    """The chosen customers in the order of a sort; `only` narrows them to some customer numbers."""
    order = store.order(answer, sort)
    if only is not None:
        order = order.filter(order.is_in(only.implode()))
    book, currency, as_of = store.book, answer.moment.currency, answer.facts.as_of
    raised = answer.facts.raised

    def trend(customers: Sequence[int]) -> list[list[float]]:
        return monthly(book, customers, as_of)

    def reason(rows: pl.DataFrame) -> pl.Series:
        """Evidence of the worst flag, or where the customer has gone."""
        found, gone = why(rows, raised, currency), gone_lines(book, as_of, rows)
        return found.zip_with(found.is_not_null(), gone)

    return OrderedCustomers(answer.facts.customers, order, trend, reason)


def customer_table(store: FactsStore, answer: Answer) -> TableView:
    """The chosen customers in order: columns of the query or TABLE_COLUMNS.

    Raises UsageError for unknown ones.
    """
    query = answer.query
    columns = tuple(_field(name) for name in query.columns) or TABLE_COLUMNS
    rows = customer_rows(store, answer, query.sort)
    values = rows.fetch(0, len(rows), columns)
    stored = answer.facts.customers.select(
        shown(name) for name in columns if name in answer.facts.customers.columns
    )
    dtypes: dict[str, PolarsDataType] = {**stored.schema, "trend": pl.List(pl.Float64), "why": pl.String}
    frame = pl.DataFrame({name: pl.Series(name, values[name], dtype=dtypes[name]) for name in columns})
    return TableView("customers", answer.moment, frame)


def _field(name: str) -> str:
    if name in FIELD_NAMES:
        return FIELD_NAMES[name]
    nearest = get_close_matches(name, FIELD_NAMES, n=1)
    hint = f": did you mean '{nearest[0]}'?" if nearest else f": choose from {', '.join(FIELDS)}"
    raise UsageError(f"there is no column '{name}'{hint}")
