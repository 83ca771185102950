"""Small random books in which much happens: every table that an exported flag looks at."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from tests.core.books import Row, make_book

from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

LAST: Final = date(2025, 6, 30)
SETTINGS: Final = BookSettings(name="Eventful", currency="EUR", active_window=Duration(months=6))
_DAYS: Final = 900
_BY_CUSTOMER: Final = (
    "orders", "order_lines", "surveys", "contacts", "subscriptions", "usage", "invoices", "interactions",
    "tickets", "assignments", "losses",
)  # fmt: skip


def eventful(seed: int, customers: int) -> dict[str, list[Row]]:
    """The rows of a book by table; in each row stands whose it is (`_of`)."""
    lot = random.Random(seed)
    tables: dict[str, list[Row]] = {name: [] for name in ("customers", *_BY_CUSTOMER)}
    for number in range(customers):
        customer = f"c{number}"
        tables["customers"].append({"customer_id": customer, "segment": lot.choice(("smb", "large"))})
        _bought(tables, customer, lot)
        _said(tables, customer, lot)
        _signed(tables, customer, lot)
    return {**tables, "reps": [{"rep_id": "r1"}, {"rep_id": "r2", "end_date": _day(lot)}]}


def without(tables: dict[str, list[Row]], customer: str) -> dict[str, list[Row]]:
    """The same without a customer and all of its rows."""
    orders = {row["order_id"] for row in tables["orders"] if row["customer_id"] == customer}
    return {
        name: [
            row
            for row in rows
            if row.get("customer_id") != customer and row.get("order_id", "") not in orders
        ]
        for name, rows in tables.items()
    }


def book_of(tables: dict[str, list[Row]], settings: BookSettings = SETTINGS) -> Book:
    """The book of these rows."""
    return make_book(settings=settings, fingerprint="eventful", **tables)


def _day(lot: random.Random, within: int = _DAYS) -> date:
    return LAST - timedelta(days=lot.randrange(within))


def _bought(tables: dict[str, list[Row]], customer: str, lot: random.Random) -> None:
    gap, day, stops = lot.randint(10, 60), LAST - timedelta(days=lot.randint(200, _DAYS)), _day(lot, 300)
    number = 0
    while day < stops:
        order, late = f"{customer}-{number}", number > 8
        amount = lot.choice((20, 100, 130)) / (3 if late else 1)
        kinds = lot.sample("abcdefg", 1 if late else 4)
        tables["orders"].append(
            {"order_id": order, "customer_id": customer, "order_date": day, "amount": amount}
        )
        tables["order_lines"] += [{"order_id": order, "product": kind, "category": kind} for kind in kinds]
        due = day + timedelta(days=30)
        tables["invoices"].append(
            {
                "invoice_id": f"i-{order}",
                "customer_id": customer,
                "issue_date": day,
                "due_date": due,
                "amount": amount,
                "paid_date": due + timedelta(days=lot.choice((-3, 0, 5, 50, 90))),
            }
        )
        number, day = number + 1, day + timedelta(days=max(1, round(gap * lot.uniform(0.5, 1.8))))


def _said(tables: dict[str, list[Row]], customer: str, lot: random.Random) -> None:
    for number in range(lot.randint(1, 2)):
        contact = f"{customer}-p{number}"
        left = _day(lot, 300) if lot.random() < 0.5 else None
        tables["contacts"].append(
            {
                "contact_id": contact,
                "customer_id": customer,
                "role": lot.choice(("Sponsor", "Sponsor", "Buyer")),
                "active": left is None,
                "left_on": left,
            }
        )
        asked = sorted(_day(lot, 400) for _ in range(lot.randint(0, 5)))
        tables["surveys"] += [
            {
                "response_id": f"{contact}-{place}",
                "kind": "nps",
                "scale": "0-10",
                "customer_id": customer,
                "contact_id": contact,
                "invited": day,
                "answered": day,
                "score": lot.choice((3, 6, 7, 8, 8, 7, 10)),
            }
            for place, day in enumerate(asked)
        ]
    for number in range(lot.randint(0, 4)):
        day = _day(lot)
        tables["interactions"].append({"customer_id": customer, "at": day, "type": "call", "text": "Rivalo"})
        tables["tickets"].append(
            {"ticket_id": f"t-{customer}-{number}", "customer_id": customer, "created": day}
        )


def _signed(tables: dict[str, list[Row]], customer: str, lot: random.Random) -> None:
    if lot.random() < 0.6:
        start = _day(lot)
        end = start + timedelta(days=lot.randint(30, 400)) if lot.random() < 0.6 else None
        for place, mrr in enumerate(lot.sample((50, 100, 200), 2)):
            begin = start + timedelta(days=45 * place)
            stop = start + timedelta(days=45) if place == 0 else end
            if stop is None or stop > begin:
                tables["subscriptions"].append(
                    {
                        "subscription_id": f"s-{customer}-{place}",
                        "customer_id": customer,
                        "start": begin,
                        "end": stop,
                        "mrr": mrr,
                        "seats": 40,
                    }
                )
        tables["usage"] += [
            {"customer_id": customer, "date": start + timedelta(days=7 * week), "metric": "seats", "value": 9}
            for week in range(40)
        ]
    if lot.random() < 0.7:
        tables["assignments"].append(
            {
                "customer_id": customer,
                "rep_id": lot.choice(("r1", "r2")),
                "start": LAST - timedelta(days=_DAYS),
            }
        )
    if lot.random() < 0.3:
        tables["losses"].append({"customer_id": customer, "date": _day(lot), "competitor": "Rivalo"})
