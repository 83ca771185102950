"""Where a customer stands: prospect, new, engaged, regular, overdue, lost, won back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.facts.lifecycle import LIFECYCLE
from holdfast.query import Query

FIRST = date(2025, 1, 1)


def state(as_of: date, orders: list[int], **tables: Any) -> str:
    """The lifecycle of a customer who orders so many days after the first of January 2025."""
    rows: list[Row] = [
        {"customer_id": "c", "order_date": FIRST + timedelta(days=day), "amount": 5} for day in orders
    ]
    book = make_book(customers=[{"customer_id": "c"}], orders=rows, **tables)
    return str(Engine(book).customers(Query(as_of, columns=("lifecycle",))).frame.item())


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("orders", "after", "expected"),
    [
        ([], 10, "prospect"),
        ([0], 10, "new"),
        ([0, 30], 40, "engaged"),
        ([0, 30, 60], 90, "regular"),
        ([0, 30, 60, 90], 150, "overdue"),
        ([0, 30, 60, 90], 90 + 366, "lost"),
        ([0, 400], 410, "won back"),
    ],
)
def test_the_stages_of_a_buyer(orders: list[int], after: int, expected: str) -> None:
    assert state(FIRST + timedelta(days=after), orders) == expected
    assert expected in LIFECYCLE


def test_twice_the_cadence_is_overdue_and_less_is_not() -> None:
    orders = [0, 30, 60, 90]
    assert state(FIRST + timedelta(days=149), orders) == "regular"
    assert state(FIRST + timedelta(days=150), orders) == "overdue"


@pytest.mark.parametrize(("days", "expected"), [(89, "new"), (90, "regular")])
def test_a_subscriber_without_orders_is_new_for_ninety_days(days: int, expected: str) -> None:
    rows: list[Row] = [{"customer_id": "c", "start": FIRST, "mrr": 5}]
    assert state(FIRST + timedelta(days=days), [], subscriptions=rows) == expected


def test_a_subscriber_who_came_back_is_won_back() -> None:
    rows: list[Row] = [
        {"customer_id": "c", "start": "2025-01-01", "end": "2025-02-01", "mrr": 5},
        {"customer_id": "c", "start": "2025-04-01", "mrr": 5},
    ]
    assert state(date(2025, 3, 1), [], subscriptions=rows) == "lost"
    assert state(date(2025, 4, 2), [], subscriptions=rows) == "won back"
