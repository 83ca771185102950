"""Rows are counted once: keys under any name, exports that overlap, documents of several rows."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from holdfast.intake import read_book
from holdfast.intake.once.newest import day_in_name
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Finding

from .conftest import Book


def said(intake: Intake, words: str) -> list[Finding]:
    return [finding for finding in intake.receipt.findings if words in finding.message]


# Keys


@pytest.mark.parametrize(
    "header",
    ["Record ID", "Folio No", "Sale number", "Beleg-Nr.", "Numero documento", "Bon n°", "Code", "#"],
)
def test_a_column_that_is_called_a_key_and_repeats_nothing_is_the_key(book: Book, header: str) -> None:
    intake = book(
        orders_dot_csv=f"{header},Date,Customer,Total\n007,2025-01-05,Acme,10\n008,2025-01-05,Acme,10\n"
    )
    assert dict(intake.receipt.files[0].columns)["order_id"] == header
    assert intake.tables["orders"]["order_id"].to_list() == ["007", "008"]
    assert not said(intake, "in full")


@pytest.mark.parametrize(
    "header", ["Zip Code", "Phone number", "Product code", "VAT No", "Comment", "Till No"]
)
def test_a_number_of_something_else_is_no_key(book: Book, header: str) -> None:
    intake = book(
        orders_dot_csv=f"{header},Date,Customer,Total\n1,2025-01-05,Acme,10\n2,2025-01-06,Acme,10\n"
    )
    assert "order_id" not in dict(intake.receipt.files[0].columns)


def test_a_column_that_repeats_or_is_empty_is_no_key(book: Book) -> None:
    head = "Record ID,Date,Customer,Total\n"
    for rows in ("1,2025-01-05,A,10\n1,2025-01-06,B,11\n", "1,2025-01-05,A,10\n,2025-01-06,B,11\n"):
        intake = book(orders_dot_csv=head + rows)
        assert "order_id" not in dict(intake.receipt.files[0].columns)
        assert intake.tables["orders"].height == 2


def test_rows_without_a_key_in_files_of_one_name_are_told_apart(book: Book) -> None:
    text = "Date,Customer,Total\n2025-0{}-05,Acme,{}0\n"
    intake = book(jan__orders_dot_csv=text.format(1, 1), feb__orders_dot_csv=text.format(2, 2))
    assert sorted(intake.tables["orders"]["amount"].to_list()) == [100_000, 200_000]


# Exports that overlap

DEALS = "Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date\n"
JUNE = DEALS + "1,Kiln,Sent,100,2025-01-05,2025-08-01\n2,Loom,Sent,50,2025-02-05,2025-08-01\n"
JULY = DEALS + "1,Kiln,Won,120,2025-01-05,2025-06-20\n3,Mast,Sent,10,2025-06-25,2025-09-01\n"


def test_the_newer_file_wins_by_the_date_in_its_name(book: Book) -> None:
    intake = book(**{"deals-2025-07-01_dot_csv": JULY, "deals-2025-06-01_dot_csv": JUNE})
    deals = intake.tables["opportunities"].sort("opportunity_id")
    assert deals.select("opportunity_id", "stage", "amount").rows() == [
        ("1", "Won", 1_200_000), ("2", "Sent", 500_000), ("3", "Sent", 100_000),
    ]  # fmt: skip
    assert [file.left_out for file in intake.receipt.files] == [1, 0]
    assert intake.receipt.quarantine.is_empty()
    (finding,) = said(intake, "stands again")
    assert (finding.severity, finding.table) == ("info", "opportunities")
    assert finding.message == (
        "1 row of deals-2025-06-01.csv stands again in deals-2025-07-01.csv, the newer by the date in its "
        "name, and counts once; 1 of them differs"
    )


@pytest.mark.thorough
@pytest.mark.parametrize("header", ["Last Modified Date", "Invoice - Update time", "Geändert am"])
def test_without_dates_in_names_the_day_of_the_change_decides_row_by_row(book: Book, header: str) -> None:
    head = f"Invoice No,Customer,Invoice Date,Total,{header}\n"
    intake = book(
        invoices_b_dot_csv=head + "1,A,2025-01-05,10,2025-01-09\n2,B,2025-01-05,22,2025-03-01\n",
        invoices_a_dot_csv=head + "1,A,2025-01-05,11,2025-02-01\n2,B,2025-01-05,20,2025-02-01\n",
    )
    assert sorted(intake.tables["invoices"]["amount"].to_list()) == [110_000, 220_000]
    assert {finding.severity for finding in said(intake, "again in")} == {"info"}


def test_else_the_file_written_last_wins_and_differences_are_a_warning(book: Book, tmp_path: Path) -> None:
    head = "Invoice No,Customer,Invoice Date,Total\n"
    files = {
        "invoices_b_dot_csv": head + "1,A,2025-01-05,10\n",
        "invoices_a_dot_csv": head + "1,A,2025-01-05,11\n",
    }
    book(**files)
    os.utime(tmp_path / "book" / "invoices_a.csv", (2e9, 2e9))
    intake = read_book([tmp_path / "book"])
    assert intake.tables["invoices"]["amount"].to_list() == [110_000]
    (finding,) = said(intake, "again in invoices_a.csv")
    assert finding.severity == "warning"


def test_an_id_that_means_two_orders_in_two_files_goes_to_quarantine(book: Book) -> None:
    head = "Order ID,Date,Customer,Total\n"
    intake = book(
        orders_north_dot_csv=head + "1,2025-01-05,Acme,10\n2,2025-01-06,Acme,10\n",
        orders_south_dot_csv=head + "1,2025-02-07,Brio,10\n2,2025-01-06,Acme,10\n",
    )
    assert intake.tables["orders"].height == 2
    (row,) = intake.receipt.quarantine.to_dicts()
    assert row["reason"].endswith("too, for another customer on another day")
    assert not intake.receipt.clean


def test_a_list_that_is_exported_every_month_is_its_newest_state(book: Book) -> None:
    head = "Account ID,Account Name,Type\n"
    intake = book(
        **{
            "accounts_2025-01-31_dot_csv": head + "1,Kiln,SMB\n2,Loom,SMB\n",
            "accounts_2025-02-28_dot_csv": head + "1,Kiln Ltd,Enterprise\n2,Loom,SMB\n",
            "orders_dot_csv": "Order ID,Date,Customer,Total\n1,2025-01-05,1,10\n",
        }
    )
    assert intake.tables["customers"].sort("customer_id")["segment"].to_list() == ["Enterprise", "SMB"]
    assert intake.receipt.quarantine.is_empty()


def test_two_lists_that_number_from_one_are_not_one_list(book: Book) -> None:
    head = "Account ID,Account Name\n"
    intake = book(accounts_a_dot_csv=head + "1,Kiln\n2,Loom\n", accounts_b_dot_csv=head + "1,Mast\n2,Nail\n")
    assert intake.receipt.quarantine.height == 2
    assert "for another name" in intake.receipt.quarantine["reason"][0]


def test_a_subscription_that_ended_since_the_last_export_counts_once(book: Book) -> None:
    head = "Subscription ID,Customer,Start Date,End Date,MRR\n"
    january = head + "S1,A,2024-01-01,,10\nS2,B,2024-01-01,,20\n"
    february = head + "S1,A,2024-01-01,2025-02-01,10\nS1,A,2025-02-01,,15\n"
    intake = book(subscriptions_202501_dot_csv=january, subscriptions_202502_dot_csv=february)
    assert sorted(intake.tables["subscriptions"]["mrr"].to_list()) == [100_000, 150_000, 200_000]


def test_equal_rows_that_are_right_as_the_mapping_says_are_left_alone(book: Book) -> None:
    mapping = (
        '[tables.subscriptions]\nfiles = ["s*.csv"]\nequal_rows = "each"\n'
        'columns = { subscription_id = "S", customer_id = "C", start = "D", mrr = "M" }\n'
    )
    text = "S,C,D,M\nS1,A,2025-01-01,10\n"
    intake = book(s1_dot_csv=text, s2_dot_csv=text, holdfast_dot_toml=mapping)
    assert intake.tables["subscriptions"].height == 2


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("deals-2025-07-01.csv", date(2025, 7, 1)),
        ("export_20250731_1200.csv", date(2025, 7, 31)),
        ("Kunden 31.01.2025.csv", date(2025, 1, 31)),
        ("2025-02/accounts.csv", date(2025, 2, 1)),
        ("accounts_202502.csv", date(2025, 2, 1)),
        ("2024-01-01_2024-12-31.csv", date(2024, 12, 31)),
        ("orders_10248.csv", None),
        ("export_2025-13-45.csv", None),
    ],
)
def test_the_day_that_a_name_speaks_of(name: str, day: date | None) -> None:
    assert day_in_name(name) == day


# Lines

HEAD = "Order ID,Order Date,Customer,Product,Line Total\n"
FIRST = ["1,2025-01-05,Acme,Tea,20\n", "1,2025-01-05,Acme,Pot,30\n", "1,2025-01-05,Acme,Jar,15\n"]
TWICE = [FIRST[0], FIRST[0], FIRST[1]]
SECOND = ["2,2025-01-06,Brio,Tea,20\n"]
BY_LINE = """
[tables.orders]
files = ["lines*.csv"]
grain = "line"
[tables.orders.columns]
order_id = "Order ID"
customer_id = "Customer"
order_date = "Order Date"
amount = "Line Total"
product = "Product"
"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ([*FIRST, *SECOND], [*FIRST, *SECOND], 65),
        ([*FIRST, *SECOND], SECOND, 65),
        (FIRST[:2], [*FIRST[1:], *SECOND], 65),
        (FIRST[:1], [*FIRST[1:], *SECOND], 65),
        (FIRST, SECOND, 65),
        ([*TWICE, *SECOND], [*TWICE, *SECOND], 70),
        (TWICE[:2], [*TWICE, *SECOND], 70),
    ],
    ids=[
        "the whole again", "an order again", "cut inside an order, with overlap", "cut without",
        "side by side", "a product twice in the order", "cut behind a product that stands twice",
    ],
)  # fmt: skip
def test_an_order_in_two_files_of_lines_counts_once(
    book: Book, first: list[str], second: list[str], amount: int
) -> None:
    files = {"lines_1_dot_csv": HEAD + "".join(first), "lines_2_dot_csv": HEAD + "".join(second)}
    orders = book(**files, holdfast_dot_toml=BY_LINE).tables["orders"].sort("order_id")
    assert orders["order_id"].to_list() == ["1", "2"]
    assert orders["amount"].to_list() == [amount * 10_000, 200_000]


