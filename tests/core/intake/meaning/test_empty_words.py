"""Words for nothing are empty in keys, and in other texts where they can hardly be a value."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book


@pytest.mark.thorough
@pytest.mark.parametrize(
    "word", ["N/A", "-", "None", "null", "NULL", "#N/A", "(blank)", "NaN", "\\N", '"="""""', "–", "undefined"]
)
def test_a_word_for_nothing_is_no_customer(book: Book, word: str) -> None:
    intake = book(
        orders_dot_csv=f"Order ID,Date,Customer ID,Total\n1,2025-01-05,{word},10\n2,2025-01-06,A,5\n"
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["A"]
    assert intake.receipt.quarantine.select("line", "column", "reason").rows() == [
        (2, "Customer ID", "customer_id is empty")
    ]


def test_an_optional_key_that_says_nothing_is_empty(book: Book) -> None:
    intake = book(customers_dot_csv="Customer ID,Name,Parent Account ID\nA,Acme,None\nB,Brio,n/a\nC,Cora,A\n")
    assert intake.tables["customers"]["parent_id"].to_list() == [None, None, "A"]


def test_a_text_is_empty_where_a_database_wrote_nothing_and_else_stands_for_itself(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name,Region,Plan\nA,Acme,NULL,None\nB,Brio,NA,\\N\nC,Cora,EU,#N/A\n"
    )
    customers = intake.tables["customers"]
    assert customers["region"].to_list() == [None, "NA", "EU"]
    assert customers["tier"].to_list() == ["None", None, None]


def test_lines_below_the_first_of_an_order_are_no_faults(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Email,Financial Status,Created at,Subtotal,Lineitem name\n"
        "1,a@x.example,paid,2025-01-05,30,Pot\n1,a@x.example,,,,Tea\n1,,,,,Cup\n"
        "2,b@x.example,paid,2025-01-06,9,Tea\n"
        "3,b@x.example,paid,,5,Tea\n"
    )
    assert intake.tables["orders"]["order_id"].to_list() == ["1", "2"]
    (file,) = intake.receipt.files
    assert (file.used, file.not_data, file.quarantined) == (2, 2, 1)
    assert "2 further lines of rows above not data" in file.notes
