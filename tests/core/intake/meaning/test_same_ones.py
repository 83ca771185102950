"""One customer, one row: keys that differ in form are made one where that settles all of them."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book

from holdfast.book.assemble import assemble
from holdfast.schema.exports import Intake

LIST = "Customer ID,Name,Segment\nACME,Acme Ltd,SMB\nBRIO,Brio Ltd,ENT\n"
ORDERS = "Order ID,Date,Customer ID,Total\n"


def customers(intake: Intake) -> list[str]:
    return assemble(intake).customers["customer_id"].to_list()


def said(intake: Intake, table: str = "orders") -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in intake.receipt.findings if one.table == table]


def test_ids_in_another_letter_case_are_the_same_and_it_is_told(book: Book) -> None:
    intake = book(
        customers_dot_csv=LIST,
        orders_dot_csv=f"{ORDERS}1,2025-01-05,acme,100\n2,2025-02-05,ACME,100\n3,2025-02-06,Brio,50\n",
    )
    assert customers(intake) == ["ACME", "BRIO"]
    assert intake.tables["orders"]["customer_id"].to_list() == ["ACME", "ACME", "BRIO"]
    assert said(intake) == [
        (
            "info",
            "2 customer_ids that customers write differently are joined with it: 2 by letter case "
            "(such as 'Brio' with 'BRIO')",
        )
    ]


def test_names_are_joined_with_the_ids_of_the_list(book: Book) -> None:
    intake = book(
        customers_dot_csv="Account ID,Account Name\n001,Müller & Söhne\n002,Brio Ltd\n",
        orders_dot_csv="Belegnummer;Datum;Kunde;Betrag\n1;2025-01-05;MÜLLER & SÖHNE;10\n"
        "2;2025-01-06;Brio  Ltd;5\n",
    )
    assert customers(intake) == ["001", "002"]
    assert "2 by name" in said(intake)[0][1]


def test_short_ids_of_15_characters_are_joined_with_those_of_18(book: Book) -> None:
    intake = book(
        customers_dot_csv="Id,Name\n001A0000001AABAAA4,Acme\n001A0000001AAbBBB2,Brio\n",
        orders_dot_csv=f"{ORDERS}1,2025-01-05,001A0000001AABA,10\n2,2025-01-06,001A0000001AAbB,5\n",
    )
    assert customers(intake) == ["001A0000001AABAAA4", "001A0000001AAbBBB2"]
    assert "2 by their short or long form" in said(intake)[0][1]


def test_long_ids_are_joined_with_a_list_of_short_ones(book: Book) -> None:
    intake = book(
        customers_dot_csv="Id,Name\n001A0000001AABA,Acme\n001A0000001AAbB,Brio\n",
        orders_dot_csv=f"{ORDERS}1,2025-01-05,001A0000001AABAAA4,10\n2,2025-01-06,001A0000001AAbBBB2,5\n",
    )
    assert customers(intake) == ["001A0000001AABA", "001A0000001AAbB"]


def test_a_name_that_two_customers_have_joins_nothing_and_is_a_problem(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name\nC1,Acme Ltd\nC2,Acme Ltd\nC3,Brio Ltd\n",
        orders_dot_csv=f"{ORDERS}1,2025-01-05,Acme Ltd,100\n2,2025-02-05,Brio Ltd,100\n",
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["Acme Ltd", "Brio Ltd"]
    ((severity, message),) = said(intake)
    assert severity == "problem"
    assert message.endswith(
        'write match = { customer_id = "customers.name" } in [tables.orders] to look them up there'
    )
    assert not intake.receipt.clean


def test_where_one_name_is_on_no_list_none_is_joined_and_the_line_is_shown(book: Book) -> None:
    intake = book(
        customers_dot_csv=LIST,
        orders_dot_csv=f"{ORDERS}1,2025-01-05,Acme Ltd,100\n2,2025-02-05,Corso Ltd,100\n",
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["Acme Ltd", "Corso Ltd"]
    assert 'match = { customer_id = "customers.name" }' in said(intake)[0][1]


def test_ids_that_stand_nowhere_are_a_problem_with_what_to_do(book: Book) -> None:
    intake = book(
        customers_dot_csv=LIST, orders_dot_csv=f"{ORDERS}1,2025-01-05,X1,100\n2,2025-02-05,ACME,9\n"
    )
    ((severity, message),) = said(intake)
    assert severity == "problem"
    assert message.endswith(": export them too, or name the column they stand in with match")


@pytest.mark.parametrize(("unknown", "severity"), [(1, "warning"), (2, "problem")])
def test_one_id_of_a_hundred_may_be_unknown_and_no_more(book: Book, unknown: int, severity: str) -> None:
    ids = [f"C{number}" for number in range(100 - unknown)] + [f"X{number}" for number in range(unknown)]
    listed = "".join(f"C{number},Name {number}\n" for number in range(100))
    rows = "".join(f"{number},2025-01-05,{one},5\n" for number, one in enumerate(ids))
    intake = book(customers_dot_csv=f"Customer ID,Name\n{listed}", orders_dot_csv=f"{ORDERS}{rows}")
    assert [one for one, _ in said(intake)] == [severity]


def test_e_mails_are_the_same_in_any_case_even_where_others_stay_unknown(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order ID,Date,Email,Total\n1,2025-01-05,Nora@Shop.example,10\n"
        "2,2025-01-06,nora@shop.example,5\n"
        "3,2025-01-07,nora@shop.example,5\n4,2025-01-07,K77,5\n"
    )
    assert customers(intake) == ["K77", "nora@shop.example"]
    assert said(intake)[0] == (
        "info",
        "1 customer_id that differs from another in letter case only is the same "
        "(such as 'Nora@Shop.example' and 'nora@shop.example')",
    )


def test_codes_with_figures_that_nobody_lists_keep_their_letter_case(book: Book) -> None:
    intake = book(
        orders_dot_csv=f"{ORDERS}1,2025-01-05,aB3,10\n2,2025-01-06,Ab3,5\n3,2025-01-06,Acme,5\n"
        f"4,2025-01-06,ACME,1\n"
    )
    assert customers(intake) == ["ACME", "Ab3", "aB3"]


def test_what_a_mapping_looks_up_is_left_to_it(book: Book) -> None:
    mapping = (
        '[tables.customers]\nfiles = ["c.csv"]\n[tables.orders]\nfiles = ["o.csv"]\n'
        'match = { customer_id = "customers.segment" }\n'
    )
    intake = book(
        c_dot_csv="Customer ID,Name,Segment\nSMB,Acme,ENT\nB,Brio,SMB\n",
        o_dot_csv=f"{ORDERS}1,2025-01-05,SMB,100\n",
        holdfast_dot_toml=mapping,
    )
    assert intake.tables["orders"]["customer_id"].to_list() == ["B"]


def test_owners_written_by_name_are_the_reps_of_the_staff_list(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name,Account Owner\nA,Acme,Ana Ruiz\nB,Brio,Bo Fay\n",
        reps_dot_csv="Rep ID,Name,Hire Date\n005x1,Ana Ruiz,2020-01-01\n005x2,Bo Fay,2021-01-01\n",
    )
    assert intake.tables["customers"]["owner_rep_id"].to_list() == ["005x1", "005x2"]


def test_customers_that_a_till_brings_along_are_joined_with_the_list(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name\n77,Anna Brook\n78,Dale Ltd\n",
        receipts_dot_csv="Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,"
        "Total collected,Cost of goods,Gross profit,Payment type,Description,Dining option,POS,Store,"
        "Cashier name,Customer name,Customer contacts,Status\n"
        "31/12/2024 14:05,1-1,Sale,50,5,45,9,54,20,25,Card,Tea,,P,S,Kim,ANNA BROOK,,Closed\n",
    )
    assert {file.found_by for file in intake.receipt.files if file.file == "receipts.csv"} == {"preset"}
    assert customers(intake) == ["77", "78"]
    assert intake.tables["orders"]["customer_id"].to_list() == ["77"]


def test_names_that_only_orders_bring_along_are_one_in_any_letter_case(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\n[tables.customers]\nfiles = ["o.csv"]\none_per_key = "last"\n'
        'columns = { customer_id = "Customer ID", country = "Country" }\n'
    )
    text = "Order ID,Date,Customer ID,Total,Country\n1,2025-01-05,Acme Ltd,9,FR\n2,2025-01-05,ACME LTD,9,IT\n"
    assert customers(book(o_dot_csv=text, holdfast_dot_toml=mapping)) == ["ACME LTD"]


def test_numbers_whose_zeros_a_spreadsheet_dropped_are_the_same(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name\n00071,Acme\n00072,Brio\n",
        orders_dot_csv=f"{ORDERS}1,2025-01-05,71,10\n2,2025-01-06,72.0,5\n",
    )
    assert customers(intake) == ["00071", "00072"]
    assert "2 by their number without leading zeros" in said(intake)[0][1]


def test_orders_by_e_mail_are_joined_with_a_list_that_has_the_addresses_beside_its_ids(book: Book) -> None:
    intake = book(
        customers_dot_csv="Customer ID,Name,E-Mail\n77,Anna,anna@brook.example\n78,Dale,dale@fen.example\n",
        orders_dot_csv="Order ID,Date,Email,Total\n1,2025-01-05,Anna@Brook.example,10\n"
        "2,2025-01-06,dale@fen.example,5\n",
    )
    assert customers(intake) == ["77", "78"]
    assert "2 by e-mail address" in said(intake)[0][1]
