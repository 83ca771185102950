"""The chance of a return is read off the book's own losses that were followed long enough."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.core.books import Row, make_book

from holdfast.facts.lost.returns import ReturnRate, return_rates
from holdfast.statistics.intervals.wilson import wilson

LOST_ON = date(2024, 3, 1)


def service(number: int, back_after: int | None) -> list[Row]:
    """Subscriptions of a customer lost on LOST_ON, and back so many days later."""
    first = {"customer_id": f"c{number}", "start": "2023-01-01", "mrr": 10, "end": LOST_ON}
    if back_after is None:
        return [first]
    return [first, {"customer_id": f"c{number}", "start": LOST_ON + timedelta(days=back_after), "mrr": 10}]


def rates(gone_for: list[int | None], as_of: date) -> tuple[ReturnRate, ...]:
    rows = [row for number, days in enumerate(gone_for) for row in service(number, days)]
    return return_rates(make_book(subscriptions=rows), as_of)


def test_a_return_counts_from_where_a_customer_stands_now_for_180_days() -> None:
    """Back after 30 days: not gone as long. After 210 and 211: on the last day that counts, and too late."""
    early, late = rates([29, 30, 31, 210, 211, *[None] * 20], date(2025, 6, 30))
    low, high = wilson(2, 23) or (None, None)
    assert early == ReturnRate(30, 23, 2, 2 / 23, low, high)
    assert (late.losses, late.returned) == (22, 2)


@pytest.mark.parametrize(("days", "followed"), [(209, 0), (210, 20)])
def test_losses_count_once_they_were_followed_for_as_long(days: int, followed: int) -> None:
    early, _ = rates([None] * 20, LOST_ON + timedelta(days=days))
    assert early.losses == followed


def test_below_20_losses_there_is_no_rate() -> None:
    early, _ = rates([40, *[None] * 18], date(2025, 6, 30))
    assert early == ReturnRate(30, 19, 1)
