"""A book that comes out empty or thin says so, with the next step."""

from __future__ import annotations

from pathlib import Path

from holdfast.book.assemble import assemble
from holdfast.schema.exports import Intake

from .conftest import Book

CUSTOMERS = "customer_id,name\nc1,Acme\nc2,Brio\n"


def problems(intake: Intake) -> list[str]:
    return [finding.sentence for finding in intake.receipt.problems]


def customers_of(intake: Intake) -> list[str]:
    return assemble(intake).customers["customer_id"].to_list()


def test_a_list_of_customers_alone_says_that_nobody_bought_anything(book: Book) -> None:
    (told,) = problems(book(customers_dot_csv=CUSTOMERS, notes_dot_csv="a,b\n1,2\n"))
    assert told.startswith("orders: nobody in this book has ever bought anything")
    assert "not used: notes.csv" in told


def test_a_list_of_staff_alone_has_no_customers(book: Book) -> None:
    told = problems(book(reps_dot_csv="rep_id,name,hire_date\nr1,Ana,2024-01-01\n"))
    assert told[0].startswith("customers: nobody in these files is a customer")


def test_amounts_that_are_all_zero_are_a_problem(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount\n1,c1,2025-01-05,0\n2,c2,2025-01-06,0.00\n"
    assert problems(book(customers_dot_csv=CUSTOMERS, orders_dot_csv=orders)) == [
        "orders: every amount of orders is 0: name the right column under columns in holdfast.toml"
    ]
    one = orders.replace("0.00", "0.01")
    assert problems(book(customers_dot_csv=CUSTOMERS, orders_dot_csv=one)) == []


def test_more_than_half_the_deals_of_nobody_are_a_problem(book: Book) -> None:
    deals = "opportunity_id,customer_id,stage,created\n1,c1,Won,2025-01-05\n2,,Open,2025-01-06\n"
    assert problems(book(customers_dot_csv=CUSTOMERS, deals_dot_csv=deals)) == []
    (told,) = problems(book(customers_dot_csv=CUSTOMERS, deals_dot_csv=deals + "3,,Open,2025-01-07\n"))
    assert told.startswith("opportunities: 2 rows of 3 of opportunities name no customer")


def test_a_file_whose_rows_all_went_to_quarantine_is_named(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount\n1,,2025-01-05,5\n2,,2025-01-06,5\n"
    told = problems(book(customers_dot_csv=CUSTOMERS, orders_dot_csv=orders))
    assert "orders: no row of orders.csv can be used for orders: see the quarantine" in told


def test_invoices_alone_make_a_book(book: Book) -> None:
    invoices = "Invoice No,Client,Invoice Date,Due Date,Total\n1,Acme,2025-01-05,2025-02-05,5\n"
    assert customers_of(book(invoices_dot_csv=invoices)) == ["Acme"]


def test_deals_alone_make_a_book(book: Book) -> None:
    deals = "Opportunity,Account Name,Stage,Close Date,Amount\nQ1,Quay,Won,2025-01-05,5\n"
    assert customers_of(book(extract_dot_csv=deals)) == ["Quay"]


def test_tickets_make_customers_only_where_nobody_lists_them(book: Book) -> None:
    tickets = "ticket_id,customer_id,created,priority\n1,c9,2025-01-05,high\n"
    assert customers_of(book(tickets_dot_csv=tickets)) == ["c9"]
    intake = book(tickets_dot_csv=tickets, customers_dot_csv=CUSTOMERS)
    assert customers_of(intake) == ["c1", "c2"]
    (told,) = (one.message for one in intake.receipt.findings if "not found in customers" in one.message)
    assert "added without details" not in told


def test_names_in_a_file_of_orders_are_those_of_the_customers(book: Book) -> None:
    orders = "Order ID,Date,Customer ID,Customer Name,Total\n1,2025-01-05,7,Acme,5\n2,2025-01-06,8,Brio,5\n"
    intake = book(orders_dot_csv=orders)
    assert intake.tables["customers"].select("customer_id", "name").rows() == [("7", "Acme"), ("8", "Brio")]
    listed = book(orders_dot_csv=orders, customers_dot_csv="customer_id,name\n7,Acme Ltd\n8,Brio Ltd\n")
    assert listed.tables["customers"]["name"].to_list() == ["Acme Ltd", "Brio Ltd"]


def test_payments_are_asked_about_where_nothing_else_is_a_sale(book: Book, tmp_path: Path) -> None:
    files = {
        "customers_dot_csv": CUSTOMERS,
        "payment_dot_csv": (
            "payment_id,customer_id,staff_id,amount,payment_date\n1,c1,1,2.99,2007-02-15\n2,c2,1,5,2007-03-15\n"
        ),
    }
    intake = book(**files)
    assert "orders" not in intake.tables
    (asked,) = intake.receipt.questions
    assert asked.question == "nothing else in this book is a sale: are those of payment.csv its sales?"
    answered = book(**files, holdfast_dot_toml=asked.paste)
    assert answered.tables["orders"].select("order_id", "customer_id", "amount").rows() == [
        ("1", "c1", 29_900),
        ("2", "c2", 50_000),
    ]
    assert answered.tables["customers"].height == 2
    orders = "order_id,customer_id,order_date,amount\n1,c1,2025-01-05,4\n"
    (tmp_path / "book" / "holdfast.toml").unlink()
    assert book(**files, orders_dot_csv=orders).receipt.questions == ()


def test_an_order_of_nobody_is_quarantined_once(book: Book) -> None:
    orders = "Order ID,Date,Customer ID,Customer Name,Total\n1,2025-01-05,7,Acme,5\n2,2025-01-06,,,5\n"
    intake = book(orders_dot_csv=orders)
    assert intake.receipt.quarantine.select("table", "line").rows() == [("orders", 3)]
    assert intake.tables["customers"]["name"].to_list() == ["Acme"]
