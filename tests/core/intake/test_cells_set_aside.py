"""A bad cell costs the cell, not the row; a column that mostly does not fit was mapped wrongly."""

from __future__ import annotations

import pytest

from holdfast.errors import UsageError
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Finding

from .conftest import Book

ORDERS = "order_id,customer_id,order_date,amount\nA1,c1,2025-01-05,10\n"


def said(intake: Intake, words: str) -> list[Finding]:
    return [finding for finding in intake.receipt.findings if words in finding.message]


def test_an_unreadable_optional_cell_is_empty_and_its_row_is_used(book: Book) -> None:
    intake = book(
        tickets_dot_csv="ticket_id,customer_id,created,solved,reopens\n"
        "T1,c1,2025-01-01,2025-01-02,0\nT2,c1,2025-01-03,soon,many\nT3,c1,2025-01-04,2025-01-05,2\n"
    )
    tickets = intake.tables["tickets"]
    assert tickets["ticket_id"].to_list() == ["T1", "T2", "T3"]
    assert tickets["solved"].dt.day().to_list() == [2, None, 5]
    assert tickets["reopens"].to_list() == [0, None, 2]
    assert intake.receipt.cells_set_aside.rows() == [
        ("tickets", "tickets.csv", 3, "solved", "soon", "is not a date or time"),
        ("tickets", "tickets.csv", 3, "reopens", "many", "is not a whole number"),
    ]
    assert intake.receipt.files[0].cells_set_aside == 2
    assert intake.receipt.clean
    (finding,) = said(intake, "left empty")
    assert (finding.severity, finding.table) == ("warning", "tickets")
    assert finding.message == (
        "2 cells of tickets.csv could not be read and are left empty, in solved, reopens: "
        "the first, on line 3, 'soon' is not a date or time"
    )


def test_only_a_required_column_costs_the_row(book: Book) -> None:
    intake = book(
        orders_dot_csv="order_id,customer_id,order_date,amount,discount\n"
        "A1,c1,2025-01-05,10,1\nA2,c1,someday,10,x\nA3,c1,2025-01-07,12,y\nA4,c1,2025-01-07,12,2\n"
    )
    assert intake.receipt.quarantine.select("line", "column").rows() == [(3, "order_date")]
    assert intake.receipt.cells_set_aside.select("line", "column", "text").rows() == [(4, "discount", "y")]


def test_cells_of_rows_that_are_left_out_are_not_counted(book: Book) -> None:
    intake = book(
        orders_dot_csv="order_id,customer_id,order_date,amount,discount\n"
        "A1,c1,2025-01-05,10,1\nA1,c1,2025-01-05,10,x\nA2,c1,2025-01-05,10,1\n",
        holdfast_dot_toml='[tables.orders]\nfiles = ["orders.csv"]\none_per_key = "first"\n',
    )
    assert intake.receipt.files[0].left_out == 1
    assert intake.receipt.files[0].cells_set_aside == 0


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("word", "score"),
    [("Good", 5), ("bad", 1), ("Offered", None), ("Unoffered", None), ("Extremely Happy", 5), ("Gut", 5),
     ("Not Good", 1), ("Okay", 3), ("Good with comment", 5), ("4", 4)],
)  # fmt: skip
def test_words_of_satisfaction_have_a_meaning(book: Book, word: str, score: float | None) -> None:
    intake = book(tickets_dot_csv=f"Id,Organization,Created at,Satisfaction\n1,Kiln,2025-05-02,{word}\n")
    assert intake.tables["tickets"]["csat"].to_list() == [score]
    assert intake.receipt.cells_set_aside.is_empty()


def test_a_column_that_mostly_does_not_fit_is_left_and_the_next_one_is_tried(book: Book) -> None:
    intake = book(
        tickets_dot_csv="Ticket ID,Organization,Created at,Satisfaction,Rating\n"
        "1,Kiln,2025-05-02,see mail,4\n2,Loom,2025-05-03,asked by phone,2\n3,Loom,2025-05-04,,5\n"
    )
    assert dict(intake.receipt.files[0].columns)["csat"] == "Rating"
    assert "Satisfaction" in intake.receipt.files[0].unused_columns
    assert intake.tables["tickets"]["csat"].to_list() == [4, 2, 5]
    (finding,) = said(intake, "is not csat")
    assert finding.severity == "warning"
    assert finding.message == (
        "'Satisfaction' of tickets.csv is not csat: 2 of 2 cells do not fit ('see mail' is not a number); "
        "it is read from 'Rating'"
    )


def test_without_another_candidate_the_column_stays_empty(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv="Subscription,Customer,Start,MRR,Users\nS1,a,2025-01-01,10,Ana\n"
        "S2,b,2025-01-01,10,Luc and Bo\nS3,c,2025-01-01,10,4\n"
    )
    assert "seats" not in intake.tables["subscriptions"].columns
    assert "it stays empty" in said(intake, "is not seats")[0].message
    assert intake.receipt.cells_set_aside.is_empty()


@pytest.mark.parametrize(("bad", "fits"), [(2, True), (3, False)])
def test_half_of_the_cells_may_be_unreadable_but_not_more(book: Book, bad: int, fits: bool) -> None:
    cells = ["x"] * bad + ["7"] * (4 - bad)
    rows = "".join(f"S{n},c{n},2025-01-01,10,{cell}\n" for n, cell in enumerate(cells))
    intake = book(subscriptions_dot_csv=f"Subscription,Customer,Start,MRR,Seats\n{rows}")
    assert ("seats" in intake.tables["subscriptions"].columns) is fits
    assert intake.receipt.cells_set_aside.height == (bad if fits else 0)


def test_a_required_column_is_read_from_the_next_candidate(book: Book) -> None:
    intake = book(
        orders_dot_csv="Order,Customer,Date,Created,Total\n1,a,Week 1,2025-01-05,10\n"
        "2,b,Week 2,2025-01-06,11\n"
    )
    assert dict(intake.receipt.files[0].columns)["order_date"] == "Created"
    assert intake.tables["orders"].height == 2


def test_a_file_whose_required_column_does_not_fit_is_another_table(book: Book) -> None:
    text = "Order,Customer,Date,Total\n1,a,Week 1,10\n2,b,Week 2,11\n"
    with pytest.raises(UsageError, match=r"no column for order_date \(\"Date\" holds 'Week 1'\)"):
        book(orders_dot_csv=text)
    intake = book(orders_dot_csv=text, invoices_dot_csv="Invoice,Customer,Date,Total\n1,a,2025-01-05,10\n")
    assert [finding.table for finding in said(intake, "no column for order_date")] == ["orders"]
    # The invoices are the sales then.
    assert intake.tables["orders"]["order_id"].to_list() == ["1"]
    assert intake.tables["orders"]["amount"].to_list() == [100_000]


def test_what_the_user_mapped_stays_mapped_and_is_doubted(book: Book) -> None:
    mapping = (
        '[tables.tickets]\nfiles = ["t.csv"]\n'
        'columns = { ticket_id = "T", customer_id = "C", created = "D", csat = "S" }\n'
    )
    intake = book(
        orders_dot_csv=ORDERS,
        t_dot_csv="T,C,D,S,csat\n1,c1,2025-05-02,mail,4\n2,c1,2025-05-03,phone,5\n",
        holdfast_dot_toml=mapping + '[tables.orders]\nfiles = ["orders.csv"]\n',
    )
    assert intake.tables["tickets"]["csat"].to_list() == [None, None]
    assert intake.receipt.cells_set_aside.height == 2
    assert said(intake, "is it the right column?")[0].severity == "warning"
