"""What a file is follows from name, key, headers and cells together; a column called Name proves nothing."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

from holdfast.intake.recognise.synonyms import columns_for, plain
from holdfast.intake.recognise.weigh.units import currency_of
from holdfast.schema.exports import Intake

ORDERS = "Order ID,Date,Customer,Total\n1,2025-01-05,Acme,100\n2,2025-02-05,Brio,50\n"


def tables_of(intake: Intake, file: str) -> list[str]:
    return [one.table for one in intake.receipt.files if one.file == file]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "content",
    [
        "SKU,Name,Price\nT1,Tea,10\nP1,Pot,20\n",
        "Name,Email,Department\nAna,ana@x.example,Sales\nBen,ben@x.example,Sales\n",
        "SupplierID,CompanyName,ContactName,City\n1,Leaf & Co,Ina,Bonn\n2,Clay AG,Udo,Köln\n",
        "Name,Score,Comment,Date\nAcme,9,fine,2025-06-01\nBrio,3,late,2025-06-02\n",
        "Customer,Amount due,Due date\nAcme,10,2025-01-01\nBrio,20,2025-02-01\n",
        "Name,Field,Old value,New value,Date\nAcme,Owner,Ana,Ben,2025-01-02\nBrio,Owner,Ana,Ben,2025-01-03\n",
        "Id,Name\n1,Retail\n2,Wholesale\n",
    ],
)
def test_a_list_of_something_else_beside_the_orders_makes_nobody_a_customer(book: Book, content: str) -> None:
    intake = book(orders_dot_csv=ORDERS, extract_dot_csv=content)
    assert "customers" not in intake.tables
    (told,) = intake.receipt.not_used
    assert told.file == "extract.csv"
    (finding,) = (one for one in intake.receipt.findings if one.message.startswith("extract.csv"))
    assert finding.severity == "warning"


def test_a_list_of_customers_is_known_by_their_id_whatever_the_file_is_called(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS, extract_dot_csv="Kundennummer;Firma;Branche\n1;Acme;Handel\n2;Brio;Druck\n"
    )
    assert intake.tables["customers"]["name"].to_list() == ["Acme", "Brio"]
    (receipt,) = (one for one in intake.receipt.files if one.file == "extract.csv")
    assert receipt.found_by == "header"
    assert receipt.why == 'its key "Kundennummer"; its columns "Branche", "Kundennummer", "Firma"'


def test_only_one_list_becomes_customers_by_its_columns(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS,
        a_dot_csv="Account ID,Account Name,Segment,Industry\n1,Acme,SMB,Trade\n2,Brio,ENT,Print\n",
        b_dot_csv="Company ID,Company Name\n7,Partner A\n8,Partner B\n",
    )
    assert intake.tables["customers"]["name"].to_list() == ["Acme", "Brio"]
    assert intake.receipt.ignored_files == ("b.csv",)


def test_the_name_of_a_file_does_not_make_invoices_out_of_a_list_of_dues_alone(book: Book) -> None:
    intake = book(
        accounts_receivable_dot_csv=(
            "Invoice No,Customer ID,Invoice Date,Due Date,Balance,Total\n"
            "1,A,2025-01-01,2025-02-01,0,10\n2,A,2025-01-02,2025-02-02,5,10\n"
        )
    )
    assert tables_of(intake, "accounts_receivable.csv")[-1] == "invoices"


def test_a_column_holds_what_its_cells_are_not_what_its_header_says(book: Book) -> None:
    intake = book(
        orders_dot_csv=(
            "Order ID,Customer ID,Order Date,Total,Sales\n1,A,2025-01-05,North,10\n2,B,2025-01-06,South,20\n"
        )
    )
    assert dict(intake.receipt.files[0].columns)["amount"] == "Sales"
    assert intake.receipt.quarantine.is_empty()


def test_a_file_that_may_be_two_tables_is_asked_about_with_the_lines_to_paste(book: Book) -> None:
    rows = "1,Leo,Newco,l@n.example,open\n2,Mia,Oldco,m@o.example,open\n"
    files = {"orders_dot_csv": ORDERS, "extract_dot_csv": "id,name,company,email,status\n" + rows}
    intake = book(**files)
    (asked,) = intake.receipt.questions
    assert asked.question == "is extract.csv a file of contacts or opportunities?"
    assert not intake.receipt.clean
    first_answer = asked.paste.partition("[tables.opportunities]")[0]
    answered = book(**files, holdfast_dot_toml=first_answer)
    assert answered.tables["contacts"]["email"].to_list() == ["l@n.example", "m@o.example"]
    assert answered.tables["orders"].height == 2
    assert answered.receipt.questions == ()


def test_a_survey_says_its_kind_in_the_name_of_the_file(book: Book) -> None:
    intake = book(
        orders_dot_csv=ORDERS,
        NPS_Q2_dot_csv="Customer,Score,Comment,Date\nAcme,9,fine,2025-06-01\nBrio,3,late,2025-06-02\n",
    )
    assert intake.tables["surveys"].select("kind", "customer_id", "score").rows() == [
        ("nps", "Acme", 9.0),
        ("nps", "Brio", 3.0),
    ]


@pytest.mark.parametrize(
    ("header", "bare", "code"),
    [
        ("Amount (USD)", "amount", "USD"),
        ("Umsatz in EUR", "umsatz", "EUR"),
        ("refund_amount_usd", "refundamount", "USD"),
        ("Total €", "total", "EUR"),
        ("Net [CHF]", "net", "CHF"),
        ("Price ($)", "price", ""),
        ("Created (UTC)", "created", ""),
        ("USD", "usd", ""),
    ],
)
def test_a_unit_in_a_header_is_a_unit_and_tells_the_currency(header: str, bare: str, code: str) -> None:
    assert (plain(header), currency_of(header)) == (bare, code)


def test_the_currency_of_a_header_is_that_of_the_book(book: Book) -> None:
    intake = book(
        export_dot_csv="Order ID,Order Date (UTC),Client,Amount (GBP)\n1,2025-01-05,A,10\n2,2025-01-06,B,5\n"
    )
    assert intake.settings.currency == "GBP"
    assert intake.tables["orders"]["currency"].to_list() == ["GBP", "GBP"]


def test_a_column_without_a_unit_goes_before_the_same_with_one() -> None:
    found = columns_for("orders", ["Total (USD)", "Total", "Date", "Customer"])
    assert found["amount"] == "Total"


def test_one_telling_column_alone_makes_no_table(book: Book) -> None:
    intake = book(orders_dot_csv=ORDERS, extract_dot_csv="what,stage,how\nx,Won,by hand\ny,Lost,by mail\n")
    assert intake.receipt.ignored_files == ("extract.csv",)


def test_a_state_beside_city_and_country_is_no_status(book: Book) -> None:
    head = "Order ID,Order Date,Customer,City,State,Total\n"
    intake = book(
        orders_dot_csv=head + "1,2025-01-05,Acme,Austin,Texas,10\n2,2025-01-06,Brio,Reno,Nevada,5\n"
    )
    assert "status" not in dict(intake.receipt.files[0].columns)
    assert intake.receipt.questions == ()
    alone = book(orders_dot_csv=head.replace("City,", "") + "1,2025-01-05,Acme,Cancelled,10\n")
    assert dict(alone.receipt.files[0].columns)["status"] == "State"


def test_a_list_without_a_word_of_what_it_is_is_told_by_who_names_its_rows(book: Book) -> None:
    deals = (
        "id,account_id,value,stage,owner,created_at\n1,a1,10,won,Ana,2024-02-01\n2,a2,5,open,Ben,2024-05-01\n"
    )
    files = {"accounts_dot_csv": "id,name,industry\na1,Acme,Tech\na2,Brio,Food\n", "deals_dot_csv": deals}
    intake = book(**files, users_dot_csv="id,name,role\n1,Ana,rep\n2,Ben,rep\n3,Cleo,lead\n")
    assert intake.tables["reps"]["rep_id"].to_list() == ["Ana", "Ben", "Cleo"]
    strangers = book(**files, users_dot_csv="id,name,role\n1,Ana,rep\n3,Cleo,lead\n")
    assert "reps" not in strangers.tables


def test_numbers_that_agree_make_nobody_a_customer(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount\n7,1,2025-01-05,5\n8,2,2025-01-06,5\n"
    intake = book(orders_dot_csv=orders, kinds_dot_csv="id,name\n1,Retail\n2,Wholesale\n")
    assert "customers" not in intake.tables


def test_leads_are_no_contacts_and_no_deals(book: Book) -> None:
    rows = "1,Leo,Newco,l@n.example,open,web\n2,Mia,Oldco,m@o.example,open,web\n"
    leads = "id,name,company,email,status,source\n" + rows
    intake = book(orders_dot_csv=ORDERS, leads_dot_csv=leads)
    assert intake.receipt.ignored_files == ("leads.csv",)
    assert intake.receipt.questions == ()


def test_events_without_a_count_are_one_each(book: Book) -> None:
    events = (
        "event_id,user_id,event,timestamp\n1,u1,login,2024-03-01 10:00:00\n2,u1,login,2024-03-01 12:00:00\n"
    )
    usage = book(events_dot_csv=events).tables["usage"]
    assert usage.select("customer_id", "metric", "value").rows() == [
        ("u1", "login", 1.0),
        ("u1", "login", 1.0),
    ]


def test_a_monthly_fee_in_a_list_of_members_is_a_subscription(book: Book) -> None:
    intake = book(
        members_dot_csv=(
            "Member ID,Name,Join Date,Membership Type,Monthly Fee,End Date\n"
            "m1,Ana,2023-01-01,Gold,50,\nm2,Ben,2023-02-01,Silver,30,2023-08-01\n"
        )
    )
    assert intake.tables["customers"]["name"].to_list() == ["Ana", "Ben"]
    assert intake.tables["subscriptions"].select("customer_id", "mrr").rows() == [
        ("m1", 500_000),
        ("m2", 300_000),
    ]
