"""The rows behind a figure, with the columns that let a reader check it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from holdfast.facts.subjects import SUBJECT_COLUMNS, SUBJECT_MONEY
from holdfast.metrics.definition import EACH_COUNTS_ONE, Addend, Metric
from holdfast.money import to_units
from holdfast.schema.fields import FIELDS
from holdfast.views.customers.beside import customers_beside
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.figures.figures import metric_of, part_scope
from holdfast.views.figures.made import (
    AMOUNT,
    KIND_OF_UNIT,
    OWN_AMOUNT,
    TITLE_OF_UNIT,
    part_rows,
    total_of,
)
from holdfast.views.results import FigureRows, RowSource
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.selection import FigureGroup

CUSTOMER_COLUMNS: Final = ("name", "rep", "segment", "revenue", "first_order", "last_order", "orders", "risk")

_REP_COLUMNS: Final = (
    ("name", "Rep"),
    ("team", "Team"),
    ("hire_date", "Hired"),
    ("end_date", "First day gone"),
    ("end_type", "How"),
    ("person_days", "Days in period"),
)
_ORDER_COLUMNS: Final = (
    ("order_id", "Order"),
    ("name", "Customer"),
    ("day", "Day"),
    ("gap", "Days since the last"),
)
Columns: TypeAlias = tuple[tuple[str, str], ...]
"""Names and titles."""

_KEY_OF: Final = {"rep": "rep_id", "order": "order", "deal": "opportunity_id", "contract": "contract_id"}
"""The column that tells the rows of a subject apart for good."""
_COLUMNS_OF: Final = {"rep": _REP_COLUMNS, "order": _ORDER_COLUMNS, **SUBJECT_COLUMNS}


def rows_behind_figure(
    store: FactsStore, answer: Answer, metric_id: str, part: str = "numerator", group: str | None = None
) -> FigureRows:
    """The rows one figure was made of, those of one group where the query splits it.

    Raises UsageError for an unknown or locked metric.
    """
    metric = metric_of(metric_id, store.book)
    by = answer.query.by if group is not None else None
    scope = part_scope(store, answer, metric, part, by=by, group=group)
    rows = part_rows(metric, scope, part)
    found = figure_rows(store, answer, metric, part, rows)
    return replace(found, total=total_of(metric, scope, part, rows))


def rows_behind_group(store: FactsStore, answer: Answer, asked: FigureGroup) -> FigureRows:
    """All that a metric counts in one group. Raises UsageError as `rows_behind_figure`."""
    grouped = store.answer(replace(answer.query, by=asked.by))
    return rows_behind_figure(store, grouped, asked.metric, "denominator", asked.group)


def figure_rows(
    store: FactsStore, answer: Answer, metric: Metric, part: str, rows: pl.DataFrame
) -> FigureRows:
    """Rows of the metric's subject for a screen; they answer the `amount` that each brings.

    Customers keep the order of the list; where they bring money, those that bring most come first.
    """
    addend = metric.definition.addend(metric, part)
    sentence = f"{_counted(metric, part, rows.height)}: {metric.definition.told(metric, part)}"
    listed = _customers if metric.subject == "customer" else _others
    columns, source = listed(store, answer, metric, rows, addend)
    kinds = {AMOUNT: KIND_OF_UNIT[addend.unit]}
    return FigureRows(
        answer.moment, metric.id, tr(metric.name, "metric"), sentence, metric.subject, columns, source, kinds
    )


def _customers(
    store: FactsStore, answer: Answer, metric: Metric, rows: pl.DataFrame, addend: Addend
) -> tuple[Columns, RowSource]:
    beside = tuple(column for column in metric.definition.columns if column[0] in rows.columns)
    own = [name for name, _ in beside]
    most_first = AMOUNT if addend.unit == "money" else None
    source = customers_beside(store, answer, rows, [*own, AMOUNT], most_first=most_first)
    name, *others = ((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS if name not in own)
    return (name, *_brought(metric, beside, addend), *others), source


def _others(
    store: FactsStore, answer: Answer, metric: Metric, rows: pl.DataFrame, addend: Addend
) -> tuple[Columns, RowSource]:
    if metric.subject == "order" and "order" in rows.columns:
        ids = store.book.tables["orders"].get_column("order_id")
        rows = rows.with_columns(ids.gather(rows.get_column("order")).alias("order_id"))
    if "name" not in rows.columns and "customer" in rows.columns:
        names = answer.facts.customers.select("customer", "name")
        rows = rows.join(names, on="customer", how="left", maintain_order="left")
    if "customer_id" in rows.columns:
        rows = rows.with_columns(pl.coalesce("name", "customer_id").alias("name"))
    own = metric.definition.columns
    columns = _brought(metric, own or _COLUMNS_OF[metric.subject], addend)
    in_units = () if own else (OWN_AMOUNT, *SUBJECT_MONEY)
    shown = (
        to_units(pl.col(name)).alias(name) if name in in_units and name != AMOUNT else pl.col(name)
        for name in dict.fromkeys((*dict(columns), AMOUNT))
    )
    key = _KEY_OF.get(metric.subject)
    if metric.subject == "lost customer":
        return columns, LinkedRows(rows.select("customer", *shown))
    return columns, FrameRows(rows.select(shown), rows.get_column(key) if key in rows.columns else None)


def _brought(metric: Metric, columns: Columns, addend: Addend) -> Columns:
    """The columns with that of the addend, where it is more than one a row and none of them already.

    An amount of the rows themselves that is not what they bring is their value.
    """
    own = tuple((OWN_AMOUNT, "Value") if column[0] == AMOUNT else column for column in columns)
    if addend is EACH_COUNTS_ONE:
        return own
    roots = addend.amount.meta.root_names()
    if len(roots) == 1 and roots[0] in dict(columns):
        return columns
    return (*own, (AMOUNT, metric.definition.amount_title or TITLE_OF_UNIT[addend.unit]))


def _counted(metric: Metric, part: str, count: int) -> str:
    whole = " counted below the line" if part == "denominator" else ""
    return f"{plural(count, metric.subject)}{whole}"
