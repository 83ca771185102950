"""Rows that an export holds twice: a problem where nothing tells them apart, settled by the mapping."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.damaged import parquet_of

from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Finding

from .conftest import Book

SALES = "Date,Customer,Total,Till\n2025-01-05,Acme,10,1\n2025-01-06,Borgo,20,1\n2025-01-07,Acme,30.50,2\n"


def repeats(intake: Intake) -> list[Finding]:
    return [finding for finding in intake.receipt.findings if " in full" in finding.message]


def test_a_row_that_stands_twice_is_counted_and_said_as_a_problem(book: Book) -> None:
    intake = book(orders_dot_csv=SALES + "2025-01-05,Acme,10,1\n2025-01-07,Acme,30.50,2\n")
    (finding,) = repeats(intake)
    assert (finding.severity, finding.table) == ("problem", "orders")
    assert finding.message == (
        "2 rows repeat earlier rows in full, the first on line 5 of orders.csv (as line 2), 40.50 together: "
        'counted as they stand; write equal_rows = "once" in [tables.orders] of holdfast.toml '
        'to leave them out, "each" where they are right'
    )
    assert intake.tables["orders"]["amount"].sum() == 1_010_000
    assert not intake.receipt.clean


@pytest.mark.parametrize(
    "row",
    ["2025-01-05,Acme,10,2", "2025-01-05,acme,10,1", "2025-01-05,Acme,10.0,1", "2025-01-06,Acme,10,1"],
)
def test_a_row_that_differs_in_any_cell_even_one_nobody_mapped_is_no_repeat(book: Book, row: str) -> None:
    intake = book(orders_dot_csv=f"{SALES}{row}\n")
    assert not repeats(intake)
    assert intake.receipt.clean


def test_rows_with_a_key_are_left_to_the_key(book: Book) -> None:
    intake = book(orders_dot_csv="order_id,customer_id,order_date,amount\n" + "A1,c1,2025-01-05,10\n" * 2)
    assert not repeats(intake)
    assert intake.receipt.quarantine.height == 1


def test_rows_that_were_set_aside_are_no_repeats(book: Book) -> None:
    intake = book(orders_dot_csv=SALES + "someday,Acme,5,1\nsomeday,Acme,5,1\n")
    assert intake.receipt.quarantine.height == 2
    assert not repeats(intake)


def test_the_same_rows_in_two_files_are_repeats(book: Book) -> None:
    intake = book(
        orders_1_dot_csv=SALES,
        orders_2_dot_csv="Date,Customer,Total,Till\n2025-01-07,Acme,30.50,2\n2025-01-08,Acme,1,1\n",
    )
    (finding,) = repeats(intake)
    assert "1 row repeats an earlier row in full, the first on line 2 of orders_2.csv" in finding.message
    assert "(as line 4 of orders_1.csv), 30.50 together" in finding.message


def test_files_with_other_columns_hold_other_rows(book: Book) -> None:
    intake = book(orders_1_dot_csv=SALES, orders_2_dot_csv="Date,Customer,Total\n2025-01-05,Acme,10\n")
    assert not repeats(intake)


def test_repeats_in_parquet_are_found(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"Date": ["2025-01-05", "2025-01-05"], "Customer": ["A", "A"], "Total": [1.5, 1.5], "t": [[1], [1]]}
    )
    (tmp_path / "orders.parquet").write_bytes(parquet_of(frame))
    assert "the first on line 2 of orders.parquet (as line 1)" in repeats(read_book([tmp_path]))[0].message
    (tmp_path / "orders.parquet").write_bytes(parquet_of(frame.with_columns(t=pl.Series([[1], [2]]))))
    assert not repeats(read_book([tmp_path]))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("table", "text", "doubled"),
    [
        ("subscriptions", "subscription_id,customer_id,start,mrr\nS1,c1,2025-01-01,10\n", True),
        ("invoices", "customer_id,issue_date,amount\nc1,2025-01-01,10\n", True),
        ("contract_usage", "contract_id,date,used\nK,2025-01-01,10\n", True),
        ("rep_periods", "rep_id,period,quota,attained\nR,2025-01-01,10,5\n", True),
        ("mrr_events", "customer_id,effective_date,mrr\nc1,2025-01-01,10\n", False),
        ("interactions", "customer_id,at,type\nc1,2025-01-01,call\n", False),
        ("usage", "customer_id,date,metric,value\nc1,2025-01-01,logins,1\n", False),
    ],
)
def test_tables_whose_rows_are_added_up_are_looked_at(
    book: Book, table: str, text: str, doubled: bool
) -> None:
    header, row = text.splitlines()
    intake = book(
        **{f"{table}_dot_csv": f"{header}\n{row}\n{row}\n", "customers_dot_csv": "customer_id\nc1\n"}
    )
    assert bool(repeats(intake)) is doubled


# Order lines

HEADER = "Invoice,Item,Client,Day,Price\n"
FIRST = ["I1,Pen,A,2025-03-01,1\n", "I1,Ink,A,2025-03-01,2\n"]
SECOND = ["I2,Pen,B,2025-03-02,1\n"]
LINES = """
[tables.orders]
files = ["lines*.csv"]
grain = "line"
columns.order_id = "Invoice"
columns.customer_id = "Client"
columns.order_date = "Day"
columns.product = "Item"
columns.amount = "Price"
"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("lines", "copies"),
    [
        ([FIRST[0], *FIRST, *SECOND], 0),
        ([*FIRST, FIRST[0], *SECOND], 0),
        ([*SECOND, *SECOND, *FIRST], 0),
        ([*FIRST, *FIRST, *SECOND], 2),
        ([FIRST[0], FIRST[0], FIRST[1], FIRST[1]], 2),
        ([*SECOND, *FIRST, *SECOND], 1),
        ([*FIRST, *SECOND, *FIRST, *SECOND], 3),
        ([*FIRST, FIRST[0], *FIRST, FIRST[0]], 3),
        ([*FIRST, *SECOND] * 3, 6),
    ],
    ids=[
        "a product twice, first", "a product twice, later", "a single line twice in a row", "an order twice",
        "each line twice", "a single line in two places", "the whole file twice",
        "an order twice that names a product twice", "the whole file three times",
    ],
)  # fmt: skip
def test_an_order_stands_twice_where_each_of_its_lines_does(
    book: Book, lines: list[str], copies: int
) -> None:
    intake = book(lines_dot_csv=HEADER + "".join(lines), holdfast_dot_toml=LINES)
    found = repeats(intake)
    assert [finding.message.split(" ")[0] for finding in found] == ([str(copies)] if copies else [])
    once = book(holdfast_dot_toml=LINES.replace("grain", 'equal_rows = "once"\ngrain'))
    assert once.receipt.files[0].left_out == copies
    assert once.tables["order_lines"].height == len(lines) - copies
    assert [finding.severity for finding in repeats(once)] == ["info"] * bool(copies)


