"""A mapping changed by an answer reads the same as before but for the answer, and keeps the user's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.engine import open_book, open_by, open_or_ask
from holdfast.errors import UsageError
from holdfast.intake.amend.answer import with_answer
from holdfast.intake.amend.column import with_column, without_column
from holdfast.intake.amend.file import with_table, without_file
from holdfast.intake.amend.known import with_known
from holdfast.intake.read.faults import LackingColumnsError
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


def test_a_column_that_is_not_used_counts_no_more_and_nothing_takes_its_place(folder: Path) -> None:
    (folder / "orders.csv").write_text(ORDERS.replace("Discount", "Price reduction"))
    receipt = open_book([folder], use_cache=False).receipt
    text = without_column("", receipt, ("orders", "orders.csv"), "Status", "status")
    read = open_by([folder], None, text)
    (orders,) = (file for file in read.receipt.files if file.table == "orders")
    assert "status" not in dict(orders.columns)
    assert "Status" in orders.not_used
    assert not read.receipt.questions, "a word of a column that is not used is not asked about"
    again = with_column(text, read.receipt, ("orders", "orders.csv"), "status", "Status")
    assert "not_used" not in again


def test_a_column_of_customers_that_is_not_used_is_no_field_of_ones_own(folder: Path) -> None:
    (folder / "customers.csv").write_text("Customer ID,Name,Shoe size\nC1,Acme,42\nC2,Borgo,38\n")
    before = open_book([folder], use_cache=False)
    assert "x.shoe_size" in [field.name for field in before.own["customers"]]
    text = without_column("", before.receipt, ("customers", "customers.csv"), "Shoe size")
    assert not open_by([folder], None, text).own.get("customers")


def test_an_open_section_says_so_too(folder: Path) -> None:
    text = '[tables.customers]\nnot_used = ["Segment"]\n'
    assert set(open_by([folder], None, text).customers["segment"]) == {None}


def test_a_column_that_becomes_another_is_no_more_what_it_was(folder: Path) -> None:
    receipt = open_book([folder], use_cache=False).receipt
    text = with_column("", receipt, ("orders", "orders.csv"), "channel", "Status", former="status")
    (orders,) = (file for file in open_by([folder], None, text).receipt.files if file.table == "orders")
    assert ("channel", "Status") in orders.columns
    assert "status" not in dict(orders.columns)


def test_a_file_that_was_not_used_becomes_a_table_by_what_its_columns_sound_like(folder: Path) -> None:
    (folder / "odd.csv").write_text("Order ID,Customer ID,Date,Worth\nO9,C1,2025-05-01,3.00\n")
    (folder / "holdfast.toml").write_text('[book]\nnot_used = ["odd.csv"]\n')
    receipt = open_book([folder], use_cache=False).receipt
    assert [(one.file, one.why) for one in receipt.not_used] == [
        ("odd.csv", "the mapping says that it is not used")
    ]
    headers = ("Order ID", "Customer ID", "Date", "Worth")
    text = with_table((folder / "holdfast.toml").read_text(), receipt, "odd.csv", "orders", headers)
    with pytest.raises(LackingColumnsError) as refused:
        open_by([folder], None, text)
    assert refused.value.lacking.missing == ("amount",)
    assert refused.value.lacking.headers == headers
    text = with_column(text, receipt, ("orders", "odd.csv"), "amount", "Worth")
    assert sorted(open_by([folder], None, text).tables["orders"]["order_id"]) == ["O1", "O2", "O9"]


def test_a_file_of_the_wrong_table_leaves_its_section_and_its_neighbours_stay(folder: Path) -> None:
    (folder / "orders2.csv").write_text(ORDERS.replace("O1", "O3").replace("O2", "O4"))
    columns = '{ order_id = "Order ID", customer_id = "Customer ID", order_date = "Date", amount = "Amount" }'
    own = f"[tables.orders]\nfiles = ['ord*.csv']  # all\ncolumns = {columns}\n"
    receipt = open_by([folder], None, own).receipt
    headers = tuple(ORDERS.splitlines()[0].split(","))
    text = with_table(own, receipt, "orders2.csv", "interactions", headers, former="orders")
    read = open_by([folder], None, text).receipt
    assert {(one.table, one.file) for one in read.files} == {
        ("orders", "orders.csv"),
        ("interactions", "orders2.csv"),
    }
    assert 'files = ["orders.csv"]' in text


def test_a_file_that_is_not_used_costs_nothing_else(folder: Path) -> None:
    text = without_file("# Ours\n", "customers.csv")
    assert text.startswith("# Ours\n")
    read = open_by([folder], None, text).receipt
    assert [one.file for one in read.files if one.table == "orders"] == ["orders.csv"]
    assert not [one for one in read.files if one.file == "customers.csv"]
    assert [one.file for one in read.not_used] == ["customers.csv"]


def test_a_remark_is_known_and_not_known_again(folder: Path) -> None:
    (folder / "shapes.csv").write_text("colour,shape\nred,round\n")
    receipt = open_book([folder], use_cache=False).receipt
    (warning,) = (one for one in receipt.findings if "shapes.csv" in one.sentence)
    text = with_known('[book]\nname = "X"  # keep\n', receipt, warning.sentence)
    assert "# keep" in text
    read = open_by([folder], None, text).receipt
    assert [one.severity for one in read.findings if one.sentence == warning.sentence] == ["known"]
    assert with_known(text, read, warning.sentence) == '[book]\nname = "X"  # keep\n'
    with pytest.raises(UsageError, match="only a problem or a warning"):
        with_known("", receipt, "nothing")
