"""What a customer had on a day, told at the very day on which it changes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book

from holdfast.facts.levels import activity_levels, sales_levels
from holdfast.timeline import Period

CLOSE = date(2025, 6, 30)


def subscribed(day: str) -> dict[str, object]:
    return {"customer_id": "c", "effective_date": day, "mrr": 20}


@pytest.mark.parametrize(("day", "seen"), [("2025-06-30", True), ("2025-07-01", False)])
def test_what_happens_on_the_as_of_day_is_known_at_its_close(day: str, seen: bool) -> None:
    book = make_book(customers=[{"customer_id": "c"}], mrr_events=[subscribed(day)])
    found = activity_levels(book, CLOSE, Period(date(2025, 6, 1), date(2025, 7, 1)))
    assert found.select("active", "active_end", "joined").row(0) == (seen, seen, seen)
    assert found.item(0, "first_active") == (date(2025, 6, 30) if seen else None)


@pytest.mark.parametrize(("start", "before"), [(date(2025, 5, 31), False), (date(2025, 6, 1), True)])
def test_a_month_end_counts_as_before_the_period_only_where_it_is_over(start: date, before: bool) -> None:
    book = make_book(mrr_events=[subscribed("2025-05-10")])
    assert activity_levels(book, CLOSE, Period(start, date(2025, 7, 1))).item(0, "counted_before") is before


@pytest.mark.parametrize(("start", "active"), [(date(2025, 5, 10), False), (date(2025, 5, 11), True)])
def test_who_begins_on_the_first_day_of_a_period_was_not_there_at_its_start(
    start: date, active: bool
) -> None:
    book = make_book(mrr_events=[subscribed("2025-05-10")])
    found = activity_levels(book, CLOSE, Period(start, date(2025, 7, 1)))
    assert found.select("active_start", "joined").row(0) == (active, not active)


@pytest.mark.parametrize(("day", "inside"), [("2025-05-31", 0), ("2025-06-01", 7), ("2025-06-30", 7)])
def test_an_order_on_either_edge_of_the_period_is_inside_it(day: str, inside: int) -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": day, "amount": 7}])
    period = Period(date(2025, 6, 1), date(2025, 7, 1))
    assert sales_levels(book, CLOSE, period).item(0, "revenue_period") == inside * 10_000


def test_an_order_on_the_first_day_takes_nothing_from_the_one_the_day_before() -> None:
    orders = [
        {"customer_id": "c", "order_date": day, "amount": amount}
        for day, amount in (("2025-05-31", 7), ("2025-06-01", 3))
    ]
    found = sales_levels(make_book(orders=orders), CLOSE, Period(date(2025, 6, 1), date(2025, 7, 1)))
    assert found.select("revenue_before", "revenue_period").row(0) == (70_000, 30_000)
