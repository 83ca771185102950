"""Forms that nobody mapped: remarks that are accepted, rows that name a subscription, totals, empty words."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

CUSTOMERS = "Customer ID,Name\nC1,Alder\nC2,Birch\n"
ORDERS = "Order ID,Customer ID,Order Date,Amount\n1,C1,2025-02-01,10\n2,X9,2025-02-02,20\n"


@pytest.mark.thorough
@pytest.mark.parametrize("known", ["orders: 1 row of orders *", "* not found in customers*"])
def test_a_known_problem_is_told_and_is_none(book: Book, known: str) -> None:
    files = {"customers_dot_csv": CUSTOMERS, "orders_dot_csv": ORDERS}
    (problem,) = book(**files).receipt.problems
    receipt = book(**files, holdfast_dot_toml=f'[book]\nknown = ["{known}"]\n').receipt
    assert receipt.clean
    (told,) = [one for one in receipt.findings if one.severity == "known"]
    assert told.sentence == problem.sentence


@pytest.mark.parametrize(
    "known",
    [
        "orders: 1 Zeile von orders nennt 1 customer_id, in customers nicht gefunden *",
        "orders : 1 ligne de orders nomme 1 customer_id absent de customers *",
        "* nomina 1 customer_id non trovato in customers (come 'X9')*",
    ],
)
def test_a_problem_is_known_by_the_sentence_that_its_reader_sees(book: Book, known: str) -> None:
    """The identity of a remark is its English, whatever the language of who accepts it."""
    settings = f'[book]\nknown = ["{known}"]\n'
    receipt = book(customers_dot_csv=CUSTOMERS, orders_dot_csv=ORDERS, holdfast_dot_toml=settings).receipt
    assert receipt.clean
    (told,) = [one for one in receipt.findings if one.severity == "known"]
    assert told.message.startswith("1 row of orders names 1 customer_id not found")


def test_another_problem_is_not_known_and_what_is_over_is_told(book: Book) -> None:
    settings = '[book]\nknown = ["orders: 7 rows of orders *"]\n'
    receipt = book(customers_dot_csv=CUSTOMERS, orders_dot_csv=ORDERS, holdfast_dot_toml=settings).receipt
    assert len(receipt.problems) == 1
    assert any("that holdfast.toml calls known: orders: 7 rows" in one.message for one in receipt.findings)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("usage", "subscription_id,date,metric,value\nS1,2025-06-01,logins,5\nS2,2025-06-02,logins,7\n"),
        (
            "tickets",
            "Ticket ID,Subscription ID,Created,Status\nT1,S1,2025-06-01,open\nT2,S2,2025-06-02,open\n",
        ),
    ],
)
def test_rows_that_name_a_subscription_are_its_customers(book: Book, table: str, text: str) -> None:
    subscriptions = "subscription_id,customer_id,start,mrr\nS1,A,2024-05-01,50\nS2,B,2024-06-01,70\n"
    intake = book(subscriptions_dot_csv=subscriptions, **{f"{table}_dot_csv": text})
    assert intake.tables[table]["customer_id"].to_list() == ["A", "B"]


def test_dates_of_unmapped_columns_tell_the_order_of_day_and_month(book: Book) -> None:
    text = "Order ID,Customer,Order Date,Total,Pickup\n"
    text += "1,A,01/02/2025,10,14/02/2025\n2,B,03/02/2025,2,15/02/2025\n"
    assert [str(day) for day in book(orders_dot_csv=text).tables["orders"]["order_date"]] == [
        "2025-02-01",
        "2025-02-03",
    ]


@pytest.mark.parametrize("total", ["Summe Acker AG", "Zwischensumme", "Sous-total Acker", "Subtotal"])
def test_a_total_of_figures_alone_is_no_row(book: Book, total: str) -> None:
    rows = f"Acker AG;RE1;03.02.2025;1.000,00;190,00;1.190,00\n{total};;;1.000,00;190,00;1.190,00\n"
    intake = book(Umsatz_dot_csv=f"Kunde;Beleg-Nr.;Datum;Netto;MwSt;Brutto\n{rows}")
    (orders,) = [one for one in intake.receipt.files if one.table == "orders"]
    assert (orders.used, orders.quarantined, orders.not_data) == (1, 0, 1)


@pytest.mark.parametrize("word", ["#REF!", "#VALUE!", "k.A.", "N.D."])
def test_what_a_spreadsheet_could_not_work_out_is_no_customer(book: Book, word: str) -> None:
    intake = book(
        orders_dot_csv=f"Order,Customer,Date,Total\n1,Alder,2025-03-14,10\n2,{word},2025-03-15,20\n"
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["Alder"]


@pytest.mark.parametrize(
    "name", ["purchase invoices", "Eingangsrechnungen 2025", "Supplier bills", "fatture passive"]
)
def test_whom_the_shop_buys_from_is_no_customer(book: Book, name: str) -> None:
    bills = "Invoice No,Company,Invoice Date,Due Date,Amount\n1,PaperCo,2025-03-01,2025-04-01,100\n"
    intake = book(orders_dot_csv=ORDERS, **{f"{name}_dot_csv": bills})
    assert intake.tables["orders"]["customer_id"].to_list() == ["C1", "X9"]
    assert "invoices" not in intake.tables
    (unused,) = intake.receipt.not_used
    assert "suppliers" in unused.why


@pytest.mark.parametrize("header", ["Last name, First name", "Nachname, Vorname", "Cognome, nome"])
def test_people_who_are_listed_by_their_last_name_are_those_whom_orders_name(book: Book, header: str) -> None:
    staff = f'Employee #,"{header}",Hire Date\n1,"Diaz, Ana",2023-01-09\n2,"Kim, Jo",2023-05-02\n'
    orders = "Order,Customer,Date,Total,Sales Rep\n1,A,2025-03-14,10,Ana Diaz\n2,B,2025-03-15,20,Jo Kim\n"
    intake = book(employees_dot_csv=staff, orders_dot_csv=orders)
    assert intake.tables["orders"]["rep_id"].to_list() == intake.tables["reps"]["rep_id"].to_list()
    assert intake.tables["reps"]["name"].to_list() == ["Ana Diaz", "Jo Kim"]


def test_answers_are_no_people_though_each_names_one(book: Book) -> None:
    answers = "Person ID,Name,Email,Company,Score,Comment,Survey Type,Created At\n"
    answers += "9,Pia,p@x.example,A,10,fine,nps,2025-03-01 10:00:00 UTC\n"
    intake = book(orders_dot_csv=ORDERS, **{"delighted-responses_dot_csv": answers})
    (answer,) = intake.tables["surveys"].select("customer_id", "score", "answered").rows()
    assert (answer[0], answer[1], str(answer[2])[:10]) == ("A", 10.0, "2025-03-01")
