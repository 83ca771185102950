"""Cohorts, movements, repeat rate and retention, judged by SQL written from the definitions alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from tests.core.books import Row
from tests.core.random_books import Sketch

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.settings import BookSettings

AS_OF = date(2025, 4, 17)
"""Inside a month, with rows dated later in every book."""

FIRST, LAST = date(2022, 11, 1), date(2025, 7, 31)
PERIOD = "2023-03-10..2025-04-17"
CENT = 0.01
SEEDS = (11, 12)
FILTERS = {"": "true", "segment:smb": "segment = 'smb'", "-segment:smb": "segment IS DISTINCT FROM 'smb'"}


@dataclass(frozen=True, eq=False)
class Judged:
    """One random book, in the engine and in a database of its own."""

    engine: Engine
    database: duckdb.DuckDBPyConnection

    def asked(self, sql: str, where: str = "", **days: date) -> list[tuple[Any, ...]]:
        """Rows of a query with dates as `$name`, over the customers a filter keeps."""
        self.database.execute(
            f"CREATE OR REPLACE TEMP VIEW chosen AS SELECT customer_id FROM customers WHERE {FILTERS[where]}"
        )
        asked = {"as_of": AS_OF, **days} if "$as_of" in sql else days
        rows: list[tuple[Any, ...]] = self.database.execute(sql, asked).fetchall()
        return rows


def judged(folder: Path, tables: dict[str, list[Row]]) -> Judged:
    database = duckdb.connect()
    for name, rows in tables.items():
        path = folder / f"{name}.parquet"
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")
    return Judged(Engine(Sketch(BookSettings(name="Random"), tables).book()), database)


def day_between(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def random_customers(dice: random.Random, count: int) -> list[Row]:
    return [
        {"customer_id": f"c{number:04}", "segment": dice.choice(["smb", "mid", None])}
        for number in range(count)
    ]


def random_orders(seed: int) -> dict[str, list[Row]]:
    """600 customers and 4,000 orders: returns, cancelled ones, nothing charged, several on one day."""
    dice = random.Random(seed)
    customers = random_customers(dice, 600)
    orders: list[Row] = []
    for number in range(4_000):
        # Low numbers order often; lives differ, so that customers stop, pause and come back.
        owner = int(600 * dice.random() ** 2)
        life = random.Random(owner)
        begin = day_between(life, FIRST, LAST)
        day = day_between(dice, begin, min(LAST, begin + timedelta(days=life.randrange(1, 900))))
        kind = dice.random()
        amount = -dice.randrange(1, 40_000) if kind < 0.08 else 0 if kind < 0.1 else dice.randrange(1, 90_000)
        orders.append(
            {
                "order_id": f"o{number}",
                "customer_id": customers[owner]["customer_id"],
                "order_date": day,
                "amount": amount / 100,
                "status": dice.choice([None, "paid", "paid", "paid", "shipped", "Cancelled "]),
            }
        )
    return {"customers": customers, "orders": orders}


def random_subscriptions(seed: int) -> dict[str, list[Row]]:
    """900 customers and 2,500 subscriptions: several at once, trials, free plans, pauses, ends to come."""
    dice = random.Random(seed)
    customers = random_customers(dice, 900)
    subscriptions: list[Row] = []
    for number in range(2_500):
        start = day_between(dice, FIRST, LAST)
        length = dice.choice([None, 0, 9, 25, 60, 180, 400])
        subscriptions.append(
            {
                "subscription_id": f"s{number}",
                "customer_id": dice.choice(customers)["customer_id"],
                "start": start,
                "end": None if length is None else start + timedelta(days=dice.randrange(length + 1)),
                "trial_end": start + timedelta(days=30) if dice.random() < 0.15 else None,
                "mrr": 0.0 if dice.random() < 0.1 else dice.randrange(500, 50_000) / 100,
            }
        )
    return {"customers": customers, "subscriptions": subscriptions}


@pytest.fixture(scope="module", params=SEEDS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    found = judged(tmp_path_factory.mktemp("shop"), random_orders(request.param))
    found.database.execute(_SALES)
    return found


@pytest.fixture(scope="module", params=SEEDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    found = judged(tmp_path_factory.mktemp("service"), random_subscriptions(request.param))
    found.database.execute(_PAID)
    return found


def same(found: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]], money: Sequence[int]) -> None:
    """Equal rows; those columns, which are money, to a cent."""
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        for place, (own, other) in enumerate(zip(ours, theirs, strict=True)):
            if place in money:
                assert own == pytest.approx(float(other), abs=CENT), (ours, theirs)
            else:
                assert own == other, (ours, theirs)


_SALES = """
CREATE VIEW sales AS
SELECT customer_id, order_date AS day, date_trunc('month', order_date)::DATE AS month,
       amount::DECIMAL(18, 2) AS amount, segment
