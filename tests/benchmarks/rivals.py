"""The desk's question put to others: duckdb on order lines and on a mart, plain polars on order lines.

Each answers the headline figures, the first forty customers, the overdue ones and a row per rep, from tables
that are already in memory. What they leave out (other flags, intervals, the comparison period) favours them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import duckdb
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Days:
    """The as-of date, and the first days of the period and of the one before."""

    as_of: date
    start: date
    before: date


@dataclass(frozen=True)
class Asked:
    """A filter: a field that must equal a value, or (`name`) contain it; no field keeps everybody."""

    field: str = ""
    value: str = ""

    @property
    def sql(self) -> str:
        """As a condition of SQL with one parameter, or none."""
        return {"": "true", "name": "contains(lower(name), ?)"}.get(self.field, f"{self.field} = ?")

    @property
    def parameters(self) -> list[str]:
        """The values of its parameters."""
        return [self.value] if self.field else []

    @property
    def expression(self) -> pl.Expr:
        """As an expression over the customers."""
        if not self.field:
            return pl.lit(value=True)
        if self.field == "name":
            return pl.col("name").str.to_lowercase().str.contains(self.value, literal=True)
        return pl.col(self.field) == self.value


@dataclass(frozen=True)
class Answered:
    """What must agree with the desk: customers active at start, kept, active now; revenue in cents."""

    at_start: int
    kept: int
    active: int
    revenue: int


Rival = Callable[[Asked], Answered]


def rivals(folder: Path, days: Days) -> dict[str, Rival]:
    """The rivals by name, their tables loaded, over the Parquet files of a large book."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(_LOAD.format(folder=folder, as_of=days.as_of))
    return {
        "duckdb lines": lambda asked: _ask_duckdb(connection, _FROM_LINES, asked, days),
        "duckdb mart": lambda asked: _ask_duckdb(connection, _FROM_MART, asked, days),
        "polars lines": _polars_on_lines(folder, days),
    }


_LOAD: Final = """
CREATE TABLE customers AS
SELECT c.customer_id, c.name, c.region, any_value(r.name) AS rep
FROM '{folder}/customers.parquet' c
LEFT JOIN '{folder}/assignments.parquet' a
  ON a.customer_id = c.customer_id AND a.start <= DATE '{as_of}'
  AND (a."end" IS NULL OR a."end" > DATE '{as_of}')
LEFT JOIN '{folder}/reps.parquet' r
  ON r.rep_id = a.rep_id AND (r.end_date IS NULL OR r.end_date > DATE '{as_of}')
GROUP BY ALL;
CREATE TABLE orders AS
SELECT customer_id, order_date AS day, CAST(round(amount * 100) AS BIGINT) AS amount
FROM '{folder}/orders.parquet' WHERE order_date <= DATE '{as_of}';
CREATE TABLE mart AS
SELECT customer_id, date_trunc('month', day)::DATE AS month, count(*) AS orders,
  sum(amount)::BIGINT AS amount, min(day) AS first, max(day) AS last
FROM orders GROUP BY ALL ORDER BY customer_id, month;
"""

_FROM_LINES: Final = """
SELECT customer_id, any_value(rep) AS rep, max(day) AS last, count(*) AS orders, median(gap) AS cadence,
  coalesce(sum(amount) FILTER (WHERE day >= $start), 0)::BIGINT AS period,
  coalesce(sum(amount) FILTER (WHERE day >= $before AND day < $start), 0)::BIGINT AS previous
FROM (
  SELECT customer_id, rep, day, amount,
    day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap
  FROM orders JOIN chosen USING (customer_id)
) GROUP BY customer_id
"""

# A mart of months knows no median gap: the mean stands in for it.
_FROM_MART: Final = """
SELECT customer_id, any_value(rep) AS rep, max(last) AS last, sum(orders)::BIGINT AS orders,
  (max(last) - min(first)) / nullif(sum(orders) - 1, 0) AS cadence,
  coalesce(sum(amount) FILTER (WHERE month >= $start), 0)::BIGINT AS period,
  coalesce(sum(amount) FILTER (WHERE month >= $before AND month < $start), 0)::BIGINT AS previous
FROM mart JOIN chosen USING (customer_id) GROUP BY customer_id
"""

_FIGURES: Final = """
SELECT count(*) FILTER (WHERE previous > 0), count(*) FILTER (WHERE previous > 0 AND period > 0),
  count(*) FILTER (WHERE period > 0), coalesce(sum(period), 0)::BIGINT,
  sum(least(period, previous)), sum(period) FILTER (WHERE previous > 0), sum(previous),
  count(*) FILTER (WHERE orders >= 2), count(*)
FROM facts
"""

