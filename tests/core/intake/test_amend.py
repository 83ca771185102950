"""A mapping changed by an answer reads the same as before but for the answer, and keeps the user's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.engine import open_book, open_by, open_or_ask
from holdfast.errors import UsageError
from holdfast.intake.amend import with_answer, with_column
from holdfast.schema.receipt import Question

CUSTOMERS = "Customer ID,Name,Segment\nC1,Acme,smb\nC2,Borgo,enterprise\n"
ORDERS = """Order ID,Customer ID,Date,Amount,Discount,Status
O1,C1,2025-01-03,120.50,0.50,paid
O2,C2,2025-02-05,90.00,1.00,frobnicated
"""
OPEN = "Order ID,Customer ID,Date,Amount\nO1,C1,03/04/2025,12.50\nO2,C2,05/06/2025,15.00\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path


def test_a_first_answer_states_what_was_recognised_so_that_no_file_is_lost(folder: Path) -> None:
    receipt = open_book([folder], use_cache=False).receipt
    (question,) = receipt.questions
    text = with_answer("", receipt, question, question.answers[1])
    read = open_by([folder], None, text)
    assert {file.file for file in read.receipt.files} == {"customers.csv", "orders.csv"}
    assert [(one.word, one.counted) for one in read.receipt.statuses if one.word != "paid"] == [
        ("frobnicated", False)
    ]
    assert not read.receipt.questions


def test_comments_unknown_keys_and_other_words_of_the_user_stay(folder: Path) -> None:
    own = (
        "# Ours\n[book]\nname = 'X'  # keep\n\n[tables.customers]\nfiles = ['customers.csv']\n\n"
        "[tables.orders]\nfiles = ['ord*.csv']  # all of them\nstatuses = { paid = 'sale' }\n"
    )
    receipt = open_by([folder], None, own).receipt
    (question,) = receipt.questions
    text = with_answer(own, receipt, question, question.answers[0])
    assert text.startswith(own[: own.index("statuses")])
    assert "paid = 'sale'" in text
    assert not open_by([folder], None, text).receipt.questions
    assert "odd = 1" in with_answer(f"{own}\n[odd]\nodd = 1\n", receipt, question, question.answers[0])


def test_a_question_before_any_row_is_read_is_answered_and_then_the_book_is_read(folder: Path) -> None:
    (folder / "orders.csv").write_text(OPEN)
    asked = open_or_ask([folder], use_cache=False)
    (question,) = asked.receipt.questions
    assert [answer.splitlines()[-1] for answer in question.answers] == [
        'date_format = "%d/%m/%Y"',
        'date_format = "%m/%d/%Y"',
    ]
    assert asked.customers.is_empty()
    text = with_answer("", asked.receipt, question, question.answers[1])
    read = open_by([folder], None, text)
    assert [str(day) for day in read.tables["orders"]["order_date"]] == ["2025-03-04", "2025-05-06"]
    assert read.customers["name"].to_list() == ["Acme", "Borgo"]
    assert [file.rows_read for file in read.receipt.files if file.table == "orders"] == [2], "and none twice"


def test_a_column_is_added_to_what_was_recognised(folder: Path) -> None:
    receipt = open_book([folder], use_cache=False).receipt
    text = with_column("", receipt, ("orders", "orders.csv"), "discount", "Discount")
    (orders,) = (file for file in open_by([folder], None, text).receipt.files if file.table == "orders")
    assert dict(orders.columns) == {
        "order_id": "Order ID",
        "customer_id": "Customer ID",
        "order_date": "Date",
        "amount": "Amount",
        "status": "Status",
        "discount": "Discount",
    }


def test_a_file_that_may_be_two_things_gets_a_section_of_its_own(folder: Path) -> None:
    paste = '[tables.orders]\nfiles = ["more.csv"]\n[tables.invoices]\nfiles = ["more.csv"]'
    question = Question("more.csv", "", "is more.csv a file of orders or invoices?", paste)
    assert len(question.answers) == 2
    receipt = open_book([folder], use_cache=False).receipt
    (folder / "more.csv").write_text("Order ID,Customer ID,Date,Amount\nO9,C1,2025-05-01,3.00\n")
    text = with_answer("", receipt, question, question.answers[0])
    read = open_by([folder], None, text)
    assert sorted(read.tables["orders"]["order_id"]) == ["O1", "O2", "O9"]


def test_a_mapping_that_is_no_toml_is_refused_in_one_line(folder: Path) -> None:
    receipt = open_book([folder], use_cache=False).receipt
    with pytest.raises(UsageError, match="not valid TOML"):
        with_column("[book", receipt, ("orders", "orders.csv"), "discount", "Discount")