def test_lines_in_files_of_their_own_that_overlap_count_once(book: Book) -> None:
    lines = "order_id,product,amount\nO1,Pen,1\nO1,Ink,2\n"
    intake = book(
        order_lines_1_dot_csv=lines,
        order_lines_2_dot_csv=f"{lines}O2,Pen,1\n",
        orders_dot_csv="order_id,customer_id,order_date,amount\nO1,c,2025-01-05,3\nO2,c,2025-01-06,1\n",
    )
    assert sorted(intake.tables["order_lines"].rows()) == [
        ("O1", "Ink", 20_000), ("O1", "Pen", 10_000), ("O2", "Pen", 10_000),
    ]  # fmt: skip
    assert intake.receipt.clean


def test_lines_that_changed_are_those_of_the_newer_file(book: Book) -> None:
    late = ["9,2025-01-09,Acme,Tea,1\n"]
    early = ["8,2025-01-01,Acme,Tea,1\n"]
    changed = [*early, FIRST[0], "1,2025-01-05,Acme,Pot,35\n", *late]
    intake = book(
        **{
            "lines_2025-01_dot_csv": HEAD + "".join([*early, *FIRST[:2], *late]),
            "lines_2025-02_dot_csv": HEAD + "".join(changed),
            "holdfast_dot_toml": BY_LINE,
        }
    )
    orders = {row["order_id"]: row["amount"] for row in intake.tables["orders"].to_dicts()}
    assert orders == {"8": 10_000, "1": 550_000, "9": 10_000}
    (finding,) = said(intake, "again in")
    assert "4 lines of 3 orders of lines_2025-01.csv stand again" in finding.message


