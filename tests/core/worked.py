"""The two worked tables of the specification as books, and what they must give."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from tests.core.books import Row, make_book

from holdfast.book.book import Book
from holdfast.query import Query
from holdfast.schema.settings import BookSettings

EXAMPLES = Path(__file__).parent / "examples"
EXPECTED: dict[str, Any] = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))

JANUARY = Query(as_of=date(2025, 1, 31), period="2025-01")
"""The question whose answers the recurring example gives."""

END_OF_JUNE = Query(as_of=date(2025, 6, 30), period="2025-01-01..2025-06-30")
"""The question whose answers the orders example gives."""


def orders_book(settings: BookSettings | None = None) -> Book:
    """Six customers, thirteen orders, January to May 2025."""
    return make_book(settings=settings, orders=_rows("orders.csv", "amount"))


def mrr_book(settings: BookSettings | None = None) -> Book:
    """Seven subscribers: one each stays, grows, shrinks, leaves, returns, joins, and joins and leaves."""
    return make_book(settings=settings, mrr_events=_rows("mrr_events.csv", "mrr"))


def _rows(name: str, money: str) -> list[Row]:
    with (EXAMPLES / name).open(newline="", encoding="utf-8") as lines:
        return [{**row, money: float(row[money])} for row in csv.DictReader(lines)]
