"""What can no longer be done after the next days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.facts.contracts import deadline_words
from holdfast.facts.customers import customer_facts
from holdfast.query import Query
from holdfast.timeline import period_of

AS_OF = date(2025, 6, 30)


def told(
    contract: dict[str, Any], *more: dict[str, Any], active: bool = True
) -> tuple[date | None, str | None]:
    """The deadline of a customer with these contracts, and its words."""
    served = [{"customer_id": "c", "start": "2024-01-01", "mrr": 10, "end": None if active else "2025-01-01"}]
    contracts = [{"customer_id": "c", "start": "2024-07-01", **row} for row in (contract, *more)]
    book = make_book(subscriptions=served, contracts=contracts)
    facts = customer_facts(book, AS_OF, period_of(AS_OF, "month"))
    said = facts.select(deadline_words(AS_OF)).to_series()
    return facts.item(0, "deadline"), said.item(0)


def days(number: int) -> date:
    return AS_OF + timedelta(days=number)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("contract", "day", "words"),
    [
        ({"renewal": days(96), "notice_days": 90}, days(6), "6 days left to give notice"),
        ({"renewal": days(91), "notice_days": 90}, days(1), "1 day left to give notice"),
        ({"renewal": days(90), "notice_days": 90}, AS_OF, "Last day to give notice"),
        ({"renewal": days(104), "notice_days": 90}, days(14), "14 days left to give notice"),
        ({"end": days(100), "cutoff": days(3)}, days(3), "3 days left before the cut-off"),
        ({"renewal": days(10)}, days(10), "10 days left to the renewal"),
        ({"end": days(12)}, days(12), "12 days left to the end of the contract"),
        # The earlier of two.
        ({"renewal": days(12), "notice_days": 5}, days(7), "7 days left to give notice"),
    ],
)
def test_what_ends_within_14_days_has_its_day_and_its_words(
    contract: dict[str, Any], day: date, words: str
) -> None:
    assert told(contract) == (day, words)


@pytest.mark.parametrize(
    "contract",
    [
        {"renewal": days(105), "notice_days": 90},
        {"renewal": days(89), "notice_days": 90},
        {"renewal": days(10), "auto_renew": True},
        {"end": days(15)},
        {"end": days(100), "cutoff": days(-1)},
        {"end": AS_OF - timedelta(days=1), "cutoff": days(3)},
    ],
)
def test_what_is_further_away_or_over_or_renews_itself_is_no_deadline(contract: dict[str, Any]) -> None:
    assert told(contract) == (None, None)


def test_what_another_contract_has_taken_over_needs_no_call_and_neither_does_who_is_gone() -> None:
    successor = {"start": AS_OF, "end": days(365)}
    assert told({"renewal": days(10), "notice_days": 3}, successor) == (None, None)
    assert told({"renewal": days(10)}, active=False) == (None, None)


def test_a_deadline_stands_before_a_larger_customer_in_every_list() -> None:
    book = make_book(
        subscriptions=[
            {"customer_id": name, "start": "2024-01-01", "mrr": mrr}
            for name, mrr in (("large", 900), ("later", 10), ("soon", 10), ("small", 20))
        ],
        contracts=[
            {"customer_id": name, "start": "2024-07-01", "renewal": day, "notice_days": 0}
            for name, day in (("later", days(9)), ("soon", days(4)))
        ],
    )
    engine = Engine(book)
    listed = engine.customers(Query(AS_OF, columns=("customer_id", "deadline", "why"))).frame
    assert listed.get_column("customer_id").to_list() == ["soon", "later", "large", "small"]
    assert listed.get_column("deadline").to_list() == [days(4), days(9), None, None]
    assert str(listed.item(0, "why")).startswith("4 days left to give notice")
    rows = engine.desk(Query(AS_OF)).customers
    assert list(rows.fetch(0, 2, ["customer_id"])["customer_id"]) == ["soon", "later"]
    assert (
        engine.customers(Query(AS_OF, where="deadline<2025-07-05", columns=("customer_id",))).frame.height
        == 1
    )
