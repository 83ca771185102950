"""The amount of an order is the net one, with refunds taken off."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book


def amounts(book: Book, text: str) -> list[float]:
    intake = book(orders_dot_csv=text)
    return [amount / 10_000 for amount in intake.tables["orders"]["amount"].to_list()]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "header",
    [
        "Total,Net Sales,Tax",
        "Gross Sales,Net Sales,Tip", "Total,Subtotal,Taxes", "Order Total,Net Total,Fee",
        "Bruttobetrag,Nettobetrag,MwSt", "Montant TTC,Montant HT,TVA", "Totale,Imponibile,IVA",
        "Total (inc tax),Total (ex tax),Shipping",
    ],
)  # fmt: skip
def test_the_net_column_wins_over_a_gross_one(book: Book, header: str) -> None:
    text = f"Order ID,Date,Customer,{header}\n1,2025-01-05,A,119,100,19\n"
    assert amounts(book, text) == [100]


def test_refunded_amounts_come_off_down_to_nothing_and_it_is_said(book: Book) -> None:
    text = (
        "Order ID,Date,Customer,Subtotal,Refunded Amount\n1,2025-01-05,A,100,0\n2,2025-01-06,A,16,4\n"
        "3,2025-01-07,A,30,35.70\n"
    )
    assert amounts(book, text) == [100, 12, 0]
    said = [one.message for one in book(orders_dot_csv=text).receipt.findings]
    assert "Refunded Amount is taken off Subtotal in 2 rows, 34.00 together" in said


def test_refunds_written_as_negative_numbers_come_off_as_well(book: Book) -> None:
    text = "Order ID,Date,Customer,Net Sales,Refunds\n1,2025-01-05,A,100,-20\n"
    assert amounts(book, text) == [80]


def test_the_names_of_our_own_table_are_taken_at_their_word(book: Book) -> None:
    text = "order_id,order_date,customer_id,amount,refunded\n1,2025-01-05,A,80,20\n"
    assert amounts(book, text) == [80]


def test_an_order_of_nothing_with_money_back_shows_that_refunds_are_off_already(book: Book) -> None:
    text = "Order ID,Date,Customer,Net Amount,Refund\n1,2025-01-05,A,80,20\n2,2025-01-06,A,0,50\n"
    assert amounts(book, text) == [80, 0]


@pytest.mark.parametrize("header", ["Total,Net Sales,Refunds", "Total,Discount,Net Sales,Refunded Amount"])
def test_a_net_column_that_a_total_and_the_refund_make_has_refunds_off_already(
    book: Book, header: str
) -> None:
    cells = "100,80,-20" if header.count(",") == 2 else "110,10,80,20"
    plain = "50,50,0" if header.count(",") == 2 else "50,0,50,0"
    text = f"Order ID,Date,Customer,{header}\n1,2025-01-05,A,{cells}\n2,2025-01-05,A,{plain}\n"
    assert amounts(book, text) == [80, 50]


def test_a_free_order_whose_postage_was_given_back_does_not_hide_the_other_refunds(book: Book) -> None:
    text = (
        "Order ID,Date,Customer,Subtotal,Refunded Amount\n1,2025-01-05,A,30,30\n2,2025-01-06,A,0,5\n"
        "3,2025-01-07,A,40,10\n"
    )
    assert amounts(book, text) == [0, 0, 30]


def test_where_refunds_are_off_already_it_is_said(book: Book) -> None:
    text = "Order ID,Date,Customer,Total,Net Sales,Refunds\n1,2025-01-05,A,100,80,-20\n"
    said = [one.message for one in book(orders_dot_csv=text).receipt.findings]
    assert "orders.csv: Refunds is off Net Sales already, as the sums in it show" in said
