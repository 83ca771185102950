"""Real books beside the checkout, against answers computed by other tools; skipped where they are absent."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.figures_of import FiguresOf

from holdfast.engine import Engine, open_book
from holdfast.figures import Figure
from holdfast.query import Query


def rate(expected: Any) -> Any:
    """Equal to nine decimals."""
    return pytest.approx(expected, rel=0, abs=1e-9)


def money(expected: float) -> Any:
    """Equal to the cent."""
    return pytest.approx(expected, rel=0, abs=0.01)


def opened(shared: Path, name: str) -> tuple[Engine, dict[str, Any]]:
    folder = shared / "data" / name
    if not folder.is_dir():
        pytest.skip(f"the real book {name} is not there")
    return _opened(folder)


@lru_cache
def _opened(folder: Path) -> tuple[Engine, dict[str, Any]]:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return Engine(open_book([folder], use_cache=False)), expected


def figure(engine: Engine, query: Query, metric: str) -> Figure:
    return FiguresOf(engine, query)[metric]


CLOSE = date(2011, 12, 9)


@pytest.mark.thorough
def test_online_retail_cohorts(shared: Path) -> None:
    engine, known = opened(shared, "online_retail_1")
    frame = engine.cohorts(Query(as_of=CLOSE)).frame
    found = {
        str(cohort[0]): [*part.sort("offset")["active"], *[None] * (13 - part.height)]
        for cohort, part in frame.group_by("cohort")
    }
    assert found == known["expected"]["positive"]["cohort_counts"]
    pooled = (
        frame.filter(pl.col("offset") > 0)
        .group_by("offset")
        .agg(pl.col("active").sum() / pl.col("size").sum())
    )
    for offset, share in pooled.rows():
        assert share == rate(known["expected"]["positive"]["pooled_retention_by_offset"][str(offset)])


def test_online_retail_month_by_month(shared: Path) -> None:
    engine, known = opened(shared, "online_retail_1")
    rows = engine.movements(Query(as_of=CLOSE, period="2010-12-01..2011-12-09")).frame.rows(named=True)
    monthly = known["expected"]["positive"]["monthly"]
    assert [row["period"] for row in rows] == [month["month"] for month in monthly]
    assert [row["complete"] for row in rows] == [True] * 12 + [False]
    for row, month in zip(rows, monthly, strict=True):
        assert row["customers_new"] == month["new"], month
        assert row["end"] == money(month["revenue"])
        if row["complete"]:
            assert row["customers_end"] == month["active"], month
        if "prev_active" not in month:
            continue
        assert (row["customers_start"], row["customers_returned"]) == (
            month["prev_active"],
            month["returned"],
        )
        if row["complete"]:
            assert row["customers_lost"] == month["lost"], month


def test_online_retail_nine_days_of_december(shared: Path) -> None:
    """A month of activity ends with the 9th: ordered since 10 November. Counted from the file by hand.

    1,664 ordered in November; 1,384 of them since the 10th, or in December. 41 new ones and 203 of
    earlier months make 1,628. The first nine days of November brought 356,143.74.
    """
    engine, _ = opened(shared, "online_retail_1")
    row = engine.movements(Query(as_of=CLOSE, period="2011-12")).frame.row(0, named=True)
    counted = [row[f"customers_{name}"] for name in ("start", "new", "returned", "lost", "end")]
    assert counted == [1664, 41, 203, 1664 - 1384, 1628]
    assert (row["start"], row["end"]) == (money(356_143.74), money(518_192.79))
    kept = figure(engine, Query(as_of=CLOSE, period="2011-12"), "retention.customers")
    assert (kept.numerator, kept.denominator, kept.status) == (1384, 1664, "incomplete")


@pytest.mark.thorough
def test_online_retail_retention_of_every_month(shared: Path) -> None:
    engine, known = opened(shared, "online_retail_1")
    for month in known["expected"]["positive"]["monthly"][1:-1]:
        kept = figure(engine, Query(as_of=CLOSE, period=month["month"]), "retention.customers")
        assert (kept.numerator, kept.denominator) == (month["retained"], month["prev_active"])
        assert kept.value == rate(month["retention"])
        assert kept.status == "ok"


def test_online_retail_repeat_rate_with_its_interval(shared: Path) -> None:
    engine, known = opened(shared, "online_retail_1")
    expected = known["expected"]["positive"]
    repeat = figure(engine, Query(as_of=CLOSE), "repeat.rate")
    assert (repeat.numerator, repeat.denominator) == (expected["repeat_customers"], expected["customers"])
    assert repeat.value == rate(expected["repeat_rate"])
    assert (repeat.low, repeat.high) == rate(expected["repeat_rate_wilson95"])


def test_online_retail_orders_and_revenue_per_customer(shared: Path) -> None:
    engine, known = opened(shared, "online_retail_1")
    expected = known["expected"]["positive"]
    frame = engine.customers(Query(as_of=CLOSE, columns=("orders", "revenue_total"))).frame
    assert frame["orders"].sum() == expected["orders"]
    assert frame["revenue_total"].sum() == money(expected["revenue"])
    counts = frame.filter(pl.col("orders") > 0)["orders"].value_counts()
    histogram = {str(orders): count for orders, count in counts.rows() if orders < 11}
    histogram["11+"] = frame.filter(pl.col("orders") >= 11).height
    assert histogram == expected["orders_per_customer_hist"]


LOSSES = ("contraction", "churn")


@pytest.mark.thorough
def test_ravenstack_recurring_revenue_of_every_month(shared: Path) -> None:
    engine, known = opened(shared, "ravenstack")
    frame = engine.movements(Query(as_of=date(2024, 12, 31), period="2023..2024")).frame
    rows = {row["period"]: row for row in frame.rows(named=True)}
    assert list(rows) == list(known["monthly"])
    for month, expected in known["monthly"].items():
        assert rows[month]["end"] == money(expected["mrr"]), month


def test_ravenstack_movements_of_every_month(shared: Path) -> None:
    engine, known = opened(shared, "ravenstack")
    frame = engine.movements(Query(as_of=date(2024, 12, 31), period="2023..2024")).frame
    rows = {row["period"]: row for row in frame.rows(named=True)}
    for month, expected in known["account_level_movements"].items():
        row = rows[month]
        for name in ("start", "new", "reactivation", "expansion", "contraction", "churn", "end"):
            assert row[name] == money(expected[name]), (month, name)
        assert row["net"] == rate(expected["nrr"]), month
        assert row["gross"] == rate(expected["grr"]), month
        kept = (row["customers_start"] - row["customers_lost"]) / row["customers_start"]
        assert kept == rate(expected["logo_retention"]), month


@pytest.mark.thorough
def test_ravenstack_figures_of_a_month_equal_its_row_of_movements(shared: Path) -> None:
    engine, known = opened(shared, "ravenstack")
    for month, expected in known["account_level_movements"].items():
        found = FiguresOf(engine, Query(as_of=date(2024, 12, 31), period=month))
        for name in ("start", "new", "reactivation", "expansion", "contraction", "churn", "end"):
            assert found[f"mrr.{name}"].value == money(expected[name]), (month, name)
        assert found["retention.revenue.net"].value == rate(expected["nrr"])
        assert found["retention.revenue.gross"].value == rate(expected["grr"])


@pytest.mark.thorough
def test_crm_won_deals_by_quarter(shared: Path) -> None:
    engine, known = opened(shared, "crm_opportunities")
    for quarter, revenue in known["revenue_by_quarter"].items():
        query = Query(as_of=date(2017, 12, 31), period=quarter, columns=("orders_period",))
        assert figure(engine, query, "revenue.period").value == money(revenue)
        assert engine.customers(query).frame["orders_period"].sum() == known["won_by_quarter"][quarter]


def test_crm_customers_who_bought_again(shared: Path) -> None:
    engine, known = opened(shared, "crm_opportunities")
    repeat = figure(engine, Query(as_of=date(2017, 12, 31)), "repeat.rate")
    assert (repeat.numerator, repeat.denominator) == (
        known["repeat_accounts"]["accounts_with_2plus_won"],
        known["repeat_accounts"]["accounts_with_won"],
    )


def test_cdnow_repeat_customers_of_the_calibration_weeks(shared: Path) -> None:
    engine, known = opened(shared, "cdnow_sample")
    facts = known["facts"]
    query = Query(as_of=date(1997, 9, 30))
    assert engine.moment(query).total == facts["customers"]
    repeat = figure(engine, query, "repeat.rate")
    # Eight customers only ever made an order worth nothing, which is no purchase.
    assert repeat.numerator == facts["repeat_customers"]
    assert repeat.denominator == facts["customers"] - facts["zero_value_rows"]


@pytest.mark.thorough
def test_cdnow_purchases_with_orders_of_one_day_merged(shared: Path) -> None:
    engine, known = opened(shared, "cdnow_sample")
    facts = known["facts"]
    counts = [
        engine.customers(Query(as_of=day, columns=("orders",))).frame["orders"].sum()
        for day in (date(1997, 9, 30), date(1998, 6, 30))
    ]
    firsts = facts["customers"] - facts["zero_value_rows"]
    calibration = firsts + facts["repeat_transactions_calibration"]
    assert counts == [calibration, calibration + facts["transactions_holdout_weeks_40_78"]]
    assert counts[1] == facts["elog_rows"] - facts["same_day_duplicate_rows"] - facts["zero_value_rows"]
