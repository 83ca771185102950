"""Repeat purchases, gaps and overdue customers, on the worked figures of the specification."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import END_OF_JUNE, EXPECTED, orders_book

from holdfast.engine import Engine
from holdfast.query import Query

WORKED = EXPECTED["orders_asof_2025_06_30"]


@pytest.fixture(scope="module")
def june() -> FiguresOf:
    return FiguresOf(Engine(orders_book()), END_OF_JUNE)


def test_four_of_six_bought_again_with_a_wilson_interval(june: FiguresOf) -> None:
    repeat = june["repeat.rate"]
    assert [repeat.numerator, repeat.denominator] == WORKED["repeat_rate"]
    assert (repeat.low, repeat.high) == pytest.approx((0.300, 0.903), abs=5e-4)


@pytest.mark.parametrize("days", [60, 90])
def test_second_order_within_so_many_days(june: FiguresOf, days: int) -> None:
    figure = june[f"repeat.second_{days}d"]
    assert [figure.numerator, figure.denominator] == WORKED[f"second_within_{days}d"]


def test_only_customers_old_enough_are_asked_for_a_second_order() -> None:
    orders = [
        {"customer_id": "old", "order_date": "2025-05-01", "amount": 1},
        {"customer_id": "young", "order_date": "2025-05-02", "amount": 1},
        {"customer_id": "young", "order_date": "2025-05-03", "amount": 1},
    ]
    figure = FiguresOf(Engine(make_book(orders=orders)), Query(date(2025, 6, 30)))["repeat.second_60d"]
    assert (figure.numerator, figure.denominator) == (0, 1)


def test_the_median_time_to_a_second_order_is_30_days_not_89(june: FiguresOf) -> None:
    figure = june["repeat.second_median"]
    assert figure.value == WORKED["km_second_purchase_median_days"] == 30
    assert (figure.numerator, figure.denominator) == (4, 6)


def test_a_median_that_half_never_reach_is_null_and_says_so() -> None:
    orders = [
        {"customer_id": f"c{number}", "order_date": "2025-01-01", "amount": 1} for number in range(5)
    ] + [{"customer_id": "c0", "order_date": "2025-01-20", "amount": 1}]
    figure = FiguresOf(Engine(make_book(orders=orders)), Query(date(2025, 6, 30)))["repeat.second_median"]
    assert (figure.value, figure.status) == (None, "n/a")
    assert "not reached" in (figure.note or "")


def test_gaps_are_pooled_over_customers(june: FiguresOf) -> None:
    assert june["repeat.gap_median"].value == WORKED["pooled_gap_median"]
    assert june["repeat.gap_mean"].value == pytest.approx(WORKED["pooled_gap_mean"], abs=5e-3)
    assert june["repeat.gap_mean"].denominator == 7


def test_revenue_from_second_and_later_orders(june: FiguresOf) -> None:
    share = june["repeat.revenue_share"]
    assert (share.numerator, share.denominator) == (895, 1745)


def test_repeat_inside_the_period_counts_only_its_orders() -> None:
    figure = FiguresOf(Engine(orders_book()), Query(date(2025, 6, 30), "2025-02"))["repeat.rate.period"]
    # In February c1, c3, c4 and c5 order once each, whatever they did before or after.
    assert (figure.numerator, figure.denominator) == (0, 4)


def overdue_by_own_median(customer: str) -> float:
    columns = ("id", "days_since_order", "gap_median")
    frame = Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=columns)).frame
    row = {row["customer_id"]: row for row in frame.iter_rows(named=True)}[customer]
    return float(row["days_since_order"] / row["gap_median"])


@pytest.mark.parametrize(("customer", "ratio"), WORKED["overdue_ratio_own_median"].items())
def test_overdue_ratio_by_own_median(customer: str, ratio: float) -> None:
    assert overdue_by_own_median(customer) == pytest.approx(ratio, abs=5e-3)


def test_the_cadence_of_few_gaps_is_drawn_to_the_segments_median() -> None:
    columns = ("id", "cadence", "overdue")
    frame = Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=columns)).frame
    found = {row["customer_id"]: row for row in frame.iter_rows(named=True)}
    # Own medians: c1 30 (3 gaps), c3 30 (1), c4 89 (1), c6 30 (2); the median of these is 30.
    assert found["c1"]["cadence"] == 30
    assert found["c3"]["cadence"] == pytest.approx((30 + 60) / 3)
    assert found["c4"]["cadence"] == pytest.approx((89 + 60) / 3)
    assert found["c6"]["cadence"] == pytest.approx((60 + 60) / 4)
    assert found["c1"]["overdue_ratio"] == pytest.approx(86 / 30)
    assert found["c2"]["cadence"] is None
    assert found["c2"]["overdue_ratio"] is None


def test_each_segment_lends_its_own_median() -> None:
    def every(customer: str, days: int, times: int) -> list[dict[str, object]]:
        first = date(2025, 1, 1)
        return [
            {"customer_id": customer, "order_date": first + timedelta(days=days * n), "amount": 1}
            for n in range(times)
        ]

    orders = every("fast", 10, 5) + every("slow", 60, 5) + every("young", 20, 2)
    customers = [
        {"customer_id": "fast", "segment": "smb"},
        {"customer_id": "slow", "segment": "enterprise"},
        {"customer_id": "young", "segment": "enterprise"},
    ]
    book = make_book(orders=orders, customers=customers)
    frame = Engine(book).customers(Query(date(2025, 12, 1), columns=("id", "cadence"))).frame
    cadence = dict(frame.iter_rows())
    # Median of the own medians in enterprise: (60 + 20) / 2 = 40; (20 + 2 · 40) / 3.
    assert cadence["young"] == pytest.approx(100 / 3)


def test_orders_of_one_day_are_one_purchase_where_the_book_says_so() -> None:
    orders = [
        {"customer_id": "c", "order_date": "2025-01-01", "amount": 1},
        {"customer_id": "c", "order_date": "2025-01-01", "amount": 2},
    ]
    apart = make_book(orders=orders)
    merged = make_book(settings=replace(apart.settings, merge_same_day_orders=True), orders=orders)
    counts = [
        Engine(book).customers(Query(date(2025, 2, 1), columns=("orders", "revenue"))).frame.row(0)
        for book in (apart, merged)
    ]
    assert counts == [(2, 3.0), (1, 3.0)]
