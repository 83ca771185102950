"""F02: customers who stop buying and say nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, evaluated, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book
from holdfast.risk.needs import locked

MONTHLY = (60, 90, 120, 150)
"""Orders every 30 days, the last 60 days ago: twice overdue."""


def stopped(*days_ago: int, **logs: Any) -> Book:
    """A customer with these orders, and a log of tickets of somebody else that goes back 500 days."""
    others = [
        {"customer_id": "other", "created": f"{ago(days)} 10:00", "solved": f"{ago(days - 1)} 10:00"}
        for days in (500, 20)
    ]
    tickets = [*others, *logs.pop("tickets", [])]
    return make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "other"}],
        orders=numbered(orders_of("c1", *(days_ago or MONTHLY))),
        tickets=tickets,
        **logs,
    )


def ticket(days_ago: int, **more: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "created": f"{ago(days_ago)} 10:00", **more}


def answer(score: float, days_ago: int, **more: Any) -> dict[str, Any]:
    day = ago(days_ago)
    return {"kind": "nps", "customer_id": "c1", "invited": day, "answered": day, "score": score, **more}


def contact(direction: str, days_ago: int) -> dict[str, Any]:
    return {"customer_id": "c1", "at": f"{ago(days_ago)} 10:00", "direction": direction}


@pytest.mark.parametrize(("last", "expected"), [(60, "high"), (59, "none")])
def test_a_silent_customer_is_twice_overdue(last: int, expected: str) -> None:
    assert severity(stopped(*(last + gap for gap in (0, 30, 60, 90))), "F02") == expected


@pytest.mark.parametrize(("days", "expected"), [(91, "high"), (90, "none")])
def test_a_ticket_within_90_days_breaks_the_silence(days: int, expected: str) -> None:
    assert severity(stopped(tickets=[ticket(days)]), "F02") == expected


@pytest.mark.parametrize(("days", "expected"), [(121, "high"), (120, "none")])
def test_a_slow_buyer_has_three_cadences_to_be_heard_of(days: int, expected: str) -> None:
    book = stopped(80, 120, 160, 200, tickets=[ticket(days)])
    assert severity(book, "F02") == expected


@pytest.mark.parametrize(
    ("score", "scale", "expected"),
    [(6, None, "none"), (7, None, "high"), (3, "1-5", "none"), (4, "1-5", "high")],
)
def test_only_the_score_of_a_detractor_is_a_complaint(score: float, scale: str | None, expected: str) -> None:
    assert severity(stopped(surveys=[answer(score, 10, scale=scale)]), "F02") == expected


@pytest.mark.parametrize(("direction", "expected"), [("in", "none"), ("two-way", "none"), ("out", "high")])
def test_a_contact_counts_where_the_customer_took_part(direction: str, expected: str) -> None:
    assert severity(stopped(interactions=[contact(direction, 10)]), "F02") == expected


def test_two_orders_are_enough_to_be_overdue_and_one_is_not() -> None:
    assert severity(stopped(100, 130), "F02") == "high"
    assert severity(stopped(100), "F02") is None


@pytest.mark.parametrize(("log_days", "expected"), [(90, "high"), (89, None)])
def test_never_heard_of_means_something_where_the_log_goes_back_far_enough(
    log_days: int, expected: str | None
) -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "other"}],
        orders=numbered(orders_of("c1", *MONTHLY)),
        interactions=[{"customer_id": "other", "at": f"{ago(days)} 10:00"} for days in (log_days, 5)],
    )
    assert severity(book, "F02") == expected


@pytest.mark.parametrize(("ended", "expected"), [(90, "high"), (91, None)])
def test_a_log_that_is_no_longer_kept_proves_no_silence(ended: int, expected: str | None) -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "other"}],
        orders=numbered(orders_of("c1", *MONTHLY)),
        tickets=[{"customer_id": "other", "created": f"{ago(days)} 10:00"} for days in (500, ended)],
    )
    assert severity(book, "F02") == expected


def test_it_needs_orders_and_one_of_three_logs() -> None:
    orders = numbered(orders_of("c1", *MONTHLY))
    bare = make_book(customers=[{"customer_id": "c1"}], orders=orders)
    assert "F02" in locked(bare)
    assert evaluated(bare).get_column("flag_F02").null_count() == 1
    for log in ("tickets", "surveys", "interactions"):
        empty: dict[str, Any] = {log: []}
        book = make_book(customers=[{"customer_id": "c1"}], orders=orders, **empty)
        assert "F02" not in locked(book)
        assert severity(book, "F02") is None


def test_words_after_the_day_do_not_break_the_silence() -> None:
    book = stopped(tickets=[ticket(-1)], interactions=[contact("in", -1)], surveys=[answer(2, -1)])
    assert severity(book, "F02") == "high"


def test_the_sentence_says_since_when_nothing_was_heard() -> None:
    assert sentence(stopped(tickets=[ticket(110)]), "F02") == (
        "Stopped buying and nobody complained: no ticket since 12 Mar 2025; last order 60 d ago, "
        "usual every 30 d"
    )
    book = stopped(interactions=[contact("out", 5)], surveys=[answer(9, 50)])
    assert sentence(book, "F02") == (
        "Stopped buying and nobody complained: no ticket, low score or contact on file; last order 60 d ago, "
        "usual every 30 d"
    )
    assert sentence(stopped(surveys=[]), "F02") == (
        "Stopped buying and nobody complained: no ticket or low score on file; last order 60 d ago, "
        "usual every 30 d"
    )


def test_it_opens_when_overdue_and_long_enough_quiet() -> None:
    assert since(stopped(70, 100, 130, 160), "F02") == ago(10)
    book = stopped(70, 100, 130, 160, tickets=[ticket(93)])
    assert since(book, "F02") == ago(2)
    assert severity(book, "F02", as_of=ago(2)) == "high"
    assert severity(book, "F02", as_of=ago(3)) == "none"


def test_the_orders_are_behind_it() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "other"}],
        orders=numbered(orders_of("c1", *MONTHLY, -1), orders_of("other", 5)),
        tickets=[{"customer_id": "other", "created": f"{ago(days)} 10:00"} for days in (500, 5)],
    )
    rows = behind(book, "F02")
    assert rows.get_column("order_date").to_list() == [AS_OF - timedelta(days=days) for days in MONTHLY]
