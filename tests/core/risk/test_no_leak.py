"""Deleting everything that happened after the as-of date changes no flag."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, evaluation
from tests.examples import cases

from holdfast.schema.tables import TABLES

CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": f"c{n}", "tier": tier} for n, tier in enumerate(("A", "B", None))
]
customer = st.sampled_from([row["customer_id"] for row in CUSTOMERS])
# Has never ordered: the only one whose start can stall.
NEWCOMER = {"customer_id": "new", "created": AS_OF - timedelta(days=47)}
rep = st.sampled_from(["ana", "max", "eva"])
day = st.integers(-90, 600).map(lambda days: AS_OF - timedelta(days=days))
maybe_day = st.none() | day


def rows_of(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=25)


def with_discounts_of_late(order: dict[str, Any]) -> dict[str, Any]:
    """Discounts where they would be rare of late, so that some customers come to depend on them."""
    is_late = order["order_date"] > AS_OF - timedelta(days=150)
    return {**order, "discount": 5 - (order["discount"] or 0)} if is_late else order


tables = st.fixed_dictionaries(
    {
        "orders": st.lists(
            st.fixed_dictionaries(
                {
                    "customer_id": customer,
                    "order_date": day,
                    "amount": st.integers(-50, 300),
                    "discount": st.sampled_from([None, 0, 0, 5]),
                    "refunded": st.sampled_from([None, None, None, 90]),
                }
            ).map(with_discounts_of_late),
            # Enough for nine orders of a customer, below which the size of orders is not judged.
            min_size=45,
            max_size=60,
        ),
        "order_lines": st.lists(
            st.fixed_dictionaries(
                {
                    "order_id": st.integers(0, 59).map(lambda number: f"order_id{number}"),
                    "product": st.sampled_from(["p0", "p1"]),
                    "category": st.sampled_from([None, "k0", "k1", "k2", "k3"]),
                }
            ),
            min_size=30,
            max_size=60,
        ),
        "losses": rows_of(
            customer_id=customer, date=day, reason_code=st.sampled_from([None, "price", "bankruptcy"])
        ),
        "usage": rows_of(
            customer_id=customer | st.just("new"), date=day, metric=st.just("logins"), value=st.integers(0, 9)
        ),
        "surveys": rows_of(
            kind=st.just("nps"),
            customer_id=customer,
            invited=day,
            answered=maybe_day,
            score=st.integers(0, 10),
            loop_closed=maybe_day,
        ),
        "reps": st.fixed_dictionaries(dict.fromkeys(("ana", "max", "eva"), maybe_day)).map(
            lambda ends: [
                {"rep_id": name, "hire_date": date(2020, 1, 1), "end_date": end} for name, end in ends.items()
            ]
        ),
        "assignments": rows_of(customer_id=customer, rep_id=rep, start=day, end=maybe_day),
        "interactions": rows_of(
            customer_id=customer, at=day, direction=st.sampled_from(["in", "two-way"]), rep_id=st.none() | rep
        ),
        "contracts": rows_of(customer_id=customer, start=day, end=maybe_day, auto_renew=st.booleans()),
        "subscriptions": rows_of(customer_id=customer, start=day, end=maybe_day, mrr=st.integers(1, 9)).map(
            lambda rows: [{"subscription_id": f"s{n}", **row} for n, row in enumerate(rows)]
        ),
    }
)


def numbered(rows: list[dict[str, Any]], key: str | None) -> list[dict[str, Any]]:
    return [{key: f"{key}{n}", **row} if key and key not in row else row for n, row in enumerate(rows)]


def as_it_stood(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The export as it would have been written on the as-of date."""
    table = TABLES[name]
    # Lines have no day of their own: they are known with their order.
    seen = [row for row in rows if table.known_on is None or row[table.known_on] <= AS_OF]
    return [
        {
            column: None
            if any(
                row.get(when) is None or row[when] > AS_OF
                for when, columns in table.later_known.items()
                if column == when or column in columns
            )
            else value
            for column, value in row.items()
        }
        for row in seen
    ]


@cases(10)
@given(tables)
def test_rows_after_the_as_of_date_change_no_flag(drawn: dict[str, list[dict[str, Any]]]) -> None:
    everything: dict[str, Any] = {name: numbered(rows, TABLES[name].key) for name, rows in drawn.items()}
    seen: dict[str, Any] = {name: as_it_stood(name, rows) for name, rows in everything.items()}
    now = evaluation(make_book(customers=[*CUSTOMERS, NEWCOMER], **everything))
    then = evaluation(make_book(customers=[*CUSTOMERS, NEWCOMER], **seen))
    assert_frame_equal(now.levels, then.levels)
    for flag_id in set(now.raised) | set(then.raised):
        assert_frame_equal(now.raised[flag_id], then.raised[flag_id])
