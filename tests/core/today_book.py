"""A small book with something to do, and its list of today."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from tests.core.books import Row, make_book
from tests.core.written import log_of

from holdfast.engine import Engine
from holdfast.journal.entry import Entry
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration
from holdfast.views.today.results import Asked, TodayView

DAY = date(2025, 6, 30)

SILENT = ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
"""Orders every month until April: 2.9 times overdue on DAY, which is high."""


@cache
def engine() -> Engine:
    """Acme and Borgo are overdue, Café is about to give notice, Dolce renews in August; Ema is fine.

    Fado was lost in April. Ana holds Acme and Café, Luc the others.
    """
    orders: list[Row] = [
        *({"customer_id": "acme", "order_date": day, "amount": 1_000} for day in SILENT),
        *({"customer_id": "borgo", "order_date": day, "amount": 10} for day in SILENT),
        *(
            {"customer_id": one, "order_date": "2025-06-29", "amount": 100}
            for one in ("cafe", "dolce", "ema")
        ),
        {"customer_id": "fado", "order_date": "2024-10-15", "amount": 700},
    ]
    book = make_book(
        settings=BookSettings(name="Test book", currency="EUR", active_window=Duration(months=6)),
        customers=[
            {"customer_id": one, "name": one.capitalize()}
            for one in ("acme", "borgo", "cafe", "dolce", "ema", "fado")
        ],
        orders=orders,
        contracts=[
            {"customer_id": "cafe", "start": "2024-07-20", "end": "2025-07-20", "notice_days": 14},
            {"customer_id": "dolce", "start": "2024-08-20", "end": "2025-08-20"},
        ],
        reps=[{"rep_id": "r1", "name": "Ana Ruiz"}, {"rep_id": "r2", "name": "Luc"}],
        assignments=[
            {"customer_id": one, "rep_id": "r1" if one in ("acme", "cafe") else "r2", "start": "2024-01-01"}
            for one in ("acme", "borgo", "cafe", "dolce", "ema", "fado")
        ],
    )
    return Engine(book)


def today(*entries: Entry, day: date = DAY, mine: str | None = None, **query: Any) -> TodayView:
    """The list of a day with what was written."""
    with_log = engine().with_log(log_of(*entries)) if entries else engine()
    return with_log.today(Query(as_of=DAY, **query), Asked(day, mine))


def lines(view: TodayView, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of every line."""
    return list(zip(*view.rows.fetch(0, len(view.rows), columns).values(), strict=True))


def names(view: TodayView) -> list[str]:
    """Who is on the list."""
    return [name for (name,) in lines(view, "name")]
