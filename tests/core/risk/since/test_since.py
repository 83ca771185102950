"""`since` is the first day without interruption: open on that day, not open the day before."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, numbered, orders_of, severity, since

from holdfast.book.book import Book


@cache
def the_book() -> Book:
    return make_book(
        customers=[{"customer_id": "c1", "tier": "A"}, {"customer_id": "one", "tier": "B"}],
        orders=numbered(
            orders_of("c1", *range(500, 160, -40)),
            orders_of("c1", 160, 120, 80, amount=40),
            orders_of("one", 70),
        ),
        surveys=[{"kind": "nps", "customer_id": "c1", "invited": ago(90), "answered": ago(80), "score": 3}],
        reps=[
            {"rep_id": "ana", "hire_date": ago(2000), "end_date": ago(33)},
            {"rep_id": "max", "hire_date": ago(2000)},
        ],
        assignments=[
            {"customer_id": "c1", "rep_id": "max", "start": ago(700), "end": ago(50)},
            {"customer_id": "c1", "rep_id": "ana", "start": ago(50)},
        ],
        interactions=[{"customer_id": "c1", "at": ago(400), "direction": "two-way"}],
        contracts=[{"customer_id": "c1", "start": ago(700), "end": ago(21)}],
    )


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("flag", "customer"),
    [(flag, "c1") for flag in ("F01", "F05", "F12", "F18", "F19", "F22", "F29")] + [("F03", "one")],
)
def test_a_flag_was_open_on_its_first_day_and_not_the_day_before(flag: str, customer: str) -> None:
    first = since(the_book(), flag, customer)
    assert first is not None
    assert severity(the_book(), flag, customer, first) not in (None, "none")
    assert severity(the_book(), flag, customer, first - timedelta(days=1)) in (None, "none")
