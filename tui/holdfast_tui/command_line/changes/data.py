"""What changed as data: the document of `--format json`, and one row for each change of `--format csv`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.export.results import table_document
from holdfast.metrics.registry import METRICS
from holdfast.risk.names import FLAG_NAMES
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from holdfast.views.changes.results import BookChanges

ROWS: Final = pl.Schema(
    {
        "section": pl.String,
        "change": pl.String,
        "id": pl.String,
        "name": pl.String,
        "before": pl.String,
        "after": pl.String,
        "difference": pl.Float64,
        "beyond": pl.Boolean,
        "money": pl.Float64,
    }
)
"""Columns of `diff --format csv`. `section`: count, customer, flag or figure."""


def changes_document(changes: BookChanges, nobody: str | None = None) -> dict[str, Any]:
    """The document of `diff --format json`, from `since` to `as_of`; the period is that of the latter."""
    heading = table_document(TableView("diff", changes.moment, pl.DataFrame()), nobody)
    del heading["rows"]
    return {
        "book": heading.pop("book"),
        "since": changes.since.isoformat(),
        **heading,
        "counts": dict(changes.counts.told),
        "customers": _rows(changes, changes.customers),
        "flags": _rows(changes, changes.flags.rows.drop("customer")),
        "metrics": _rows(changes, changes.figures),
    }


def _rows(changes: BookChanges, frame: pl.DataFrame) -> pl.DataFrame:
    rows: pl.DataFrame = table_document(TableView("diff", changes.moment, frame))["rows"]
    return rows


def changes_rows(changes: BookChanges) -> pl.DataFrame:
    """A row for each count, change of a customer, change of a flag and figure (ROWS)."""
    flag_names = {flag.id: flag.name for flag in FLAG_NAMES.values()}
    metric_names = {metric.id: metric.name for metric in METRICS.values()}
    counts = pl.DataFrame(
        {"id": list(changes.counts.told), "after": list(changes.counts.told.values())},
        schema={"id": pl.String, "after": pl.Int64},
    )
    parts = (
        counts.select(section=pl.lit("count"), id="id", after=pl.col("after").cast(pl.String)),
        changes.customers.select(
            section=pl.lit("customer"),
            change=pl.col("change").cast(pl.String),
            id="customer_id",
            name="name",
            before="before",
            after="after",
            money=pl.coalesce("revenue", "revenue_before"),
        ),
        changes.flags.rows.select(
            section=pl.lit("flag"),
            change=pl.col("change").cast(pl.String),
            id="subject",
            name=pl.col("flag").replace_strict(flag_names, return_dtype=pl.String),
            before=pl.col("severity_before").cast(pl.String),
            after=pl.col("severity").cast(pl.String),
            money="money",
        ),
        changes.figures.select(
            section=pl.lit("figure"),
            id="id",
            name=pl.col("id").replace_strict(metric_names, return_dtype=pl.String),
            before=pl.col("before").cast(pl.String),
            after=pl.col("after").cast(pl.String),
            difference="difference",
            beyond="beyond",
        ),
    )
    return pl.concat([pl.DataFrame(schema=ROWS), *parts], how="diagonal")
