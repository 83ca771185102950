from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.core.intake.read.workbooks import HEADER, ORDERS, ods, xls, xlsx
from xlsxwriter.worksheet import Worksheet

from holdfast.errors import UsageError
from holdfast.intake import fingerprint, read_book
from holdfast.intake.describe import mapping_toml
from holdfast.schema.exports import Intake

RIGHT = [("0001", "Acme", date(2025, 4, 3), 12_345_000), ("0002", "Brio", date(2025, 5, 3), 500_000)]
SHEET = (HEADER, *ORDERS)


def book_of(folder: Path, **files: bytes) -> Intake:
    for name, content in files.items():
        (folder / name.replace("_dot_", ".")).write_bytes(content)
    return read_book([folder])


def orders(intake: Intake) -> list[tuple[object, ...]]:
    columns = ["order_id", "customer_id", "order_date", "amount"]
    return intake.tables["orders"].select(columns).sort("order_id").rows()


@pytest.mark.parametrize(
    ("name", "content"),
    [("crm.xlsx", xlsx({"Orders": SHEET})), ("crm.xls", xls()), ("crm.ods", ods("Orders", SHEET))],
    ids=["xlsx", "xls", "ods"],
)
def test_a_workbook_of_any_kind_is_read_with_its_types(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    intake = read_book([tmp_path])
    assert orders(intake) == RIGHT
    (file,) = intake.receipt.files
    assert file.file == f"{name} › Orders"
    assert intake.receipt.clean


def test_each_sheet_is_a_file_of_its_own(tmp_path: Path) -> None:
    customers = (("Customer ID", "Name"), ("Acme", "Acme Ltd"), ("Brio", "Brio AG"))
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": SHEET, "Customers": customers}))
    assert {file.file: file.table for file in intake.receipt.files} == {
        "crm.xlsx › Orders": "orders",
        "crm.xlsx › Customers": "customers",
    }


def test_a_mapping_names_a_sheet_after_the_file(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text('[tables.orders]\nfiles = ["crm.xlsx#2025 *"]\n')
    sheets = {"2025 north": SHEET, "2024": (HEADER, ("9", "Old", date(2024, 1, 1), 1))}
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx(sheets))
    assert orders(intake) == RIGHT
    assert intake.receipt.ignored_files == ("crm.xlsx › 2024",)


def test_a_number_sign_in_the_name_of_a_file_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "crm #1.xlsx").write_bytes(xlsx({"Orders": SHEET}))
    for named in ("crm #1.xlsx", "crm #1.xlsx#Orders"):
        (tmp_path / "holdfast.toml").write_text(f'[tables.orders]\nfiles = ["{named}"]\n')
        assert orders(read_book([tmp_path])) == RIGHT


def test_a_mapping_that_names_a_missing_sheet_is_told_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text('[tables.orders]\nfiles = ["crm.xlsx#Ordres"]\n')
    with pytest.raises(
        UsageError, match=r"no file matches 'crm\.xlsx#Ordres'; did you mean 'crm\.xlsx#Orders'"
    ):
        book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": SHEET}))


def test_a_hidden_sheet_is_told_and_read_only_where_it_is_named(tmp_path: Path) -> None:
    content = xlsx({"Orders": SHEET, "Old": (HEADER, ("9", "Old", date(2024, 1, 1), 1))}, hidden=["Old"])
    intake = book_of(tmp_path, crm_dot_xlsx=content)
    assert orders(intake) == RIGHT
    (unused,) = intake.receipt.not_used
    assert (unused.file, unused.why) == ("crm.xlsx › Old", "the sheet is hidden")
    assert 'files = ["crm.xlsx#Old"]' in unused.next
    (tmp_path / "holdfast.toml").write_text('[tables.orders]\nfiles = ["crm.xlsx#Old"]\n')
    assert [row[0] for row in orders(read_book([tmp_path]))] == ["9"]


