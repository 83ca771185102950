"""A shop with every table that users add to, and entries about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from tests.core.books import make_book
from tests.core.journal.desks import Written

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.journal.entry import Entry
from holdfast.journal.log import Log
from holdfast.query import Query

TODAY = date(2025, 6, 30)
"""The last day of the shop."""

TABLES: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"customer_id": name, "name": f"Customer {name}", "created": "2023-01-01", "owner_rep_id": "R1"}
        for name in ("A", "B", "C", "D")
    ],
    "reps": [{"rep_id": "R1", "name": "Ana", "hire_date": "2020-01-01"}, {"rep_id": "R2", "name": "Luc"}],
    "assignments": [
        {"customer_id": name, "rep_id": rep, "start": start, "end": end}
        for name in ("A", "B", "C", "D")
        for rep, start, end in (("R2", "2023-01-01", "2025-01-01"), ("R1", "2025-01-01", None))
    ],
    "contacts": [{"contact_id": "P1", "customer_id": "A", "name": "Mara Klein"}],
    "orders": [
        {"customer_id": name, "order_date": day, "amount": 100}
        for name in ("A", "B", "C", "D")
        for day in ("2024-01-10", "2024-04-10", "2024-07-10", "2024-10-10", "2025-01-10", "2025-06-30")
        if name != "D" or day < "2024-06"
    ],
    "interactions": [
        {
            "customer_id": "A",
            "at": "2024-01-15 10:00",
            "type": "call",
            "direction": "two-way",
            "rep_id": "R1",
        },
        {"customer_id": "D", "at": "2025-06-29 10:00", "type": "mail", "direction": "out", "rep_id": "R1"},
    ],
    "surveys": [
        {"response_id": "S1", "kind": "nps", "customer_id": "A", "answered": "2025-05-01", "score": 3},
        {"response_id": "S2", "kind": "nps", "customer_id": "B", "answered": "2025-05-01", "score": 9},
        {"response_id": "S3", "kind": "nps", "customer_id": "A", "answered": "2025-06-01", "score": 2},
    ],
    "losses": [{"customer_id": "D", "date": "2025-04-20", "competitor": "Orvelio"}],
    "recognitions": [{"rep_id": "R2", "date": "2024-01-01", "kind": "award"}],
}


def shop(*without: str) -> Book:
    """The shop, without some of its tables."""
    tables: dict[str, Any] = {name: rows for name, rows in TABLES.items() if name not in without}
    return make_book(**tables)


def entries(*told: dict[str, Any]) -> tuple[Entry, ...]:
    """Entries of a day after the last of the shop unless told otherwise."""
    write = Written()
    return tuple(write(**{"day": date(2025, 7, 3), "about": "A", **entry}) for entry in told)


def written(book: Book, *told: dict[str, Any]) -> Engine:
    """An engine over the shop with entries."""
    return Engine(book).with_log(Log(entries(*told), ("ana.db",)))


def opened(engine: Engine, flag: str, as_of: date = TODAY) -> set[str]:
    """Ids of the customers for whom a flag is open."""
    facts = engine.store.answer(Query(as_of=as_of)).facts.customers
    column = f"flag_{flag}" if f"flag_{flag}" in facts.columns else flag
    return set(facts.filter(pl.col(column) > 0).get_column("customer_id"))


def rows(engine: Engine, table: str, as_of: date = TODAY) -> list[dict[str, Any]]:
    """Visible rows of a table that users wrote or filled."""
    found = engine.book.visible(table, as_of)
    if "own_log" not in found.columns:
        return []
    return found.filter(pl.col("own_log").is_not_null()).to_dicts()
