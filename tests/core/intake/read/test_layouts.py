from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from tests.core.intake.read.workbooks import xlsx

from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import FileReceipt

QUICKBOOKS_ONLINE = """\
Northern Tools Inc
Sales by Customer Detail
"January 1 - June 30, 2025"

,Transaction date,Transaction type,Num,Memo,Amount,Balance
Total Wine & More,,,,,,
,01/13/2025,Invoice,1001,Advice,"1,000.00","1,000.00"
,02/20/2025,Credit Memo,1002,,$(250.00),750.00
Total for Total Wine & More,,,,,$750.00,
Dale GmbH,,,,,,
,03/04/2025,Sales Receipt,1003,,40.00,40.00
Total for Dale GmbH,,,,,$40.00,
TOTAL,,,,,$790.00,

"Accrual Basis Tuesday, July 01, 2025 09:12 AM GMT+00:00",,,,,,
"""
QUICKBOOKS_DESKTOP = """\
,,Type,Date,Num,Memo,Amount,Balance
Brook Ltd,,,,,,,
,,Invoice,01/13/2025,1001,Advice,100.00,100.00
,,Invoice,02/20/2025,1002,,-50.00,50.00
Total Brook Ltd,,,,,,50.00,50.00
Dale GmbH,,,,,,,
,Hall,,,,,,
,,Invoice,03/14/2025,1003,,"2,000.00","2,000.00"
,Total Hall,,,,,"2,000.00","2,000.00"
,,Invoice,03/15/2025,1004,,5.00,"2,005.00"
Total Dale GmbH,,,,,,"2,005.00","2,005.00"
TOTAL,,,,,,"2,055.00","2,055.00"
"""
DATES_FIRST = """\
Customer activity
Date;Document;Amount
Customer: Brook Ltd
13.01.2025;R-1;100,00
20.02.2025;R-2;50,00
Total Brook Ltd;;150,00

Customer: Dale GmbH
14.03.2025;R-3;70,00
Total Dale GmbH;;70,00
Printed on Monday
"""


def read(folder: Path, name: str, content: str | bytes, mapping: str = "") -> Intake:
    if mapping:
        (folder / "holdfast.toml").write_text(mapping)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    intake = read_book([folder])
    for file in intake.receipt.files:
        assert file.rows_read == file.used + file.quarantined + file.left_out + file.not_data
    return intake


def amounts(intake: Intake) -> list[tuple[object, ...]]:
    return intake.tables["orders"].select("customer_id", "order_date", "amount").rows()


def receipt(intake: Intake) -> FileReceipt:
    (file,) = intake.receipt.files
    return file


def test_customers_on_rows_of_their_own_are_those_of_the_rows_below(tmp_path: Path) -> None:
    intake = read(tmp_path, "sales.csv", QUICKBOOKS_ONLINE)
    assert amounts(intake) == [
        ("Total Wine & More", date(2025, 1, 13), 10_000_000),
        ("Total Wine & More", date(2025, 2, 20), -2_500_000),
        ("Dale GmbH", date(2025, 3, 4), 400_000),
    ]
    assert (receipt(intake).used, receipt(intake).not_data, receipt(intake).quarantined) == (3, 11, 0)
    assert "'Customer' stands on rows of its own: 2 groups; totals are not data" in receipt(intake).notes


def test_groups_within_groups_end_with_their_totals(tmp_path: Path) -> None:
    intake = read(tmp_path, "Sales by customer detail.csv", QUICKBOOKS_DESKTOP)
    assert amounts(intake) == [
        ("Brook Ltd", date(2025, 1, 13), 1_000_000),
        ("Brook Ltd", date(2025, 2, 20), -500_000),
        ("Hall", date(2025, 3, 14), 20_000_000),
        ("Dale GmbH", date(2025, 3, 15), 50_000),
    ]


def test_group_rows_without_separators_above_full_rows_are_read(tmp_path: Path) -> None:
    intake = read(tmp_path, "sales.csv", DATES_FIRST)
    assert amounts(intake) == [
        ("Brook Ltd", date(2025, 1, 13), 1_000_000),
        ("Brook Ltd", date(2025, 2, 20), 500_000),
        ("Dale GmbH", date(2025, 3, 14), 700_000),
    ]
    assert receipt(intake).not_data == 7


def test_the_same_report_as_a_workbook_is_the_same_book(tmp_path: Path) -> None:
    rows = [[cell or None for cell in row] for row in csv.reader(io.StringIO(QUICKBOOKS_ONLINE))]
    content = xlsx({"Sales by Customer Detail": rows})
    intake = read(tmp_path, "report.xlsx", content, _mapping("report.xlsx"))
    text = tmp_path / "text"
    text.mkdir()
    assert amounts(intake) == amounts(read(text, "sales.csv", QUICKBOOKS_ONLINE))
    assert receipt(intake).not_data == 11


def _mapping(file: str, more: str = "") -> str:
    return (
        f'[tables.orders]\nfiles = ["{file}"]\n{more}'
        'columns = { customer_id = "Customer", order_date = "Transaction date", amount = "Amount" }\n'
    )