def test_titles_blank_rows_totals_and_remarks_on_a_sheet_are_not_data(tmp_path: Path) -> None:
    rows = [
        ("Orders of 2025",), (), (None, *HEADER, None, "see Anna"), (None, *ORDERS[0]), (),
        (None, *ORDERS[1]),
        (None, "Total", None, None, 1284.5), (), (None, "Printed on Monday"),
    ]  # fmt: skip
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": rows}))
    assert orders(intake) == RIGHT
    (file,) = intake.receipt.files
    assert (file.rows_read, file.used, file.not_data, file.quarantined) == (8, 2, 6, 0)


def test_formulas_give_their_last_results(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page.write_formula(1, 3, "=1000+234.5", None, 1234.5)

    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": SHEET}, change=change))
    assert orders(intake) == RIGHT


def test_formulas_that_nobody_has_worked_out_are_told(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page.write_formula(1, 4, "=D2*2", None, "")
        page.write_formula(2, 4, "=D3*2", None, "")

    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": ((*HEADER, "Double"), *ORDERS)}, change=change))
    (file,) = (one for one in intake.receipt.files if one.table == "orders")
    assert any("2 formulas without a result, read as empty" in note for note in file.notes)


def test_figures_that_are_numbers_are_never_taken_for_thousands(tmp_path: Path) -> None:
    rows = (HEADER, ("1", "Acme", date(2025, 1, 2), 1.234), ("2", "Acme", date(2025, 1, 3), 5.678))
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": rows}))
    assert [row[3] for row in orders(intake)] == [12_340, 56_780]


def test_a_bad_cell_on_a_sheet_is_quarantined_at_its_row(tmp_path: Path) -> None:
    rows = (("Report",), HEADER, ORDERS[0], ("0002", "Brio", "soon", 5))
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": rows}))
    assert intake.receipt.quarantine.select("file", "line", "column", "text").rows() == [
        ("crm.xlsx › Orders", 4, "Date", "soon")
    ]


def test_merged_cells_hold_their_value_in_every_row_they_reach_over(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page.merge_range(0, 1, 1, 2, "Orders of the year")
        page.merge_range(3, 2, 4, 2, "Acme")
        page.merge_range(6, 2, 7, 3, "Brio")

    rows = [
        (), (), (None, *HEADER),
        (None, "1", None, date(2025, 1, 1), 5), (None, "2", None, date(2025, 1, 2), 5),
        (None, "3", None, date(2025, 1, 3), 5),
        (None, "4", None, None, 5), (None, "5", None, date(2025, 1, 5), 5),
    ]  # fmt: skip
    intake = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders": rows}, change=change))
    assert [row[:2] for row in orders(intake)] == [("1", "Acme"), ("2", "Acme"), ("5", "Brio")]
    (file,) = (one for one in intake.receipt.files if one.table == "orders")
    assert "2 areas of merged cells: each of their rows has what they hold" in file.notes
    assert intake.receipt.quarantine["line"].to_list() == [6, 7]


def test_rows_in_a_csv_and_on_a_sheet_are_told_to_be_there_twice(tmp_path: Path) -> None:
    header = ("Customer", "Date", "Amount", "Note")
    rows = (header, ("Acme", date(2025, 4, 3), 1234.5, 7), ("Brio", date(2025, 5, 3), 50, 8))
    csv = b"Customer,Date,Amount,Note\nAcme,2025-04-03,1234.50,7\nBrio,2025-05-03,50.00,8\n"
    intake = book_of(tmp_path, orders_dot_xlsx=xlsx({"Orders": rows}), orders_dot_csv=csv)
    assert any("2 rows repeat earlier rows in full" in one.message for one in intake.receipt.problems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 workbook", "cannot be read"),
        (xlsx({"Orders": SHEET})[:2_000], "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"<html><table></table></html>", "a web page"),
        (xlsx({"Orders": ()}), "without a single filled cell"),
    ],
    ids=["no archive", "cut", "locked", "web page", "empty"],
)
def test_a_damaged_workbook_beside_others_is_a_problem_that_names_it(
    tmp_path: Path, content: bytes, said: str
) -> None:
    sound = b"Order ID,Customer,Date,Amount\n1,Acme,2025-01-02,5\n"
    intake = book_of(tmp_path, orders_dot_csv=sound, crm_dot_xlsx=content)
    (problem,) = intake.receipt.problems
    assert problem.message.startswith("crm.xlsx ")
    assert said in problem.message
    assert intake.receipt.ignored_files == ("crm.xlsx",)


@pytest.mark.thorough
def test_a_cell_far_from_the_table_costs_one_line_and_no_memory(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page.write(1_048_575, 16_383, "x")

    (tmp_path / "crm.xlsx").write_bytes(xlsx({"Orders": SHEET}, change=change))
    with pytest.raises(UsageError, match=r"sheet 'Orders' reaches to row 1,048,576 and column 16,384"):
        read_book([tmp_path])


@pytest.mark.thorough
def test_a_workbook_that_unfolds_to_a_bomb_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(80 * 2**20))
    (tmp_path / "crm.xlsx").write_bytes(buffer.getvalue())
    with pytest.raises(UsageError, match="as zip bombs do"):
        read_book([tmp_path])


def test_text_that_calls_itself_a_workbook_is_read(tmp_path: Path) -> None:
    intake = book_of(
        tmp_path, orders_dot_xls=b"Order ID\tCustomer\tDate\tAmount\n0001\tAcme\t2025-04-03\t1234.50\n"
    )
    assert orders(intake) == RIGHT[:1]


HTML = """<html><head><title>x</title><style>td {color: red}</style></head><body>
<table><tr><td>Menu</td></tr></table>
<table border=1><tr><td colspan=4>Orders of 2025</td></tr>
<tr><th>Order ID<th>Customer</th><th>Date</th><th>Amount</th></tr>
<tr><td>0001</td><td>Acme</td><td><b>2025-04-03</b></td><td>1,234.50</td></tr>
<tr><td>0002</td><td>Br<i>io</i></td><td>2025-05-03</td><td>50</td></tr></table></body></html>"""
XML_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Orders"><Table>
<Row><Cell><Data ss:Type="String">Order ID</Data></Cell><Cell><Data ss:Type="String">Customer</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">Date</Data></Cell>
<Cell><Data ss:Type="String">Amount</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">0001</Data></Cell><Cell><Data ss:Type="String">Acme</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2025-04-03T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">1234.5</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">0002</Data></Cell><Cell><Data ss:Type="String">Brio</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2025-05-03T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">50</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("content", [HTML, XML_2003], ids=["html", "xml of 2003"])
def test_a_page_that_calls_itself_a_workbook_is_read(tmp_path: Path, content: str) -> None:
    intake = book_of(tmp_path, orders_dot_xls=content.encode())
    assert orders(intake) == RIGHT
    (file,) = (one for one in intake.receipt.files if one.table == "orders")
    assert (file.file, file.used, file.quarantined) == ("orders.xls", 2, 0)


def test_the_cache_knows_a_changed_workbook_by_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "crm.xlsx"
    path.write_bytes(xlsx({"Orders": SHEET}))
    before = fingerprint([tmp_path])
    assert fingerprint([tmp_path]) == before
    path.write_bytes(xlsx({"Orders": SHEET[:2]}))
    assert fingerprint([tmp_path]) != before


def test_two_rows_of_names_are_one_header(tmp_path: Path) -> None:
    rows = (
        ("Order", None, "Customer", None, None),
        ("ID", "Date", "ID", "Name", "Amount"),
        ("0001", date(2025, 4, 3), "Acme", "Acme Ltd", 1234.5),
        ("0002", date(2025, 5, 3), "Brio", "Brio AG", 50),
    )
    intake = book_of(tmp_path, orders_dot_xlsx=xlsx({"Orders": rows}))
    assert orders(intake) == RIGHT


def test_two_rows_of_names_in_text_are_one_header(tmp_path: Path) -> None:
    text = b"Order ID,Customer,Date,Value,\n,,,Tax,Amount\n1,Acme,2025-01-02,1,5\n2,Brio,2025-01-03,1,6\n"
    intake = book_of(tmp_path, orders_dot_csv=text)
    assert [row[3] for row in orders(intake)] == [50_000, 60_000]
    (file,) = intake.receipt.files
    assert (file.rows_read, file.used, file.not_data) == (3, 2, 1)


def test_a_first_row_of_words_below_an_unnamed_column_stays_data(tmp_path: Path) -> None:
    text = b",Order ID,Customer,Date,Amount\nx,one,Acme,2025-01-02,5\ny,two,Brio,2025-01-03,6\n"
    intake = book_of(tmp_path, orders_dot_csv=text)
    assert intake.tables["orders"].height == 2


def test_the_mapping_that_init_writes_reads_the_same_sheets_again(tmp_path: Path) -> None:
    first = book_of(tmp_path, crm_dot_xlsx=xlsx({"Orders 2025": SHEET, "Notes": (("a", "b"), ("c", "d"))}))
    (tmp_path / "holdfast.toml").write_text(mapping_toml(first, tmp_path))
    again = read_book([tmp_path])
    assert orders(again) == RIGHT
    assert [file.file for file in again.receipt.files] == ["crm.xlsx › Orders 2025"]


@pytest.mark.parametrize("name", ["crm.xlsx", "crm.zip", "crm.json", "crm.jsonl", "crm.db"])
def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(UsageError, match="is not a regular file"):
        read_book([tmp_path])


def test_a_second_table_below_ends_the_first_one_and_is_told(tmp_path: Path) -> None:
    sheet = (
        ("Account", "Owner", "MRR"),
        ("Acme", "Ana", 50),
        ("Brio", "Jo", 60),
        (),
        ("Churned",),
        ("Account", "Churned on", "Reason"),
        ("Coda", date(2025, 3, 1), "Price"),
    )
    intake = book_of(tmp_path, accounts_dot_xlsx=xlsx({"Overview": sheet}))
    assert intake.tables["customers"]["customer_id"].to_list() == ["Acme", "Brio"]
    (file,) = intake.receipt.files
    assert "another table begins below, after row 4" in " ".join(file.notes)


def test_a_word_among_figures_below_a_blank_row_is_a_row_of_data(tmp_path: Path) -> None:
    sheet = (("Account", "MRR"), ("Acme", 50), ("Brio", 60), (), ("Coda", "not yet"), ("Dell", 10))
    intake = book_of(tmp_path, accounts_dot_xlsx=xlsx({"Overview": sheet}))
    assert intake.tables["customers"]["customer_id"].to_list() == ["Acme", "Brio", "Coda", "Dell"]


def test_blank_rows_within_a_list_end_nothing(tmp_path: Path) -> None:
    sheet = (
        ("Account", "Owner", "Plan"),
        ("Acme", "Ana", "Pro"),
        ("Brio", "Jo", "Pro"),
        (),
        ("Coda", "Jo", "Free"),
    )
    intake = book_of(tmp_path, accounts_dot_xlsx=xlsx({"Overview": sheet}))
    assert intake.tables["customers"]["customer_id"].to_list() == ["Acme", "Brio", "Coda"]


def test_months_as_days_in_a_header_are_names_of_columns(tmp_path: Path) -> None:
    months = [date(2025, month, 1) for month in (1, 2, 3)]
    sheet = (
        ("Revenue by account",),
        (),
        ("Account", "CSM", *months),
        ("Acme", "Ana", 10, 0, 5),
        ("Brio", "Jo", 1, 2, 3),
    )
    intake = book_of(tmp_path, revenue_dot_xlsx=xlsx({"Revenue": sheet}))
    assert intake.tables["orders"].height == 5