FROM orders JOIN customers USING (customer_id)
WHERE coalesce(trim(lower(status)) <> 'cancelled', true)
"""

_COHORTS = """
WITH seen AS (SELECT * FROM sales SEMI JOIN chosen USING (customer_id) WHERE day <= $as_of),
first AS (SELECT customer_id, min(month) AS cohort FROM seen WHERE amount > 0 GROUP BY ALL),
sizes AS (SELECT cohort, count(*) AS size FROM first GROUP BY ALL),
cells AS (
  SELECT cohort, datediff('month', cohort, month) AS place,
         count(DISTINCT customer_id) FILTER (amount > 0) AS active, sum(amount) AS revenue
  FROM seen JOIN first USING (customer_id) WHERE month >= cohort GROUP BY ALL
),
grid AS (
  SELECT cohort, size, unnest(range(datediff('month', cohort, $as_of) + 1)) AS place FROM sizes
)
SELECT strftime(cohort, '%Y-%m'), size, place, coalesce(active, 0), coalesce(revenue, 0),
       cohort + to_months((place + 1)::INTEGER) <= $as_of + 1
FROM grid LEFT JOIN cells USING (cohort, place) ORDER BY cohort, place
"""


@pytest.mark.thorough
@pytest.mark.parametrize("where", FILTERS)
def test_cohorts_are_those_of_sql(shop: Judged, where: str) -> None:
    frame = shop.engine.cohorts(Query(AS_OF, where=where)).frame
    expected = shop.asked(_COHORTS, where)
    assert len(expected) > 300
    assert {row[5] for row in expected} == {True, False}
    same(frame.rows(), expected, money=[4])


_ORDERS_MONTHS = """
WITH months AS (
  -- A month that is still running is looked at on $as_of, beside as many days of the one before.
  SELECT month, least(month + INTERVAL 1 MONTH, $as_of::DATE + 1)::DATE AS closed,
         CASE WHEN month + INTERVAL 1 MONTH <= $as_of::DATE + 1 THEN month
              ELSE month - INTERVAL 1 MONTH + to_days(datediff('day', month, $as_of::DATE + 1)::INTEGER)
         END AS before_until
  FROM (SELECT unnest(range($first::DATE, $as_of::DATE + 1, INTERVAL 1 MONTH))::DATE AS month)
),
seen AS (SELECT * FROM sales SEMI JOIN chosen USING (customer_id) WHERE day <= $as_of),
spent AS (
  SELECT m.month, c.customer_id,
         coalesce(sum(s.amount) FILTER (s.month = m.month), 0) AS now,
         coalesce(sum(s.amount) FILTER (s.month = m.month - INTERVAL 1 MONTH AND s.day < m.before_until), 0)
           AS before,
         -- An order counts for twelve months: until the same day of the year after is over.
         count(*) FILTER (s.amount > 0 AND s.day >= m.closed - INTERVAL 12 MONTH AND s.day < m.closed) > 0
           AS is_active,
         count(*) FILTER (s.amount > 0 AND s.day >= m.month - INTERVAL 12 MONTH
                          AND s.day < m.month) > 0 AS was_active,
         count(*) FILTER (s.amount > 0 AND s.day < m.month) > 0 AS known
  FROM months m CROSS JOIN chosen c LEFT JOIN seen s USING (customer_id) GROUP BY ALL
),
earners AS (
  SELECT customer_id, min(month) AS first_month
  FROM (SELECT customer_id, month FROM seen GROUP BY ALL HAVING sum(amount) > 0) GROUP BY ALL
)
SELECT strftime(month, '%Y-%m'), sum(before),
  coalesce(sum(now - before) FILTER (before <= 0 AND now > 0 AND month = first_month), 0),
  coalesce(sum(now - before) FILTER (before <= 0 AND now > 0 AND month > first_month), 0),
  coalesce(sum(now - before) FILTER ((before > 0) = (now > 0) AND now > before), 0),
  coalesce(sum(now - before) FILTER ((before > 0) = (now > 0) AND now < before), 0),
  coalesce(sum(now - before) FILTER (before > 0 AND now <= 0), 0),
  sum(now),
  sum(greatest(least(now, before), 0)) FILTER (before > 0), sum(now) FILTER (before > 0),
  sum(before) FILTER (before > 0),
  count(*) FILTER (was_active), count(*) FILTER (is_active AND NOT was_active AND NOT known),
  count(*) FILTER (is_active AND NOT was_active AND known), count(*) FILTER (was_active AND NOT is_active),
  count(*) FILTER (is_active), month + INTERVAL 1 MONTH <= $as_of + 1
