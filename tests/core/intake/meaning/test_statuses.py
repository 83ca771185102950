"""Status words decide which rows count; each stands in the receipt, and unknown ones are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.core.intake.conftest import Book

from holdfast.book.assemble import assemble
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.schema.tables import MEANS

if TYPE_CHECKING:
    from holdfast.schema.exports import Intake


def revenue(intake: Intake) -> dict[str, tuple[int, float]]:
    """Purchases and revenue by customer id."""
    found = assemble(intake)
    ids = found.customers["customer_id"].to_list()
    sums: dict[str, tuple[int, float]] = {}
    for customer, amount in found.sales.select("customer", "amount").iter_rows():
        number, total = sums.get(ids[customer], (0, 0.0))
        sums[ids[customer]] = (number + (amount > 0), total + amount / 10_000)
    return sums


WOO = (
    "order_id,date_created,status,customer_id,net_total\n"
    "1,2025-01-05,wc-completed,7,100\n2,2025-02-05,wc-refunded,7,100\n3,2025-02-06,wc-failed,8,50\n"
    "4,2025-02-07,wc-pending,9,60\n5,2025-02-08,wc-checkout-draft,10,70\n6,2025-02-09,wc-processing,8,20\n"
)


def test_orders_of_a_shop_count_as_their_words_say(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\ncolumns = { order_id = "order_id", order_date = "date_created", '
        'customer_id = "customer_id", amount = "net_total", status = "status" }\n'
    )
    intake = book(o_dot_csv=WOO, holdfast_dot_toml=mapping)
    assert revenue(intake) == {"7": (1, 100), "8": (1, 20)}
    assert not intake.receipt.questions
    said = {one.word: (one.rows, one.means, one.counted) for one in intake.receipt.statuses}
    assert said["wc-refunded"] == (1, "refunded", False)
    assert said["wc-processing"] == (1, "sale", True)
    assert len(said) == 6
    assert {(one.table, one.file, one.column) for one in intake.receipt.statuses} == {
        ("orders", "o.csv", "status")
    }


def test_german_words_of_an_erp_count_as_they_say(book: Book) -> None:
    intake = book(
        orders_dot_csv="Auftragsnummer;Datum;Kundennummer;Nettobetrag;Auftragsstatus\n"
        "1;2025-01-05;A;100;Ausgeliefert\n2;2025-01-06;A;50;Storniert\n3;2025-01-07;B;30;Gutgeschrieben\n"
    )
    assert revenue(intake) == {"A": (1, 100)}


def test_a_word_nobody_knows_is_counted_and_asked_with_the_lines_to_paste(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Customer,Total,Status\n1,2025-01-05,A,100,Parked\n"
        "2,2025-01-06,A,5,Paid\n"
        "3,2025-01-06,B,5,Parked\n4,2025-01-06,B,5,Zone 4\n"
    )
    assert revenue(intake) == {"A": (2, 105), "B": (2, 10)}
    (question,) = intake.receipt.questions
    assert (question.file, question.column) == ("orders.csv", "Status")
    assert "'Parked' (2 rows), 'Zone 4' (1 row)" in question.question
    assert question.paste.splitlines() == [
        'statuses = { "Parked" = "sale", "Zone 4" = "sale" }',
        'statuses = { "Parked" = "no sale", "Zone 4" = "no sale" }',
    ]
    assert not intake.receipt.clean


def test_the_pasted_line_answers_the_question(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\nstatuses = { "parked" = "no sale", "Closed" = "refunded" }\n'
        'columns = { order_id = "Order ID", order_date = "Date", customer_id = "Customer", amount = "Total", '
        'status = "Status" }\n'
    )
    intake = book(
        o_dot_csv="Order ID,Date,Customer,Total,Status\n1,2025-01-05,A,100,Parked\n2,2025-01-06,A,5,Paid\n"
        "3,2025-01-06,A,7,CLOSED\n",
        holdfast_dot_toml=mapping,
    )
    assert revenue(intake) == {"A": (1, 5)}
    assert intake.receipt.clean


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        (
            "orders",
            'statuses = { "Parked" = "nosale" }',
            "'Parked' cannot mean 'nosale'; did you mean 'no sale'?",
        ),
        ("orders", 'statuses = "no sale"', "statuses must be a list of names"),
        ("customers", 'statuses = { "Parked" = "sale" }', "customers has no status that decides anything"),
    ],
)
def test_a_meaning_that_cannot_be_is_refused_with_the_key(
    book: Book, table: str, line: str, says: str
) -> None:
    with pytest.raises(UsageError) as error:
        book(o_dot_csv="a,b\n1,2\n", holdfast_dot_toml=f'[tables.{table}]\nfiles = ["o.csv"]\n{line}\n')
    assert says in str(error.value)


def test_of_two_status_columns_the_one_about_money_decides_too_and_fulfilment_does_not(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Created at,Email,Financial Status,Fulfillment Status,Subtotal,Total\n"
        "1,2025-01-05,a@x.example,paid,unfulfilled,90,100\n2,2025-01-06,a@x.example,voided,fulfilled,40,50\n"
        "3,2025-01-07,b@x.example,pending,fulfilled,40,50\n"
    )
    assert revenue(intake) == {"a@x.example": (1, 90)}


def test_an_order_is_no_sale_where_either_its_state_or_its_payment_says_so(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Customer,Total,Order Status,Payment Status\n"
        "1,2025-01-05,A,100,Completed,Paid\n2,2025-01-06,A,50,Cancelled,Paid\n"
        "3,2025-01-07,A,30,Completed,Voided\n"
    )
    assert revenue(intake) == {"A": (1, 100)}
    assert {one.column for one in intake.receipt.statuses} == {"Order Status", "Payment Status"}


def test_a_day_of_cancelling_makes_no_sale_whatever_the_payment_says(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Customer,Total,Financial Status,Cancelled at\n"
        "1,2025-01-05,A,100,paid,\n2,2025-01-06,A,50,paid,2025-01-07 10:00:00 +0100\n"
        "3,2025-01-06,A,7,paid,-\n"
    )
    assert revenue(intake) == {"A": (2, 107)}


def test_rows_of_payments_are_no_sales_and_credits_are_taken_off(book: Book) -> None:
    intake = book(
        orders_dot_csv="Num,Date,Transaction type,Customer,Amount,Order ID\n"
        "1,2025-01-05,Invoice,A,100,I1\n2,2025-01-06,Payment,A,100,P1\n3,2025-01-07,Credit Memo,A,30,C1\n"
        "4,2025-01-08,Refund,A,-20,R1\n"
    )
    assert revenue(intake) == {"A": (1, 50)}
    (file,) = intake.receipt.files
    assert (file.used, file.left_out) == (3, 1)


def test_where_every_row_is_a_payment_or_refund_the_payment_is_the_sale(book: Book) -> None:
    intake = book(
        orders_dot_csv="Transaction ID,Date,Event Type,Customer,Net Sales\n"
        "1,2025-01-05,Payment,A,100\n2,2025-01-06,Refund,A,-30\n"
    )
    assert revenue(intake) == {"A": (1, 70)}


def test_a_column_of_other_types_is_no_document_type(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Customer,Total,Type\n1,2025-01-05,A,100,Online\n"
        "2,2025-01-06,A,5,Store\n"
    )
    assert revenue(intake) == {"A": (2, 105)}
    assert not intake.receipt.statuses
    assert not intake.receipt.questions


@pytest.mark.parametrize("places", [("Kentucky", "Florida"), ("SP", "RJ")])
def test_a_state_of_the_country_is_no_state_of_the_order(book: Book, places: tuple[str, str]) -> None:
    intake = book(
        orders_dot_csv="Order ID,Order Date,Customer,State,Sales\n"
        f"1,2025-01-05,A,{places[0]},100\n2,2025-01-06,B,{places[1]},5\n"
    )
    assert revenue(intake) == {"A": (1, 100), "B": (1, 5)}
    assert not intake.receipt.statuses
    assert not intake.receipt.questions


def test_a_credit_note_among_invoices_is_taken_off(book: Book) -> None:
    intake = book(
        invoices_dot_csv="Invoice Number,Invoice Date,Due Date,Customer,Total,Type,Status\n"
        "1,2025-01-05,2025-02-05,A,100,Sales invoice,Paid\n"
        "2,2025-01-06,2025-02-06,A,30,Sales credit note,Paid\n"
        "3,2025-01-07,2025-02-07,A,80,Sales invoice,Voided\n"
    )
    assert intake.tables["invoices"]["amount"].to_list() == [1_000_000, -300_000, 800_000]
    assert intake.tables["invoices"][MEANS].to_list() == ["paid", "paid", "void"]


def test_a_line_that_was_cancelled_leaves_the_order_its_other_lines(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\ngrain = "line"\ncolumns = { order_id = "Order", '
        'order_date = "Date", customer_id = "Customer", amount = "Price", status = "Item status" }\n'
    )
    intake = book(
        o_dot_csv="Order,Date,Customer,Price,Item status\n1,2025-01-05,A,10,Cancelled\n"
        "1,2025-01-05,A,20,Shipped\n"
        "2,2025-01-06,B,30,Cancelled\n2,2025-01-06,B,5,Cancelled\n",
        holdfast_dot_toml=mapping,
    )
    assert revenue(intake) == {"A": (1, 20)}


def test_a_ticket_word_nobody_knows_is_asked_only_where_no_day_tells(book: Book) -> None:
    header = "Ticket ID,Customer ID,Created at,Status,Solved at\n"
    customers = "Customer ID,Name\nA,Acme\n"
    told = book(
        customers_dot_csv=customers,
        tickets_dot_csv=header + "1,A,2025-01-05,With dev,\n2,A,2025-01-06,Closed,2025-01-07\n",
    )
    assert not told.receipt.questions
    asked = book(
        customers_dot_csv=customers,
        tickets_dot_csv="Ticket ID,Customer ID,Created at,Status\n1,A,2025-01-05,With dev\n",
    )
    assert [question.column for question in asked.receipt.questions] == ["Status"]


def test_what_was_merged_or_is_spam_is_no_ticket_and_solved_ones_need_no_day(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name\nA,Acme\n",
        tickets_dot_csv="Ticket ID,Customer ID,Created at,Status\n1,A,2025-01-05,Merged\n"
        "2,A,2025-01-05,Gelöst\n"
        "3,A,2025-01-06,Open\n",
    )
    assert intake.tables["tickets"]["ticket_id"].to_list() == ["2", "3"]
    shown = Engine(assemble(intake)).customers(Query(columns=("tickets_open",)))
    assert shown.frame["tickets_open"].to_list() == [1]


def test_a_spanish_shop_counts_as_its_words_say(book: Book) -> None:
    intake = book(
        ventas_dot_csv="Pedido;Fecha;Cliente;Importe neto;Importe bruto;Estado\n"
        "1;2025-01-05;Acme;100,00;121,00;Completado\n2;2025-01-15;Acme;50,00;60,50;Reembolsado\n"
        "3;2025-01-16;Brio;50,00;60,50;Cancelado\n4;2025-01-17;Público general;70,00;84,70;Entregado\n"
    )
    assert revenue(intake) == {"Acme": (1, 100)}


def test_german_invoices_know_their_words_and_credit_notes(book: Book) -> None:
    intake = book(
        Rechnungen_dot_csv="Rechnungsnummer;Datum;Fällig am;Kunde;Brutto;Belegart;Status\n"
        "R1;05.01.2025;05.02.2025;Acme;119,00;Rechnung;Bezahlt\n"
        "R2;06.01.2025;05.02.2025;Acme;23,80;Gutschrift;Offen\n"
        "R3;07.01.2025;05.02.2025;Brio;59,50;Rechnung;Storniert\n"
    )
    assert intake.tables["invoices"][MEANS].to_list() == ["paid", "open", "void"]
    assert intake.tables["invoices"]["amount"].to_list() == [1_190_000, -238_000, 595_000]


def test_a_stage_that_the_mapping_names_decides_the_deal(book: Book) -> None:
    mapping = (
        '[tables.opportunities]\nfiles = ["d.csv"]\nstatuses = { "Handshake" = "won", "Ghosted" = "lost" }\n'
        'columns = { opportunity_id = "No", customer_id = "Client", stage = "Step", amount = "Worth" }\n'
    )
    intake = book(
        d_dot_csv="No,Client,Step,Worth\n1,A,Handshake,5\n2,B,Ghosted,5\n3,C,Talking,5\n",
        holdfast_dot_toml=mapping,
    )
    assert intake.tables["opportunities"].select("is_closed", "is_won").rows() == [
        (True, True),
        (True, False),
        (None, None),
    ]
    assert not intake.receipt.questions


def test_stages_none_of_which_is_known_to_end_a_deal_are_asked(book: Book) -> None:
    intake = book(deals_dot_csv="Deal ID,Client,Stage,Amount,Created\n1,A,Handshake,5,2025-01-05\n")
    (question,) = intake.receipt.questions
    assert question.paste.splitlines()[1] == 'statuses = { "Handshake" = "lost" }'


def test_a_column_of_remarks_is_no_status_and_it_is_said(book: Book) -> None:
    rows = "".join(f"{number},2025-01-05,A,1,note {number}x\n" for number in range(61))
    intake = book(orders_dot_csv=f"Order ID,Date,Customer,Total,Status\n{rows}")
    assert not intake.receipt.statuses
    assert not intake.receipt.questions
    assert "Status has 61 different words, most of them unknown: not read as a status" in [
        one.message for one in intake.receipt.findings
    ]


def test_a_meaning_of_documents_says_nothing_of_the_status_beside_them(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\nstatuses = { "Memo" = "takes off" }\n'
        'columns = { order_id = "No", order_date = "Date", customer_id = "Client", amount = "Net", '
        'status = "Status", document_type = "Kind" }\n'
    )
    intake = book(
        o_dot_csv="No,Date,Client,Net,Status,Kind\n1,2025-01-05,A,10,Paid,Invoice\n"
        "2,2025-01-06,A,3,Memo,Memo\n",
        holdfast_dot_toml=mapping,
    )
    assert intake.tables["orders"]["amount"].to_list() == [100_000, -30_000]
    assert [question.column for question in intake.receipt.questions] == ["Status"]
