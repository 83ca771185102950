"""Recurring revenue, its movements and what of it is kept, on the worked figures of the specification."""

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
LOSSES = ("contraction", "churn")


def by_id(engine: Engine, query: Query) -> FiguresOf:
    return FiguresOf(engine, query)


@pytest.fixture(scope="module")
def january() -> FiguresOf:
    return by_id(Engine(mrr_book()), JANUARY)


def signed(kind: str, amount: float) -> float:
    return -amount if kind in LOSSES else amount


@pytest.mark.parametrize("kind", ["new", "expansion", "contraction", "churn", "reactivation"])
def test_the_movements_of_january(january: FiguresOf, kind: str) -> None:
    assert january[f"mrr.{kind}"].value == signed(kind, WORKED["endpoint"][kind])
    assert january[f"mrr.{kind}.events"].value == signed(kind, WORKED["event_level"][kind])


def test_the_levels_at_both_ends(january: FiguresOf) -> None:
    assert (january["mrr.start"].value, january["mrr.end"].value) == (WORKED["start"], WORKED["end"])


def test_start_and_movements_add_up_to_the_end_both_ways(january: FiguresOf) -> None:
    for suffix in ("", ".events"):
        moved = sum(
            january[f"mrr.{kind}{suffix}"].value or 0
            for kind in ("new", "reactivation", "expansion", "contraction", "churn")
        )
        assert WORKED["start"] + moved == WORKED["end"]


@pytest.mark.parametrize(
    ("metric", "numerator", "key"),
    [
        ("retention.revenue.gross", 400, "GRR"),
        ("retention.revenue.net", 420, "NRR"),
        ("churn.revenue.gross", 140, "chartmogul_gross_mrr_churn"),
        ("churn.revenue.net_chartmogul", 60, "chartmogul_net_mrr_churn"),
    ],
)
def test_revenue_kept_and_lost_of_500(january: FiguresOf, metric: str, numerator: float, key: str) -> None:
    figure = january[metric]
    assert (figure.numerator, figure.denominator) == (numerator, 500)
    assert figure.value == pytest.approx(WORKED[key])


def test_losing_one_of_two_subscriptions_is_contraction_losing_the_last_is_churn() -> None:
    book = make_book(
        subscriptions=[
            {"customer_id": "a", "start": "2024-01-01", "end": "2025-01-10", "mrr": 30},
            {"customer_id": "a", "start": "2024-01-01", "end": "2025-02-10", "mrr": 70},
        ]
    )
    engine = Engine(book)
    january, february = (by_id(engine, Query(date(2025, 2, 28), month)) for month in ("2025-01", "2025-02"))
    assert (january["mrr.contraction"].value, january["mrr.churn"].value) == (-30, 0)
    assert (february["mrr.contraction"].value, february["mrr.churn"].value) == (0, -70)


def test_the_churn_date_is_the_end_of_service_or_the_request_where_the_book_says_so() -> None:
    rows = [
        {
            "customer_id": "a",
            "start": "2024-01-01",
            "end": "2025-03-01",
            "cancel_requested": "2025-01-05",
            "mrr": 9,
        }
    ]
    question = Query(date(2025, 1, 31), "2025-01")
    by_service = Engine(make_book(subscriptions=rows))
    by_request = Engine(
        make_book(settings=BookSettings(name="r", churn_date="cancel_requested"), subscriptions=rows)
    )
    assert by_id(by_service, question)["customers.lost"].value == 0
    assert by_id(by_request, question)["customers.lost"].value == 1


def test_a_trial_is_not_active_until_it_ends_unless_the_book_includes_trials() -> None:
    rows = [{"customer_id": "a", "start": "2025-01-05", "trial_end": "2025-02-05", "mrr": 9}]
    question = Query(date(2025, 1, 31), "2025-01")
    without = Engine(make_book(subscriptions=rows))
    included = Engine(make_book(settings=BookSettings(name="t", include_trials=True), subscriptions=rows))
    assert by_id(without, question)["customers.active"].value == 0
    assert by_id(without, Query(date(2025, 2, 28), "2025-02"))["customers.new"].value == 1
    assert by_id(included, question)["customers.active"].value == 1


def test_without_subscriptions_a_customers_revenue_is_compared_with_the_period_before() -> None:
    orders = [
        {"customer_id": "grew", "order_date": "2025-01-10", "amount": 100},
        {"customer_id": "grew", "order_date": "2025-02-10", "amount": 150},
        {"customer_id": "shrank", "order_date": "2025-01-10", "amount": 100},
        {"customer_id": "shrank", "order_date": "2025-02-10", "amount": 40},
        {"customer_id": "new", "order_date": "2025-02-10", "amount": 900},
    ]
    found = by_id(Engine(make_book(orders=orders)), Query(date(2025, 2, 28), "2025-02"))
    gross, net = found["retention.revenue.gross"], found["retention.revenue.net"]
    assert (gross.numerator, gross.denominator) == (140, 200)
    assert (net.numerator, net.denominator) == (190, 200)


def test_the_basis_is_named_beside_revenue_retention() -> None:
    orders = [{"customer_id": "c", "order_date": "2025-01-10", "amount": 1}]
    for engine, basis in ((Engine(mrr_book()), "mrr"), (Engine(make_book(orders=orders)), "orders")):
        found = by_id(engine, Query(date(2025, 2, 28), "2025-02"))
        assert basis in (found["retention.revenue.net"].note or "")