FROM spent LEFT JOIN earners USING (customer_id) GROUP BY month ORDER BY month
"""


def check_months(judge: Judged, sql: str, where: str) -> None:
    """Movements by month, and retention as the quotient of the sums that SQL made."""
    frame = judge.engine.movements(Query(AS_OF, PERIOD, where)).frame
    expected = judge.asked(sql, where, first=date(2023, 3, 1))
    assert len(expected) == 26
    money, rates, counts = slice(0, 8), slice(8, 11), slice(11, 17)
    rows = [(*row[money], *row[10:]) for row in frame.rows()]
    same(rows, [(*row[money], *row[counts]) for row in expected], money=range(1, 8))
    for ours, theirs in zip(frame.select("gross", "net").rows(), expected, strict=True):
        kept, kept_net, base = map(float, theirs[rates])
        assert ours == pytest.approx((kept / base, kept_net / base), abs=1e-9)
    # Every kind of movement has happened among all customers, or the comparison would show little.
    assert where or all(any(row[place] for row in expected) for place in (*range(1, 8), *range(11, 16)))


@pytest.mark.parametrize("where", FILTERS)
def test_movements_on_the_orders_basis_are_those_of_sql(shop: Judged, where: str) -> None:
    check_months(shop, _ORDERS_MONTHS, where)


_PAID = """
CREATE VIEW paid AS
SELECT customer_id, greatest(start, trial_end) AS start, "end", mrr::DECIMAL(18, 2) AS mrr
FROM subscriptions WHERE mrr > 0
"""

# Subscriptions running at the close of a day, as they looked on $as_of.
_LEVELS = """
SELECT x.day, c.customer_id, coalesce(sum(p.mrr), 0) AS level, count(p.mrr) > 0 AS is_active
FROM instants x CROSS JOIN chosen c LEFT JOIN paid p
  ON p.customer_id = c.customer_id AND p.start <= least(x.day, $as_of)
  AND (p."end" IS NULL OR p."end" > least(x.day, $as_of)) GROUP BY ALL
