"""Movements: the worked January, whole books by brute force, and rows that always add up."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.worked import EXPECTED, JANUARY, mrr_book, orders_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.views.retention.movements import COLUMNS, MovementKind

WORKED = EXPECTED["mrr_jan2025"]
MONEY = ("new", "reactivation", "expansion", "contraction", "churn")


@pytest.mark.parametrize(("kind", "level"), [("endpoint", "endpoint"), ("events", "event_level")])
def test_the_row_of_january(kind: MovementKind, level: str) -> None:
    frame = Engine(mrr_book()).movements(JANUARY, kind=kind).frame
    assert tuple(frame.columns) == COLUMNS
    assert frame.height == 1
    row = frame.row(0, named=True)
    assert (row["period"], row["start"], row["end"]) == ("2025-01", WORKED["start"], WORKED["end"])
    losses = ("contraction", "churn")
    assert {name: -row[name] if name in losses else row[name] for name in MONEY} == WORKED[level]
    assert (row["gross"], row["net"]) == pytest.approx((WORKED["GRR"], WORKED["NRR"]))
    assert row["complete"]


def test_the_customers_of_january() -> None:
    row = Engine(mrr_book()).movements(JANUARY).frame.row(0, named=True)
    counted = [row[f"customers_{name}"] for name in ("start", "new", "returned", "lost", "end")]
    assert counted == [4, 1, 1, 1, 5]
    events = Engine(mrr_book()).movements(JANUARY, kind="events").frame.row(0, named=True)
    counted = [events[f"customers_{name}"] for name in ("start", "new", "returned", "lost", "end")]
    # G joined and left inside the month: one more new, one more lost.
    assert counted == [4, 2, 1, 2, 5]


def test_quarters_and_years_compare_their_own_ends() -> None:
    engine = Engine(mrr_book())
    question = Query(date(2025, 1, 31), "2024-01-01..2025-01-31")
    years = engine.movements(question, by="year").frame
    assert years["period"].to_list() == ["2024", "2025"]
    # F came and went inside 2024, and D, A, B and C stayed: 500 of new revenue, none of it F's.
    assert years.row(0, named=True)["new"] == 500
    assert years["complete"].to_list() == [True, False]
    quarters = engine.movements(question, by="quarter").frame
    assert quarters["period"].to_list() == ["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1"]
    assert quarters["end"].to_list() == [560, 560, 560, 500, 560]


def test_fiscal_years_start_in_the_month_of_the_book() -> None:
    engine = Engine(mrr_book(BookSettings(name="fiscal", fiscal_year_start=10)))
    frame = engine.movements(Query(date(2025, 1, 31), "2024-01-01..2025-01-31"), by="year").frame
    assert frame["period"].to_list() == ["2023", "2024"]
    assert frame["end"].to_list() == [560, 560]


@pytest.mark.parametrize(("day", "lost"), [(19, 0), (20, 1)])
def test_a_running_month_is_marked_and_read_as_of_the_day(day: int, lost: int) -> None:
    orders = [
        {"customer_id": "late", "order_date": "2024-06-20", "amount": 10},
        {"customer_id": "here", "order_date": "2025-06-05", "amount": 10},
    ]
    frame = Engine(make_book(orders=orders)).movements(Query(date(2025, 6, day), "2025-06")).frame
    row = frame.row(0, named=True)
    assert not row["complete"]
    # The order of a year ago counts up to the close of the 19th; what becomes of the rest of June is open.
    assert (row["customers_start"], row["customers_lost"], row["customers_end"]) == (1, lost, 2 - lost)


def test_a_running_month_without_money_so_far_is_not_set_beside_a_whole_one() -> None:
    orders = [{"customer_id": "c", "order_date": "2025-05-20", "amount": 10}]
    row = (
        Engine(make_book(orders=orders))
        .movements(Query(date(2025, 6, 10), "2025-06"))
        .frame.row(0, named=True)
    )
    assert [row[name] for name in ("start", *MONEY, "end", "gross")] == [0, 0, 0, 0, 0, 0, 0, None]


def test_months_that_have_not_begun_are_left_out() -> None:
    frame = Engine(mrr_book()).movements(Query(date(2024, 11, 15), "2024")).frame
    assert frame["period"].to_list()[-1] == "2024-11"
    assert frame["complete"].to_list()[-2:] == [True, False]


def test_a_month_without_movement_is_a_row_of_zeros_at_the_level_before() -> None:
    frame = Engine(mrr_book()).movements(Query(date(2024, 12, 31), "2024")).frame
    march = frame.row(2, named=True)
    assert [march[name] for name in ("start", *MONEY, "end")] == [560, 0, 0, 0, 0, 0, 560]
    assert (march["gross"], march["net"]) == (1, 1)


def test_a_month_that_starts_with_nothing_has_no_retention() -> None:
    row = Engine(mrr_book()).movements(Query(date(2024, 1, 31), "2024-01")).frame.row(0, named=True)
    assert (row["start"], row["gross"], row["net"]) == (0, None, None)


def test_a_filter_gives_the_movements_of_its_customers_alone() -> None:
    engine = Engine(mrr_book())
    row = engine.movements(Query(JANUARY.as_of, JANUARY.period, where="name:b,c")).frame.row(0, named=True)
    assert [row[name] for name in ("start", *MONEY, "end")] == [250, 0, 0, 0, -50, -50, 150]


def test_without_subscriptions_revenue_is_compared_with_the_month_before() -> None:
    engine = Engine(orders_book())
    table = engine.movements(Query(date(2025, 6, 30), "2025-01-01..2025-06-30"))
    assert table.notes == ("money on the orders basis",)
    february = table.frame.row(1, named=True)
    # January: c1 100, c2 200, c3 50. February: c1 110, c3 60, c4 300, c5 80.
    assert [february[name] for name in ("start", *MONEY, "end")] == [350, 380, 0, 20, 0, -200, 550]
    assert (february["gross"], february["net"]) == pytest.approx((150 / 350, 170 / 350))


def test_a_customer_whose_first_revenue_was_a_credit_note_is_new_when_it_buys() -> None:
    orders = [
        {"customer_id": "c", "order_date": "2025-01-05", "amount": -10},
        {"customer_id": "c", "order_date": "2025-03-05", "amount": 40},
    ]
    march = Engine(make_book(orders=orders)).movements(Query(date(2025, 3, 31), "2025-03")).frame
    row = march.row(0, named=True)
    assert (row["new"], row["reactivation"], row["customers_new"]) == (40, 0, 1)
