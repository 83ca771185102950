"""Lists of customers exported month after month are history: who owned whom, and when reps came and left."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import polars as pl
import pytest

from holdfast.book.assemble import assemble
from holdfast.engine import Engine
from holdfast.facts.team.holdings import holders, orphans
from holdfast.facts.team.reps import rep_facts
from holdfast.intake.once.newest import last_day_in_name
from holdfast.query import Query
from holdfast.schema.exports import Intake
from holdfast.timeline import Period

from .conftest import Book

JAN, FEB, MAR = date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)
ORDERS = (
    "order_id,customer_id,order_date,amount\n1,A1,2025-01-10,100\n2,A2,2025-01-12,50\n3,A3,2025-03-20,70\n"
)
HEAD = "Account ID,Account Name,Segment,Account Owner\n"
LISTS = {
    "accounts_2025-01-31_dot_csv": HEAD + "A1,Acorn,SMB,Ana\nA2,Brio,SMB,Ana\nA3,Coda,Large,Ben\n",
    "accounts_2025-02-28_dot_csv": HEAD + "A1,Acorn,SMB,Ana\nA2,Brio,Large,Cleo\nA3,Coda,Large,Ben\n",
    "accounts_2025-03-31_dot_csv": HEAD + "A1,Acorn,SMB,Cleo\nA2,Brio,Large,Cleo\nA3,Coda,Large,Ben\n",
}
CHANGES = [
    ("A1", "Ana", None, MAR),
    ("A1", "Cleo", MAR, None),
    ("A2", "Ana", None, FEB),
    ("A2", "Cleo", FEB, None),
    ("A3", "Ben", None, None),
]


def assigned(intake: Intake) -> list[tuple[object, ...]]:
    return intake.tables["assignments"].select("customer_id", "rep_id", "start", "end").rows()


def said(intake: Intake, words: str) -> list[str]:
    return [finding.message for finding in intake.receipt.findings if words in finding.message]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("accounts_2025-01-31.csv", JAN),
        ("2025-02/accounts.csv", FEB),
        ("2025_03 accounts.xlsx", MAR),
        ("accounts.csv", None),
    ],
)
def test_a_list_of_a_month_stands_as_of_its_last_day(name: str, day: date | None) -> None:
    assert last_day_in_name(name) == day


def test_a_change_of_owner_between_two_lists_is_an_assignment_from_the_later_one_on(book: Book) -> None:
    intake = book(**LISTS, orders_dot_csv=ORDERS)
    assert assigned(intake) == CHANGES
    customers = intake.tables["customers"]
    assert customers["owner_rep_id"].to_list() == ["Cleo", "Cleo", "Ben"]
    assert customers["segment"].to_list() == ["SMB", "Large", "Large"]
    assert [(file.used, file.left_out) for file in intake.receipt.files[:3]] == [(0, 3), (0, 3), (3, 0)]
    assert said(intake, "with 2 changes of owner, each dated on the later of two lists")
    assert said(intake, "changed segment of 1 customer")
    assert intake.receipt.files[1].notes[-1].startswith("the list of customers as of 2025-02-28: history")
    assert intake.receipt.clean


def test_reps_come_and_leave_with_the_lists_where_there_is_no_staff_file(book: Book) -> None:
    intake = book(**LISTS, orders_dot_csv=ORDERS)
    reps = intake.tables["reps"].select("rep_id", "hire_date", "end_date").rows()
    assert reps == [("Ana", JAN, MAR), ("Ben", JAN, None), ("Cleo", FEB, None)]
    assert said(intake, "when 3 reps came and 1 left is taken from snapshots")


def test_rep_retention_and_handovers_work_from_monthly_lists_alone(book: Book) -> None:
    known = assemble(book(**LISTS, orders_dot_csv=ORDERS))
    assert known.default_as_of == MAR
    facts = rep_facts(known, MAR, Period(date(2025, 2, 1), date(2025, 4, 1)))
    assert facts.filter("at_start")["rep_id"].to_list() == ["Ana", "Ben"]
    assert facts.filter("separated")["rep_id"].to_list() == ["Ana"]
    assert not known.assumed_assignments
    assert orphans(known, MAR)["orphaned"].to_list() == [False, False, False]


def monthly_lists_of_six_reps() -> dict[str, str]:
    """Six reps in January, one of whom is gone in March."""
    owners = {
        "01-31": "Ana Ben Cleo Dan Eve Fay",
        "02-28": "Ana Ben Cleo Dan Eve Fay",
        "03-31": "Ana Ben Cleo Dan Ana Fay",
    }
    return {
        f"accounts_2025-{day}_dot_csv": HEAD
        + "".join(f"A{number},Acme {number},SMB,{rep}\n" for number, rep in enumerate(reps.split(), start=1))
        for day, reps in owners.items()
    }


@pytest.mark.thorough
def test_who_stayed_is_told_of_periods_that_begin_after_the_first_list_and_of_no_earlier_one(
    book: Book,
) -> None:
    engine = Engine(assemble(book(**monthly_lists_of_six_reps(), orders_dot_csv=ORDERS)))
    ids = ["retention.reps.original", "turnover.reps", "turnover.reps.voluntary"]
    figures = {
        start: engine.metrics(Query(period=f"{start}..2025-03-31"), ids)
        for start in ("2025-01-31", "2025-02-01")
    }
    assert {(figure.value, figure.status) for figure in figures["2025-01-31"]} == {(None, "n/a")}
    assert "since 2025-01-31: take a period that begins after it" in (figures["2025-01-31"][0].note or "")
    original, turnover, voluntary = figures["2025-02-01"]
    assert (voluntary.value, voluntary.status) == (None, "n/a")
    assert (original.value, original.numerator, original.denominator) == (5 / 6, 5, 6)
    # One left on the last of 59 days: 5 × 59 + 58 person-days are 5.983 reps a day.
    assert turnover.value == pytest.approx(1 / (353 / 59))


def test_the_past_shows_who_had_a_customer_then(book: Book) -> None:
    known = assemble(book(**LISTS, orders_dot_csv=ORDERS))
    for day, owners in ((MAR, "Cleo Cleo Ben"), (date(2025, 3, 30), "Ana Cleo Ben"), (JAN, "Ana Ana Ben")):
        assert holders(known, day, day)["rep_id"].to_list() == owners.split()
    assert orphans(known, date(2025, 1, 30))["orphaned"].null_count() == 3


def test_salesforce_accounts_in_a_folder_for_each_month_meet_the_users_of_the_same_tool(book: Book) -> None:
    head = "Id,Name,OwnerId,Industry,CreatedDate\n"
    ids = [f"0015g00000AbCd{letter}AAA" for letter in "XY"]
    intake = book(
        **{
            "2025-01__Account_dot_csv": f"{head}{ids[0]},Acorn,0055g000001AAAAAA2,Food,2024-05-01\n",
            "2025-02__Account_dot_csv": f"{head}{ids[0]},Acorn,0055g000001BBBBBB2,Food,2024-05-01\n"
            f"{ids[1]},Brio,0055g000001BBBBBB2,Food,2025-02-10\n",
        },
        reps_dot_csv="rep_id,name,hire_date\n0055g000001AAAAAA2,Ana,2023-01-01\n0055g000001BBBBBB2,Cleo,2024-01-01\n",
        orders_dot_csv=f"order_id,customer_id,order_date,amount\n1,{ids[0]},2025-02-20,10\n",
    )
    assert assigned(intake) == [
        (ids[0], "0055g000001AAAAAA2", date(2024, 5, 1), FEB),
        (ids[0], "0055g000001BBBBBB2", FEB, None),
        # Created on 10 February, but in no list before that of the 28th.
        (ids[1], "0055g000001BBBBBB2", FEB, None),
    ]
    assert intake.tables["reps"]["hire_date"].to_list() == [date(2023, 1, 1), date(2024, 1, 1)]
    assert not said(intake, "taken from snapshots")


def test_owners_written_as_names_are_those_of_the_staff_file(book: Book) -> None:
    staff = "rep_id,name\nr1,Ana\nr2,Ben\nr3,Cleo\nr4,Dan\n"
    intake = book(**LISTS, orders_dot_csv=ORDERS, reps_dot_csv=staff)
    assert [row[1] for row in assigned(intake)] == ["r1", "r3", "r1", "r3", "r2"]
    assert intake.tables["reps"]["hire_date"].to_list() == [JAN, JAN, FEB, None]
    assert said(intake, "the staff file has no day of hire")


def test_a_column_dates_the_list_where_a_customer_stands_once_for_each_day(book: Book) -> None:
    rows = [
        (day, *line.split(","))
        for day, text in zip((JAN, FEB, MAR), LISTS.values(), strict=True)
        for line in text.splitlines()[1:]
    ]
    columns = ["Snapshot Date", "Account ID", "Account Name", "Segment", "Account Owner"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    intake = book(accounts_dot_csv=frame.write_csv(), orders_dot_csv=ORDERS)
    assert assigned(intake) == CHANGES
    assert intake.tables["customers"].height == 3
    assert intake.receipt.files[0].left_out == 6
    by_month = frame.with_columns(pl.col("Snapshot Date").dt.strftime("%Y-%m").alias("Snapshot Date"))
    assert assigned(book(accounts_dot_csv=by_month.write_csv())) == CHANGES


def test_workbooks_with_a_month_in_their_names_are_snapshots_too(book: Book) -> None:
    files: dict[str, bytes] = {}
    for month, text in enumerate(LISTS.values(), start=1):
        sheet = BytesIO()
        pl.read_csv(text.encode()).write_excel(sheet, worksheet="Accounts")
        files[f"2025_0{month} accounts_dot_xlsx"] = sheet.getvalue()
    assert assigned(book(**files, orders_dot_csv=ORDERS)) == CHANGES


def test_a_customer_gone_from_the_newest_list_is_asked_about_and_not_lost(book: Book) -> None:
    newest = LISTS["accounts_2025-03-31_dot_csv"].replace("A3,Coda,Large,Ben\n", "")
    intake = book(**LISTS | {"accounts_2025-03-31_dot_csv": newest}, orders_dot_csv=ORDERS)
    assert intake.tables["customers"]["customer_id"].sort().to_list() == ["A1", "A2", "A3"]
    assert "losses" not in intake.tables
    assert said(
        intake, "1 customer is no longer in the list of 2025-03-31 (such as 'A3', last in that of 2025-02-28)"
    )


def test_an_owner_who_is_taken_off_leaves_the_customer_to_nobody(book: Book) -> None:
    newest = LISTS["accounts_2025-03-31_dot_csv"].replace("Large,Ben", "Large,")
    intake = book(**LISTS | {"accounts_2025-03-31_dot_csv": newest}, orders_dot_csv=ORDERS)
    assert assigned(intake)[-1] == ("A3", "Ben", None, MAR)
    assert orphans(assemble(intake), MAR)["orphaned"].to_list() == [False, False, True]


def test_a_list_without_owners_does_not_say_that_nobody_had_its_customers(book: Book) -> None:
    bare = "Account ID,Account Name,Segment\nA1,Acorn,SMB\nA2,Brio,SMB\nA3,Coda,Large\n"
    middle = book(**LISTS | {"accounts_2025-02-28_dot_csv": bare}, orders_dot_csv=ORDERS)
    assert assigned(middle) == [
        (*row[:2], *(MAR if day == FEB else day for day in row[2:])) for row in CHANGES
    ]
    first = book(**LISTS | {"accounts_2025-01-31_dot_csv": bare}, orders_dot_csv=ORDERS)
    assert assigned(first)[-2:] == [("A2", "Cleo", None, None), ("A3", "Ben", None, None)]


def test_assignments_that_somebody_wrote_down_win_over_the_lists(book: Book) -> None:
    stated = "customer_id,rep_id,start,end\nA1,Ana,2024-01-01,\n"
    intake = book(**LISTS, orders_dot_csv=ORDERS, assignments_dot_csv=stated)
    assert assigned(intake) == [("A1", "Ana", date(2024, 1, 1), None)]
    assert "reps" not in intake.tables
    assert said(intake, "they, not the lists, tell who had a customer when")


def test_lists_of_other_customers_are_no_snapshots(book: Book) -> None:
    files = {
        "new_customers_2025-01_dot_csv": HEAD + "A1,Acorn,SMB,Ana\nA2,Brio,SMB,Ana\nA3,Coda,SMB,Ana\n",
        "new_customers_2025-02_dot_csv": HEAD + "A3,Coda,SMB,Ben\nB1,Dora,SMB,Ben\nB2,Eryx,SMB,Ben\n",
    }
    intake = book(**files, orders_dot_csv=ORDERS)
    assert "assignments" not in intake.tables
    assert intake.tables["customers"].height == 5


def test_half_of_the_customers_in_the_next_list_are_enough(book: Book) -> None:
    files = {
        "customers_2025-01_dot_csv": HEAD + "A1,Acorn,SMB,Ana\nA3,Coda,SMB,Ana\n",
        "customers_2025-02_dot_csv": HEAD + "A3,Coda,SMB,Ben\nB1,Dora,SMB,Ben\n",
    }
    assert ("A3", "Ben", FEB, None) in assigned(book(**files, orders_dot_csv=ORDERS))


def test_a_list_without_a_day_beside_dated_ones_says_what_it_lacks(book: Book) -> None:
    intake = book(**LISTS, accounts_dot_csv=LISTS["accounts_2025-03-31_dot_csv"], orders_dot_csv=ORDERS)
    assert "assignments" not in intake.tables
    assert intake.tables["customers"].height == 3
    assert said(intake, "put the day into its name too")


@pytest.mark.thorough
def test_a_list_long_after_the_last_event_does_not_move_the_as_of_date(book: Book) -> None:
    early = ORDERS.replace("2025-03-20", "2025-02-{}")
    assert assemble(book(**LISTS, orders_dot_csv=early.format("28"))).default_as_of == MAR
    assert assemble(book(**LISTS, orders_dot_csv=early.format("27"))).default_as_of == date(2025, 2, 27)