"""

_MRR_MONTHS = f"""
WITH instants AS (
  SELECT last_day(unnest(range(DATE '2022-10-01', $as_of::DATE + 1, INTERVAL 1 MONTH))::DATE) AS day
),
levels AS ({_LEVELS}),
pairs AS (
  SELECT day, level AS now, is_active, lag(level) OVER past AS before, lag(is_active) OVER past AS was_active,
         coalesce(bool_or(is_active) OVER (past ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false)
           AS known
  FROM levels WINDOW past AS (PARTITION BY customer_id ORDER BY day)
)
SELECT strftime(day, '%Y-%m'), sum(before),
  coalesce(sum(now) FILTER (is_active AND NOT was_active AND NOT known), 0),
  coalesce(sum(now) FILTER (is_active AND NOT was_active AND known), 0),
  coalesce(sum(now - before) FILTER (is_active AND was_active AND now > before), 0),
  coalesce(sum(now - before) FILTER (is_active AND was_active AND now < before), 0),
  -coalesce(sum(before) FILTER (was_active AND NOT is_active), 0),
  sum(now),
  sum(greatest(least(now, before), 0)) FILTER (before > 0), sum(now) FILTER (before > 0), sum(before),
  count(*) FILTER (was_active), count(*) FILTER (is_active AND NOT was_active AND NOT known),
  count(*) FILTER (is_active AND NOT was_active AND known), count(*) FILTER (was_active AND NOT is_active),
  count(*) FILTER (is_active), day <= $as_of
FROM pairs WHERE day >= $first GROUP BY day ORDER BY day
"""


@pytest.mark.thorough
@pytest.mark.parametrize("where", FILTERS)
def test_movements_of_recurring_revenue_between_month_ends_are_those_of_sql(
    service: Judged, where: str
) -> None:
    check_months(service, _MRR_MONTHS, where)


_SHOP_FIGURES = """
WITH seen AS (SELECT * FROM sales SEMI JOIN chosen USING (customer_id) WHERE day <= $as_of),
each AS (
  SELECT customer_id, count(*) FILTER (amount > 0) AS orders,
         count(*) FILTER (amount > 0 AND day >= $before AND day < $start) > 0 AS was_active,
         count(*) FILTER (amount > 0 AND day >= $start) > 0 AS is_active,
         coalesce(sum(amount) FILTER (day >= $before AND day < $start), 0) AS before,
         coalesce(sum(amount) FILTER (day >= $start), 0) AS now
  FROM seen GROUP BY ALL
)
SELECT count(*) FILTER (orders >= 2), count(*) FILTER (orders >= 1),
  count(*) FILTER (was_active AND is_active), count(*) FILTER (was_active),
  sum(greatest(least(now, before), 0)) FILTER (before > 0), sum(now) FILTER (before > 0),
  sum(before) FILTER (before > 0)
FROM each
"""


@pytest.mark.parametrize("where", FILTERS)
def test_repeat_rate_and_retention_of_buyers_are_those_of_sql(shop: Judged, where: str) -> None:
    # Twelve months up to the as-of date, with the default window of twelve months, and the year before.
    start, before = date(2024, 4, 18), date(2023, 4, 18)
    ((repeat, buyers, kept, there, gross, net, base),) = shop.asked(
        _SHOP_FIGURES, where, start=start, before=before
    )
    figures = fractions(shop, Query(AS_OF, "12m", where))
    assert figures["repeat.rate"] == (repeat, buyers)
    assert figures["retention.customers"] == (kept, there)
    assert figures["retention.revenue.gross"] == pytest.approx((float(gross), float(base)), abs=CENT)
    assert figures["retention.revenue.net"] == pytest.approx((float(net), float(base)), abs=CENT)


_SHOP_STATES = """
WITH seen AS (SELECT * FROM sales SEMI JOIN chosen USING (customer_id) WHERE day <= $as_of AND amount > 0),
each AS (SELECT customer_id, max(day) AS last FROM chosen LEFT JOIN seen USING (customer_id) GROUP BY ALL)
SELECT CASE WHEN last IS NULL THEN 'prospect' WHEN last >= $start THEN 'active' ELSE 'lost' END, count(*)
FROM each GROUP BY ALL
"""


@pytest.mark.thorough
@pytest.mark.parametrize("where", FILTERS)
def test_who_is_still_a_customer_is_counted_as_sql_counts_it(shop: Judged, where: str) -> None:
    # Twelve months of orders up to the as-of date, inclusive.
    expected = dict(shop.asked(_SHOP_STATES, where, start=date(2024, 4, 18)))
    assert {"active", "lost"} <= set(expected)
    frame = shop.engine.customers(Query(AS_OF, where=where, columns=("state",))).frame
    counted = frame.group_by("state").len().rows()
    # Customers whom no row mentions until then are not yet on a list.
    assert {state: count for state, count in counted if state != "prospect"} == {
        state: count for state, count in expected.items() if state != "prospect"
    }


_SHOP_MIX = """
WITH seen AS (SELECT * FROM sales SEMI JOIN chosen USING (customer_id) WHERE day <= $as_of AND amount > 0),
first AS (SELECT customer_id, min(day) AS first FROM seen GROUP BY ALL)
SELECT sum(amount) FILTER (first >= $start), sum(amount)
FROM seen LEFT JOIN first USING (customer_id) WHERE day >= $start
"""


@pytest.mark.parametrize("where", FILTERS)
def test_revenue_of_new_customers_is_that_of_sql(shop: Judged, where: str) -> None:
    ((new, whole),) = shop.asked(_SHOP_MIX, where, start=date(2024, 4, 18))
    (found,) = shop.engine.metrics(Query(AS_OF, "12m", where), ["revenue.new_share"])
    assert (found.numerator, found.denominator) == pytest.approx((float(new), float(whole)), abs=CENT)


_SERVICE_FIGURES = f"""
WITH instants AS (SELECT unnest([$start::DATE - 1, $as_of::DATE]) AS day),
levels AS ({_LEVELS}),
pairs AS (
  SELECT a.level AS before, b.level AS now, a.is_active AS was_active, b.is_active
  FROM levels a JOIN levels b USING (customer_id) WHERE a.day < $start AND b.day >= $start
)
SELECT count(*) FILTER (was_active AND is_active), count(*) FILTER (was_active),
  sum(greatest(least(now, before), 0)) FILTER (before > 0), sum(now) FILTER (before > 0), sum(before)
FROM pairs
"""


@pytest.mark.parametrize(
    ("period", "start"), [("12m", date(2024, 4, 18)), ("2025-02-11..2025-04-17", date(2025, 2, 11))]
)
@pytest.mark.parametrize("where", FILTERS)
def test_retention_of_subscribers_is_that_of_sql(
    service: Judged, where: str, period: str, start: date
) -> None:
    ((kept, there, gross, net, base),) = service.asked(_SERVICE_FIGURES, where, start=start)
    figures = fractions(service, Query(AS_OF, period, where))
    assert figures["retention.customers"] == (kept, there)
    assert figures["retention.revenue.gross"] == pytest.approx((float(gross), float(base)), abs=CENT)
    assert figures["retention.revenue.net"] == pytest.approx((float(net), float(base)), abs=CENT)


KEPT = ("repeat.rate", "retention.customers", "retention.revenue.gross", "retention.revenue.net")


def fractions(judge: Judged, query: Query) -> dict[str, tuple[float | None, float | None]]:
    """Numerator and denominator of what SQL is asked for."""
    return {figure.id: (figure.numerator, figure.denominator) for figure in judge.engine.metrics(query, KEPT)}