# Documents of several rows


@pytest.mark.parametrize(
    ("table", "head"),
    [
        ("invoices", "*ContactName,*InvoiceNumber,*InvoiceDate,Total,*Quantity,*UnitAmount\n"),
        ("orders", "Customer,Order ID,Date,Order total,Qty,Item price\n"),
    ],
)
def test_a_total_that_is_repeated_on_every_line_counts_once(book: Book, table: str, head: str) -> None:
    rows = "Acorn,1,14/01/2025,240.00,1,150\nAcorn,1,14/01/2025,240.00,1,90\nBirch,2,15/01/2025,10.00,1,10\n"
    intake = book(**{f"{table}_dot_csv": head + rows})
    assert sorted(intake.tables[table]["amount"].to_list()) == [100_000, 2_400_000]
    (file,) = [one for one in intake.receipt.files if one.table == table]
    assert (file.left_out, intake.receipt.quarantine.height) == (1, 0)
    assert "1 row that only repeats it is left out" in said(intake, "row for each line")[0].message


def test_rows_of_one_key_whose_amounts_differ_are_not_taken_for_lines(book: Book) -> None:
    intake = book(
        invoices_dot_csv="Customer,Invoice No,Date,Total,Qty\nA,1,14/01/2025,240,1\nA,1,14/01/2025,100,2\n"
    )
    assert intake.receipt.quarantine.height == 1


