"""Test books from a few rows written by hand, assembled as a book from files would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE
from holdfast.schema.dtypes import DTYPES
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings
from holdfast.schema.tables import TABLES, Column

Row = Mapping[str, Any]


UNKEYED_IDS: Mapping[str, str] = {"subscriptions": "subscription_id"}
"""Ids that may come several times, and therefore are no key, but that every row has."""


def make_book(
    *, settings: BookSettings | None = None, fingerprint: str = "test", **tables: Sequence[Row]
) -> Book:
    """A book of canonical tables: `make_book(orders=[{"customer_id": "c1", "order_date": "2025-01-31", …}])`.

    Dates are `date` or `"2025-01-31"`, timestamps also `"2025-01-31 09:30"`; money is in currency units.
    Keys nobody cares about (order_id, ticket_id …) are numbered when left out. An empty list is a table
    that was found without rows. Raises KeyError for a table or column that does not exist.
    """
    return assemble(
        Intake(
            settings=settings or BookSettings(name="Test book", currency="EUR"),
            tables={name: make_table(name, rows) for name, rows in tables.items()},
            receipt=Receipt(),
            fingerprint=fingerprint,
        )
    )


def make_table(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """One canonical table as intake hands it over: all declared columns, in order."""
    table = TABLES[name]
    unknown = {key for row in rows for key in row} - {column.name for column in table.columns}
    if unknown:
        raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    key = table.key or UNKEYED_IDS.get(name)
    key = key if key != "customer_id" else None
    numbered = [{key: f"{name[0]}{number}", **row} if key else row for number, row in enumerate(rows, 1)]
    missing = [
        f"{name}.{required}"
        for required in table.required
        if any(row.get(required) is None for row in numbered)
    ]
    if missing:
        raise KeyError(f"a row lacks {', '.join(missing)}")
    return pl.DataFrame(
        {column.name: [_value(column, row.get(column.name)) for row in numbered] for column in table.columns},
        schema={column.name: DTYPES[column.type] for column in table.columns},
    )


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case "date":
            return date.fromisoformat(value) if isinstance(value, str) else value
        case "timestamp":
            return _moment(value)
        case "money":
            return round(value * MONEY_SCALE)
        case "float":
            return float(value)
        case _:
            return value


def _moment(value: str | date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value if isinstance(value, str) else value.isoformat())
