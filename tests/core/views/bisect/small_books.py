"""A firm of three segments and three reps, one of which breaks in the middle of 2023."""

from __future__ import annotations

from datetime import date, timedelta

from tests.core.books import Row, make_book

from holdfast.book.book import Book

BEGAN = date(2022, 1, 1)
BROKE = date(2023, 7, 1)
LAST = date(2024, 6, 30)
SEGMENTS = ("north", "south", "west")
EACH = 120


def firm(*, broken: bool = True, later: bool = False) -> Book:
    """120 customers in each segment, held by the rep of its name, from 2022 to the middle of 2024.

    Every segment loses one every 20 days; where it is `broken`, `west` one every 6 days from BROKE on.
    `later`: also rows dated after LAST.
    """
    ends = {
        (name, place): BEGAN + timedelta(days=20 * (place + 1) + 3 * number)
        for number, name in enumerate(SEGMENTS)
        for place in range(EACH)
    }
    if broken:
        before = sum(day < BROKE for (name, _), day in ends.items() if name == "west")
        for place in range(before, EACH):
            ends["west", place] = BROKE + timedelta(days=6 * (place - before))
    last = date(2024, 12, 31) if later else LAST
    gone = {who: day for who, day in ends.items() if day <= last}
    customers = [{"customer_id": f"{name}{place}", "segment": name} for name, place in ends]
    subscriptions: list[Row] = [
        {
            "customer_id": f"{name}{place}",
            "start": BEGAN,
            "end": gone.get((name, place)),
            "mrr": 10,
        }
        for name, place in ends
    ]
    if later:
        subscriptions.append({"customer_id": "north119", "start": date(2024, 9, 1), "end": None, "mrr": 5})
    reps = [{"rep_id": name, "name": name.title(), "hire_date": BEGAN} for name in SEGMENTS]
    held = [
        {"customer_id": f"{name}{place}", "rep_id": name, "start": BEGAN, "end": None} for name, place in ends
    ]
    return make_book(customers=customers, subscriptions=subscriptions, reps=reps, assignments=held)
