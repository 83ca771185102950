"""F27: a new customer that has neither ordered nor used anything."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, sentence, severity, since

from holdfast.book.book import Book


def started(days: int, *, table: str = "subscriptions", **tables: Any) -> Book:
    """A customer that started so many days ago, and another whose usage shows that the export has it."""
    starts = {
        "subscriptions": {"customer_id": "c1", "start": ago(days), "mrr": 10},
        "contracts": {"customer_id": "c1", "start": ago(days)},
        "mrr_events": {"customer_id": "c1", "effective_date": ago(days), "mrr": 10},
        "customers": {"customer_id": "c1", "created": ago(days)},
    }
    usage = [
        {"customer_id": "other", "date": day, "metric": "logins", "value": 1} for day in (ago(900), AS_OF)
    ]
    everything: dict[str, Any] = {
        "customers": [{"customer_id": "c1"}],
        "usage": usage,
        table: [starts[table]],
    } | tables
    everything["customers"] = [*everything["customers"], {"customer_id": "other"}]
    return make_book(**everything)


@pytest.mark.thorough
@pytest.mark.parametrize("table", ["subscriptions", "contracts", "mrr_events", "customers"])
@pytest.mark.parametrize(("days", "expected"), [(30, "none"), (31, "high"), (180, "high"), (181, None)])
def test_a_start_without_use_is_stalled_after_30_days_and_old_after_180(
    days: int, expected: str | None, table: str
) -> None:
    assert severity(started(days, table=table), "F27") == expected


def use(days: int, value: float = 1) -> list[dict[str, Any]]:
    return [
        {"customer_id": "other", "date": ago(900), "metric": "logins", "value": 1},
        {"customer_id": "c1", "date": ago(days), "metric": "logins", "value": value},
        {"customer_id": "other", "date": AS_OF, "metric": "logins", "value": 1},
    ]


def test_use_or_an_order_clears_it() -> None:
    order = [{"order_id": "o1", "customer_id": "c1", "order_date": ago(3), "amount": 5}]
    assert severity(started(47, usage=use(3)), "F27") == "none"
    assert severity(started(47, usage=use(3, value=0)), "F27") == "high"
    assert severity(started(47, orders=order), "F27") == "none"
    assert severity(started(47, orders=[{**order[0], "amount": -5}]), "F27") == "high"


def test_who_used_it_before_the_subscription_has_begun_already() -> None:
    assert severity(started(47, usage=use(60)), "F27") == "none"


def test_a_subscription_counts_before_the_day_the_account_was_created() -> None:
    book = started(47, customers=[{"customer_id": "c1", "created": ago(400)}])
    assert severity(book, "F27") == "high"
    early = [{"customer_id": "c1", "start": ago(days), "mrr": 10} for days in (300, 47)]
    assert severity(started(47, subscriptions=early), "F27") is None


def test_who_has_cancelled_since_is_not_stalled() -> None:
    over = [{"customer_id": "c1", "start": ago(47), "end": ago(2), "mrr": 10}]
    assert severity(started(47, subscriptions=over), "F27") is None


def usage_between(first: int, last: int) -> list[dict[str, Any]]:
    return [
        {"customer_id": "other", "date": ago(days), "metric": "logins", "value": 1} for days in (first, last)
    ]


@pytest.mark.parametrize(("first", "last", "expected"), [(47, 17, "high"), (46, 17, None), (47, 18, None)])
def test_usage_must_reach_from_the_start_until_time_is_up(
    first: int, last: int, expected: str | None
) -> None:
    assert severity(started(47, usage=usage_between(first, last)), "F27") == expected


def test_it_opens_the_day_after_30_days_or_when_the_export_shows_it() -> None:
    assert since(started(47, usage=usage_between(47, 17)), "F27") == ago(16)
    assert since(started(47, usage=usage_between(47, 10)), "F27") == ago(10)


def test_orders_alone_can_show_it_too() -> None:
    others = [
        {"order_id": f"o{days}", "customer_id": "other", "order_date": ago(days), "amount": 5}
        for days in (500, 1)
    ]
    book = make_book(
        customers=[{"customer_id": "c1", "created": ago(47)}, {"customer_id": "other"}], orders=others
    )
    assert severity(book, "F27") == "high"
    assert severity(book, "F27", "other") is None
    assert sentence(book, "F27") == "No first order in the 47 d since the account was created on 14 May 2025"
    assert behind(book, "F27").select("customer_id", "created").rows() == [("c1", ago(47))]


def test_it_says_what_started_and_when() -> None:
    book = started(47)
    assert sentence(book, "F27") == "No first use in the 47 d since the subscription started on 14 May 2025"
    assert behind(book, "F27").get_column("start").to_list() == [ago(47)]
    other = {"order_id": "o1", "customer_id": "other", "order_date": ago(3), "amount": 5}
    both = started(40, table="contracts", orders=[other])
    assert sentence(both, "F27") == (
        "No first order or use in the 40 d since the contract started on 21 May 2025"
    )
