"""A book of invoices alone: they are its sales, net, by their own words, without drafts and void ones."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought, columns_of

GERMAN = (
    "Belegdatum;Belegnummer;Kundennummer;Kunde;Status;Betrag netto;Steuerbetrag;Betrag brutto;Fällig am\n"
    "03.02.2025;RE1;K1;Acker;Bezahlt;1.000,00;190,00;1.190,00;17.02.2025\n"
    "05.03.2025;RE2;K1;Acker;Offen;250,50;47,60;298,10;19.03.2025\n"
    "06.03.2025;RE3;K2;Berg;Entwurf;90,00;17,10;107,10;20.03.2025\n"
    "07.04.2025;RE4;K2;Berg;Storniert;120,00;22,80;142,80;21.04.2025\n"
)
ENGLISH = (
    "Invoice Num,Customer,Invoice Date,Due Date,Currency,Status,Total,Invoice Amount Due\n"
    '1,Harbor,2025-02-03,2025-03-05,CAD,Paid,"1,130.00",0.00\n'
    "2,Nook,2025-02-13,2025-03-15,CAD,Overdue,226.00,226.00\n"
    "3,Nook,2025-02-14,2025-03-15,CAD,TableDraft,100.00,100.00\n"
)
ITALIAN = (
    "Data;Numero;Tipo documento;Cliente;Imponibile;IVA;Totale;Scadenza;Stato\n"
    "14/03/2025;2;Fattura;Bar Blu;€ 200,00;€ 44,00;€ 244,00;15/04/2025;Non pagata\n"
    "20/03/2025;1/NC;Nota di credito;Bar Blu;€ 50,00;€ 11,00;€ 61,00;;\n"
    "22/03/2025;3;Preventivo;Bar Blu;€ 500,00;€ 110,00;€ 610,00;;\n"
)
LINES = (
    "Invoice Date,Invoice ID,Invoice Status,Customer ID,Customer Name,Due Date,SubTotal,Total,Balance,"
    "Item Name,Quantity,Item Price,Item Total\n"
    "2025-02-01,46,Closed,C1,Acme,2025-02-15,300.00,330.00,0.00,Widget,2,100.00,200.00\n"
    "2025-02-01,46,Closed,C1,Acme,2025-02-15,300.00,330.00,0.00,Gizmo,1,100.00,100.00\n"
    "2025-03-02,47,Void,C2,Bolt,2025-03-15,70.00,77.00,0.00,Widget,1,70.00,70.00\n"
)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("Rechnungen", GERMAN, {"K1": (2, 1250.5)}),
        ("invoices", ENGLISH, {"Harbor": (1, 1130), "Nook": (1, 226)}),
        ("fatture", ITALIAN, {"Bar Blu": (1, 150)}),
        ("Invoice", LINES, {"C1": (1, 300)}),
    ],
)
def test_invoices_are_the_sales_of_a_book_without_orders(
    book: Book, name: str, text: str, right: dict[str, tuple[int, float]]
) -> None:
    intake = book(**{f"{name}_dot_csv": text})
    assert bought(intake) == right
    assert "invoices" in intake.tables


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("orders", "Order ID,Customer,Order Date,Total\n1,Harbor,2025-02-01,5\n"),
        ("subscriptions", "Subscription ID,Customer,Start Date,MRR\n1,Harbor,2025-02-01,5\n"),
    ],
)
def test_beside_orders_or_subscriptions_invoices_are_no_further_sales(
    book: Book, other: str, text: str
) -> None:
    intake = book(invoices_dot_csv=ENGLISH, **{f"{other}_dot_csv": text})
    assert intake.tables["invoices"].height == 3
    assert "orders" not in intake.tables or bought(intake) == {"Harbor": (1, 5)}


def test_an_invoice_with_a_credit_of_its_own_comes_off_once(book: Book) -> None:
    head = "ID,Customer,Date,Payment Due Date,Net Total,Grand Total,Status\n"
    rows = "S1,C1,2025-03-05,2025-04-05,300,357,Credit Note Issued\n"
    rows += "R1,C1,2025-03-20,2025-03-20,-300,-357,Return\n"
    assert bought(book(**{"Sales Invoice_dot_csv": head + rows}))["C1"][1] == 0


def test_a_credited_invoice_without_its_credit_is_no_sale(book: Book) -> None:
    text = (
        "Invoice No,Customer,Invoice Date,Total,Status\n1,A,2025-01-05,10,Credited\n2,A,2025-01-06,20,Paid\n"
    )
    intake = book(invoices_dot_csv=text)
    assert bought(intake) == {"A": (1, 20)}
    assert columns_of(intake, "orders")["order_id"] == "Invoice No"
