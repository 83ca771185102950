"""A section that names no files speaks of whatever is recognised as its table; answers can be pasted so."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

from holdfast.errors import UsageError

ORDERS = "Order ID,Date,Client,Total,Bonus\n1,2025-01-05,Acme,100,7\n2,2025-02-05,Brio,50,8\n"
CLIENTS = "Client No,Client Name,Segment\nAcme,Acme Ltd,SMB\nBrio,Brio Ltd,ENT\n"


def test_what_a_section_leaves_open_is_recognised(book: Book) -> None:
    mapping = '[tables.orders]\ncolumns = { amount = "Bonus" }\n'
    intake = book(orders_dot_csv=ORDERS, clients_dot_csv=CLIENTS, holdfast_dot_toml=mapping)
    assert intake.tables["orders"].select("order_id", "customer_id", "amount").rows() == [
        ("1", "Acme", 70_000),
        ("2", "Brio", 80_000),
    ]
    assert intake.tables["customers"]["name"].to_list() == ["Acme Ltd", "Brio Ltd"]


def test_a_column_that_only_the_user_knows_makes_the_table(book: Book) -> None:
    odd = ORDERS.replace("Client", "Abnehmer")
    with pytest.raises(UsageError, match="no column for customer_id"):
        book(orders_dot_csv=odd)
    mapping = '[tables.orders]\ncolumns = { customer_id = "Abnehmer" }\n'
    intake = book(orders_dot_csv=odd, holdfast_dot_toml=mapping)
    assert intake.tables["orders"]["customer_id"].to_list() == ["Acme", "Brio"]


def test_a_column_that_no_file_of_the_table_has_is_refused(book: Book) -> None:
    mapping = '[tables.orders]\ncolumns = { amount = "Bonuss" }\n'
    with pytest.raises(UsageError, match=r"no file of orders has a column 'Bonuss'; did you mean 'Bonus'\?"):
        book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping)


def test_a_section_that_names_files_is_all_there_is_unless_it_goes_with_others(book: Book) -> None:
    mapping = '[tables.orders]\nfiles = ["orders.csv"]\n'
    files = {"orders_dot_csv": ORDERS, "orders_old_dot_csv": ORDERS, "clients_dot_csv": CLIENTS}
    alone = book(**files, holdfast_dot_toml=mapping)
    assert list(alone.tables) == ["orders"]
    assert alone.receipt.ignored_files == ("clients.csv", "orders_old.csv")
    both = book(**files, holdfast_dot_toml=mapping + "with_others = true\n")
    assert list(both.tables) == ["customers", "orders"]


def test_files_of_a_table_whose_files_are_named_stay_out_beside_an_open_section(book: Book) -> None:
    mapping = '[tables.orders]\nfiles = ["orders.csv"]\n[tables.customers]\n'
    intake = book(
        orders_dot_csv=ORDERS, orders_old_dot_csv=ORDERS, clients_dot_csv=CLIENTS, holdfast_dot_toml=mapping
    )
    assert list(intake.tables) == ["customers", "orders"]
    (unused,) = intake.receipt.not_used
    assert unused.why == "looks like orders, but the mapping names other files of orders"


def test_how_files_are_written_needs_their_names(book: Book) -> None:
    with pytest.raises(UsageError, match="says how files are written but names none"):
        book(orders_dot_csv=ORDERS, holdfast_dot_toml='[tables.orders]\nseparator = ";"\n')


def test_a_table_has_one_section_without_files(book: Book) -> None:
    with pytest.raises(UsageError, match="only one section of orders can do without files"):
        book(orders_dot_csv=ORDERS, holdfast_dot_toml="[[tables.orders]]\n[[tables.orders]]\n")
