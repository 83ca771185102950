"""Books with a past: subscribers, some of whom complain before they leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from holdfast.timeline import add_months

FIRST = date(2022, 1, 1)
AS_OF = date(2025, 6, 30)
MONTHS = 36
"""From January 2022 on, some complain in every one of so many months."""


def answer(customer: str, day: date, score: int) -> dict[str, Any]:
    return {"kind": "nps", "customer_id": customer, "invited": day, "answered": day, "score": score}


def subscription(customer: str, mrr: float, end: date | None = None) -> dict[str, Any]:
    return {"customer_id": customer, "start": FIRST, "end": end, "mrr": mrr}


def complaining(quiet: int = 300, per_month: int = 4, gone: int = 3, mrr: float = 100.0) -> dict[str, Any]:
    """Each month `per_month` new detractors on the 10th; `gone` of them leave 40 days later.

    The quiet ones pay 50 to 149 a month, detractors `mrr` and up to 6 more; one quiet subscriber leaves
    every other month.
    """
    subscriptions, surveys = [], []
    for month in range(MONTHS):
        day = add_months(FIRST, month) + timedelta(days=9)
        for place in range(per_month):
            name = f"d{month:02}{place}"
            end = day + timedelta(days=40) if place < gone else None
            subscriptions.append(subscription(name, mrr + (month + place) % 7, end))
            surveys.append(answer(name, day, 3))
    for number in range(quiet):
        leaves = (
            add_months(FIRST, number // 5) if number % 10 == 0 and number < 5 * MONTHS and number else None
        )
        subscriptions.append(subscription(f"q{number:03}", 50 + number * 37 % 100, leaves))
    return {"subscriptions": subscriptions, "surveys": surveys}
