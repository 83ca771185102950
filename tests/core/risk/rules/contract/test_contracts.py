from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, sentence, severity, since

from holdfast.book.book import Book


def contracted(*contracts: dict[str, Any]) -> Book:
    rows = [{"customer_id": "c1", "start": date(2023, 1, 1), **contract} for contract in contracts]
    return make_book(customers=[{"customer_id": "c1"}], contracts=rows)


def subscribed(*subscriptions: dict[str, Any]) -> Book:
    rows = [
        {
            "customer_id": "c1",
            "subscription_id": f"s{n}",
            "start": date(2023, 1, 1),
            "mrr": 200,
            **subscription,
        }
        for n, subscription in enumerate(subscriptions)
    ]
    return make_book(customers=[{"customer_id": "c1"}], subscriptions=rows)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("end", "expected"),
    [(ago(-1), "none"), (ago(0), "critical"), (ago(30), "critical"), (ago(31), None), (None, "none")],
)
def test_of_a_customer_lost_with_it_a_contract_counts_for_a_month(
    end: date | None, expected: str | None
) -> None:
    assert severity(contracted({"end": end}), "F22") == expected
    assert severity(subscribed({"end": end}), "F22") == expected


@pytest.mark.parametrize(("days", "expected"), [(31, "critical"), (365, "critical"), (366, None)])
def test_of_a_customer_who_still_buys_a_contract_counts_for_a_year(days: int, expected: str | None) -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}],
        contracts=[{"customer_id": "c1", "start": date(2023, 1, 1), "end": ago(days)}],
        orders=[{"customer_id": "c1", "order_date": ago(20), "amount": 5}],
    )
    assert severity(book, "F22") == expected


def test_a_running_contract_or_subscription_is_a_successor() -> None:
    ended = {"end": ago(20)}
    assert severity(contracted(ended, {"start": ago(20)}), "F22") == "none"
    assert severity(contracted(ended, {"end": ago(-300)}), "F22") == "none"
    assert severity(contracted(ended, {"start": ago(19), "end": ago(5)}), "F22") == "critical"
    both = make_book(
        customers=[{"customer_id": "c1"}],
        contracts=[{"customer_id": "c1", "start": ago(400), "end": ago(20)}],
        subscriptions=[{"subscription_id": "s1", "customer_id": "c1", "start": ago(15), "mrr": 5}],
    )
    assert severity(both, "F22") == "none"


def test_the_renewal_date_of_a_contract_that_renews_itself_ends_nothing() -> None:
    assert severity(contracted({"renewal": ago(20), "auto_renew": True}), "F22") == "none"
    assert severity(contracted({"renewal": ago(20), "end": ago(20), "auto_renew": True}), "F22") == "none"
    assert severity(contracted({"renewal": ago(20), "auto_renew": False}), "F22") == "critical"
    assert severity(contracted({"renewal": ago(40), "end": ago(20), "auto_renew": True}), "F22") == "critical"


def test_a_trial_that_ended_was_never_there_to_renew() -> None:
    assert severity(subscribed({"end": ago(20), "trial_end": ago(20)}), "F22") is None
    assert severity(subscribed({"end": ago(20), "trial_end": ago(50)}), "F22") == "critical"


def test_customers_without_any_contract_are_not_evaluated() -> None:
    book = make_book(customers=[{"customer_id": "c1"}, {"customer_id": "c2"}], contracts=[])
    assert severity(book, "F22") is None


def test_the_lapse_says_what_ended_when_and_what_it_was_worth() -> None:
    book = contracted(
        {"contract_id": "K-7", "end": ago(300)}, {"contract_id": "K-8", "end": ago(12), "value": 24_000}
    )
    assert sentence(book, "F22") == (
        "Contract K-8 ended on 18 Jun 2025, 12 d ago; no successor on file; worth €24k"
    )
    assert since(book, "F22") == ago(12)
    today = subscribed({"end": AS_OF})
    assert sentence(today, "F22") == (
        "Subscription s0 ended on 30 Jun 2025, today; no successor on file; €200 a month"
    )
