"""Cohorts: the worked triangle, its variants, and cells that are blank rather than zero."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.worked import END_OF_JUNE, EXPECTED, orders_book

from holdfast.engine import Engine
from holdfast.query import Query

WORKED = EXPECTED["orders_asof_2025_06_30"]


@pytest.fixture(scope="module")
def triangle() -> pl.DataFrame:
    return Engine(orders_book()).cohorts(END_OF_JUNE).frame


def counts(frame: pl.DataFrame) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["cohort"], []).append(f"{row['active']}/{row['size']}")
    return rows


def test_the_worked_triangle_with_its_zeros(triangle: pl.DataFrame) -> None:
    assert counts(triangle) == WORKED["cohort_exact"]


def test_month_one_pooled_differs_from_the_mean_and_never_leaves_out_zeros(triangle: pl.DataFrame) -> None:
    first = triangle.filter(pl.col("offset") == 1)
    pooled, mean = first.select(
        (pl.col("active").sum() / pl.col("size").sum()).alias("pooled"),
        (pl.col("active") / pl.col("size")).mean().alias("mean"),
    ).row(0)
    assert pooled == WORKED["cohort_M1_pooled"]
    assert mean == pytest.approx(WORKED["cohort_M1_mean_of_cohorts"], abs=5e-5)
    assert mean != pytest.approx(WORKED["cohort_M1_WRONG_skips_zero"], abs=1e-3)


def test_cells_beyond_the_as_of_date_are_absent_and_the_running_month_is_marked() -> None:
    frame = Engine(orders_book()).cohorts(Query(date(2025, 4, 10))).frame
    assert counts(frame) == {
        "2025-01": ["3/3", "2/3", "1/3", "1/3"],
        "2025-02": ["2/2", "0/2", "0/2"],
        "2025-03": ["1/1", "1/1"],
    }
    running = frame.filter(~pl.col("complete"))
    assert running.select("cohort", "offset").rows() == [("2025-01", 3), ("2025-02", 2), ("2025-03", 1)]


def test_revenue_is_that_of_the_cell_credit_notes_deducted() -> None:
    orders = [
        {"customer_id": "c", "order_date": "2025-01-05", "amount": 100},
        {"customer_id": "c", "order_date": "2025-02-05", "amount": -30},
    ]
    frame = Engine(make_book(orders=orders)).cohorts(Query(date(2025, 2, 28))).frame
    assert frame.select("offset", "active", "revenue").rows() == [(0, 1, 100.0), (1, 0, -30.0)]


def test_on_or_after_counts_everybody_who_was_still_to_come() -> None:
    frame = Engine(orders_book()).cohorts(END_OF_JUNE, kind="on_or_after").frame
    assert counts(frame) == {
        "2025-01": ["3/3", "2/3", "1/3", "1/3", "0/3", "0/3"],
        "2025-02": ["2/2", "1/2", "1/2", "1/2", "0/2"],
        "2025-03": ["1/1", "1/1", "1/1", "0/1"],
    }


def test_quarters() -> None:
    frame = Engine(orders_book()).cohorts(END_OF_JUNE, by="quarter").frame
    assert counts(frame) == {"2025Q1": ["6/6", "3/6"]}


def test_only_the_cohorts_of_the_period_where_asked() -> None:
    frame = Engine(orders_book()).cohorts(
        Query(date(2025, 6, 30), "2025-02-10..2025-03-31"), limit_to_period=True
    )
    assert sorted(counts(frame.frame)) == ["2025-02", "2025-03"]


def test_a_filter_gives_the_cohorts_of_its_customers() -> None:
    frame = Engine(orders_book()).cohorts(Query(END_OF_JUNE.as_of, where="id:c1,c4")).frame
    assert counts(frame)["2025-01"] == ["1/1", "1/1", "1/1", "1/1", "0/1", "0/1"]
    assert counts(frame)["2025-02"] == ["1/1", "0/1", "0/1", "1/1", "0/1"]


def test_a_cancelled_first_order_founds_no_cohort() -> None:
    orders = [
        {"customer_id": "c", "order_date": "2025-01-05", "amount": 9, "status": "cancelled"},
        {"customer_id": "c", "order_date": "2025-02-05", "amount": 9},
    ]
    frame = Engine(make_book(orders=orders)).cohorts(Query(date(2025, 2, 28))).frame
    assert counts(frame) == {"2025-02": ["1/1"]}


def test_a_book_without_orders_counts_who_is_active_at_the_close_of_each_month() -> None:
    events = [
        {"customer_id": "stays", "effective_date": "2025-01-10", "mrr": 10},
        {"customer_id": "leaves", "effective_date": "2025-01-20", "mrr": 5},
        {"customer_id": "leaves", "effective_date": "2025-02-10", "mrr": 0},
    ]
    frame = Engine(make_book(mrr_events=events)).cohorts(Query(date(2025, 3, 31))).frame
    assert counts(frame) == {"2025-01": ["2/2", "1/2", "1/2"]}
    assert frame["revenue"].to_list() == [15, 10, 10]


def test_a_subscriber_whom_no_month_end_saw_founds_its_cohort_when_one_does() -> None:
    events = [
        {"customer_id": "stays", "effective_date": "2025-01-10", "mrr": 10},
        {"customer_id": "visits", "effective_date": "2025-01-12", "mrr": 5},
        {"customer_id": "visits", "effective_date": "2025-01-20", "mrr": 0},
        {"customer_id": "visits", "effective_date": "2025-03-02", "mrr": 5},
    ]
    frame = Engine(make_book(mrr_events=events)).cohorts(Query(date(2025, 3, 31))).frame
    assert counts(frame) == {"2025-01": ["1/1", "1/1", "1/1"], "2025-03": ["1/1"]}


def test_a_book_without_any_activity_has_no_cohorts() -> None:
    book = make_book(customers=[{"customer_id": "c"}], orders=[])
    assert Engine(book).cohorts(Query(date(2025, 3, 31))).frame.is_empty()
