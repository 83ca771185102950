"""Exports of business software: whom rows name, what they are called, and in which currency they are."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought, columns_of

ORDERS = "order_id,customer,date,amount\n1,Acker AG,2025-03-01,10\n2,Borne Ltd,2025-03-02,20\n"
PEOPLE = "Ticket id,Created at,Status,Customer name,Customer company\n"


def test_a_ticket_belongs_to_the_firm_that_the_sales_name_not_to_the_person_who_wrote(book: Book) -> None:
    tickets = (
        PEOPLE
        + "1,2025-03-03,open,Pat,Acker AG\n2,2025-03-04,open,Sam,Borne Ltd\n3,2025-03-04,open,Kim,New\n"
    )
    intake = book(orders_dot_csv=ORDERS, tickets_dot_csv=tickets)
    assert intake.tables["tickets"]["customer_id"].to_list() == ["Acker AG", "Borne Ltd", "New"]
    told = next(file for file in intake.receipt.files if file.table == "tickets")
    assert '"Customer company" names customers that the sales name too' in told.why


def test_where_the_sales_name_persons_tickets_are_theirs(book: Book) -> None:
    orders = ORDERS.replace("Acker AG", "Pat").replace("Borne Ltd", "Sam")
    tickets = PEOPLE + "1,2025-03-03,open,Pat,Acker AG\n2,2025-03-04,open,Sam,Borne Ltd\n"
    intake = book(orders_dot_csv=orders, tickets_dot_csv=tickets)
    assert intake.tables["tickets"]["customer_id"].to_list() == ["Pat", "Sam"]


def test_names_that_stand_beside_ids_of_customers_are_theirs(book: Book) -> None:
    text = "id,customer_id,customer_organization,start,mrr\n"
    text += "1,80,Acker AG,2025-01-01,5\n2,81,Borne Ltd,2025-01-02,6\n"
    customers = book(subscriptions_dot_csv=text).tables["customers"].select("customer_id", "name").rows()
    assert sorted(customers) == [("80", "Acker AG"), ("81", "Borne Ltd")]


@pytest.mark.parametrize("header", ["customer contact", "customer manager", "customer town"])
def test_what_is_called_more_than_a_name_or_changes_from_row_to_row_is_none(book: Book, header: str) -> None:
    text = f"id,customer_id,{header},start,mrr\n1,80,Pat,2025-01-01,5\n2,81,Sam,2025-01-02,6\n"
    assert "customers" not in book(subscriptions_dot_csv=text).tables
    changing = text.replace(header, "customer organisation") + "3,81,Kit,2025-01-02,6\n"
    assert "customers" not in book(subscriptions_dot_csv=changing).tables


def test_contacts_of_an_invoice_are_customers_and_codes_of_items_are_none(book: Book) -> None:
    text = "Invoice Number,Contact,Invoice Date,Item Code,Net\n"
    text += "1,Acker AG,2025-03-01,A-7,10\n2,Borne Ltd,2025-03-02,A-7,20\n"
    intake = book(invoices_dot_csv=text)
    assert bought(intake) == {"Acker AG": (1, 10.0), "Borne Ltd": (1, 20.0)}


def test_fields_that_a_firm_has_added_are_called_what_stands_in_the_brackets(book: Book) -> None:
    text = "Issue key,Status,Created,Custom field (Organizations)\n"
    text += "S-1,Open,2025-03-01,Acker AG\nS-2,Done,2025-03-02,Borne Ltd\n"
    intake = book(orders_dot_csv=ORDERS, tickets_dot_csv=text)
    assert intake.tables["tickets"]["customer_id"].to_list() == ["Acker AG", "Borne Ltd"]


@pytest.mark.parametrize(
    ("header", "amount"), [("amountCents", 12.5), ("amount_cents", 12.5), ("amountPercents", None)]
)
def test_cents_are_cents_however_the_words_are_joined(book: Book, header: str, amount: float | None) -> None:
    text = f"orderId,customer,date,{header},total\n1,A,2025-03-01,1250,99\n2,B,2025-03-02,1250,99\n"
    if amount is None:
        assert bought(book(orders_dot_csv=text))["A"] == (1, 99.0)
    else:
        assert bought(book(orders_dot_csv=text.replace(",total", "").replace(",99", "")))["A"] == (1, amount)


def test_invoices_in_cents_are_the_sales_of_a_book_without_orders(book: Book) -> None:
    text = "id,account_id,number,amount_cents,status,issued_at,paid_at\n"
    text += "1,7,N1,1250,paid,2025-03-01,\\N\n2,8,N2,100,void,2025-03-02,\\N\n"
    assert bought(book(public_invoices_dot_csv=text)) == {"7": (1, 12.5)}


def test_a_column_of_codes_is_the_currency_whatever_it_is_called(book: Book) -> None:
    text = "Order,Customer,Date,Amount,Betrag W.\n1,A,2025-03-01,10,EUR\n2,B,2025-03-02,20,USD\n"
    intake = book(orders_dot_csv=text)
    assert columns_of(intake, "orders")["currency"] == "Betrag W."
    assert any("cannot be converted" in one.message for one in intake.receipt.problems)


def test_words_that_are_not_all_codes_are_no_currency(book: Book) -> None:
    text = "Order,Customer,Date,Amount,Channel\n1,A,2025-03-01,10,TOP\n2,B,2025-03-02,20,WEB\n"
    assert "currency" not in columns_of(book(orders_dot_csv=text), "orders")


def test_lists_in_folders_called_by_month_are_one_list_that_changed(book: Book) -> None:
    lists = {
        f"{month}__Kundenliste_dot_csv": f"Kundennr.;Firma;Betreuer\nK1;Acker AG;{who}\nK2;Borne Ltd;Jo\n"
        for month, who in (("März 2025", "Ana"), ("Mai 2025", "Sam"))
    }
    text = "Rechnungsnr.;Kundennr.;Rechnungsdatum;Netto\n1;K1;03.02.2025;10,50\n2;K2;17.03.2025;20,00\n"
    intake = book(Rechnungen_dot_csv=text, **lists)
    owners = intake.tables["assignments"].filter(customer_id="K1")["rep_id"].to_list()
    assert owners == ["Ana", "Sam"]


def test_a_ledger_with_banks_among_its_accounts_names_its_customers_elsewhere(book: Book) -> None:
    rows = "".join(
        f"{n % 28 + 1}/02/2025,Invoice,{n},{'Acker AG' if n % 2 else 'Borne Ltd'},"
        "Accounts Receivable (A/R),Sales,10.00\n"
        f"{n % 28 + 1}/02/2025,Payment,,Acker AG,Checking,Accounts Receivable (A/R),10.00\n"
        for n in range(20)
    )
    head = "Date,Transaction Type,Num,Name,Account,Split,Amount\n"
    head += "20/02/2025,Bill,9,Paper Inc,Accounts Payable (A/P),Office,-5.00\n"
    intake = book(**{"Transaction List by Date_dot_csv": head + rows})
    assert bought(intake) == {"Acker AG": (10, 100.0), "Borne Ltd": (10, 100.0)}


def test_people_all_listed_by_their_last_name_are_turned_round(book: Book) -> None:
    staff = 'Associate ID,Payroll Name,Hire Date\n1,"Diaz, Ana",2023-01-09\n2,"Kim, Jo",2023-05-02\n'
    assert book(orders_dot_csv=ORDERS, roster_employees_dot_csv=staff).tables["reps"]["name"].to_list() == [
        "Ana Diaz",
        "Jo Kim",
    ]


def test_a_list_that_begins_with_braces_is_text_all_the_same(book: Book) -> None:
    text = "{}\r\nOrder\tCustomer\tDate\tAmount\r\n1\tA\t2025-03-01\t10\r\n2\tB\t2025-03-02\t20\r\n"
    assert bought(book(orders_dot_txt=text)) == {"A": (1, 10.0), "B": (1, 20.0)}


def test_an_id_that_does_not_say_of_what_is_that_of_the_customers_a_list_is_called(book: Book) -> None:
    customers = book(customers_dot_csv="GSID,Name,CSM\n1P1,Acker AG,Ana\n1P2,Borne Ltd,Jo\n").tables[
        "customers"
    ]
    assert customers.select("customer_id", "name").rows() == [("1P1", "Acker AG"), ("1P2", "Borne Ltd")]


def test_an_id_of_something_else_in_a_list_of_customers_is_not_theirs(book: Book) -> None:
    text = "Ticket ID,Name,Subject\n1P1,Acker AG,Login\n1P2,Borne Ltd,Login\n"
    intake = book(orders_dot_csv=ORDERS, customers_dot_csv=text)
    assert "1P1" not in intake.tables["orders"]["customer_id"].to_list()
    assert "customers" not in intake.tables
