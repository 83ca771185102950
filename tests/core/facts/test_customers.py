"""One row per customer as of a date."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.answers import surveyed_customers
from holdfast.facts.customers import customer_facts
from holdfast.query import Query
from holdfast.timeline import Period

JUNE = Period(date(2025, 6, 1), date(2025, 7, 1))
CLOSE = date(2025, 6, 30)


def fact(book: Book, *columns: str, as_of: date = CLOSE, period: Period = JUNE) -> Any:
    """The values of customer 0."""
    return customer_facts(book, as_of, period).select(columns).row(0)


def order(day: str, amount: float = 10, **more: Any) -> Row:
    return {"customer_id": "c", "order_date": day, "amount": amount, **more}


def test_first_last_and_second_order_and_the_gaps_between() -> None:
    book = make_book(
        orders=[order("2025-01-01"), order("2025-01-11"), order("2025-02-10"), order("2025-07-01")]
    )
    assert fact(book, "first_order", "second_order", "last_order") == (
        date(2025, 1, 1),
        date(2025, 1, 11),
        date(2025, 2, 10),
    )
    columns = ("orders", "gaps", "gap_sum", "gap_median", "days_since_order", "days_to_second")
    assert fact(book, *columns) == (3, 2, 40, 20.0, 140, 10)


@pytest.mark.parametrize(("day", "counted"), [("2024-06-30", 0), ("2024-07-01", 10), ("2025-06-30", 10)])
def test_revenue_is_that_of_the_trailing_twelve_months(day: str, counted: int) -> None:
    assert fact(make_book(orders=[order(day)]), "revenue") == (counted * 10_000,)


def test_revenue_is_twelve_times_the_recurring_one_where_that_is_more() -> None:
    book = make_book(
        orders=[order("2025-05-01", 100)],
        mrr_events=[{"customer_id": "c", "effective_date": "2025-06-01", "mrr": 20}],
    )
    assert fact(book, "revenue", "mrr") == (240 * 10_000, 20 * 10_000)
    assert fact(book, "revenue", as_of=date(2025, 5, 31)) == (100 * 10_000,)


def test_more_credit_than_sales_is_less_than_nothing() -> None:
    assert fact(make_book(orders=[order("2025-05-01", -15)]), "revenue", "orders") == (-150_000, 0)


def test_revenue_of_the_period_and_of_the_one_before() -> None:
    book = make_book(orders=[order("2025-05-31", 7), order("2025-06-01", 3), order("2025-06-30", 2)])
    found = fact(book, "revenue_before", "revenue_period", "orders_period", "repeat_revenue_period")
    assert found == (70_000, 50_000, 2, 50_000)


def test_the_latest_answer_open_tickets_and_last_contact() -> None:
    held = {"customer_id": "c"}
    book = make_book(
        customers=[held],
        surveys=[
            {**held, "kind": "NPS", "answered": "2025-05-01", "score": 9},
            {**held, "kind": "nps", "answered": "2025-06-01", "score": 3},
            {**held, "kind": "csat", "answered": "2025-06-20", "score": 5},
            {**held, "kind": "nps", "answered": "2025-07-02", "score": 10},
        ],
        tickets=[
            {**held, "created": "2025-06-01", "solved": "2025-06-15"},
            {**held, "created": "2025-06-02", "solved": "2025-07-15"},
            {**held, "created": "2025-06-03"},
        ],
        interactions=[
            {**held, "at": "2025-06-05 10:00", "direction": "two-way"},
            {**held, "at": "2025-06-25 10:00", "direction": "out"},
        ],
    )
    assert fact(book, "nps", "tickets_open", "last_contact") == (3.0, 2, date(2025, 6, 5))


def test_the_score_of_an_account_is_the_median_of_each_contacts_latest_answer() -> None:
    def said(contact: str, day: str, score: float, **more: Any) -> Row:
        return {
            "kind": "nps",
            "customer_id": "c",
            "contact_id": contact,
            "answered": day,
            "score": score,
            **more,
        }

    rows = [
        said("a", "2025-01-10", 2),
        said("a", "2025-05-10", 10),
        said("b", "2025-05-11", 9),
        said("d", "2025-06-12", 3),
    ]

    def told(*rows: Row) -> Any:
        return fact(make_book(surveys=rows, customers=[{"customer_id": "c"}]), "nps", "nps_latest")

    # The latest of each are 10, 9 and 3; what is said after the date has no influence.
    assert told(*rows) == told(*rows, said("a", "2025-07-01", 0)) == (9.0, 3.0)
    # Of an even number, the mean of the two in the middle.
    assert told(*rows[:3]) == (9.5, 9.0)
    # On several scales, that of the last answer.
    assert told(*rows, said("b", "2025-06-13", 4, scale="1-5")) == (4.0, 4.0)
    # Off its scale no score counts, though it is the latest that was said.
    assert told(*rows, said("b", "2025-06-13", 11)) == (9.0, 11.0)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(4))
def test_the_score_of_an_account_is_the_one_that_the_net_promoter_score_counts(seed: int) -> None:
    random = Random(seed)
    days = [date(2025, 1, 1) + timedelta(days=day) for day in range(0, 200, 20)]
    rows = [
        {
            "kind": random.choice(["nps", "NPS ", "csat"]),
            "customer_id": random.choice("abc"),
            "contact_id": random.choice(["p", "q", None]),
            "invited": random.choice([None, *days]),
            "answered": random.choice([None, *days]),
            "score": random.choice([None, 2, 4, 5, 9, 11]),
            "scale": random.choice([None, None, None, "1-5"]),
        }
        for _ in range(120)
    ]
    book = make_book(customers=[{"customer_id": name} for name in "abc"], surveys=rows)
    for as_of in days:
        ever = Period(date(2000, 1, 1), as_of + timedelta(days=1))
        counted = surveyed_customers(book, as_of, ever).filter(pl.col("score").is_not_null())
        facts = customer_facts(book, as_of, JUNE).filter(pl.col("nps").is_not_null())
        assert facts.select("customer", "nps").rows() == counted.select("customer", "score").rows()


def test_the_rep_who_holds_the_customer_and_the_one_who_left_it_behind() -> None:
    book = make_book(
        customers=[{"customer_id": "c"}],
        reps=[{"rep_id": "r1", "name": "Ana", "hire_date": "2020-01-01", "end_date": "2025-06-10"}],
        assignments=[{"customer_id": "c", "rep_id": "r1", "start": "2024-01-01"}],
    )
    columns = ("rep", "former_rep", "orphaned")
    assert fact(book, *columns, as_of=date(2025, 6, 9)) == ("Ana", None, False)
    assert fact(book, *columns) == (None, "Ana", True)


def test_next_renewal_of_the_running_contract() -> None:
    contracts: list[Row] = [
        {"customer_id": "c", "start": "2024-01-01", "end": "2025-01-01"},
        {"customer_id": "c", "start": "2025-01-01", "end": "2026-01-01", "renewal": "2025-12-01"},
    ]
    assert fact(make_book(contracts=contracts), "renewal") == (date(2025, 12, 1),)


def test_comments_are_found_by_a_filter_newest_first_and_never_before_they_were_written() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "c2"}],
        orders=[
            {"customer_id": "c1", "order_date": "2024-01-01", "amount": 1},
            {"customer_id": "c2", "order_date": "2024-01-01", "amount": 1},
        ],
        surveys=[
            {"kind": "nps", "customer_id": "c1", "answered": "2025-01-05", "score": 9, "comment": "Fine"},
            {
                "kind": "csat",
                "customer_id": "c1",
                "answered": "2025-03-05",
                "score": 2,
                "comment": "Late again",
            },
        ],
    )
    engine = Engine(book)
    found = engine.customers(Query(date(2025, 6, 30), where="comment:LATE", columns=("id", "comment")))
    assert found.frame.rows() == [("c1", "Late again · Fine")]
    assert engine.moment(Query(date(2025, 3, 4), where="comment:late")).shown == 0
    assert engine.moment(Query(date(2025, 3, 4), where="comment:fine")).shown == 1
