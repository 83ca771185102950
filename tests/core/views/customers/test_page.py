"""One customer on one screen."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.worked import END_OF_JUNE, orders_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.customer import CustomerView


@pytest.fixture(scope="module")
def acme() -> CustomerView:
    held = {"customer_id": "a"}
    book = make_book(
        customers=[{"customer_id": "a", "name": "Acme", "segment": "smb"}, {"customer_id": "b"}],
        orders=[
            {**held, "order_id": "A1", "order_date": "2025-01-05", "amount": 100, "status": "paid"},
            {**held, "order_id": "A2", "order_date": "2025-03-05", "amount": -20},
            {**held, "order_id": "A3", "order_date": "2025-07-05", "amount": 50},
            {"customer_id": "b", "order_id": "B1", "order_date": "2025-03-05", "amount": 9},
        ],
        tickets=[{**held, "created": "2025-02-01 10:00", "solved": "2025-07-01 10:00"}],
        surveys=[{**held, "kind": "nps", "invited": "2025-02-10", "answered": "2025-02-12", "score": 4}],
        reps=[
            {"rep_id": "r1", "name": "Ana", "hire_date": "2020-01-01"},
            {"rep_id": "r2", "hire_date": "2020-01-01"},
        ],
        assignments=[
            {**held, "rep_id": "r1", "start": "2025-01-01", "end": "2025-04-01"},
            {**held, "rep_id": "r2", "start": "2025-04-01"},
        ],
    )
    return Engine(book).customer(Query(date(2025, 6, 30)), 0)


def test_its_facts_are_those_of_the_list(acme: CustomerView) -> None:
    assert (acme.facts["name"], acme.facts["segment"], acme.facts["orders"]) == ("Acme", "smb", 1)
    assert acme.facts["revenue"] == 80.0
    assert acme.facts["nps"] == 4.0
    assert "why" not in acme.facts


def test_the_last_12_months_end_with_that_of_the_as_of_date(acme: CustomerView) -> None:
    assert len(acme.months) == 12
    assert (acme.months[0].month, acme.months[-1].month) == (date(2024, 7, 1), date(2025, 6, 1))
    busy = {month.month: (month.orders, month.revenue) for month in acme.months if month.revenue}
    assert busy == {date(2025, 1, 1): (1, 100.0), date(2025, 3, 1): (0, -20.0)}


def test_the_timeline_is_newest_first_and_knows_nothing_later(acme: CustomerView) -> None:
    assert [(event.day, event.kind, event.amount) for event in acme.timeline] == [
        (date(2025, 3, 5), "order", -20.0),
        (date(2025, 2, 12), "survey", None),
        (date(2025, 2, 1), "ticket", None),
        (date(2025, 1, 5), "order", 100.0),
    ]
    assert "score 4" in acme.timeline[1].text


def test_its_reps_newest_first(acme: CustomerView) -> None:
    assert acme.reps == (
        ("r2", date(2025, 4, 1), None),
        ("Ana", date(2025, 1, 1), date(2025, 4, 1)),
    )


def test_what_is_locked_names_its_file(acme: CustomerView) -> None:
    assert acme.glance.people == ()
    assert "contacts.csv" in acme.locked["contacts"]
    assert "tickets" not in acme.locked


def test_flags_carry_evidence_and_play_and_the_rest_why_it_cannot_be_told(acme: CustomerView) -> None:
    raised = {flag.flag: flag for flag in acme.flags}
    assert "Scored 4" in raised["F12"].evidence
    assert raised["F12"].play
    assert raised["F12"].subject_name == "Acme"
    untold = dict(acme.not_evaluated)
    assert untold
    assert all(untold.values())


def test_why_a_flag_cannot_be_told_states_the_thresholds_in_force() -> None:
    engine = Engine(orders_book())
    strict = engine.under(engine.thresholds.replaced("F05", "recent_orders", 50))
    assert dict(strict.customer(END_OF_JUNE, 2).not_evaluated)["Order size fall"] == (
        "Not enough to tell: at least 56 orders"
    )


def test_flags_come_worst_first() -> None:
    view = Engine(orders_book()).customer(END_OF_JUNE, 2)
    order = ["critical", "high", "watch", "info"]
    severities = [order.index(flag.severity) for flag in view.flags]
    assert severities == sorted(severities)
    assert view.flags[0].flag == "F01"
