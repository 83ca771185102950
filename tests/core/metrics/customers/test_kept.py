"""Customers kept, lost, new and returned, on the worked figures of the specification."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import EXPECTED, JANUARY, mrr_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

WORKED = EXPECTED["mrr_jan2025"]


@pytest.fixture(scope="module")
def january() -> FiguresOf:
    return FiguresOf(Engine(mrr_book()), JANUARY)


def test_three_of_four_customers_are_kept_with_a_wilson_interval(january: FiguresOf) -> None:
    kept = january["retention.customers"]
    assert (kept.numerator, kept.denominator) == (3, 4)
    assert kept.value == WORKED["logo_retention"] == 0.75
    assert (kept.low, kept.high) == pytest.approx((0.3006, 0.9544), abs=5e-5)
    assert kept.status == "few"


def test_churn_is_the_complement_and_leaves_out_who_joined_and_left(january: FiguresOf) -> None:
    lost = january["churn.customers"]
    assert (lost.numerator, lost.denominator) == (1, 4)
    assert lost.value == WORKED["chartmogul_b2b_customer_churn"] == 0.25


def test_daily_churn_adds_up_the_losses_of_each_day(january: FiguresOf) -> None:
    daily = january["churn.customers.daily"].value
    assert daily == pytest.approx(WORKED["shopify_daily_customer_churn"], abs=1e-6)
    # C leaves on the 10th when A, B, C, D, E and F are there; G on the 20th, one of A, B, D, E, F and G.
    assert daily == pytest.approx(1 / 6 + 1 / 6)


def test_churn_with_new_in_the_denominator_counts_who_joined_and_left_in_both(
    january: FiguresOf,
) -> None:
    figure = january["churn.customers.with_new"]
    assert (figure.numerator, figure.denominator) == (2, 6)
    assert figure.value == pytest.approx(WORKED["stripe_style_churn_new_in_denominator"], abs=1e-6)


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        ("customers.start", 4),
        ("customers.new", 1),
        ("customers.returned", 1),
        ("customers.lost", 1),
        ("customers.active", 5),
    ],
)
def test_the_counts_of_january(january: FiguresOf, metric: str, count: int) -> None:
    assert january[metric].value == count


def active_on(engine: Engine, day: str) -> bool:
    frame = engine.customers(Query(as_of=date.fromisoformat(day), columns=("active",))).frame
    return bool(frame.item(0, 0))


def test_an_active_window_of_a_month_means_ordered_in_the_month_before() -> None:
    settings = BookSettings(name="Monthly", active_window=Duration(months=1))
    orders = [{"customer_id": "c1", "order_date": "2025-02-01", "amount": 10}]
    engine = Engine(make_book(settings=settings, orders=orders))
    assert active_on(engine, "2025-02-28")
    assert not active_on(engine, "2025-03-01")
    starts = {
        month: FiguresOf(engine, Query(date(2025, 12, 31), month))
        for month in ("2025-02", "2025-03", "2025-04")
    }
    assert [starts[month]["customers.start"].value for month in starts] == [0, 1, 0]


def test_a_credit_note_a_cancelled_or_a_free_order_makes_nobody_active() -> None:
    orders = [
        {"customer_id": "credit", "order_date": "2025-02-01", "amount": -10},
        {"customer_id": "cancelled", "order_date": "2025-02-01", "amount": 10, "status": " Cancelled "},
        {"customer_id": "free", "order_date": "2025-02-01", "amount": 0},
        {"customer_id": "buyer", "order_date": "2025-02-01", "amount": 10, "status": "paid"},
    ]
    engine = Engine(make_book(orders=orders))
    frame = engine.customers(Query(date(2025, 3, 1), columns=("id", "active", "revenue", "orders"))).frame
    rows = {row[0]: row[1:] for row in frame.iter_rows()}
    assert rows == {
        "buyer": (True, 10.0, 1),
        "cancelled": (False, 0.0, 0),
        "credit": (False, -10.0, 0),
        "free": (False, 0.0, 0),
    }


def test_without_customers_at_start_a_rate_is_null_and_says_why() -> None:
    engine = Engine(make_book(orders=[{"customer_id": "c", "order_date": "2025-02-01", "amount": 1}]))
    found = FiguresOf(engine, Query(date(2025, 2, 28), "2025-02"))
    for metric in ("retention.customers", "churn.customers", "churn.customers.daily"):
        assert (found[metric].value, found[metric].status) == (None, "n/a"), metric
        assert found[metric].note == "no customers at start"
    # Somebody joined, so this one has a denominator.
    assert found["churn.customers.with_new"].value == 0
