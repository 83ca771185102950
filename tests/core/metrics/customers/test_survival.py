"""How long customers and reps last: worked figures, late entry, honesty about what cannot be followed."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import END_OF_JUNE, EXPECTED, orders_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.facts.worth.lifetimes import customer_lifetimes
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.statistics.survival.kaplan_meier import restricted_mean

BEGIN = date(2020, 1, 1)

# Ten subjects, five of them still there: time, at risk, events, survival and its interval, by hand.
LASTED, ENDED = [2, 3, 3, 5, 8, 8, 9, 12, 12, 12], [1, 1, 0, 1, 1, 1, 0, 0, 0, 0]
CURVE = [
    (2, 10, 1, 0.9, 0.4730, 0.9853),
    (3, 9, 1, 0.8, 0.4087, 0.9459),
    (5, 7, 1, 0.6857, 0.3046, 0.8871),
    (8, 6, 2, 0.4571, 0.1430, 0.7298),
]


def levels(*lives: tuple[str, date, int | None]) -> list[Row]:
    """Customers with a level of 100 from a day on, and 0 after so many days."""
    rows: list[Row] = []
    for customer, begin, days in lives:
        rows.append({"customer_id": customer, "effective_date": begin, "mrr": 100})
        if days is not None:
            rows.append({"customer_id": customer, "effective_date": begin + timedelta(days=days), "mrr": 0})
    return rows


def worked_book() -> Book:
    """The ten subjects of the worked curve, in days; censored ones began so many days before the end."""
    end = BEGIN + timedelta(days=400)
    lives = [
        (
            f"c{number}",
            end - timedelta(days=100 + 12 * number) if gone else end - timedelta(days=days),
            gone and days,
        )
        for number, (days, gone) in enumerate(zip(LASTED, ENDED, strict=True))
    ]
    first = ("zero", BEGIN, None)
    return make_book(mrr_events=levels(first, *((name, day, days or None) for name, day, days in lives)))


def asked(book: Book, query: Query, metric: str) -> Figure:
    return FiguresOf(Engine(book), query)[metric]


WORKED = Query(as_of=BEGIN + timedelta(days=399), where="-id:zero")


def test_the_worked_curve_of_ten_customers() -> None:
    found = Engine(worked_book()).survival(WORKED)
    assert found.frame.columns == ["group", "t", "at_risk", "events", "survival", "low", "high"]
    assert found.frame.height == len(CURVE)
    for row, wanted in zip(found.frame.rows(), CURVE, strict=True):
        assert row[0] == "all"
        assert row[1:] == pytest.approx(wanted, abs=5e-5)
    assert found.notes == ("all: 10 customers, 5 lost; half are lost by day 8",)
    assert restricted_mean(found.frame, 12) == pytest.approx(8.386, abs=5e-4)


def test_the_median_lifetime_opens_into_the_customers_that_were_lost() -> None:
    found = asked(worked_book(), WORKED, "survival.median")
    assert (found.value, found.numerator, found.denominator) == (8.0, 5.0, 10.0)
    rows = Engine(worked_book()).rows_behind(WORKED, "survival.median")
    assert len(rows.rows) == 5
    assert len(Engine(worked_book()).rows_behind(WORKED, "survival.median", "denominator").rows) == 10


def test_a_year_nobody_could_be_followed_for_is_not_made_up() -> None:
    found = asked(worked_book(), WORKED, "survival.12m")
    assert (found.value, found.status) == (None, "n/a")
    assert found.note is not None
    assert "could be followed for 12 months" in found.note


def many(lost: int, stayed: int) -> Book:
    lives: list[tuple[str, date, int | None]] = [
        (f"l{n}", BEGIN + timedelta(days=n + 1), 100) for n in range(lost)
    ]
    lives += [(f"s{n}", BEGIN + timedelta(days=n + 1), None) for n in range(stayed)]
    return make_book(mrr_events=levels(("first", BEGIN, None), *lives))


TWO_YEARS = Query(as_of=BEGIN + timedelta(days=730))


def test_one_of_four_lost_on_day_100_leaves_three_quarters_after_a_year() -> None:
    book = many(lost=10, stayed=29)
    found = asked(book, TWO_YEARS, "survival.12m")
    assert found.value == pytest.approx(0.75)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.75 < found.high
    mean = asked(book, TWO_YEARS, "survival.rmst_12m")
    assert mean.value == pytest.approx(100 + 0.75 * 265)
    middle = asked(book, TWO_YEARS, "survival.median")
    assert (middle.value, middle.status) == (None, "n/a")
    assert middle.note is not None
    assert middle.note.startswith("not reached")


def test_a_customer_that_came_back_still_counts_as_lost_the_first_time() -> None:
    book = make_book(
        mrr_events=[
            *levels(("a", BEGIN + timedelta(days=5), 50), ("b", BEGIN, None)),
            {"customer_id": "a", "effective_date": BEGIN + timedelta(days=90), "mrr": 80},
        ]
    )
    lives = customer_lifetimes(book, BEGIN + timedelta(days=200))
    assert lives.select("t", "event").row(0) == (50.0, True)


def test_who_was_there_on_the_first_day_enters_at_the_age_on_file_or_counts_from_that_day() -> None:
    created = BEGIN - timedelta(days=300)
    book = make_book(
        customers=[{"customer_id": "old", "created": created}, {"customer_id": "young"}],
        mrr_events=levels(("old", BEGIN, 60), ("young", BEGIN, None)),
    )
    lives = customer_lifetimes(book, BEGIN + timedelta(days=99))
    assert lives.rows() == [(0, 360.0, True, 300.0, False), (1, 100.0, False, None, True)]
    notes = Engine(book).survival(Query(as_of=BEGIN + timedelta(days=99))).notes
    assert notes[-1] == "1 customer of unknown age counted from the first day of the data"


def test_later_rows_change_nothing() -> None:
    day = BEGIN + timedelta(days=150)
    early = [row for row in worked_rows() if row["effective_date"] <= day]
    now = make_book(mrr_events=early)
    later = make_book(mrr_events=worked_rows())
    columns = ["t", "event", "entry", "unknown_age"]
    assert (
        customer_lifetimes(now, day).select(columns).rows()
        == customer_lifetimes(later, day).select(columns).rows()
    )


def worked_rows() -> list[Row]:
    dice = random.Random(3)
    return levels(*((f"c{n:02}", BEGIN + timedelta(days=3 * n), dice.randint(10, 200)) for n in range(90)))


def test_time_to_second_order_of_the_worked_orders() -> None:
    found = Engine(orders_book()).survival(END_OF_JUNE, "second")
    assert found.frame.select("t", "at_risk", "events").rows() == [(30.0, 6, 3)]
    assert found.notes[0] == "all: 6 customers, 4 with a second order; half have ordered again by day 30"
    assert EXPECTED["orders_asof_2025_06_30"]["km_second_purchase_median_days"] == 30


def test_groups_are_compared_by_the_log_rank_test() -> None:
    lives: list[tuple[str, date, int | None]] = [
        (f"a{n}", BEGIN + timedelta(days=n + 1), 50 + n) for n in range(20)
    ]
    lives += [(f"b{n}", BEGIN + timedelta(days=n + 1), None) for n in range(20)]
    book = make_book(
        customers=[{"customer_id": name, "segment": name[0].upper()} for name, _, _ in lives],
        mrr_events=levels(("x", BEGIN, None), *lives),
    )
    found = Engine(book).survival(Query(as_of=TWO_YEARS.as_of, by="segment"))
    assert found.frame.get_column("group").unique().sort().to_list() == ["A"]
    assert found.notes[0].startswith("A: 20 customers, 20 lost; half are lost by day 59")
    assert found.notes[1].startswith("B: 20 customers, 0 lost; median not reached; mean 365 of the first 365")
    assert "(blank): 1 customer" in found.notes[2]
    assert "p < 0.001: the groups differ" in found.notes[3]


REPS: list[Row] = [
    {"rep_id": f"r{n}", "team": "North" if n < 6 else "South", "hire_date": hired, "end_date": end}
    for n, (hired, end) in enumerate(
        [
            ("2018-01-01", "2021-01-01"), ("2019-06-01", None), ("2020-02-01", "2020-08-01"),
            ("2020-03-01", "2020-12-01"), ("2020-04-01", None), ("2020-05-01", "2022-01-01"),
            ("2021-01-01", None), ("2021-02-01", "2021-07-01"),
        ]
    )
]  # fmt: skip


def rep_book() -> Book:
    orders: list[Row] = [{"customer_id": "c", "order_date": "2020-01-01", "amount": 10}]
    return make_book(
        reps=REPS, orders=[*orders, {"customer_id": "c", "order_date": "2022-06-30", "amount": 10}]
    )


def test_tenure_counts_a_rep_hired_before_the_data_only_from_their_first_day_on() -> None:
    found = Engine(rep_book()).survival(Query(), "reps").frame
    # Hired on 1 June 2019, 214 days before the data begin: at risk only after their day 214.
    assert found.select("t", "at_risk", "events").rows() == [(150.0, 6, 1), (182.0, 5, 1), (275.0, 5, 1)]
    figure = asked(rep_book(), Query(), "tenure.reps")
    assert (figure.value, figure.numerator, figure.denominator) == (None, 5.0, 8.0)
    assert figure.status == "n/a"


def test_teams_of_fewer_than_five_reps_have_no_curve() -> None:
    found = Engine(rep_book()).survival(Query(by="team"), "reps")
    assert set(found.frame.get_column("group")) <= {"North"}
    assert "1 group of fewer than 5 reps hidden" in found.notes
    hidden = next(
        figure for figure in Engine(rep_book()).metrics(Query(by="team"), ["tenure.reps"])
        if figure.group == "South"
    )  # fmt: skip
    assert (hidden.value, hidden.status, hidden.numerator) == (None, "hidden", None)


def test_a_dimension_of_customers_does_not_split_reps() -> None:
    with pytest.raises(UsageError, match="choose one of"):
        Engine(rep_book()).survival(Query(by="segment"), "reps")
    with pytest.raises(UsageError, match=r"reps\.csv"):
        Engine(orders_book()).survival(Query(), "reps")
    with pytest.raises(UsageError, match=r"orders\.csv"):
        Engine(worked_book()).survival(WORKED, "second")


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(1, 300)), st.integers(0, 1)),
        min_size=1,
        max_size=40,
    )
)
def test_every_curve_falls_and_its_interval_holds_the_estimate(
    lives: list[tuple[int, int | None, int]],
) -> None:
    book = make_book(
        customers=[{"customer_id": f"c{n}", "segment": "AB"[side]} for n, (_, _, side) in enumerate(lives)],
        mrr_events=levels(
            *((f"c{n}", BEGIN + timedelta(days=day), last) for n, (day, last, _) in enumerate(lives))
        ),
    )
    curves = Engine(book).survival(Query(as_of=BEGIN + timedelta(days=320), by="segment")).frame
    for curve in curves.partition_by("group"):
        assert curve.get_column("t").is_sorted()
        assert curve.get_column("survival").is_sorted(descending=True)
        assert curve.get_column("at_risk").min() >= 5  # type: ignore[operator]  # an integer column
        bounded = curve.filter(pl.col("low").is_not_null())
        assert bounded.select(pl.col("survival").is_between("low", "high").all()).item()


def test_telephone_subscribers_by_contract_as_lifelines_says(shared: Path) -> None:
    telco = pl.read_csv(shared / "data" / "telco" / "Telco-Customer-Churn.csv").filter(pl.col("tenure") > 0)
    expected = json.loads((shared / "data" / "telco" / "expected.json").read_text(encoding="utf-8"))
    rows = telco.select("customerID", "Contract", "tenure", pl.col("Churn") == "Yes").rows()
    end = date(2020, 1, 1)
    # Months of tenure stand for days. Who is still there on the last day has lasted one day more.
    lives = [
        (name, end - timedelta(days=months - (not gone)), months if gone else None)
        for name, _, months, gone in rows
    ]
    book = make_book(
        customers=[{"customer_id": name, "segment": contract} for name, contract, _, _ in rows],
        mrr_events=levels(("first", end - timedelta(days=200), None), *lives),
    )
    found = Engine(book).survival(Query(as_of=end, by="segment", where="-id:first"))
    monthly = found.frame.filter(pl.col("group") == "Month-to-month")
    for months, wanted in expected["km_by_contract"]["Month-to-month"]["S"].items():
        if months != "72":
            at = monthly.filter(pl.col("t") <= int(months)).row(-1, named=True)
            assert (at["survival"], at["low"], at["high"]) == pytest.approx(
                (wanted["S"], wanted["lo"], wanted["hi"]), abs=1e-6
            )
    assert any("half are lost by day 35" in note for note in found.notes)
    assert any("χ² 2,352.87, 2 degrees of freedom, p < 0.001" in note for note in found.notes)
