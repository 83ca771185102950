"""Contacts, contracts, invoices and deals: the future changes no flag, and each opens on its first day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, scope_of
from tests.examples import cases

from holdfast.book.book import Book
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate_some
from holdfast.schema.tables import TABLES

Rows = list[dict[str, Any]]

IDS = ("F16", "F17", "F21", "F23", "F26", "F28", "F32", "F33")
CUSTOMERS = [{"customer_id": name} for name in ("c0", "c1")]
customer = st.sampled_from(["c0", "c1"])
# Half of the days lie in the last weeks, where the short windows are.
day = (st.integers(-60, 45) | st.integers(0, 300)).map(lambda days: AS_OF - timedelta(days=days))
maybe_day = st.none() | day


def rows_of(size: int, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    return st.lists(st.fixed_dictionaries(columns), max_size=size)


def invoices(rows: Rows) -> Rows:
    """Due 20 days after they were issued."""
    return [{**row, "due_date": row["issue_date"] + timedelta(days=20)} for row in rows]


def people(rows: Rows) -> Rows:
    """Whoever has left is not active; nobody is inactive without a day."""
    return [{**row, "active": None if row["left_on"] is None else False} for row in rows]


def decided(rows: Rows) -> Rows:
    return [{**row, "created": row["close_date"] - timedelta(days=30), "is_closed": True} for row in rows]


tables = st.fixed_dictionaries(
    {
        "orders": rows_of(6, customer_id=customer, order_date=day, amount=st.integers(1, 300)),
        "contacts": rows_of(
            4, customer_id=customer, role=st.sampled_from(["CEO", "clerk"]), left_on=maybe_day
        ).map(people),
        "interactions": rows_of(
            12,
            customer_id=customer,
            at=day,
            direction=st.sampled_from(["in", "out", "two-way", "two-way"]),
            contact_id=st.sampled_from(["contact_id0", "contact_id0", "contact_id1"]),
        ),
        "contracts": rows_of(
            5,
            customer_id=customer,
            start=day,
            end=maybe_day,
            renewal=maybe_day,
            notice_days=st.none() | st.integers(0, 150),
            auto_renew=st.booleans(),
            allowance_pct=st.sampled_from([None, 0.1]),
            mode=st.sampled_from([None, "per_period"]),
        ),
        "contract_usage": rows_of(
            8,
            contract_id=st.sampled_from(["contract_id0", "contract_id1"]),
            date=day,
            contracted=st.integers(1, 9),
            used=st.integers(0, 9),
        ),
        "invoices": rows_of(
            9, customer_id=customer, issue_date=day, paid_date=maybe_day, amount=st.just(50)
        ).map(invoices),
        "mrr_events": rows_of(8, customer_id=customer, effective_date=day, mrr=st.integers(0, 5)),
        "opportunities": rows_of(
            5,
            customer_id=customer,
            close_date=day,
            is_won=st.booleans(),
            type=st.sampled_from([None, "renewal"]),
        ).map(decided),
    }
)


def numbered(name: str, rows: Rows) -> Rows:
    key = TABLES[name].key
    return [{key: f"{key}{n}", **row} for n, row in enumerate(rows)] if key else rows


def as_it_stood(name: str, rows: Rows) -> Rows:
    """The export as it would have been written on the as-of date."""
    table = TABLES[name]
    seen = [row for row in rows if table.known_on is None or row[table.known_on] <= AS_OF]
    return [{column: _then(name, row, column) for column in row} for row in seen]


def _then(name: str, row: dict[str, Any], column: str) -> Any:
    if name == "opportunities" and column in ("close_date", "is_closed", "is_won"):
        return row[column] if row["close_date"] <= AS_OF else None
    whens = [
        when for when, told in TABLES[name].later_known.items() if when in row and column in (when, *told)
    ]
    return row[column] if all(row[when] is not None and row[when] <= AS_OF for when in whens) else None


def evaluated(book: Book, as_of: date = AS_OF) -> Evaluation:
    return evaluate_some(scope_of(book, as_of), [FLAGS[name] for name in IDS])


@pytest.mark.thorough
@cases(8)
@given(tables)
def test_rows_after_the_as_of_date_change_no_flag(drawn: dict[str, Rows]) -> None:
    everything: dict[str, Any] = {name: numbered(name, rows) for name, rows in drawn.items()}
    seen: dict[str, Any] = {name: as_it_stood(name, rows) for name, rows in everything.items()}
    now = evaluated(make_book(customers=CUSTOMERS, **everything))
    then = evaluated(make_book(customers=CUSTOMERS, **seen))
    assert_frame_equal(now.levels, then.levels)
    for flag_id in set(now.raised) | set(then.raised):
        assert_frame_equal(now.raised[flag_id], then.raised[flag_id])


@cases(8)
@given(tables)
def test_a_flag_was_open_on_its_first_day_and_not_the_day_before(drawn: dict[str, Rows]) -> None:
    everything: dict[str, Any] = {name: numbered(name, rows) for name, rows in drawn.items()}
    book = make_book(customers=CUSTOMERS, **everything)
    for flag_id, seen in evaluated(book).raised.items():
        for number, first in seen.select("customer", "since").drop_nulls().rows():
            assert number in open_for(book, flag_id, first), (flag_id, first)
            assert number not in open_for(book, flag_id, first - timedelta(days=1)), (flag_id, first)


def open_for(book: Book, flag_id: str, as_of: date) -> list[int]:
    scope = scope_of(book, as_of)
    return evaluate_some(scope, [FLAGS[flag_id]]).raised[flag_id].get_column("customer").to_list()
