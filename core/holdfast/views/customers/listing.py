"""The customer list: in order, with trend and evidence for the rows that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.contracts import deadline_words
from holdfast.filters.errors import did_you_mean
from holdfast.query import SortKey
from holdfast.risk.evidence import why
from holdfast.schema.field_set import Fields, shortest, written
from holdfast.views.customers.gone import GONE_READS, gone_lines
from holdfast.views.customers.rows import OrderedCustomers, WhyTold, monthly
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

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

_WHY_READS: Final = ("worst_flag", "deadline", "deadline_kind", *GONE_READS)


def customer_rows(
    store: FactsStore,
    answer: Answer,
    sort: tuple[SortKey, ...] = (),
    only: pl.Series | None = None,
    *,
    at_once: bool = False,
) -> OrderedCustomers:
    """The chosen customers in the order of a sort; `only` narrows them to some customer numbers.

    `at_once` as in `FactsStore.usual_sort`.
    """
    order = store.order(answer, sort, at_once=at_once)
    if only is not None:
        order = order.filter(order.is_in(only.implode()))
    book, currency, as_of = store.book, answer.moment.currency, answer.facts.as_of
    raised = answer.facts.raised

    def trend(customers: Sequence[int]) -> list[list[float]]:
        return monthly(book, customers, as_of)

    def reasons(rows: pl.DataFrame) -> pl.Series:
        """A deadline and the evidence of the worst flag, or where the customer has gone."""
        found = why(rows, raised, currency)
        parts = rows.select(deadline_words(as_of).alias("deadline"), found.alias("found"))
        said = pl.concat_str("deadline", "found", separator=". ", ignore_nulls=True)
        told = parts.select(pl.when(pl.any_horizontal(pl.all().is_not_null())).then(said).alias("why"))
        reason = told.to_series()
        # Of most rows something is told; the others may have gone.
        silent = reason.is_null().arg_true()
        return reason.scatter(silent, gone_lines(book, as_of, rows[silent])) if len(silent) else reason

    told = WhyTold(_WHY_READS, reasons)
    return OrderedCustomers(answer.facts.customers, order, trend, told, answer.moment.fields)


def customer_table(store: FactsStore, answer: Answer) -> TableView:
    """The chosen customers in order: columns of the query or TABLE_COLUMNS.

    Raises UsageError for unknown ones.
    """
    query = answer.query
    fields = answer.moment.fields
    columns = tuple(_field(name, fields) for name in query.columns) or TABLE_COLUMNS
    frame = customer_rows(store, answer, query.sort).table(columns)
    return TableView(
        "customers", answer.moment, frame.rename({name: shortest(fields[name]) for name in columns})
    )


def _field(name: str, fields: Fields) -> str:
    if name in fields.words:
        return fields.words[name]
    hint = did_you_mean(name, fields.words) or f": choose from {', '.join(written(fields))}"
    raise UsageError(f"there is no column '{name}'{hint}")