@pytest.mark.parametrize(
    "text",
    [
        "Order ID,Email,Date,Total,Item\n1,a@x.example,2025-01-05,50,Tea\n1,a@x.example,,,Pot\n",
        "Id,Email,Date,Total,Item\n7001,a@x.example,2025-01-05,50,Tea\n,a@x.example,2025-01-05,,Pot\n",
        "Id,Email,Date,Total,Item\n7001,a@x.example,2025-01-05,50,Tea\n,a@x.example,,,Pot\n",
    ],
    ids=["by the key", "under the row above", "with nothing but the customer"],
)
def test_a_row_that_only_adds_a_line_is_no_fault_of_the_file(book: Book, text: str) -> None:
    intake = book(orders_dot_csv=text)
    assert intake.tables["orders"]["amount"].to_list() == [500_000]
    assert (intake.receipt.files[0].not_data, intake.receipt.quarantine.height) == (1, 0)
    assert "1 further line of rows above not data" in intake.receipt.files[0].notes


@pytest.mark.parametrize(
    "row", [",b@x.example,2025-01-05,", ",a@x.example,2025-01-06,", "7001,a@x.example,,x", ",,,"]
)
def test_a_row_that_says_anything_else_goes_to_quarantine(book: Book, row: str) -> None:
    head = "Id,Email,Date,Total\n7001,a@x.example,2025-01-05,50\n"
    quarantined = (
        book(orders_dot_csv=f"{head}{row}\n7002,a@x.example,2025-01-07,1\n").receipt.files[0].quarantined
    )
    assert quarantined == (0 if row == ",,," else 1)


def test_two_kinds_of_export_of_the_same_subscriptions_are_a_problem(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv="id,customer_id,activated_at,cancelled_at,created_at,currency_code,"
        "current_term_start,current_term_end,mrr,status,trial_end\n"
        "s1,c1,2024-10-01T00:00:00Z,,2024-10-01T00:00:00Z,EUR,2025-06-01T00:00:00Z,2025-07-01T00:00:00Z,4900,"
        "active,\n",
        subscription_mrr_changes_dot_csv="id,customer_id,subscription_id,currency_code,mrr,mrr_previous,"
        "mrr_change,record_start_at,record_end_at\n1,c1,s1,EUR,49.00,0.00,49.00,2024-10-01T00:00:00Z,\n",
    )
    (problem,) = (one for one in intake.receipt.problems if one.table == "subscriptions")
    assert "1 subscription stands both in" in problem.message
