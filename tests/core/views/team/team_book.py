"""A small team and its customers, and what users wrote about them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.core.books import Row, make_book

from holdfast.book.own_log.overlay import overlaid
from holdfast.engine import Engine
from holdfast.journal.entry import Entry, Subject
from holdfast.journal.log import Log
from holdfast.query import Query

AS_OF = date(2025, 6, 30)
ASKED = Query(as_of=AS_OF)


def entry(
    what: str,
    subject_id: str,
    day: date = AS_OF,
    /,
    *,
    subject: Subject = "customer",
    number: int = 1,
    text: str = "",
    **fields: Any,
) -> Entry:
    at = datetime(day.year, day.month, day.day, 9, number % 60, number // 60, tzinfo=UTC)
    return Entry(
        f"e{number:04}", at, day, "ana", "test", min(day, AS_OF), subject, subject_id, what, "", fields, text
    )


def with_log(engine: Engine, *entries: Entry) -> Engine:
    return Engine(overlaid(engine.book, Log(tuple(sorted(entries, key=lambda one: one.order)))))


def rep(rep_id: str, **of: Any) -> Row:
    return {"rep_id": rep_id, "name": f"Rep {rep_id}", "hire_date": "2020-01-01", **of}


def held(customer: str, rep_id: str, start: str = "2023-01-01", end: str | None = None) -> Row:
    return {"customer_id": customer, "rep_id": rep_id, "start": start, "end": end}


def level(customer: str, mrr: float, day: str = "2023-01-01") -> Row:
    return {"customer_id": customer, "effective_date": day, "mrr": mrr}


def team_engine(**tables: Any) -> Engine:
    """R1 holds a, b and c; R2 is of the same background, R3 of the region, R4 of neither."""
    customers: list[Row] = [
        {
            "customer_id": name,
            "name": f"Firm {name}",
            "segment": "SMB",
            "region": "North",
            "industry": "Hotels",
        }
        for name in ("a", "b", "c")
    ]
    book: dict[str, Any] = {
        "customers": customers,
        "mrr_events": [level(name, mrr) for name, mrr in (("a", 100), ("b", 50), ("c", 10))],
        "reps": [
            rep("R1", region="North", background="hospitality"),
            rep("R2", region="South", background="hospitality"),
            rep("R3", region="North", background="print"),
            rep("R4", region="South", background="print"),
        ],
        "assignments": [held(name, "R1") for name in ("a", "b", "c")],
    }
    return Engine(make_book(**{**book, **tables}))
