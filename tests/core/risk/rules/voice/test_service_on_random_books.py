"""Flags on silence, service and scores on random books: no leak, and open since the day they say."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, scope_of
from tests.core.risk.test_no_leak import numbered, rows_of
from tests.examples import cases

from holdfast.book.book import Book
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate_some
from holdfast.schema.tables import TABLES
from holdfast.timeline import ONE_DAY

TOLD = ("F02", "F09", "F10", "F11", "F13", "F14", "F15")
CUSTOMERS = [{"customer_id": name} for name in ("c0", "c1", "quiet")]
BEGINNING: list[dict[str, Any]] = [
    {"ticket_id": "first", "customer_id": "c0", "created": AS_OF - timedelta(days=900)},
    {"ticket_id": "then", "customer_id": "c0", "created": AS_OF - timedelta(days=899)},
]
customer = st.sampled_from(["c1", "c1", "c1", "c0"])
contact = st.sampled_from(["p", "p", "p", None])


def on(first: int, last: int) -> st.SearchStrategy[Any]:
    return st.integers(last, first).map(lambda days: AS_OF - timedelta(days=days))


def at(first: int, last: int) -> st.SearchStrategy[Any]:
    hour = st.integers(0, 23).map(time)
    return st.tuples(on(first, last), hour).map(lambda moment: datetime.combine(*moment))


def later(hours: int) -> st.SearchStrategy[Any]:
    return st.none() | st.integers(0, hours).map(lambda number: timedelta(hours=number))


def ticket(drawn: dict[str, Any]) -> dict[str, Any]:
    """Times after the creation; how often it was reopened and its status are known with the solution."""
    created, solved = drawn["created"], drawn["solved"]
    return {
        **drawn,
        "first_reply": None if drawn["first_reply"] is None else created + drawn["first_reply"],
        "solved": None if solved is None else created + solved,
        "reopens": None if solved is None else drawn["reopens"],
        "status": None if solved is None else "solved",
    }


tickets = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": customer,
            "created": at(14, -5) | at(60, -20) | at(400, -20),
            "first_reply": later(90),
            "solved": later(24 * 40),
            "priority": st.sampled_from(["high", "low"]),
            "escalated": st.none() | st.booleans(),
            "reopens": st.integers(0, 3),
        }
    ).map(ticket),
    min_size=4,
    max_size=16,
)
answers = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["nps", "nps", "nps", "csat"]),
        "customer_id": customer | st.just("quiet"),
        "contact_id": contact,
        "invited": on(300, -40),
        "answered": st.integers(0, 9).map(lambda days: timedelta(days=days))
        | st.none()
        | st.integers(0, 40).map(lambda days: timedelta(days=days)),
        "score": st.sampled_from([3.0, 7.0, 7.0, 8.0, 10.0]),
    }
).map(
    lambda drawn: {
        **drawn,
        "answered": None if drawn["answered"] is None else drawn["invited"] + drawn["answered"],
        "score": None if drawn["answered"] is None else drawn["score"],
        "scale": "0-10",
    }
)
tables = st.fixed_dictionaries(
    {
        "orders": st.lists(
            st.fixed_dictionaries(
                {"customer_id": customer, "order_date": on(500, -60), "amount": st.just(9)}
            ),
            min_size=4,
            max_size=10,
        ),
        "tickets": tickets,
        "surveys": st.lists(answers, min_size=8, max_size=14),
        "interactions": rows_of(
            customer_id=customer | st.just("quiet"),
            at=at(30, -5) | at(400, -5),
            direction=st.sampled_from(["in", "out", "two-way"]),
        ),
    }
)


def book_of(drawn: dict[str, list[dict[str, Any]]]) -> Book:
    every: dict[str, Any] = {name: numbered(rows, TABLES[name].key) for name, rows in drawn.items()}
    return make_book(customers=CUSTOMERS, **every)


def with_beginning(drawn: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Old tickets, answered and solved, so that nothing is too thin to be judged, and one who stopped."""
    first, then = ({**row, "created": datetime.combine(row["created"], time(9))} for row in BEGINNING)
    first = {**first, "first_reply": first["created"], "solved": first["created"]}
    quiet = [
        {"customer_id": "quiet", "order_date": AS_OF - timedelta(days=days), "amount": 9}
        for days in (300, 270, 240, 210)
    ]
    asked = [
        {"kind": "nps", "customer_id": "quiet", "invited": AS_OF - timedelta(days=days)} for days in (250, 90)
    ]
    return {
        **drawn,
        "surveys": [*asked, *drawn["surveys"]],
        "orders": [*quiet, *drawn["orders"]],
        "tickets": [first, then | {"solved": then["created"]}, *drawn["tickets"]],
    }


def before_the_end(value: Any) -> bool:
    return (value.date() if isinstance(value, datetime) else value) <= AS_OF


def as_it_stood(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The export as it would have been written at the close of the as-of date."""
    table = TABLES[name]
    hidden = {
        id(row): {
            column
            for when, columns in table.later_known.items()
            if row.get(when) is None or not before_the_end(row[when])
            for column in (when, *columns)
        }
        for row in rows
    }
    return [
        {column: None if column in hidden[id(row)] else value for column, value in row.items()}
        for row in rows
        if before_the_end(row[table.known_on or ""])
    ]


def told(book: Book, as_of: Any = AS_OF) -> Evaluation:
    return evaluate_some(scope_of(book, as_of), [FLAGS[flag] for flag in TOLD])


@cases(20)
@given(tables)
def test_rows_after_the_as_of_date_change_no_flag(drawn: dict[str, list[dict[str, Any]]]) -> None:
    everything = {name: numbered(rows, TABLES[name].key) for name, rows in with_beginning(drawn).items()}
    seen = {name: as_it_stood(name, rows) for name, rows in everything.items()}
    now, then = told(book_of(everything)), told(book_of(seen))
    assert_frame_equal(now.levels, then.levels)
    for flag_id in TOLD:
        assert_frame_equal(now.raised[flag_id], then.raised[flag_id])


@pytest.mark.thorough
@cases(8)
@given(tables)
def test_a_flag_opened_on_its_first_day(drawn: dict[str, list[dict[str, Any]]]) -> None:
    book = book_of(with_beginning(drawn))
    now = told(book)
    # The usual gap behind F02 is drawn to that of other customers, so that its first day is not exact.
    for flag_id in TOLD[1:]:
        for number, first in now.raised[flag_id].select("customer", "since").iter_rows():
            assert first is not None
            on_the_day = told(book, first).levels.get_column(f"flag_{flag_id}")[number]
            day_before = told(book, first - ONE_DAY).levels.get_column(f"flag_{flag_id}")[number]
            assert on_the_day, (flag_id, first)
            assert not day_before, (flag_id, first)
