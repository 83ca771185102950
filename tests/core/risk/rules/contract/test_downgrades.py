from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE


def levels(*changes: tuple[int, float]) -> Book:
    """Recurring revenue from so many days ago on."""
    events = [{"customer_id": "c1", "effective_date": ago(days), "mrr": mrr} for days, mrr in changes]
    return make_book(customers=[{"customer_id": "c1"}], mrr_events=events)


@pytest.mark.parametrize(("days", "expected"), [(0, "watch"), (90, "watch"), (91, "none"), (-1, "none")])
def test_a_contraction_counts_for_90_days(days: int, expected: str) -> None:
    assert severity(levels((500, 200), (days, 150)), "F28") == expected


@pytest.mark.parametrize(("now", "expected"), [(199, "watch"), (200, "none"), (260, "none")])
def test_it_closes_when_the_level_is_back(now: float, expected: str) -> None:
    assert severity(levels((500, 200), (60, 150), (10, now)), "F28") == expected


def test_who_left_or_never_subscribed_is_not_evaluated() -> None:
    assert severity(levels((500, 200), (60, 150), (10, 0)), "F28") is None
    assert severity(levels(), "F28") is None
    bought = make_book(
        orders=[{"order_id": "o1", "customer_id": "c1", "order_date": ago(5), "amount": 9}],
        mrr_events=[{"customer_id": "c2", "effective_date": ago(5), "mrr": 9}],
    )
    assert severity(bought, "F28") is None
    assert severity(bought, "F28", "c2") == "none"


def test_the_sentence_says_from_what_to_what_and_when() -> None:
    book = levels((500, 200), (161 - 90, 150))
    assert sentence(book, "F28") == "MRR €200 → €150 on 20 Apr 2025 (−25 %)"
    assert raised(book, "F28").item(0, "money") == 600 * MONEY_SCALE
    assert since(book, "F28") == ago(71)
    steps = levels((500, 200), (60, 150), (20, 120))
    assert sentence(steps, "F28") == "MRR €200 → €120 since 1 May 2025 (−40 %)"
    assert raised(steps, "F28").item(0, "money") == 960 * MONEY_SCALE


@pytest.mark.thorough
@pytest.mark.parametrize(
    "changes",
    [
        [(500, 200), (60, 150)],
        # The first step no longer counts, but the flag has been open since.
        [(500, 200), (130, 180), (60, 150)],
        [(500, 200), (160, 180), (60, 150)],
        [(500, 200), (80, 150), (60, 250), (40, 240)],
        [(500, 200), (80, 150), (60, 0), (50, 200), (40, 100)],
    ],
)
def test_it_was_open_on_its_first_day_and_not_the_day_before(changes: list[tuple[int, float]]) -> None:
    book = levels(*changes)
    first = since(book, "F28")
    assert isinstance(first, date)
    assert severity(book, "F28", as_of=first) == "watch"
    assert severity(book, "F28", as_of=first - timedelta(days=1)) in (None, "none")


def test_the_rows_behind_are_the_subscriptions_that_changed() -> None:
    plans: list[dict[str, Any]] = [
        {"subscription_id": "s1", "start": ago(500), "end": ago(60), "mrr": 200},
        {"subscription_id": "s2", "start": ago(60), "mrr": 150},
        {"subscription_id": "s3", "start": ago(400), "mrr": 10},
    ]
    book = make_book(subscriptions=[{"customer_id": "c1", **plan} for plan in plans])
    assert sentence(book, "F28") == "MRR €210 → €160 on 1 May 2025 (−24 %)"
    assert set(behind(book, "F28").get_column("subscription_id")) == {"s1", "s2"}
    events = levels((500, 200), (60, 150))
    assert behind(events, "F28").get_column("effective_date").to_list() == [ago(60)]
