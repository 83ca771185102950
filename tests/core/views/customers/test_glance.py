"""What the first screen of a customer says: state, money, people, the last talk."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.customer import CustomerView

AS_OF = date(2025, 6, 30)
HELD = {"customer_id": "a"}


def order(number: int, day: str, amount: float) -> dict[str, object]:
    return {**HELD, "order_id": f"A{number}", "order_date": day, "amount": amount}


def engine(first_order: str = "2023-06-01") -> Engine:
    return Engine(
        make_book(
            customers=[{"customer_id": "a", "name": "Acme", "tier": "B"}],
            orders=[
                order(1, first_order, 10),
                order(2, "2024-06-30", 100),
                order(3, "2024-07-01", 50),
                order(4, "2025-06-20", 20),
            ],
            contacts=[
                {**HELD, "contact_id": "p1", "name": "Bea", "role": "buyer", "phone": "+49 40 12"},
                {**HELD, "contact_id": "p2", "name": "Cem", "role": "CEO", "left_on": "2025-05-01"},
                {**HELD, "contact_id": "p3", "name": "Dov", "role": "Managing Director"},
                {**HELD, "contact_id": "p4", "name": "Eve", "role": "buyer", "active": False},
                {**HELD, "contact_id": "p5", "name": "Fay", "role": "owner", "left_on": "2025-07-15"},
            ],
            interactions=[
                {**HELD, "at": "2025-06-10 09:00", "type": "call", "direction": "two-way",
                 "contact_id": "p3", "rep_id": "r1", "text": "Wants the new range"},
                {**HELD, "at": "2025-06-20 09:00", "type": "e-mail", "direction": "out", "text": "No answer"},
                {**HELD, "at": "2025-07-02 09:00", "type": "call", "direction": "two-way", "text": "Later"},
            ],
            reps=[{"rep_id": "r1", "name": "Ana", "hire_date": "2020-01-01", "end_date": "2025-04-01"}],
            assignments=[{**HELD, "rep_id": "r1", "start": "2024-01-01"}],
            contracts=[
                {**HELD, "contract_id": "k1", "start": "2023-09-01", "renewal": "2024-08-31",
                 "auto_renew": True},
                {**HELD, "contract_id": "k2", "start": "2024-09-01", "end": "2025-08-31", "notice_days": 30},
            ],
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def acme() -> CustomerView:
    return engine().customer(Query(AS_OF), 0)


def test_it_says_who_can_still_be_kept_and_who_holds_it(acme: CustomerView) -> None:
    assert acme.glance.state.startswith("Active: last order 10 d ago")
    assert acme.glance.held == "no rep since 1 Apr 2025 (last Ana)"


def test_money_is_compared_with_the_twelve_months_before_them(acme: CustomerView) -> None:
    # 1 Jul 2024 to 30 Jun 2025: 50 + 20; the year before, from 1 Jul 2023: the 100 of its last day.
    worth = acme.glance.worth
    assert (worth.revenue, worth.before) == (70.0, 100.0)
    assert worth.change == pytest.approx(-0.3)
    assert worth.revenue == acme.facts["revenue"]
    year_ago = engine().customer(Query(date(2024, 6, 30)), 0)
    assert year_ago.glance.worth.revenue == worth.before


@pytest.mark.thorough
def test_a_year_that_the_orders_do_not_reach_is_not_compared_with() -> None:
    assert engine("2023-07-01").customer(Query(AS_OF), 0).glance.worth.before == 110.0
    assert engine("2023-07-02").customer(Query(AS_OF), 0).glance.worth.before is None


def test_the_next_renewal_comes_with_its_day_of_notice(acme: CustomerView) -> None:
    worth = acme.glance.worth
    assert (worth.renewal, worth.renewal_days) == (date(2025, 8, 31), 62)
    assert (worth.notice_by, worth.notice_days) == (date(2025, 8, 1), 32)


def test_who_decides_is_called_first_and_who_left_stands_last(acme: CustomerView) -> None:
    told = [(one.name, one.decides, one.has_left) for one in acme.glance.people]
    # Fay goes in July, which nobody knows yet; of Eve nobody knows since when, and the book ends in July.
    assert told == [
        ("Dov", True, False),
        ("Fay", True, False),
        ("Bea", False, False),
        ("Eve", False, False),
        ("Cem", True, True),
    ]
    assert acme.glance.people[2].phone == "+49 40 12"
    later = engine().customer(Query(date(2025, 7, 20)), 0).glance.people
    assert [one.name for one in later if one.has_left] == ["Fay", "Cem", "Eve"]


def test_the_last_talk_is_one_in_which_both_sides_spoke(acme: CustomerView) -> None:
    talk = acme.glance.talk
    assert talk is not None
    assert (talk.day, talk.days, talk.kind) == (date(2025, 6, 10), 20, "call")
    assert (talk.person, talk.rep, talk.text) == ("Dov", "Ana", "Wants the new range")


def test_a_contract_that_another_took_over_does_not_run_any_more(acme: CustomerView) -> None:
    assert [(one.name, one.runs, one.end) for one in acme.agreements] == [
        ("k2", True, date(2025, 8, 31)),
        ("k1", False, date(2024, 8, 31)),
    ]


def test_the_history_for_a_file_has_every_event_with_the_id(acme: CustomerView) -> None:
    history = engine().customer_history(Query(AS_OF), 0).frame
    assert history.columns == ["customer_id", "day", "kind", "text", "amount", "own_log"]
    assert history.height == len(acme.timeline)
    assert ("a", date(2025, 6, 20), "order", "A4", 20.0, None) in history.rows()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("ticket", "said"),
    [
        ("2024-11-01", "; last sign: ticket on 1 Nov 2024"),
        ("2023-01-01", "; silent: no sign in the 180 days before"),
    ],
)
def test_who_is_gone_left_in_silence_or_after_a_sign(ticket: str, said: str) -> None:
    book = make_book(
        orders=[
            {"customer_id": "a", "order_date": "2024-02-01", "amount": 100},
            {"customer_id": "b", "order_date": "2025-06-29", "amount": 100},
        ],
        tickets=[
            {"customer_id": "a", "created": f"{ticket} 09:00"},
            {"customer_id": "b", "created": "2022-12-01 09:00"},
            {"customer_id": "b", "created": "2025-06-01 09:00"},
        ],
    )
    state = Engine(book).customer(Query(AS_OF), 0).glance.state
    assert state.startswith("Lost on ")
    assert state.endswith(said)


@pytest.mark.thorough
def test_what_cannot_be_done_any_more_soon_is_said_with_the_days_left() -> None:
    said = [engine().customer(Query(day), 0).glance.worth.deadline for day in (AS_OF, date(2025, 7, 30))]
    assert said == [None, "2 days left to give notice"]
