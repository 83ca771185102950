"""The line that `check` shows, pasted below the name of its table, answers what was asked."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.intake.conftest import Book

from holdfast.errors import UsageError
from holdfast.schema.tables import MEANS

ORDERS = "Order ID,Date,Customer,Total,Status\n1,2025-01-05,A,100,Parked\n2,2025-01-06,A,5,Paid\n"


def test_the_pasted_line_alone_answers_what_a_word_means(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS,
        holdfast_dot_toml='[tables.orders]\nstatuses = { "Parked" = "no sale" }\n',
    )
    assert intake.tables["orders"][MEANS].to_list() == ["no sale", "sale"]
    assert intake.receipt.clean


def test_other_files_are_recognised_as_without_an_answer(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS,
        customers_dot_csv="Customer ID,Name\nA,Acme\n",
        holdfast_dot_toml='[tables.orders]\nstatuses = { "Parked" = "no sale" }\n',
    )
    assert intake.tables["customers"]["name"].to_list() == ["Acme"]


def test_ambiguous_dates_are_answered_by_one_line(book: Book) -> None:
    text = "Order ID,Date,Customer,Total\n1,03/04/2025,A,100\n2,05/06/2025,A,5\n"
    with pytest.raises(UsageError, match="could be day/month or month/day"):
        book(orders_dot_csv=text)
    intake = book(orders_dot_csv=text, holdfast_dot_toml='[tables.orders]\ndate_format = "%d/%m/%Y"\n')
    assert intake.tables["orders"]["order_date"].to_list() == [date(2025, 4, 3), date(2025, 6, 5)]


def test_a_column_that_is_answered_takes_the_place_of_the_recognised_one(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Customer,Total,Net Sales,Due\n1,2025-01-05,A,119,100,90\n",
        holdfast_dot_toml='[tables.orders]\ncolumns = { amount = "Due" }\n',
    )
    assert intake.tables["orders"].select("order_id", "customer_id", "amount").rows() == [("1", "A", 900_000)]


def test_a_lookup_is_answered_by_one_line(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name,Segment\nC1,Acme Ltd,SMB\nC2,Brio Ltd,ENT\n",
        orders_dot_csv="Order ID,Date,Customer,Total\n1,2025-01-05,Acme Ltd,100\n2,2025-02-05,Corso Ltd,9\n",
        holdfast_dot_toml='[tables.orders]\nmatch = { customer_id = "customers.name" }\n',
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["C1"]
    assert intake.receipt.quarantine["text"].to_list() == ["Corso Ltd"]


def test_files_of_other_sections_are_read_as_those_say(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS,
        list_dot_csv="Code,Label\nA,Acme\n",
        holdfast_dot_toml='[tables.orders]\nstatuses = { "Parked" = "no sale" }\n[tables.customers]\n'
        'files = ["list.csv"]\ncolumns = { customer_id = "Code", name = "Label" }\n',
    )
    assert intake.tables["customers"]["name"].to_list() == ["Acme"]
    assert intake.receipt.clean
