"""Cohorts: customers by the month, quarter or year of their first order, and what each did since. Spec §3."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.book.activity import month_index
from holdfast.money import to_units
from holdfast.timeline import MONTHS_IN, ONE_DAY, Grain, Period, add_months, label
from holdfast.views.selection import CohortCell, CohortKind

if TYPE_CHECKING:
    from holdfast.book.book import Book

__all__ = ["CohortKind", "cohort_customers", "cohorts"]


def cohorts(
    book: Book,
    as_of: date,
    customers: pl.DataFrame | None,
    *,
    by: Grain = "month",
    kind: CohortKind = "exact",
    within: Period | None = None,
) -> pl.DataFrame:
    """One row per cohort and offset that has begun by `as_of`, zeros included, later cells absent.

    `customers`: the chosen ones (column `customer`), None for all; `within` keeps the cohorts whose first
    bucket shares a day with it. Columns: `cohort` String, `size` UInt32, `offset` Int32, `active` UInt32
    (customers with an order in that bucket, or in it or later), `revenue` Float64 in currency units,
    `complete` Boolean. Books without orders count recurring activity at the close of each bucket.
    """
    placed, last = _placed(book, as_of, customers, by)
    return _labelled(_grid(placed, kind, last), as_of, by, book.settings.fiscal_year_start, within)


def cohort_customers(
    book: Book, as_of: date, customers: pl.DataFrame | None, cell: CohortCell
) -> pl.DataFrame:
    """The customers (column `customer`) counted in one cell of `cohorts`."""
    placed, _ = _placed(book, as_of, customers, cell.by)
    reached = placed.filter("is_active")
    if cell.kind == "on_or_after":
        reached = reached.filter(pl.col("offset") >= cell.offset)
    else:
        reached = reached.filter(pl.col("offset") == cell.offset)
    if cell.cohort is None:
        newest = _newest_complete(as_of, cell.by, book.settings.fiscal_year_start)
        reached = reached.filter(pl.col("cohort_bucket") + cell.offset <= newest)
    else:
        names = _names(placed.get_column("cohort_bucket"), cell.by, book.settings.fiscal_year_start)
        reached = reached.join(names.filter(pl.col("cohort") == cell.cohort), on="cohort_bucket", how="semi")
    return reached.select("customer").unique().sort("customer")


def _placed(book: Book, as_of: date, customers: pl.DataFrame | None, by: Grain) -> tuple[pl.DataFrame, int]:
    """Customer × bucket since its first, with `cohort_bucket` and `offset`; and the bucket of `as_of`."""
    first_month = book.settings.fiscal_year_start - 1
    length = MONTHS_IN[by]
    bucket = ((pl.col("month") - first_month) // length).cast(pl.Int32).alias("bucket")
    last = (as_of.year * 12 + as_of.month - 1 - first_month) // length
    cells = (
        _order_cells(book, as_of, bucket)
        if book.has("orders")
        else _recurring_cells(book, as_of, bucket, last)
    )
    if customers is not None:
        cells = cells.join(customers.lazy().select("customer"), on="customer", how="semi")
    first = pl.col("bucket").filter(pl.col("is_active")).min().over("customer").alias("cohort_bucket")
    placed = (
        cells.with_columns(first)
        .filter(pl.col("bucket") >= pl.col("cohort_bucket"))
        .with_columns((pl.col("bucket") - pl.col("cohort_bucket")).alias("offset"))
        .collect()
    )
    return placed, last


def _grid(placed: pl.DataFrame, kind: CohortKind, last: int) -> pl.DataFrame:
    """Every cell of the triangle up to the bucket `last`: size, active customers, revenue; zeros included."""
    sizes = placed.group_by("cohort_bucket").agg(pl.col("customer").n_unique().alias("size"))
    if kind == "on_or_after":
        reach = placed.filter("is_active").group_by("customer", "cohort_bucket").agg(pl.col("offset").max())
        counted = reach.select(
            "cohort_bucket", pl.int_ranges(0, pl.col("offset") + 1, dtype=pl.Int32).alias("offset")
        ).explode("offset")
    else:
        counted = placed.filter("is_active").select("cohort_bucket", "offset")
    active = counted.group_by("cohort_bucket", "offset").agg(pl.len().alias("active"))
    revenue = placed.group_by("cohort_bucket", "offset").agg(pl.col("revenue").sum())
    grid = sizes.with_columns(
        pl.int_ranges(0, last - pl.col("cohort_bucket") + 1, dtype=pl.Int32).alias("offset")
    )
    return (
        grid.explode("offset")
        .join(active, on=["cohort_bucket", "offset"], how="left")
        .join(revenue, on=["cohort_bucket", "offset"], how="left")
        .with_columns(pl.col("active", "revenue").fill_null(0))
        .sort("cohort_bucket", "offset")
    )


def _order_cells(book: Book, as_of: date, bucket: pl.Expr) -> pl.LazyFrame:
    """Customer × bucket: whether it made a counted order, and its net revenue."""
    month = month_index(pl.col("day")).alias("month")
    bought = (
        book.purchases.lazy()
        .filter(pl.col("day") <= as_of)
        .with_columns(month)
        .select("customer", bucket)
        .unique()
    )
    earned = (
        book.sales.lazy()
        .filter(pl.col("day") <= as_of)
        .with_columns(month)
        .group_by("customer", bucket)
        .agg(pl.col("amount").sum().alias("revenue"))
    )
    return earned.join(
        bought.with_columns(pl.lit(value=True).alias("is_active")), on=["customer", "bucket"], how="left"
    ).with_columns(pl.col("is_active").fill_null(value=False))


def _recurring_cells(book: Book, as_of: date, bucket: pl.Expr, last: int) -> pl.LazyFrame:
    """Customer × bucket: whether it was active at the close, and its recurring revenue then."""
    changes = (
        book.activity.changes.lazy()
        .filter(pl.col("day") <= as_of)
        .with_columns(month_index(pl.col("day")).alias("month"))
        .group_by("customer", bucket)
        .agg(pl.col("step").cast(pl.Int64).sum(), pl.col("delta").sum())
        .sort("customer", "bucket")
    )
    until = pl.col("bucket").shift(-1).over("customer").fill_null(last + 1)
    return (
        changes.with_columns(
            (pl.col("step").cum_sum().over("customer") > 0).alias("is_active"),
            pl.col("delta").cum_sum().over("customer").alias("revenue"),
            pl.int_ranges(pl.col("bucket"), until, dtype=pl.Int32).alias("bucket"),
        )
        .explode("bucket")
        .select("customer", "bucket", "is_active", "revenue")
    )


def _labelled(
    table: pl.DataFrame, as_of: date, by: Grain, fiscal_year_start: int, within: Period | None
) -> pl.DataFrame:
    names = _names(table.get_column("cohort_bucket"), by, fiscal_year_start, within)
    newest_complete = _newest_complete(as_of, by, fiscal_year_start)
    return (
        table.join(names, on="cohort_bucket", how="inner")
        .sort("cohort_bucket", "offset")
        .select(
            "cohort",
            "size",
            "offset",
            "active",
            to_units(pl.col("revenue")).alias("revenue"),
            (pl.col("cohort_bucket") + pl.col("offset") <= newest_complete).alias("complete"),
        )
    )


def _names(
    buckets: pl.Series, by: Grain, fiscal_year_start: int, within: Period | None = None
) -> pl.DataFrame:
    """`cohort_bucket` and its label `cohort`, those that share a day with `within`."""
    length = MONTHS_IN[by]

    def period(bucket: int) -> Period:
        months = bucket * length + fiscal_year_start - 1
        start = date(months // 12, months % 12 + 1, 1)
        return Period(start, add_months(start, length))

    # A cohort whose first bucket is cut by the start of the period still belongs to it.
    kept = [
        bucket
        for bucket in sorted(set(buckets.to_list()))
        if within is None or (period(bucket).end > within.start and period(bucket).start < within.end)
    ]
    return pl.DataFrame(
        {"cohort_bucket": kept, "cohort": [label(period(bucket), by, fiscal_year_start) for bucket in kept]},
        schema={"cohort_bucket": pl.Int32, "cohort": pl.String},
    )


def _newest_complete(as_of: date, by: Grain, fiscal_year_start: int) -> int:
    """The last bucket that is over at the close of `as_of`."""
    closed = as_of + ONE_DAY
    return (closed.year * 12 + closed.month - 1 - (fiscal_year_start - 1)) // MONTHS_IN[by] - 1