_PANES: Final = (
    "SELECT * FROM facts ORDER BY period DESC, customer_id LIMIT 40",
    """SELECT least(floor(($as_of - last) / cadence), 3) AS severity, count(*), sum(period) FROM facts
       WHERE orders >= 2 AND cadence > 0 AND ($as_of - last) / cadence >= 1.5 GROUP BY ALL""",
    """SELECT rep, count(*), sum(period), count(*) FILTER (WHERE previous > 0),
       count(*) FILTER (WHERE previous > 0 AND period > 0) FROM facts GROUP BY rep ORDER BY rep""",
)


def _ask_duckdb(connection: duckdb.DuckDBPyConnection, facts: str, asked: Asked, days: Days) -> Answered:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE chosen AS SELECT customer_id, rep FROM customers WHERE {asked.sql}",
        asked.parameters,
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE facts AS {facts}", {"start": days.start, "before": days.before}
    )
    figures = connection.execute(_FIGURES).fetchone()
    for pane in _PANES:
        connection.execute(pane, {"as_of": days.as_of} if "$as_of" in pane else None).fetchall()
    assert figures is not None
    return Answered(*figures[:4])


def _polars_on_lines(folder: Path, days: Days) -> Rival:
    customers, orders = _polars_tables(folder, days)

    def ask(asked: Asked) -> Answered:
        facts = _polars_facts(customers.lazy().filter(asked.expression), orders.lazy(), days)
        was, is_now = pl.col("previous") > 0, pl.col("period") > 0
        ratio = (pl.lit(days.as_of) - pl.col("last")).dt.total_days() / pl.col("cadence")
        figures, *_ = pl.collect_all(
            [
                facts.select(
                    was.sum().alias("at_start"),
                    (was & is_now).sum().alias("kept"),
                    is_now.sum().alias("active"),
                    pl.col("period").sum().alias("revenue"),
                    pl.min_horizontal("period", "previous").sum().alias("gross"),
                    pl.col("period").filter(was).sum().alias("net"),
                    (pl.col("orders") >= 2).sum().alias("repeat"),
                ),
                facts.sort("period", "customer_id", descending=[True, False]).head(40),
                facts.filter((pl.col("orders") >= 2) & (ratio >= 1.5))
                .group_by(ratio.floor().clip(upper_bound=3).alias("severity"))
                .agg(pl.len(), pl.col("period").sum()),
                facts.group_by("rep")
                .agg(
                    pl.len(),
                    pl.col("period").sum(),
                    was.sum().alias("held"),
                    (was & is_now).sum().alias("kept"),
                )
                .sort("rep"),
            ]
        )
        return Answered(*figures.select("at_start", "kept", "active", "revenue").row(0))

    return ask


def _polars_tables(folder: Path, days: Days) -> tuple[pl.DataFrame, pl.DataFrame]:
    def is_open(start: str, end: str) -> pl.Expr:
        return (pl.col(start) <= days.as_of) & (pl.col(end).is_null() | (pl.col(end) > days.as_of))

    reps = pl.scan_parquet(folder / "reps.parquet").filter(is_open("hire_date", "end_date"))
    held = (
        pl.scan_parquet(folder / "assignments.parquet")
        .filter(is_open("start", "end"))
        .join(reps.select("rep_id", pl.col("name").alias("rep")), on="rep_id")
        .select("customer_id", "rep")
    )
    customers = pl.scan_parquet(folder / "customers.parquet").select("customer_id", "name", "region")
    orders = pl.scan_parquet(folder / "orders.parquet").select(
        "customer_id",
        pl.col("order_date").alias("day"),
        (pl.col("amount") * 100).round().cast(pl.Int64).alias("amount"),
    )
    return (
        customers.join(held, on="customer_id", how="left").collect(),
        orders.filter(pl.col("day") <= days.as_of).collect(),
    )


def _polars_facts(chosen: pl.LazyFrame, orders: pl.LazyFrame, days: Days) -> pl.LazyFrame:
    same = pl.col("customer_id") == pl.col("customer_id").shift(1)
    in_period = pl.col("day") >= days.start
    before = (pl.col("day") >= days.before) & ~in_period
    return (
        orders.join(chosen.select("customer_id", "rep"), on="customer_id")
        .sort("customer_id", "day")
        .with_columns(
            pl.when(same).then((pl.col("day") - pl.col("day").shift(1)).dt.total_days()).alias("gap")
        )
        .group_by("customer_id")
        .agg(
            pl.col("rep").first(),
            pl.col("day").max().alias("last"),
            pl.len().alias("orders"),
            pl.col("gap").median().alias("cadence"),
            pl.col("amount").filter(in_period).sum().alias("period"),
            pl.col("amount").filter(before).sum().alias("previous"),
        )
    )
