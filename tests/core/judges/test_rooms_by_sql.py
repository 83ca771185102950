"""Figures of the desk and of the rooms voice, money and losses on the sample, judged by SQL on its files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from tests.examples import some_by_day

from holdfast.engine import Engine
from holdfast.query import Query

FILTERS: Final = {
    "": "true",
    "segment:SMB": "segment = 'SMB'",
    "-segment:SMB": "segment <> 'SMB'",
    "segment:Enterprise,Mid-market": "segment IN ('Enterprise', 'Mid-market')",
    "tier:A": "tier = 'A'",
    "tier:B or tier:C": "tier IN ('B', 'C')",
    "segment:SMB tier:C": "segment = 'SMB' AND tier = 'C'",
    "region:DACH": "region = 'DACH'",
    "country:DE": "country = 'DE'",
    "industry:Clinics": "industry = 'Clinics'",
    "-industry:Food region:Nordics": "industry <> 'Food' AND region = 'Nordics'",
    "created:2018-01-01..2021-12-31": "created BETWEEN DATE '2018-01-01' AND DATE '2021-12-31'",
}
TABLES: Final = ("customers", "orders", "surveys", "subscriptions", "losses")
AS_OF: Final = date(2025, 6, 30)
DAYS: Final = {"first": date(2024, 7, 1), "last": AS_OF}


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files of the sample as they lie there."""
    folder = Path(request.config.rootpath) / "sample_data"
    with duckdb.connect() as database:
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder / table}.csv')")
        yield database


def asked(files: duckdb.DuckDBPyConnection, where: str, sql: str) -> Any:
    """The one row of a query over the customers that a filter keeps."""
    files.execute(
        f"CREATE OR REPLACE TEMP VIEW chosen AS SELECT customer_id FROM customers WHERE {FILTERS[where]}"
    )
    days = {name: day for name, day in DAYS.items() if f"${name}" in sql}
    return files.execute(sql, days).fetchone()


_SCORES: Final = """
WITH answers AS (
  SELECT customer_id, contact_id, score, answered FROM surveys SEMI JOIN chosen USING (customer_id)
  WHERE kind = 'nps' AND answered BETWEEN $first AND $last AND score IS NOT NULL
),
latest AS (
  SELECT customer_id, contact_id, arg_max(score, answered) AS score FROM answers GROUP BY ALL
),
accounts AS (SELECT customer_id, median(score) AS score FROM latest GROUP BY ALL)
SELECT count(*), count(*) FILTER (score >= 9), count(*) FILTER (score <= 6) FROM accounts
"""

_INVITED: Final = """
SELECT count(*), count(*) FILTER (answered <= $last AND score IS NOT NULL)
FROM surveys SEMI JOIN chosen USING (customer_id)
WHERE kind = 'nps' AND invited BETWEEN $first AND $last
"""

_SPENT: Final = """
WITH seen AS (
  SELECT customer_id, order_date AS day, amount::DECIMAL(18, 2) AS amount FROM orders
  SEMI JOIN chosen USING (customer_id) WHERE status <> 'cancelled' AND order_date <= $last
),
begun AS (SELECT customer_id, min(day) AS first_order FROM seen WHERE amount > 0 GROUP BY ALL)
SELECT coalesce(sum(amount), 0),
       coalesce(sum(amount) FILTER (amount > 0 AND first_order >= $first), 0),
       coalesce(sum(amount) FILTER (amount > 0), 0)
FROM seen LEFT JOIN begun USING (customer_id) WHERE day >= $first
"""

_GONE: Final = """
WITH paid AS (
  SELECT customer_id, "start" AS begins, coalesce("end", DATE '9999-12-31') AS ends FROM subscriptions
  SEMI JOIN chosen USING (customer_id)
),
buying AS (
  SELECT customer_id, order_date AS begins, order_date + INTERVAL 6 MONTH AS ends FROM orders
  SEMI JOIN chosen USING (customer_id) WHERE status <> 'cancelled' AND amount > 0
),
-- Who has subscriptions is judged by them from the first one on; orders count until then.
begun AS (SELECT customer_id, min(begins) AS subscribed FROM paid GROUP BY ALL),
at_end AS (
  SELECT DISTINCT customer_id FROM paid WHERE begins <= $last AND ends > $last
  UNION
  SELECT DISTINCT customer_id FROM buying LEFT JOIN begun USING (customer_id)
  WHERE begins <= $last AND ends > $last AND coalesce(subscribed > $last, true)
),
at_start AS (
  SELECT DISTINCT customer_id FROM paid WHERE begins < $first AND ends >= $first
  UNION
  SELECT DISTINCT customer_id FROM buying LEFT JOIN begun USING (customer_id)
  WHERE begins < $first AND ends >= $first AND coalesce(subscribed >= $first, true)
)
SELECT (SELECT count(*) FROM at_start), (SELECT count(*) FROM at_end),
       (SELECT count(*) FROM at_start ANTI JOIN at_end USING (customer_id))
"""


@pytest.mark.parametrize("where", some_by_day(FILTERS, by_day=3))
def test_voice_money_and_losses_are_those_of_sql(
    sample_engine: Engine, files: duckdb.DuckDBPyConnection, where: str
) -> None:
    ids = (
        "nps.customers", "nps.response_rate", "revenue.period", "revenue.new_share",
        "customers.start", "customers.active", "losses.count",
    )  # fmt: skip
    found = {figure.id: figure for figure in sample_engine.metrics(Query(AS_OF, where=where), ids)}

    scored, promoters, detractors = asked(files, where, _SCORES)
    assert scored >= 10
    assert found["nps.customers"].value == pytest.approx(100 * (promoters - detractors) / scored)

    invited, answered = asked(files, where, _INVITED)
    response = found["nps.response_rate"]
    assert (response.numerator, response.denominator) == (answered, invited)

    revenue, new, bought = asked(files, where, _SPENT)
    assert found["revenue.period"].value == pytest.approx(float(revenue), abs=0.01)
    assert found["revenue.new_share"].value == pytest.approx(float(new) / float(bought))

    at_start, at_end, lost = asked(files, where, _GONE)
    assert at_start >= 10
    counted = [found[one].value for one in ("customers.start", "customers.active", "losses.count")]
    assert counted == [at_start, at_end, lost]
