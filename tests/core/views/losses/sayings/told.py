"""A small book in which customers who say one thing leave, and those who say others hardly do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query

AS_OF = date(2025, 6, 30)
ASKED = Query(as_of=AS_OF)
FIRST = date(2023, 1, 1)

USUAL = (
    "Asks for a sample of the blue range",
    "Wants a copy of the invoice",
    "Planned quantities together",
    "Delivery on Tuesday agreed",
    "Visited the site",
)
REASON = "Nobody answers our calls"


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def tables(reasons: int = 16, gone: int = 12, others: int = 60, said: str = REASON) -> dict[str, list[Row]]:
    """`reasons` customers say what is `said`, of whom `gone` leave 40 days later; of `others` every sixth."""
    subscriptions: list[Row] = []
    notes: list[Row] = []
    for number in range(reasons + others):
        name, has_reason = f"c{number:03}", number < reasons
        # Spread over all the days, so that leaving and speaking have no season of their own.
        at = 100 + number * 37 % 700
        leaves = number < gone if has_reason else number % 6 == 0
        end = day(at + 40) if leaves else None
        subscriptions.append({"customer_id": name, "start": day(0), "end": end, "mrr": 100})
        notes += [
            {"customer_id": name, "at": f"{day(at - back)} 09:00", "text": USUAL[(number + back) % 5]}
            # Some speak often and some hardly: who says one thing more still finds its like.
            for back in (10, 25, 40, 55, 70)[: 2 + number // 3 % 4]
        ]
        if has_reason:
            notes.append({"customer_id": name, "at": f"{day(at)} 10:00", "text": said})
    return {
        "customers": [
            {"customer_id": row["customer_id"], "name": f"Firm {row['customer_id']}", "segment": "S"}
            for row in subscriptions
        ],
        "subscriptions": subscriptions,
        "interactions": notes,
    }


def engine_of(**given: Any) -> Engine:
    return Engine(make_book(**given))
