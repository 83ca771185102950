"""Logs kept in order once a book: contacts, tickets, surveys, invoices."""

from __future__ import annotations

from datetime import date

from tests.core.books import make_book

from holdfast.book.voice.surveys import last_known


def test_contacts_are_told_apart_by_direction_in_any_case_and_numbered_by_day() -> None:
    book = make_book(
        customers=[{"customer_id": "a"}, {"customer_id": "b"}],
        interactions=[
            {"customer_id": "b", "at": "2025-03-02 09:00", "direction": "Two-Way"},
            {"customer_id": "a", "at": "2025-03-05 09:00", "direction": "two-way"},
            {"customer_id": "a", "at": "2025-03-01 09:00", "direction": "TWO-WAY"},
            {"customer_id": "a", "at": "2025-03-03 09:00", "direction": "in"},
            {"customer_id": "nobody", "at": "2025-01-01 09:00", "direction": "out"},
        ],
    )
    assert book.logs.two_way.select("customer", "day", "row", "next_day", "number").rows() == [
        (0, date(2025, 3, 1), 2, date(2025, 3, 5), 1),
        (0, date(2025, 3, 5), 1, None, 2),
        (1, date(2025, 3, 2), 0, None, 1),
    ]
    assert book.logs.inbound.get_column("row").to_list() == [3]
    assert book.logs.outbound.is_empty()
    assert book.logs.days("interactions")[0] == date(2025, 1, 1)


def test_an_answer_dated_before_its_invitation_is_known_from_the_invitation_on() -> None:
    answer = {"kind": "NPS", "customer_id": "a", "score": 3}
    book = make_book(
        customers=[{"customer_id": "a"}],
        surveys=[
            {**answer, "invited": "2025-02-01", "answered": "2025-02-03"},
            {**answer, "invited": "2025-05-01", "answered": "2025-04-01", "score": 9},
        ],
    )
    scores = book.logs.surveys.scores
    assert last_known(scores, date(2025, 4, 15)).get_column("score").to_list() == [3]
    assert last_known(scores, date(2025, 5, 1)).get_column("score").to_list() == [9]


def test_what_was_settled_without_a_day_asks_for_nothing() -> None:
    invoice = {"customer_id": "a", "issue_date": "2025-01-01", "due_date": "2025-02-01", "amount": 100}
    book = make_book(
        customers=[{"customer_id": "a"}],
        invoices=[
            {**invoice, "invoice_id": "open"},
            {**invoice, "invoice_id": "void", "status": "Voided"},
            {**invoice, "invoice_id": "part", "status": "partially paid"},
            {**invoice, "invoice_id": "late", "status": "paid", "paid_date": "2025-02-11"},
        ],
    )
    logs = book.logs.invoices
    assert logs.asked.get_column("row").to_list() == [3, 0, 2]
    assert logs.paid.select("paid", "known", "late").rows() == [(date(2025, 2, 11), date(2025, 2, 11), 10)]


def test_a_book_without_logs_has_empty_ones() -> None:
    book = make_book(customers=[{"customer_id": "a"}])
    assert book.logs.tickets.is_empty()
    assert book.logs.surveys.waves.is_empty()
    assert book.contracts.terms.is_empty()
    assert book.contracts.nights.is_empty()