def test_lines_in_a_file_of_their_own_go_by_the_same_rule(book: Book) -> None:
    lines = "order_id,product,amount\n" + "O1,Pen,1\nO1,Ink,2\n" * 2 + "O2,Pen,1\nO2,Pen,1\n"
    intake = book(
        order_lines_dot_csv=lines,
        orders_dot_csv="order_id,customer_id,order_date,amount\nO1,c,2025-01-05,3\n",
    )
    assert "2 rows repeat earlier rows in full, the first on line 4 of order_lines.csv (as line 2)" in (
        repeats(intake)[0].message
    )


# What the mapping says

MAPPED = """
[tables.orders]
files = ["sales.csv"]
columns = { customer_id = "Customer", order_date = "Date", amount = "Total" }
"""


def test_the_mapping_settles_whether_equal_rows_count_once_or_each(book: Book) -> None:
    doubled = SALES + SALES.partition("\n")[2]
    asked = book(sales_dot_csv=doubled, holdfast_dot_toml=MAPPED)
    assert [finding.severity for finding in repeats(asked)] == ["problem"]
    assert "in holdfast.toml: [tables.orders] to leave them out" in repeats(asked)[0].message
    each = book(holdfast_dot_toml=f'{MAPPED}equal_rows = "each"\n')
    assert not repeats(each)
    assert each.tables["orders"]["amount"].sum() == asked.tables["orders"]["amount"].sum() == 1_210_000
    once = book(holdfast_dot_toml=f'{MAPPED}equal_rows = "once"\n')
    assert [finding.severity for finding in repeats(once)] == ["info"]
    assert once.tables["orders"]["amount"].sum() == 605_000
    assert (once.receipt.files[0].used, once.receipt.files[0].left_out) == (3, 3)
    assert once.receipt.clean


def test_equal_rows_can_be_nothing_else(book: Book) -> None:
    with pytest.raises(UsageError, match="equal_rows must be 'once' or 'each', not 'never'"):
        book(sales_dot_csv=SALES, holdfast_dot_toml=f'{MAPPED}equal_rows = "never"\n')


@pytest.mark.thorough
def test_online_retail_with_thousands_of_equal_lines_holds_no_order_twice(shared: Path) -> None:
    """5,268 of its lines repeat another in full; doubled, the file would be nothing but repeats."""
    folder = shared / "data" / "online_retail_1"
    assert not repeats(read_book([folder]))
