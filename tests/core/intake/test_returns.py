"""Refunds and returns in files of their own, or listed inside of an order, come off the orders they name."""

from __future__ import annotations

import json

import polars as pl
import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought

ORDERS = "order_id,customer_id,order_date,total\n1,A,2025-02-01,100\n2,B,2025-02-03,80\n3,B,2025-03-03,60\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("refunds", "refund_id,order_id,refund_date,amount\nR1,2,2025-02-10,30\nR2,3,2025-03-10,60\n"),
        (
            "Erstattungen",
            "Auftragsnummer;Erstattet am;Erstattungsbetrag\n2;10.02.2025;30,00\n3;10.03.2025;60,00\n",
        ),
        ("order_refunds", "Order ID,Refund Amount\n2,-30.00\n3,-60.00\n"),
    ],
)
def test_what_was_given_back_is_taken_off_and_a_whole_order_is_no_purchase(
    book: Book, name: str, text: str
) -> None:
    intake = book(orders_dot_csv=ORDERS, **{f"{name}_dot_csv": text})
    assert bought(intake) == {"A": (1, 100), "B": (1, 50)}
    assert "refunds" not in intake.tables
    assert any("30.00 taken off 1 order" in one.message for one in intake.receipt.findings)


INVOICES = (
    "Invoice Number,Customer,Invoice Date,Amount\n"
    "I1,A,2025-02-01,100\nI2,B,2025-02-03,80\nI3,B,2025-03-03,60\n"
)
CREDIT_NOTES = (
    "Credit Note Number,Customer,Date,Amount,Applied To\nC1,B,2025-02-10,30,I2\nC2,B,2025-03-10,60,I3\n"
)
GUTSCHRIFTEN = (
    "Gutschriftsnummer;Kunde;Datum;Betrag;zu Rechnung\nC1;B;10.02.2025;30,00;I2\nC2;B;10.03.2025;60,00;I3\n"
)


@pytest.mark.parametrize(("name", "text"), [("credit notes", CREDIT_NOTES), ("Gutschriften", GUTSCHRIFTEN)])
def test_credit_notes_come_off_the_invoices_they_name_and_are_no_sales(
    book: Book, name: str, text: str
) -> None:
    assert bought(book(invoices_dot_csv=INVOICES, **{f"{name}_dot_csv": text})) == {
        "A": (1, 100),
        "B": (1, 50),
    }


def test_credit_notes_that_name_the_customer_alone_come_off_on_their_day(book: Book) -> None:
    notes = "Credit Note Number,Customer,Date,Amount\nC1,B,2025-02-10,30\nC2,A,2025-03-10,25\n"
    intake = book(**{"invoices_dot_csv": INVOICES, "credit notes_dot_csv": notes})
    assert bought(intake) == {"A": (1, 75), "B": (2, 110)}
    days = intake.tables["orders"].filter(pl.col("amount") < 0)["order_date"]
    assert [str(day) for day in days.sort()] == ["2025-02-10", "2025-03-10"]
    assert any("55.00 of credits that name no order" in one.message for one in intake.receipt.findings)


def test_a_credit_that_tells_neither_order_nor_day_is_a_problem(book: Book) -> None:
    notes = "Credit Note Number,Customer,Amount\nC1,B,30\n"
    intake = book(**{"invoices_dot_csv": INVOICES, "credit notes_dot_csv": notes})
    assert bought(intake)["B"] == (2, 140)
    assert any("without an order" in one.message for one in intake.receipt.problems)


def test_credit_notes_beside_no_sales_at_all_are_a_problem(book: Book) -> None:
    notes = "Credit Note Number,Customer,Date,Amount\nC1,B,2025-02-10,30\n"
    subscriptions = "subscription_id,customer_id,start,mrr\nS1,B,2024-05-01,50\n"
    intake = book(**{"subscriptions_dot_csv": subscriptions, "credit notes_dot_csv": notes})
    assert "orders" not in intake.tables
    (told,) = intake.receipt.problems
    assert told.message == "1 refund without an order, no file has orders: it is not taken off"


@pytest.mark.parametrize(
    "text", ["Returned,Order ID\nYes,3\n", "Order ID,Returned\n3,Yes\n2,No\n", "Order ID,Return\n3,1\n"]
)
def test_an_order_that_is_named_as_returned_is_no_purchase(book: Book, text: str) -> None:
    assert bought(book(orders_dot_csv=ORDERS, Returns_dot_csv=text)) == {"A": (1, 100), "B": (1, 80)}


def test_a_refund_with_a_day_is_one_from_that_day_on(book: Book) -> None:
    intake = book(orders_dot_csv=ORDERS, refunds_dot_csv="order_id,date,amount\n2,2025-02-10,30\n")
    days = intake.tables["orders"].sort("order_date").select("order_date", "amount").rows()
    assert [(str(day), amount) for day, amount in days if amount < 0] == [("2025-02-10", -300_000)]


def test_what_an_orders_own_row_tells_is_not_taken_off_again(book: Book) -> None:
    orders = "Order ID,Customer,Date,Total,Refunded Amount\n1,A,2025-02-01,100,30\n2,B,2025-02-03,80,0\n"
    intake = book(orders_dot_csv=orders, refunds_dot_csv="order_id,date,amount\n1,2025-02-10,30\n")
    assert bought(intake) == {"A": (1, 70), "B": (1, 80)}


def test_refunds_of_orders_that_no_file_has_are_a_problem(book: Book) -> None:
    intake = book(orders_dot_csv=ORDERS, refunds_dot_csv="order_id,date,amount\n9,2025-02-10,30\n")
    assert bought(intake)["B"] == (2, 140)
    (told,) = intake.receipt.problems
    assert "'9'" in told.message


def test_refunds_inside_of_an_order_come_off(book: Book) -> None:
    moved = {"transactions": [{"kind": "refund", "amount": "20.00", "status": "success"}]}
    prices = {"created_at": "2025-03-14", "subtotal_price": "50.00", "total_price": "59.00"}
    shop = [
        {"id": 1, **prices, "customer": {"id": 7}, "refunds": [moved]},
        {"id": 2, **prices, "customer": {"id": 8}, "refunds": []},
    ]
    assert bought(book(orders_dot_json=json.dumps({"orders": shop}))) == {"7": (1, 30), "8": (1, 50)}
    placed = {"date_created": "2025-03-14T10:00:00", "total": "80.00"}
    rest = [
        {"id": 1, **placed, "customer_id": 7, "refunds": [{"total": "-30.00"}]},
        {"id": 2, **placed, "customer_id": 8, "refunds": []},
    ]
    assert bought(book(orders_dot_json=json.dumps(rest))) == {"7": (1, 50), "8": (1, 80)}
