"""The desk's question in SQL: on order lines, and on a mart of months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb
from tests.benchmarks.rivals.asked import Answered, Asked, Days, Rival

if TYPE_CHECKING:
    from pathlib import Path


def duckdb_rivals(folder: Path, days: Days) -> dict[str, Rival]:
    """On order lines and on the mart, both loaded from the Parquet files of a large book."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(_LOAD.format(folder=folder, as_of=days.as_of))
    return {
        "duckdb lines": lambda asked: _ask_duckdb(connection, _FROM_LINES, asked, days),
        "duckdb mart": lambda asked: _ask_duckdb(connection, _FROM_MART, asked, days),
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
