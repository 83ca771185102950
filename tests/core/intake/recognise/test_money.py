"""Which column of money is meant: before fees, net, as it is shown, in whole units."""

from __future__ import annotations

import json

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought, columns_of


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Gross,Fee,Net", "100.00,-3.20,96.80"),
        ("Sale Price ($),Fees ($),Net Total ($)", "100.00,12.50,87.50"),
    ],
)
def test_what_a_provider_keeps_is_part_of_the_sale(book: Book, head: str, cells: str) -> None:
    intake = book(sales_dot_csv=f"Sale ID,Customer,Sale Date,{head}\n1,A,2025-01-05,{cells}\n")
    assert bought(intake) == {"A": (1, 100)}


@pytest.mark.parametrize("head", ["Gross Sales,Service Fee,Net Sales", "Gross,Booking fee,Net"])
def test_a_fee_that_customers_pay_on_top_is_no_sale(book: Book, head: str) -> None:
    intake = book(sales_dot_csv=f"Sale ID,Customer,Sale Date,{head}\n1,A,2025-01-05,105.00,5.00,100.00\n")
    assert bought(intake) == {"A": (1, 100)}


@pytest.mark.parametrize("net", ["Warenwert netto", "Net goods value", "Marchandise HT"])
def test_a_column_called_net_wins_over_the_total_it_is_part_of(book: Book, net: str) -> None:
    rows = "1,A,2025-01-05,99.90,4.90,104.80\n2,B,2025-01-15,50,4.9,54.9\n"
    text = f"Order ID,Customer,Date,{net},Shipping,Total\n{rows}"
    assert bought(book(orders_dot_csv=text)) == {"A": (1, 99.9), "B": (1, 50)}


@pytest.mark.parametrize("net", ["Net profit", "Net unit price", "Net weight"])
def test_other_things_called_net_are_not_what_was_sold(book: Book, net: str) -> None:
    intake = book(orders_dot_csv=f"Order ID,Customer,Date,{net},Total\n1,A,2025-01-05,60,100\n")
    assert columns_of(intake, "orders")["amount"] == "Total"


@pytest.mark.parametrize("header", ["total_cents", "Total (cents)", "total in cents"])
def test_amounts_in_cents_are_hundredths(book: Book, header: str) -> None:
    assert bought(
        book(orders_dot_csv=f"order_id,customer_id,order_date,{header}\n1,A,2025-01-05,1999\n")
    ) == {"A": (1, 19.99)}


def test_an_amount_that_is_shown_beside_is_taken_as_shown(book: Book) -> None:
    entry = {
        "type": "orders",
        "id": "1",
        "attributes": {
            "customer_id": 11,
            "total": 1199,
            "total_formatted": "$11.99",
            "created_at": "2025-03-14",
        },
    }
    text = json.dumps({"data": [entry, {**entry, "id": "2"}]})
    assert bought(book(orders_dot_json=text)) == {"11": (2, 23.98)}


def test_an_empty_column_is_no_amount(book: Book) -> None:
    text = "Order ID,Customer,Date,Net amount,Total\n1,A,2025-01-05,,10\n2,A,2025-01-06,,20\n"
    assert bought(book(orders_dot_csv=text)) == {"A": (2, 30)}


def test_yes_and_no_are_no_refunded_amounts(book: Book) -> None:
    head = "Sale ID,Customer,Sale Date,Amount,Refunded?,Partial Refund ($),Fully Refunded?\n"
    rows = "1,A,2025-01-05,20,1,0,1\n2,A,2025-01-06,80,1,10,0\n3,A,2025-01-07,5,0,0,0\n"
    assert bought(book(sales_dot_csv=head + rows)) == {"A": (2, 75)}
