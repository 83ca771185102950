"""F31: lost customers worth an offer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration


def lost(
    days: int, *records: tuple[int, str | None], mrr: float = 100, other: float = 50, **more: Any
) -> Book:
    """A subscriber lost so many days ago beside one that stays, and records of losses (days ago, reason)."""
    return make_book(
        subscriptions=[
            {"customer_id": "c1", "start": ago(900), "end": ago(days), "mrr": mrr},
            {"customer_id": "stays", "start": ago(900), "mrr": other},
        ],
        losses=[{"customer_id": "c1", "date": ago(when), "reason_code": reason} for when, reason in records],
        **more,
    )


@pytest.mark.parametrize(
    ("days", "expected"), [(29, "none"), (30, "opportunity"), (180, "opportunity"), (181, "none")]
)
def test_a_loss_can_be_won_back_between_30_and_180_days(days: int, expected: str) -> None:
    assert severity(lost(days), "F31") == expected


@pytest.mark.parametrize(("other", "expected"), [(100, "opportunity"), (100.01, "none")])
def test_the_value_before_the_loss_must_reach_the_median(other: float, expected: str) -> None:
    assert severity(lost(74, other=other), "F31") == expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("price", "opportunity"),
        ("Too_Expensive", "opportunity"),
        ("bankruptcy", None),
        ("moon", "opportunity"),
    ],
)
def test_a_reason_that_leaves_no_way_back_closes_it(reason: str, expected: str | None) -> None:
    assert severity(lost(74, (74, reason)), "F31") == expected


def test_the_last_record_of_the_loss_speaks() -> None:
    assert severity(lost(74, (74, "price"), (60, "bankruptcy")), "F31") is None
    book = lost(74, (74, "bankruptcy"), (20, "price"))
    assert severity(book, "F31") == "opportunity"
    assert since(book, "F31") == ago(20)
    assert severity(lost(74, (74, "bankruptcy"), (74, "price")), "F31") == "opportunity"


@pytest.mark.parametrize(("days", "expected"), [(254, None), (255, "opportunity")])
def test_a_record_of_an_earlier_loss_does_not_speak_for_this_one(days: int, expected: str | None) -> None:
    assert severity(lost(74, (days, "bankruptcy")), "F31") == expected


def test_a_record_made_after_the_day_is_not_known_yet() -> None:
    assert severity(lost(74, (-1, "bankruptcy")), "F31") == "opportunity"


def test_who_came_back_or_never_was_a_customer_is_not_won_back() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "nobody"}],
        subscriptions=[
            {"customer_id": "c1", "start": ago(900), "end": ago(74), "mrr": 100},
            {"customer_id": "c1", "start": ago(10), "mrr": 100},
        ],
    )
    assert severity(book, "F31") is None
    assert severity(book, "F31", "nobody") is None


def test_win_back_says_what_they_were_worth_when_and_why() -> None:
    book = lost(74, (70, "price"), mrr=2600)
    assert sentence(book, "F31") == "Worth €31k a year until lost on 17 Apr 2025, 74 d ago; reason “price”"
    assert since(book, "F31") == ago(44)
    assert raised(book, "F31").item(0, "money") == 2600 * 12 * 10_000
    assert sentence(lost(74), "F31") == (
        "Worth €1.2k a year until lost on 17 Apr 2025, 74 d ago; no reason on file"
    )


def test_sales_of_the_12_months_before_count_where_they_are_more() -> None:
    def book(days: int) -> Book:
        order = {"order_id": "o1", "customer_id": "c1", "order_date": ago(days), "amount": 5000}
        return lost(74, mrr=100, orders=[order])

    assert raised(book(75), "F31").item(0, "money") == 5000 * 10_000
    assert raised(book(74), "F31").item(0, "money") == 1200 * 10_000
    assert raised(book(74 + 366), "F31").item(0, "money") == 1200 * 10_000


def by_orders(*also: dict[str, Any]) -> Book:
    """Orders of 100 on the 17th of every month up to October 2024: lost half a year after the last."""
    rows = [
        {"order_id": f"o{month}", "customer_id": "c1", "order_date": date(2024, month, 17), "amount": 100}
        for month in range(1, 11)
    ]
    stays = {"order_id": "s", "customer_id": "stays", "order_date": ago(5), "amount": 150}
    settings = BookSettings(name="Test book", currency="EUR", active_window=Duration(months=6))
    return make_book(settings=settings, orders=[*rows, stays, *also])


def test_without_subscriptions_the_12_months_up_to_the_loss_are_the_value() -> None:
    """Lost on 17 April 2025: the orders since 17 April 2024 count, that of March no more."""
    assert sentence(by_orders(), "F31") == (
        "Worth €700 a year until lost on 17 Apr 2025, 74 d ago; no reason on file"
    )
    note = {"order_id": "n", "customer_id": "c1", "order_date": date(2025, 4, 16), "amount": -600}
    assert severity(by_orders(note), "F31") == "none"


def test_behind_are_the_records_of_the_loss_and_what_ended() -> None:
    rows = behind(lost(74, (70, "price"), (400, "price")), "F31")
    assert rows.get_column("date").to_list() == [ago(70), None]
    assert rows.get_column("mrr").to_list() == [None, 100 * 10_000]
    assert behind(by_orders(), "F31").height == 10
    assert behind(lost(10), "F31").is_empty()