def test_revenue_deducts_credit_notes_and_leaves_out_cancelled_orders() -> None:
    orders = [
        {"customer_id": "c", "order_date": "2025-01-10", "amount": 100.25},
        {"customer_id": "c", "order_date": "2025-01-11", "amount": -0.2},
        {"customer_id": "c", "order_date": "2025-01-12", "amount": 50, "status": "void"},
    ]
    found = by_id(Engine(make_book(orders=orders)), Query(date(2025, 1, 31), "2025-01"))
    assert found["revenue.period"].value == 100.05


def test_return_after_the_reactivation_window_counts_as_new() -> None:
    rows = [
        {"customer_id": "late", "effective_date": "2024-01-01", "mrr": 5},
        {"customer_id": "late", "effective_date": "2024-06-01", "mrr": 0},
        {"customer_id": "late", "effective_date": "2025-01-10", "mrr": 5},
        {"customer_id": "soon", "effective_date": "2024-01-01", "mrr": 7},
        {"customer_id": "soon", "effective_date": "2024-12-20", "mrr": 0},
        {"customer_id": "soon", "effective_date": "2025-01-10", "mrr": 7},
    ]
    settings = BookSettings(name="w", reactivation_window=Duration(days=90))
    found = by_id(Engine(make_book(settings=settings, mrr_events=rows)), JANUARY)
    assert (found["mrr.new"].value, found["mrr.reactivation"].value) == (5, 7)
    ever = by_id(Engine(make_book(mrr_events=rows)), JANUARY)
    assert (ever["mrr.new"].value, ever["mrr.reactivation"].value) == (0, 12)


def test_refunds_beyond_sales_keep_nothing_and_no_less() -> None:
    """Of 100 and 50 in May, June brought 90 and a refund of 400: 90 kept of 150, not 90 − 400."""
    amounts = {("a", "2025-05-10"): 100, ("b", "2025-05-10"): 50, ("a", "2025-06-10"): 90}
    amounts[("b", "2025-06-10")] = -400
    orders = [
        {"customer_id": name, "order_date": day, "amount": amount} for (name, day), amount in amounts.items()
    ]
    engine = Engine(make_book(orders=orders))
    june = Query(date(2025, 6, 30), "2025-06")
    gross, net = (by_id(engine, june)[f"retention.revenue.{kind}"] for kind in ("gross", "net"))
    assert (gross.numerator, gross.denominator) == (90, 150)
    assert net.numerator == 90 - 400
    row = engine.movements(june).frame.row(0, named=True)
    assert (row["gross"], row["net"]) == (gross.value, net.value)


@pytest.mark.parametrize("refund", [-89.99, -90, -90.01])
def test_what_is_kept_of_one_customer_ends_at_nothing(refund: float) -> None:
    orders = [
        {"customer_id": "a", "order_date": "2025-05-10", "amount": 100},
        {"customer_id": "a", "order_date": "2025-06-10", "amount": 90},
        {"customer_id": "a", "order_date": "2025-06-11", "amount": refund},
    ]
    found = by_id(Engine(make_book(orders=orders)), Query(date(2025, 6, 30), "2025-06"))
    assert found["retention.revenue.gross"].numerator == pytest.approx(max(0.0, 90 + refund))


CREDITED = [
    {"customer_id": "a", "start": "2024-01-01", "mrr": 100},
    {"customer_id": "a", "start": "2025-01-10", "end": "2025-03-01", "mrr": -30},
    {"customer_id": "b", "start": "2024-01-01", "mrr": 50},
    {"customer_id": "b", "start": "2024-06-01", "mrr": -70},
]
"""A credit of 30 for a while, and one that is larger than what it is for."""


def test_a_negative_subscription_counts_as_it_stands() -> None:
    engine = Engine(make_book(subscriptions=CREDITED))
    found = by_id(engine, Query(date(2025, 1, 31), "2025-01"))
    assert (found["mrr.start"].value, found["mrr.end"].value) == (80, 50)
    assert found["mrr.contraction"].value == -30
    # Of what was above nothing at the start, 100 of a, 70 are kept.
    for kind in ("gross", "net"):
        figure = found[f"retention.revenue.{kind}"]
        assert (figure.numerator, figure.denominator) == (70, 100)
    rows = engine.movements(Query(date(2025, 3, 31), "2024-12-01..2025-03-31")).frame
    assert rows["end"].to_list() == [80, 50, 50, 80]
    assert rows["gross"].to_list() == [1, 0.7, 1, 1]
    assert rows["net"].to_list() == [1, 0.7, 1, pytest.approx(100 / 70)]


def test_a_negative_level_counts_as_it_stands_and_only_0_is_gone() -> None:
    levels = [
        {"customer_id": "a", "effective_date": "2025-01-01", "mrr": 100},
        {"customer_id": "a", "effective_date": "2025-02-01", "mrr": -10},
        {"customer_id": "a", "effective_date": "2025-03-01", "mrr": 0},
    ]
    rows = Engine(make_book(mrr_events=levels)).movements(Query(date(2025, 3, 31), "2025-01..2025-03")).frame
    assert rows["end"].to_list() == [100, -10, 0]
    assert rows["customers_end"].to_list() == [1, 1, 0]
    assert rows["gross"].to_list() == [None, 0, None]
