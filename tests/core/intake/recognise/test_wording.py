"""Columns told by their words: statuses under any header, marks of no sale, codes, ends of deals."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought, columns_of


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("osname", ("Delivered", "Payment error")),
        ("État", ("Livré", "Annulé")),
        ("Ablauf", ("Versendet", "Storniert")),
        ("event", ("Placed Order", "Cancelled Order")),
        ("event", ("Renewal order", "Cancelled order")),
        ("Attendee Status", ("Attending", "Not Attending (Refunded)")),
    ],
)
def test_a_status_under_any_header_is_told_by_its_words(
    book: Book, header: str, words: tuple[str, str]
) -> None:
    text = (
        f"Order ID,Customer,Date,Total,{header}\n1,A,2025-01-05,10,{words[0]}\n2,A,2025-01-06,20,{words[1]}\n"
    )
    assert bought(book(orders_dot_csv=text)) == {"A": (1, 10)}


def test_words_of_something_else_are_no_status(book: Book) -> None:
    text = "Order ID,Customer,Date,Total,Gift\n1,A,2025-01-05,10,Test\n2,A,2025-01-06,25,Mug\n"
    assert bought(book(orders_dot_csv=text)) == {"A": (2, 35)}


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Canceled", "Y", "N"),
        ("test", "true", "false"),
        ("Voided", "1", "0"),
        ("Storno", "ja", "nein"),
        ("Refunded?", "Yes", "No"),
        ("Remboursé", "oui", "non"),
    ],
)
def test_a_mark_says_that_a_row_is_no_sale(book: Book, header: str, yes: str, no: str) -> None:
    text = f"Order ID,Customer,Date,Total,{header}\n1,A,2025-01-05,10,{no}\n2,A,2025-01-06,20,{yes}\n"
    intake = book(orders_dot_csv=text)
    assert bought(intake) == {"A": (1, 10)}
    assert {one.word: one.counted for one in intake.receipt.statuses} == {no: True, yes: False}


def test_of_several_marks_one_is_enough(book: Book) -> None:
    rows = "1,A,2025-01-05,10,false,false\n2,A,2025-01-06,20,true,false\n3,A,2025-01-07,30,false,true\n"
    text = "Order ID,Customer,Date,Total,test,draft\n" + rows
    assert bought(book(orders_dot_csv=text)) == {"A": (1, 10)}


ORDERS_BY_CODE = (
    "order_id,customer_id,order_date,total,order_status_id\n1,A,2025-01-05,10,5\n2,A,2025-01-06,20,7\n"
)


def test_a_status_that_is_a_number_has_the_words_of_its_table(book: Book) -> None:
    words = "order_status_id,language_id,name\n5,1,Complete\n7,1,Canceled\n"
    intake = book(oc_order_dot_csv=ORDERS_BY_CODE, oc_order_status_dot_csv=words)
    assert bought(intake) == {"A": (1, 10)}
    assert not intake.receipt.questions


def test_a_status_that_is_a_number_without_words_is_asked(book: Book) -> None:
    (asked,) = book(orders_dot_csv=ORDERS_BY_CODE).receipt.questions
    assert "'5' (1 row), '7' (1 row) in order_status_id" in asked.question


def test_how_deals_ended_stands_beside_their_stage(book: Book) -> None:
    text = (
        "Deal ID,Company,Pipeline Stage,Status,Value,Created At,Close Date\n"
        "1,A,Contract,Won,5,2025-01-05,2025-03-01\n2,B,Proposal,Lost,2,2025-01-15,2025-04-01\n"
        "3,A,Demo,Open,1,2025-05-15,2025-08-01\n"
    )
    intake = book(deals_dot_csv=text)
    rows = intake.tables["opportunities"].sort("opportunity_id").select("is_closed", "is_won").rows()
    assert rows == [(True, True), (True, False), (False, False)]
    assert columns_of(intake, "opportunities")["stage"] == "Pipeline Stage"


@pytest.mark.parametrize(
    "columns",
    [
        "order_interval_frequency,order_interval_unit",
        "Billing Interval,Billing Interval Unit",
        "interval,interval_unit",
    ],
)
def test_an_interval_of_a_number_and_a_unit(book: Book, columns: str) -> None:
    rows = "1,A,2024-05-01,30,1,month\n2,B,2024-05-01,60,2,months\n3,C,2024-05-01,120,1,yearly\n"
    intake = book(subscriptions_dot_csv=f"subscription_id,customer_id,start_date,price,{columns}\n{rows}")
    assert intake.tables["subscriptions"].sort("subscription_id")["mrr"].to_list() == [
        300_000,
        300_000,
        100_000,
    ]


def test_a_credit_card_is_no_credit(book: Book) -> None:
    text = "Order ID,Customer,Date,Total,Type\n1,A,2025-01-05,10,CREDIT\n2,A,2025-01-06,20,CREDIT\n"
    assert bought(book(orders_dot_csv=text)) == {"A": (2, 30)}


def test_a_list_of_payments_has_the_day_of_the_payment_not_that_of_taking_it_back(book: Book) -> None:
    text = "Order ID,Paid Date,Customer,Amount,Void Date\n1,2025-01-05,A,10,\n2,2025-01-06,A,20,2025-01-07\n"
    intake = book(orders_dot_csv=text)
    assert [str(day) for day in intake.tables["orders"]["order_date"]] == ["2025-01-05", "2025-01-06"]
    assert bought(intake) == {"A": (1, 10)}, "the other one was taken back"
