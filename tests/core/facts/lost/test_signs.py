"""Who left without a word: what counts as a sign, how long before, and whose silence tells nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.book.book import Book
from holdfast.facts.lost.customers import loss_facts
from holdfast.timeline import Period

AS_OF = date(2025, 6, 30)
YEAR = Period(date(2024, 7, 1), date(2025, 7, 1))
LOST_ON = date(2025, 3, 1)
"""The service of `gone` ends on this day; `stays` keeps the log of tickets going."""

Rows = dict[str, list[dict[str, Any]]]


def before(days: int) -> str:
    return str(LOST_ON - timedelta(days=days))


def subscription(customer: str, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "start": "2023-01-01", "mrr": 100, **more}


def ticket(customer: str, day: str, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "created": f"{day} 09:00", **more}


KEPT_LOG = [ticket("stays", "2024-01-05"), ticket("stays", "2025-03-01")]


def book(*tickets: dict[str, Any], cancelled: str | None = None, **tables: Any) -> Book:
    ended = subscription("gone", end=LOST_ON, cancel_requested=cancelled)
    services = [ended, subscription("stays")]
    return make_book(subscriptions=services, tickets=[*KEPT_LOG, *tickets], **tables)


def the_loss(of: Book, as_of: date = AS_OF) -> dict[str, Any]:
    (found,) = loss_facts(of, as_of, YEAR.until(as_of)).iter_rows(named=True)
    return found


def contact(direction: str) -> dict[str, Any]:
    return {
        "interactions": [{"customer_id": "gone", "at": f"{before(90)} 10:00", "direction": direction}],
    }


def answer(kind: str, score: float | None) -> dict[str, Any]:
    scale = {"nps": "0-10", "csat": "1-5"}.get(kind)
    row = {"kind": kind, "customer_id": "gone", "answered": before(90), "score": score, "scale": scale}
    return {"surveys": [row]}


def record(source: str | None) -> dict[str, Any]:
    row = {"customer_id": "gone", "date": "2025-03-20", "reason_code": "price", "source": source}
    return {"losses": [row]}


@pytest.mark.parametrize(
    ("tables", "sign"),
    [
        ({}, None),
        (contact("in"), "contact"),
        (contact("out"), None),
        (contact("two-way"), None),
        (answer("nps", 6), "low score"),
        (answer("nps", 7), None),
        (answer("csat", 3), "low score"),
        (answer("csat", 4), None),
        (answer("exit", None), "exit answer"),
        (record("exit interview"), "exit answer"),
        (record("rep"), None),
        (record(None), None),
    ],
)
def test_what_counts_as_a_sign(tables: Rows, sign: str | None) -> None:
    loss = the_loss(book(cancelled=None, **tables))
    assert (loss["sign"], loss["silent"]) == (sign, "yes" if sign is None else "no")


@pytest.mark.parametrize(("days", "silent"), [(180, "no"), (181, "yes"), (0, "no"), (-1, "yes")])
def test_a_sign_counts_for_180_days_up_to_the_loss(days: int, silent: str) -> None:
    loss = the_loss(book(ticket("gone", before(days))))
    assert (loss["silent"], loss["lost_on"]) == (silent, LOST_ON)


def test_a_request_to_cancel_is_a_sign_and_the_last_sign_is_told() -> None:
    loss = the_loss(book(ticket("gone", before(60)), cancelled=before(30)))
    assert (loss["sign"], loss["last_sign"]) == ("cancellation", LOST_ON - timedelta(days=30))
    assert loss["ticket"] == LOST_ON - timedelta(days=60)


@pytest.mark.parametrize(
    ("first", "last", "silent"),
    [
        (before(180), before(0), "yes"),
        (before(179), before(0), "unknown"),
        (before(200), before(30), "yes"),
        (before(200), before(31), "unknown"),
    ],
)
def test_silence_tells_nothing_where_the_log_was_not_kept_all_the_time(
    first: str, last: str, silent: str
) -> None:
    of = make_book(
        subscriptions=[subscription("gone", end=LOST_ON), subscription("stays")],
        tickets=[ticket("stays", first), ticket("stays", last)],
    )
    assert the_loss(of)["silent"] == silent


def test_nothing_that_became_known_later_is_a_sign() -> None:
    later = book(**answer("exit", None), losses=record("exit interview")["losses"])
    asked = {"kind": "exit", "customer_id": "gone", "invited": "2025-03-05", "answered": "2025-03-20"}
    of = book(surveys=[asked])
    assert the_loss(of, date(2025, 3, 19))["silent"] == "yes"
    assert the_loss(of, date(2025, 3, 20))["silent"] == "no"
    assert the_loss(later, date(2025, 3, 19))["reason"] is None


def test_who_only_ordered_is_spoken_of_from_the_last_order_on() -> None:
    """Active for 12 months after it: an exit interview of the time between is no less an answer."""
    told = {"customer_id": "c1", "date": "2024-04-02", "reason_code": "price", "source": "exit interview"}
    of = make_book(
        orders=[{"customer_id": "c1", "order_date": "2024-03-01", "amount": 500}],
        tickets=KEPT_LOG,
        losses=[told],
    )
    loss = the_loss(of)
    assert (loss["lost_on"], loss["reason"], loss["sign"]) == (date(2025, 3, 1), "price", "exit answer")
    assert loss["revenue_before"] == pl.Series([500 * 10_000]).item()
