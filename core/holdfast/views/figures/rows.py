"""The rows behind a figure, with the columns that let a reader check it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.subjects import SUBJECT_COLUMNS, SUBJECT_MONEY
from holdfast.metrics.definition import Metric
from holdfast.money import to_units
from holdfast.schema.fields import FIELDS
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.customers.listing import customer_rows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.figures.figures import metric_of, rows_of
from holdfast.views.results import FigureRows
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
    return figure_rows(store, answer, metric, part, rows_of(store, answer, metric, part, by=by, group=group))


def rows_behind_group(store: FactsStore, answer: Answer, asked: FigureGroup) -> FigureRows:
    """All that a metric counts in one group. Raises UsageError as `rows_behind_figure`."""
    grouped = store.answer(replace(answer.query, by=asked.by))
    return rows_behind_figure(store, grouped, asked.metric, "denominator", asked.group)


def figure_rows(
    store: FactsStore, answer: Answer, metric: Metric, part: str, rows: pl.DataFrame
) -> FigureRows:
    """Rows of the metric's subject for a screen; customers keep the order of the list."""
    sentence = f"{_counted(metric, part, rows.height)}: {metric.definition.told(metric, part)}"
    if metric.subject == "customer":
        columns = tuple((name, FIELDS[name].title) for name in CUSTOMER_COLUMNS)
        source = customer_rows(store, answer, only=rows.get_column("customer").unique())
        return FigureRows(answer.moment, metric.id, metric.name, sentence, "customer", columns, source)
    own = metric.definition.columns
    columns = own or _COLUMNS_OF[metric.subject]
    if metric.subject == "order" and "order" in rows.columns:
        ids = store.book.tables["orders"].get_column("order_id")
        rows = rows.with_columns(ids.gather(rows.get_column("order")).alias("order_id"))
    if "name" not in rows.columns and "customer" in rows.columns:
        names = answer.facts.customers.select("customer", "name")
        rows = rows.join(names, on="customer", how="left", maintain_order="left")
    if "customer_id" in rows.columns:
        rows = rows.with_columns(pl.coalesce("name", "customer_id").alias("name"))
    shown = (
        to_units(pl.col(name)).alias(name) if name in SUBJECT_MONEY and not own else pl.col(name)
        for name, _ in columns
    )
    key = _KEY_OF.get(metric.subject)
    keyed = (
        LinkedRows(rows.select("customer", *shown))
        if metric.subject == "lost customer"
        else FrameRows(rows.select(shown), rows.get_column(key) if key in rows.columns else None)
    )
    return FigureRows(answer.moment, metric.id, metric.name, sentence, metric.subject, columns, keyed)


def _counted(metric: Metric, part: str, count: int) -> str:
    whole = " counted below the line" if part == "denominator" else ""
    return f"{plural(count, metric.subject)}{whole}"
