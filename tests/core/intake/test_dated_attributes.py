"""Lists of customers of several days date what stands in them: as of a day, the last one until then tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.examples import some_by_day

from holdfast.book.assemble import assemble
from holdfast.book.disk.cache import load, store
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.exports import Intake

from .conftest import Book

JAN, FEB, MAR = date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)
ORDERS = (
    "order_id,customer_id,order_date,amount\n1,A1,2025-01-10,100\n2,A2,2025-01-12,50\n"
    "3,A4,2025-02-10,70\n4,A1,2025-03-20,30\n"
)
HEAD = "Account ID,Account Name,Segment,Tier\n"
LISTS = {
    JAN: "A1,Acorn,SMB,A\nA2,Brio,SMB,B\nA3,Coda,Large,B\n",
    FEB: "A1,Acorn,SMB,A\nA2,Brio,Large,B\nA3,Coda,Large,C\nA4,Dune,SMB,A\n",
    MAR: "A1,Acorn,Large,A\nA2,Brio,Large,B\nA4,Dune,SMB,\n",
}
SEGMENTS = {
    date(2024, 6, 1): ["SMB", "SMB", "Large", None],
    JAN: ["SMB", "SMB", "Large", None],
    date(2025, 2, 27): ["SMB", "SMB", "Large", None],
    FEB: ["SMB", "Large", "Large", "SMB"],
    date(2025, 3, 30): ["SMB", "Large", "Large", "SMB"],
    MAR: ["Large", "Large", "Large", "SMB"],
}


def by_name(day: date) -> str:
    return f"accounts_{day}_dot_csv"


def named(days: tuple[date, ...] = (JAN, FEB, MAR)) -> dict[str, str]:
    return {by_name(day): HEAD + LISTS[day] for day in days}


def in_one_file() -> dict[str, str]:
    rows = [f"{line},{day}" for day in (MAR, JAN, FEB) for line in LISTS[day].splitlines()]
    return {"accounts_dot_csv": "\n".join([f"{HEAD.strip()},Snapshot Date", *rows])}


FORMS = {
    "a day in the name": named((FEB, MAR, JAN)),
    "a month in the folder": {f"{day:%Y-%m}__accounts_dot_csv": HEAD + LISTS[day] for day in (MAR, FEB, JAN)},
    "a day in a column": in_one_file(),
}


def said(intake: Intake, words: str) -> list[str]:
    return [finding.message for finding in intake.receipt.findings if words in finding.message]


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
def test_a_customer_is_on_a_day_what_the_last_list_until_then_says(book: Book, form: str) -> None:
    intake = book(**FORMS[form], orders_dot_csv=ORDERS)
    known = assemble(intake)
    assert {day: known.customers_as_known(day)["segment"].to_list() for day in SEGMENTS} == SEGMENTS
    assert known.customers_as_known(FEB)["tier"].to_list() == ["A", "B", "C", "A"]
    assert known.default_as_of == MAR
    assert known.customers_as_known(MAR)["tier"].to_list() == ["A", "B", "C", None]
    (told,) = said(intake, "between the lists changed")
    assert told.startswith(
        "between the lists changed segment of 2 customers, tier of 1 customer: a change holds"
    )
    assert told.endswith("before 2025-01-31 that first list, which is taken for granted")


@pytest.mark.thorough
def test_filters_and_figures_by_segment_see_the_segment_of_their_day(book: Book) -> None:
    engine = Engine(assemble(book(**named(), orders_dot_csv=ORDERS)))
    large = {
        day: engine.customers(Query(day, where="segment:Large", columns=("id",)))
        .frame["customer_id"]
        .to_list()
        for day in (JAN, FEB, MAR)
    }
    assert {day: sorted(ids) for day, ids in large.items()} == {
        JAN: ["A3"],
        FEB: ["A2", "A3"],
        MAR: ["A1", "A2", "A3"],
    }
    revenue = {
        day: {
            figure.group: figure.value
            for figure in engine.metrics(
                Query(day, "2025-01-01..2025-03-31", by="segment"), ["revenue.period"]
            )
        }
        for day in (date(2025, 2, 15), FEB)
    }
    # Brio's 50 move to Large with the list of February, which also says what Dune is.
    assert revenue[date(2025, 2, 15)] == {"Large": 0.0, "SMB": 150.0, "(blank)": 70.0}
    assert revenue[FEB] == {"Large": 50.0, "SMB": 170.0}


@pytest.mark.thorough
def test_the_page_of_a_customer_tells_its_changes_and_between_which_lists(book: Book) -> None:
    engine = Engine(assemble(book(**named(), orders_dot_csv=ORDERS)))
    told = {
        day: [
            (event.day, event.text)
            for event in engine.customer(Query(day), 1).timeline
            if event.kind == "change"
        ]
        for day in (date(2025, 2, 27), MAR)
    }
    change = (FEB, "Segment: SMB → Large between 31 Jan 2025 and 28 Feb 2025")
    assert told == {date(2025, 2, 27): [], MAR: [change]}


def random_lists(seed: int) -> dict[str, str]:
    """Four lists of up to six customers whose attributes change, and who come and go."""
    dice = Random(seed)
    lists = {}
    for month, day in enumerate((date(2025, 1, 31), FEB, MAR, date(2025, 4, 30))):
        ids = [number for number in range(6) if number < 4 or dice.random() < month / 4]
        gone = dice.choice(ids)
        rows = (
            f"A{number},Acme {number},{dice.choice(['SMB', 'Large', ''])},{dice.choice('ABC')},"
            f"{dice.choice(['Ana', 'Ben'])},{date(2025, 1, 5 + number) if number % 2 else ''}"
            for number in ids
            if number != gone or month == 0
        )
        lists[by_name(day)] = "\n".join([f"{HEAD.strip()},Account Owner,Created Date", *rows])
    return lists


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(range(3)))
def test_lists_of_later_days_change_nothing_as_of_an_earlier_one(book: Book, seed: int) -> None:
    lists = random_lists(seed)
    orders = ORDERS + "".join(f"{number},A{number},2025-01-0{number},10\n" for number in range(5, 6))
    reps = "rep_id,name,hire_date\nAna,Ana,2020-01-01\nBen,Ben,2020-01-01\n"
    day = date(2025, 3, 15)
    few = {name: text for name, text in lists.items() if name < by_name(day)}
    asked = Query(
        day, "2025-02-01..2025-03-15", columns=("id", "segment", "tier", "created", "rep", "orders", "risk")
    )
    answers = []
    for files in (few, lists):
        engine = Engine(assemble(book(**files, orders_dot_csv=orders, reps_dot_csv=reps)))
        figures = engine.metrics(
            Query(day, "2025-02-01..2025-03-15", by="segment"), ["retention.customers", "revenue.period"]
        )
        answers.append(
            (
                engine.customers(asked).frame.drop("name", strict=False).sort("customer_id").rows(),
                sorted(str(figure) for figure in figures),
                engine.reps(Query(day)).frame.rows(),
            )
        )
    assert answers[0] == answers[1]


def test_a_list_without_a_column_says_nothing_of_it(book: Book) -> None:
    bare = "\n".join(line.rsplit(",", 2)[0] for line in (HEAD + LISTS[FEB]).splitlines())
    known = assemble(book(**named() | {by_name(FEB): bare}, orders_dot_csv=ORDERS))
    # Dune is listed first in February, described first in March.
    assert known.customers_as_known(FEB)["segment"].to_list() == ["SMB", "SMB", "Large", None]
    assert known.customers_as_known(MAR)["segment"].to_list() == ["Large", "Large", "Large", "SMB"]


@pytest.mark.thorough
def test_the_newest_list_without_a_column_leaves_what_older_ones_said(book: Book) -> None:
    bare = "\n".join(line.rsplit(",", 2)[0] for line in (HEAD + LISTS[MAR]).splitlines())
    known = assemble(book(**named() | {by_name(MAR): bare}, orders_dot_csv=ORDERS))
    assert known.customers_as_known(MAR)["segment"].to_list() == ["SMB", "Large", "Large", "SMB"]
    first = "\n".join(line.rsplit(",", 2)[0] for line in (HEAD + LISTS[JAN]).splitlines())
    known = assemble(book(**named() | {by_name(JAN): first}, orders_dot_csv=ORDERS))
    # The first list that has the column stands for the days before it.
    assert known.customers_as_known(JAN)["segment"].to_list() == ["SMB", "Large", "Large", None]


def test_a_book_without_dated_lists_keeps_no_history(book: Book) -> None:
    intake = book(accounts_dot_csv=HEAD + LISTS[JAN], orders_dot_csv=ORDERS)
    assert intake.described is None
    assert assemble(intake).described is None


def test_the_history_survives_on_disk(book: Book, tmp_path: Path) -> None:
    known = assemble(book(**named(), orders_dot_csv=ORDERS))
    assert store(known, tmp_path / "cache")
    again = load(known.fingerprint, tmp_path / "cache")
    assert again is not None
    assert again.customers_as_known(JAN).equals(known.customers_as_known(JAN))


PAID = "Account ID,Account Name,MRR (EUR)\n"
LEVELS = {
    by_name(JAN): PAID + 'A1,Acorn,100\nA2,Brio,"1,200.50"\nA3,Coda,300\n',
    by_name(FEB): PAID + "A1,Acorn,100\nA2,Brio,900\nA3,Coda,\n",
    by_name(date(2025, 5, 31)): PAID + "A1,Acorn,0\nA2,Brio,900\nA4,Dune,50\n",
}


def test_monthly_amounts_in_the_lists_are_recurring_revenue_where_nothing_else_tells_it(book: Book) -> None:
    intake = book(**LEVELS)
    known = assemble(intake)
    assert known.default_as_of == date(2025, 5, 31)
    assert intake.settings.currency == "EUR"
    listed = {
        day: dict(
            Engine(known)
            .customers(Query(day, columns=("id", "mrr")))
            .frame.select("customer_id", "mrr")
            .rows()
        )
        for day in (JAN, FEB, date(2025, 5, 30), date(2025, 5, 31))
    }
    assert listed[JAN] == {"A1": 100, "A2": 1200.5, "A3": 300}
    # An empty cell says nothing, and so does a list that no longer has the customer.
    assert listed[FEB] == listed[date(2025, 5, 30)] == {"A1": 100, "A2": 900, "A3": 300}
    assert listed[date(2025, 5, 31)] == {"A1": 0, "A2": 900, "A3": 300, "A4": 50}
    (told,) = said(intake, "neither orders nor subscriptions")
    assert "from MRR (EUR) in the lists of customers, known from 2025-01-31 on" in told
    assert "2 changes between lists count from the later one on" in told
    assert said(intake, "not counted as lost, and its recurring revenue stays")
    assert "MRR (EUR)" not in intake.receipt.files[0].unused_columns


def test_a_recorded_loss_ends_what_a_customer_gone_from_the_lists_paid(book: Book) -> None:
    losses = "customer_id,date,reason_code\nA3,2025-04-10,price\nA2,2025-02-10,price\n"
    known = assemble(book(**LEVELS, losses_dot_csv=losses))
    frame = Engine(known).customers(Query(date(2025, 5, 31), columns=("id", "mrr"))).frame
    # Brio stands in lists after its recorded loss: they know better.
    assert dict(frame.select("customer_id", "mrr").rows()) == {"A1": 0, "A2": 900, "A3": 0, "A4": 50}


def test_beside_orders_monthly_amounts_in_the_lists_are_no_revenue(book: Book) -> None:
    intake = book(**LEVELS, orders_dot_csv=ORDERS)
    assert "mrr_events" not in intake.tables
    assert said(intake, "MRR (EUR) in the lists of customers is not read as revenue: orders tell it")


def test_amounts_that_may_be_read_in_two_ways_are_asked_about(book: Book) -> None:
    intake = book(**dict.fromkeys(list(LEVELS)[:2], PAID + "A1,Acorn,1.200\nA2,Brio,2.300\n"))
    assert "mrr_events" not in intake.tables
    assert said(intake, "the numbers of MRR (EUR) in the lists of customers may be read in two ways")
