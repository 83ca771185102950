"""F09, F10, F11: too many tickets, tickets that stay open, requests that wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book


def at(days_ago: int, time: str = "10:00") -> str:
    return f"{ago(days_ago)} {time}"


def ticket(days_ago: int, **more: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "created": at(days_ago), **more}


def tickets_on(*days_ago: int) -> list[dict[str, Any]]:
    return [ticket(days, solved=at(days, "11:00"), first_reply=at(days, "10:30")) for days in days_ago]


def served(*tickets: dict[str, Any], created: int | None = None, log: int = 400, **more: Any) -> Book:
    """An active customer with tickets, and somebody else whose solved ticket begins the log."""
    first = {
        "ticket_id": "first",
        "customer_id": "other",
        "created": at(log),
        "first_reply": at(log, "11:00"),
        "solved": at(log, "12:00"),
    }
    return make_book(
        customers=[
            {"customer_id": "c1", "created": None if created is None else ago(created)},
            {"customer_id": "other"},
        ],
        orders=more.pop("orders", numbered(orders_of("c1", 20, 300))),
        tickets=[first, *tickets],
        **more,
    )


# --- F09 ticket spike


@pytest.mark.parametrize(
    ("recent", "before", "expected"),
    [
        # 13 in 180 days are 2.2 in 30 days, and P(X ≤ 5) = 0.976 is the first above 97.5 %.
        (6, 13, "watch"),
        (5, 13, "none"),
        # Never a ticket before: three are needed all the same.
        (3, 0, "watch"),
        (2, 0, "none"),
        # 3 in 180 days are 0.5 in 30 days: the bound is 2.
        (3, 3, "watch"),
        (3, 6, "none"),
    ],
)
def test_more_tickets_than_chance_brings_at_the_usual_rate(recent: int, before: int, expected: str) -> None:
    days = [*range(recent), *(40 + 10 * number for number in range(before))]
    assert severity(served(*tickets_on(*days)), "F09") == expected


@pytest.mark.parametrize(("oldest", "expected"), [(29, "watch"), (30, "none")])
def test_tickets_of_30_days_count_as_recent(oldest: int, expected: str) -> None:
    assert severity(served(*tickets_on(1, 2, oldest)), "F09") == expected


@pytest.mark.parametrize(("oldest", "expected"), [(209, "none"), (210, "watch")])
def test_tickets_of_the_180_days_before_make_the_usual_rate(oldest: int, expected: str) -> None:
    # With 4 before, 0.67 in 30 days, the alarm is above 3; with 3 above 2.
    assert severity(served(*tickets_on(1, 2, 3, 50, 60, 70, oldest)), "F09") == expected


@pytest.mark.parametrize(("log", "expected"), [(209, "watch"), (208, None)])
def test_the_tickets_on_file_must_cover_both_windows(log: int, expected: str | None) -> None:
    assert severity(served(*tickets_on(1, 2, 3), log=log), "F09") == expected


@pytest.mark.parametrize(("created", "expected"), [(209, "watch"), (208, None)])
def test_a_younger_customer_has_no_usual_rate_yet(created: int, expected: str | None) -> None:
    young = numbered(orders_of("c1", 20))
    assert severity(served(*tickets_on(1, 2, 3), created=created, orders=young), "F09") == expected


def test_a_customer_without_tickets_is_clear_and_a_former_one_not_judged() -> None:
    assert severity(served(), "F09") == "none"
    assert severity(served(*tickets_on(1, 2, 3), orders=numbered(orders_of("c1", 500))), "F09") is None


def test_tickets_after_the_day_do_not_count() -> None:
    assert severity(served(*tickets_on(1, 2, -1)), "F09") == "none"


def test_the_spike_is_told_beside_the_usual() -> None:
    book = served(*tickets_on(*range(7), *(40 + 10 * number for number in range(13))))
    assert sentence(book, "F09") == "7 tickets in 30 d; usual 2.2, alarm above 5"
    assert behind(book, "F09").get_column("created").dt.date().to_list() == [ago(day) for day in range(7)]


def test_the_spike_opened_with_the_ticket_that_was_too_many() -> None:
    assert since(served(*tickets_on(2, 5, 9, 12)), "F09") == ago(5)
    # Between two spikes it was clear.
    book = served(*tickets_on(1, 2, 3, 100, 101, 102))
    assert since(book, "F09") == ago(1)
    assert severity(book, "F09", as_of=ago(2)) == "none"
    assert since(served(*tickets_on(2, 5, 9, 12), log=212), "F09") == ago(3)


# --- F10 unresolved


def unresolved(*tickets: dict[str, Any], **more: Any) -> Book:
    """The last row of the book is of its last day, so that the export is of that day."""
    return served(*tickets, ticket(0, customer_id="other", solved=at(0, "11:00")), **more)


@pytest.mark.thorough
@pytest.mark.parametrize(("days", "expected"), [(7, "none"), (8, "high"), (14, "high"), (15, "critical")])
def test_an_urgent_ticket_may_be_open_for_a_week(days: int, expected: str) -> None:
    assert severity(unresolved(ticket(days, priority="high")), "F10") == expected
    assert severity(unresolved(ticket(days, escalated=True)), "F10") == expected


@pytest.mark.thorough
@pytest.mark.parametrize(
    "priority",
    ["HIGH", " Urgent ", "Critical", "blocker", "P1", "1 - Critical", "2: high", "Élevée", "Dringend"],
)
def test_every_word_for_urgent_is_understood(priority: str) -> None:
    assert severity(unresolved(ticket(8, priority=priority)), "F10") == "high"


@pytest.mark.parametrize("priority", [None, "normal", "low", "P2", "highway", "not urgent"])
def test_other_tickets_may_stay_open(priority: str | None) -> None:
    assert severity(unresolved(ticket(50, priority=priority, escalated=False)), "F10") == "none"


def test_a_solved_ticket_is_resolved_and_one_solved_later_is_not_yet() -> None:
    assert severity(unresolved(ticket(20, priority="high", solved=at(0))), "F10") == "none"
    assert severity(unresolved(ticket(20, priority="high", solved=at(-1))), "F10") == "critical"


@pytest.mark.parametrize(("reopens", "expected"), [(1, "none"), (2, "high")])
def test_a_ticket_reopened_twice_is_unresolved_however_young(reopens: int, expected: str) -> None:
    assert severity(unresolved(ticket(1, reopens=reopens)), "F10") == expected
    assert severity(unresolved(ticket(1, reopens=reopens, solved=at(0))), "F10") == "none"


def test_how_often_an_open_ticket_was_reopened_is_known_when_the_export_was_written() -> None:
    book = unresolved(ticket(5, reopens=2))
    assert severity(book, "F10", as_of=ago(1)) == "none"
    assert severity(book, "F10") == "high"
    assert since(book, "F10") is None


def test_a_status_that_says_done_closes_a_ticket_without_a_day() -> None:
    done = ticket(20, priority="high", status="Closed")
    assert severity(unresolved(done), "F10") == "none"
    assert severity(unresolved(ticket(20, priority="high", status="Pending")), "F10") == "critical"


def test_tickets_that_never_say_whether_they_were_solved_are_not_judged() -> None:
    customers, orders = [{"customer_id": "c1"}], numbered(orders_of("c1", 0))
    silent = make_book(customers=customers, orders=orders, tickets=[ticket(20, priority="high")])
    assert severity(silent, "F10") is None
    told = [ticket(20, priority="high", status="open"), ticket(50, status="closed")]
    with_status = make_book(customers=customers, orders=orders, tickets=told)
    assert severity(with_status, "F10") == "critical"
    assert severity(with_status, "F10", as_of=ago(1)) is None


def test_former_customers_are_not_judged() -> None:
    former = numbered(orders_of("c1", 500))
    assert severity(unresolved(ticket(20, priority="high"), orders=former), "F10") is None


def test_the_worst_ticket_is_named_with_its_state() -> None:
    urgent = ticket(12, ticket_id="4812", priority="Urgent", reopens=2)
    assert sentence(unresolved(urgent), "F10") == "#4812 urgent, open 12 d, reopened twice"
    older = ticket(16, ticket_id="INV-9", escalated=True, reopens=3)
    assert sentence(unresolved(urgent, older), "F10") == (
        "INV-9 escalated, open 16 d, reopened 3 times; 1 more ticket unresolved"
    )
    plain = ticket(0, ticket_id="77", reopens=2)
    assert sentence(unresolved(plain), "F10") == "#77 open 0 d, reopened twice"


def test_only_the_unresolved_tickets_are_behind_it() -> None:
    book = unresolved(
        ticket(12, ticket_id="bad", priority="high"),
        ticket(3, ticket_id="young", priority="high"),
        ticket(30, ticket_id="done", priority="high", solved=at(2)),
        ticket(1, ticket_id="again", reopens=2),
    )
    assert behind(book, "F10").get_column("ticket_id").to_list() == ["again", "bad"]


def test_it_is_open_since_the_first_of_the_tickets_that_took_turns() -> None:
    assert since(unresolved(ticket(12, priority="high")), "F10") == ago(4)
    turns = [ticket(30, priority="high", solved=at(3)), ticket(12, priority="high")]
    assert since(unresolved(*turns), "F10") == ago(22)
    apart = [ticket(30, priority="high", solved=at(5)), ticket(12, priority="high")]
    assert since(unresolved(*apart), "F10") == ago(4)


# --- F11 unreachable


def waiting(*tickets: dict[str, Any], asked: tuple[int, ...] = (), **more: Any) -> Book:
    """Tickets, and contacts from the customer on some days."""
    interactions = [{"customer_id": "c1", "at": at(days), "direction": "in"} for days in asked]
    return served(*tickets, interactions=[*interactions, *more.pop("interactions", [])], **more)


def replied(days_ago: int, hours: float, **more: Any) -> dict[str, Any]:
    created = datetime.fromisoformat(at(days_ago))
    return {"customer_id": "c1", "created": created, "first_reply": created + timedelta(hours=hours), **more}


@pytest.mark.parametrize(("requests", "expected"), [((3, 4), "high"), ((3,), "none")])
def test_three_requests_of_which_one_waited(requests: tuple[int, ...], expected: str) -> None:
    assert severity(waiting(replied(5, 41), asked=requests), "F11") == expected
    assert severity(waiting(replied(5, 41), *(replied(day, 1) for day in requests)), "F11") == expected


@pytest.mark.parametrize(("hours", "expected"), [(24, "none"), (24.01, "high")])
def test_a_first_reply_may_take_24_hours(hours: float, expected: str) -> None:
    assert severity(waiting(replied(5, hours), asked=(3, 4)), "F11") == expected


@pytest.mark.parametrize(("oldest", "expected"), [(13, "high"), (14, "none")])
def test_requests_count_for_14_days(oldest: int, expected: str) -> None:
    assert severity(waiting(replied(5, 41), asked=(3, oldest)), "F11") == expected


def test_a_request_without_any_reply_counts_once_it_has_waited_too_long() -> None:
    assert severity(waiting(ticket(1), asked=(3, 4)), "F11") == "high"
    assert severity(waiting(ticket(0), asked=(3, 4)), "F11") == "none"
    assert severity(waiting(replied(1, 80), asked=(3, 4)), "F11") == "high"


def test_a_ticket_solved_without_a_reply_was_answered_then() -> None:
    assert severity(waiting(ticket(5, solved=at(5, "12:00")), asked=(3, 4)), "F11") == "none"
    assert severity(waiting(ticket(5, solved=at(2)), asked=(3, 4)), "F11") == "high"


def test_calls_both_ways_and_from_us_are_no_requests() -> None:
    others = [{"customer_id": "c1", "at": at(3), "direction": way} for way in ("two-way", "out")]
    assert severity(waiting(replied(5, 41), asked=(4,), interactions=others), "F11") == "none"


def test_without_replies_on_file_nobody_is_judged() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}],
        orders=numbered(orders_of("c1", 20)),
        tickets=[ticket(3), ticket(4), ticket(5)],
    )
    assert severity(book, "F11") is None
    assert severity(waiting(asked=(2, 3, 4)), "F11") is None
    assert severity(waiting(asked=(2, 3)), "F11") == "none"
    former = numbered(orders_of("c1", 500))
    assert severity(waiting(replied(5, 41), asked=(3, 4), orders=former), "F11") is None


def test_requests_after_the_day_do_not_count() -> None:
    assert severity(waiting(replied(5, 41), asked=(3, -1)), "F11") == "none"


def test_the_sentence_tells_the_slowest_reply_and_who_still_waits() -> None:
    both = waiting(replied(8, 41), ticket(3), asked=(5,))
    assert sentence(both, "F11") == "3 requests in 9 d; slowest reply 41 h, one unanswered"
    assert sentence(waiting(replied(8, 41), asked=(5, 3)), "F11") == "3 requests in 9 d; slowest reply 41 h"
    none = waiting(ticket(8), ticket(3), asked=(5, 2))
    assert sentence(none, "F11") == "4 requests in 9 d; 2 unanswered"


def test_the_requests_are_behind_it() -> None:
    book = waiting(replied(8, 41, ticket_id="slow"), replied(20, 41, ticket_id="old"), asked=(5, 3, 30))
    rows = behind(book, "F11")
    assert rows.get_column("ticket_id").drop_nulls().to_list() == ["slow"]
    assert rows.get_column("at").drop_nulls().dt.date().to_list() == [ago(3), ago(5)]


def test_it_opened_when_the_third_request_came_or_the_first_had_waited_too_long() -> None:
    assert since(waiting(replied(8, 41), asked=(5, 3)), "F11") == ago(3)
    assert since(waiting(replied(3, 41), asked=(8, 5)), "F11") == ago(2)
    # An earlier trio has left the window in between.
    early = (replied(38, 41), replied(8, 41))
    assert since(waiting(*early, asked=(37, 36, 5, 3)), "F11") == ago(3)


def test_a_flag_is_no_older_than_the_customer_is_active() -> None:
    returned = numbered(orders_of("c1", 20, 800))
    assert since(unresolved(ticket(40, priority="high"), orders=returned), "F10") == ago(20)


@pytest.mark.parametrize("word", ["Auto-Closed", "gelöst", "Résolu", "Closed Completed", "Deleted"])
def test_a_status_that_means_done_closes_a_ticket_in_any_language(word: str) -> None:
    assert severity(unresolved(ticket(20, priority="high", status=word)), "F10") == "none"
