"""Low seats: what is in use of what was contracted."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, sentence, severity, since

from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings


def subscription(seats: int | None = 40, start: int = 75, **more: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "start": ago(start), "mrr": 100, "seats": seats, **more}


def usage(*values: tuple[int, float], metric: str = "active_users") -> list[dict[str, Any]]:
    """(days ago, value) → rows."""
    return [
        {"customer_id": "c1", "date": ago(days), "metric": metric, "value": value} for days, value in values
    ]


def book(
    subscriptions: list[dict[str, Any]], *rows: list[dict[str, Any]], settings: BookSettings | None = None
) -> Book:
    return make_book(
        settings=settings, subscriptions=subscriptions, usage=[row for one in rows for row in one]
    )


@pytest.mark.parametrize(("used", "expected"), [(15.9, "watch"), (16, "none"), (0, "watch"), (40, "none")])
def test_under_two_fifths_of_the_seats_in_use_is_low(used: float, expected: str) -> None:
    assert severity(book([subscription()], usage((1, used))), "F08") == expected


@pytest.mark.parametrize(("start", "expected"), [(60, None), (61, "watch")])
def test_a_subscription_counts_after_sixty_days(start: int, expected: str | None) -> None:
    assert severity(book([subscription(start=start)], usage((1, 5))), "F08") == expected


def test_the_evidence_names_both_numbers_and_the_time_since_the_start() -> None:
    low = book([subscription()], usage((1, 11), (20, 9)))
    assert sentence(low, "F08") == "11 of 40 seats in use, 75 d after start"
    assert since(low, "F08") == ago(75 - 61)
    assert behind(low, "F08").height == 3


def test_seats_of_running_subscriptions_are_added_once_they_count() -> None:
    two = [subscription(20, 300), subscription(30, 100)]
    assert severity(book(two, usage((1, 19))), "F08") == "watch"
    assert sentence(book(two, usage((1, 19))), "F08") == "19 of 50 seats in use, 100 d after start"
    assert severity(book([two[0], subscription(30, 20)], usage((1, 19))), "F08") == "none"
    assert severity(book([two[0], subscription(30, 100, end=ago(0))], usage((1, 19))), "F08") == "none"


def test_the_best_day_of_four_weeks_speaks_so_that_a_weekend_raises_nothing() -> None:
    assert severity(book([subscription()], usage((0, 0), (27, 30))), "F08") == "none"
    assert severity(book([subscription()], usage((0, 0), (28, 30))), "F08") == "watch"
    assert since(book([subscription(40, 500)], usage((0, 0), (14, 1), (28, 30))), "F08") == ago(0)


@pytest.mark.parametrize("metric", ["Seats", "seats_used", "Active-Users", "licenses"])
def test_every_spelling_of_a_metric_that_counts_seats_is_known(metric: str) -> None:
    assert severity(book([subscription()], usage((1, 5), metric=metric)), "F08") == "watch"


def test_without_a_count_of_seats_nothing_is_said() -> None:
    assert severity(book([subscription()], usage((1, 5), metric="logins")), "F08") is None
    assert severity(book([subscription()], usage((28, 5))), "F08") is None
    assert severity(book([subscription(None)], usage((1, 5))), "F08") is None
    assert severity(book([subscription(end=ago(2))], usage((1, 5))), "F08") is None


def test_a_trial_is_no_start_unless_the_book_says_so() -> None:
    tried = [subscription(40, 100, trial_end=ago(50))]
    assert severity(book(tried, usage((1, 5))), "F08") is None
    counted = BookSettings(name="Test book", currency="EUR", include_trials=True)
    assert severity(book(tried, usage((1, 5)), settings=counted), "F08") == "watch"


def test_rows_after_the_day_change_nothing() -> None:
    low = book([subscription(), subscription(9, -1)], usage((1, 5), (-1, 40)))
    assert sentence(low, "F08") == "5 of 40 seats in use, 75 d after start"
    assert behind(low, "F08").height == 2


def test_a_silence_in_the_counts_closes_the_flag_until_the_next() -> None:
    assert since(book([subscription(start=500)], usage((40, 3), (12, 5), (3, 4))), "F08") == ago(40)
    assert since(book([subscription(start=500)], usage((41, 3), (12, 5), (3, 4))), "F08") == ago(12)
    # More seats since 100 - 61 days ago: 10 of 20 was enough until then.
    grown = [subscription(20, 500), subscription(30, 100)]
    rows = [(days, 10.0) for days in range(120)]
    assert since(book(grown, usage(*rows)), "F08") == ago(39)
    # Fewer seats since 50 days ago: 10 of 50 was as low before.
    shrunk = [subscription(30, 500), subscription(20, 500, end=ago(50))]
    assert since(book(shrunk, usage(*rows)), "F08") == ago(119)
