"""The health of a customer over the last year, as it would have been told on each day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, numbered, orders_of
from tests.examples import some_by_day

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.watch import CancelledError, Watch
from holdfast.views.customers.health_history import MONTHS

# One orders every 30 days until 100 days ago; the other as ever, and is angry for a while.
BOOK = make_book(
    customers=[{"customer_id": "stops", "tier": "A"}, {"customer_id": "angry", "tier": "B"}],
    orders=numbered(orders_of("stops", *range(100, 800, 30)), orders_of("angry", *range(1, 800, 30))),
    order_lines=[
        {"order_id": f"o{number:05}", "product": product, "category": product, "amount": 10}
        for number, product in enumerate("abc" * 16)
    ],
    surveys=[
        {
            "kind": "nps",
            "customer_id": "angry",
            "invited": ago(130),
            "answered": ago(125),
            "score": 3,
            "loop_closed": ago(70),
        }
    ],
    interactions=[
        {"customer_id": name, "at": ago(days), "direction": "two-way"}
        for name in ("stops", "angry")
        for days in range(3, 700, 25)
    ],
    usage=[
        {"customer_id": "angry", "date": ago(days), "metric": "logins", "value": 5}
        for days in range(1, 500, 7)
    ],
)
ENGINE = Engine(BOOK)
STOPS, ANGRY = (BOOK.customers.get_column("customer_id").to_list().index(name) for name in ("stops", "angry"))


@pytest.mark.thorough
@pytest.mark.parametrize("customer", [STOPS, ANGRY])
@pytest.mark.parametrize("as_of", some_by_day([AS_OF, date(2025, 6, 11)], at=1))
def test_every_point_is_the_health_that_was_told_on_that_day(customer: int, as_of: date) -> None:
    points = ENGINE.customer_past(Query(as_of=as_of), customer).health
    assert len(points) >= MONTHS
    assert points[-1].end == as_of
    for point in (*points[::4], points[-1]):
        then = ENGINE.customer(Query(as_of=point.end), customer).health
        assert point.value == (None if then is None else pytest.approx(then.value))


@pytest.mark.thorough
def test_what_moved_it_is_named_on_the_day_it_moved() -> None:
    moves = {
        point.end: point.moved
        for point in ENGINE.customer_past(Query(as_of=AS_OF), STOPS).health
        if point.moved
    }
    assert moves[date(2025, 5, 31)] == "Overdue, Spend drop opened"
    angry = {point.end: point.moved for point in ENGINE.customer_past(Query(as_of=AS_OF), ANGRY).health}
    assert angry[date(2025, 2, 28)] == "Detractor opened"
    assert angry[date(2025, 4, 30)] == "Detractor cleared"
    assert angry[date(2025, 3, 31)] is None


def test_the_history_can_be_given_up() -> None:
    with pytest.raises(CancelledError):
        ENGINE.customer_past(Query(as_of=AS_OF), STOPS, Watch(cancelled=lambda: True))


def test_beside_it_stand_the_changed_flags_and_the_priority_in_a_sentence_each() -> None:
    past = ENGINE.customer_past(Query(as_of=date(2025, 5, 31), since=date(2025, 3, 31)), STOPS)
    assert past.changes.startswith("Since 31 Mar 2025: ")
    assert "Overdue" in past.changes
    assert past.priority.startswith("No priority: ")
