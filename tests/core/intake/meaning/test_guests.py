"""Guests under one id are nobody: their orders are read, but belong to no customer."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

from holdfast.book.assemble import assemble


@pytest.mark.thorough
@pytest.mark.parametrize(
    "word", ["0", "guest", "GUEST", "Walk-in Customer", "Gast", "Laufkundschaft", "client de passage", "زائر"]
)
def test_a_guest_is_no_customer_and_it_is_said(book: Book, word: str) -> None:
    intake = book(
        orders_dot_csv=f"Order ID,Date,Customer ID,Total\n1,2025-01-05,{word},10\n2,2025-01-06,17,20\n"
        f"3,2025-01-07,{word},5\n"
    )
    found = assemble(intake)
    assert found.customers["customer_id"].to_list() == ["17"]
    assert found.sales["amount"].to_list() == [200_000]
    (file,) = intake.receipt.files
    assert file.used == 3
    assert f"2 rows of guests ('{word}'), 15.00 together belong to no customer: read, but in no figure" in [
        one.message for one in intake.receipt.findings
    ]


def test_who_is_listed_under_a_name_is_a_customer_whatever_the_id(book: Book) -> None:
    found = assemble(
        book(
            customers_dot_csv="Customer ID,Name\n0,Acme Ltd\n1,Brio Ltd\n",
            orders_dot_csv="Order ID,Date,Customer ID,Total\n1,2025-01-05,0,10\n",
        )
    )
    assert found.customers["customer_id"].to_list() == ["0", "1"]
    assert found.sales.height == 1


def test_a_guest_in_the_list_of_customers_is_nobody_in_the_orders_too(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name\nC1,Acme Ltd\nC9,Walk-in Customer\n",
        orders_dot_csv="Order ID,Date,Customer ID,Total\n1,2025-01-05,C1,10\n2,2025-01-05,C9,90\n",
    )
    found = assemble(intake)
    assert found.customers["customer_id"].to_list() == ["C1"]
    assert found.sales["amount"].to_list() == [100_000]
    assert [file.left_out for file in intake.receipt.files if file.table == "customers"] == [1]