def test_a_label_beside_the_name_of_a_group_is_read_as_one_with_it(tmp_path: Path) -> None:
    report = DATES_FIRST.replace("Customer: Brook Ltd", "Customer:;Brook Ltd").replace(
        "Customer: Dale GmbH", "Customer name:;;Dale GmbH"
    )
    assert [row[0] for row in amounts(read(tmp_path, "sales.csv", report))] == [
        "Brook Ltd",
        "Brook Ltd",
        "Dale GmbH",
    ]


def test_a_remark_inside_of_a_group_is_no_customer(tmp_path: Path) -> None:
    report = DATES_FIRST.replace("20.02.2025;R-2", "paid in full\n20.02.2025;R-2")
    intake = read(tmp_path, "sales.csv", report)
    assert [row[0] for row in amounts(intake)] == ["Brook Ltd", "Brook Ltd", "Dale GmbH"]


def test_a_row_that_only_begins_like_a_total_is_not_dropped_in_silence(tmp_path: Path) -> None:
    report = (
        "Sales by customer\nItem,Transaction date,Amount\nBrook Ltd,,\nTea,2025-01-13,5\n"
        "Total repair kit,2025-01-14,7\nTotal Brook Ltd,,12\n"
    )
    intake = read(tmp_path, "sales.csv", report, _mapping("sales.csv"))
    assert [row[2] for row in amounts(intake)] == [50_000, 70_000]


def test_groups_of_something_else_are_no_customers(tmp_path: Path) -> None:
    report = QUICKBOOKS_ONLINE.replace("by Customer", "by Region").replace("Total Wine & More", "North")
    with pytest.raises(UsageError, match="no column for customer_id"):
        read(tmp_path, "sales.csv", report)
    intake = read(tmp_path, "sales.csv", report, _mapping("sales.csv").replace('"Customer"', '"Group"'))
    assert {row[0] for row in amounts(intake)} == {"North", "Dale GmbH"}


def test_a_mapping_can_say_that_rows_are_grouped_and_that_they_are_not(tmp_path: Path) -> None:
    report = "Customer,Transaction date,Amount\nBrook Ltd,,\n,2025-01-13,100\n"
    assert receipt(read(tmp_path, "sales.csv", report, _mapping("sales.csv"))).quarantined == 2
    grouped = read(tmp_path, "sales.csv", report, _mapping("sales.csv", 'layout = "groups"\n'))
    assert amounts(grouped) == [("Brook Ltd", date(2025, 1, 13), 1_000_000)]
    plain = read(tmp_path, "sales.csv", QUICKBOOKS_ONLINE, _mapping("sales.csv", 'layout = "rows"\n').replace(
        '"Customer"', '"column_1"'))  # fmt: skip
    assert receipt(plain).used == 0


def test_rows_outside_of_any_group_are_quarantined_and_not_lost(tmp_path: Path) -> None:
    intake = read(tmp_path, "sales.csv", QUICKBOOKS_ONLINE + ",04/04/2025,Invoice,9,,7.00,7.00\n")
    assert intake.receipt.quarantine.select("line", "column").rows() == [(16, "Customer")]
    report = QUICKBOOKS_ONLINE.replace("Dale GmbH,,,,,,\n", "")
    again = read(tmp_path, "sales.csv", report)
    assert again.receipt.quarantine.select("line", "column").rows() == [(10, "Customer")]


@pytest.mark.parametrize(
    "text",
    [
        "order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n2,Brio,2025-01-03,6\n"
        "Total,,,11\nthe end,,,\n",
        "note,order_id,customer_id,order_date,amount\nlate,,,,\n,1,Acme,2025-01-02,5\n,2,Brio,2025-01-03,6\n",
    ],
    ids=["a footer", "one lonely cell"],
)
def test_ordinary_files_with_a_lonely_cell_are_not_taken_for_reports(tmp_path: Path, text: str) -> None:
    intake = read(tmp_path, "orders.csv", text)
    assert [row[0] for row in amounts(intake)] == ["Acme", "Brio"]
    assert not any("rows of its own" in note for note in receipt(intake).notes)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_merged_cells_are_filled_down_where_the_mapping_says_so(tmp_path: Path, kind: str) -> None:
    rows = [
        ("Customer", "Transaction date", "Amount"),
        ("Brook Ltd", date(2025, 1, 13), 100),
        (None, date(2025, 1, 14), 50),
        ("Dale GmbH", date(2025, 1, 15), 70),
    ]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    content = xlsx({"Sales": rows}) if kind == "xlsx" else text.encode()
    intake = read(tmp_path, f"sales.{kind}", content, _mapping(f"sales.{kind}", 'fill_down = ["Customer"]\n'))
    assert [row[0] for row in amounts(intake)] == ["Brook Ltd", "Brook Ltd", "Dale GmbH"]


def test_a_misspelt_column_of_fill_down_is_named(tmp_path: Path) -> None:
    mapping = _mapping("sales.csv", 'fill_down = ["Custmer"]\n')
    with pytest.raises(
        UsageError, match=r"fill_down: sales\.csv has no column 'Custmer'; did you mean 'Customer'"
    ):
        read(tmp_path, "sales.csv", "Customer,Transaction date,Amount\nA,2025-01-13,1\n", mapping)
