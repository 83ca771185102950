"""Refunds and returns in files of their own, or listed inside of an order, come off the orders they name."""

from __future__ import annotations

import json

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
