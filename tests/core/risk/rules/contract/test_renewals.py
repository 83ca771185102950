from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE

SILENT = ({"at": ago(400), "direction": "in"}, {"at": ago(73), "direction": "two-way"})


def contracted(*contracts: dict[str, Any], contacts: tuple[dict[str, Any], ...] = SILENT) -> Book:
    rows = [{"customer_id": "c1", "start": date(2024, 1, 1), **contract} for contract in contracts]
    return make_book(
        customers=[{"customer_id": "c1"}],
        contracts=rows,
        interactions=[{"customer_id": "c1", **contact} for contact in contacts],
    )


@pytest.mark.parametrize(
    ("days", "expected"), [(1, "high"), (90, "high"), (91, "none"), (0, None), (-10, None)]
)
def test_an_end_counts_from_90_days_before_until_the_day_before(days: int, expected: str | None) -> None:
    assert severity(contracted({"end": ago(-days)}), "F21") == expected


@pytest.mark.parametrize(
    ("notice", "expected"), [(30, "none"), (60, "high"), (59, "none"), (150, "high"), (151, "none")]
)
def test_notice_counts_too_until_it_is_over(notice: int, expected: str) -> None:
    assert severity(contracted({"renewal": ago(-150), "notice_days": notice}), "F21") == expected


def test_a_renewal_stays_in_view_after_notice_is_over() -> None:
    book = contracted({"contract_id": "K1", "renewal": ago(-41), "notice_days": 60, "auto_renew": True})
    assert sentence(book, "F21") == (
        "Renews in 41 d (notice period over); last contact 73 d ago; contract K1"
    )


@pytest.mark.parametrize(("days", "expected"), [(30, "none"), (31, "high")])
def test_a_conversation_in_30_days_closes_it(days: int, expected: str) -> None:
    book = contracted({"end": ago(-41)}, contacts=({"at": ago(days), "direction": "two-way"},))
    assert severity(book, "F21") == expected
    letter = contracted({"end": ago(-41)}, contacts=(*SILENT, {"at": ago(2), "direction": "out"}))
    assert severity(letter, "F21") == "high"
    later = contracted({"end": ago(-41)}, contacts=(*SILENT, {"at": ago(-1), "direction": "two-way"}))
    assert severity(later, "F21") == "high"


@pytest.mark.parametrize(("days", "expected"), [(30, None), (31, "high")])
def test_never_contacted_counts_only_where_the_log_is_old_enough(days: int, expected: str | None) -> None:
    book = contracted(
        {"contract_id": "K1", "end": ago(-41)}, contacts=({"at": ago(days), "direction": "in"},)
    )
    assert severity(book, "F21") == expected
    if expected:
        assert sentence(book, "F21") == "Ends in 41 d; no two-way contact on file; contract K1"
    assert severity(contracted({"end": ago(-41)}, contacts=()), "F21") is None


def test_a_contract_that_another_follows_is_decided() -> None:
    due = {"end": ago(-41)}
    assert severity(contracted(due, {"start": ago(1)}), "F21") == "none"
    assert severity(contracted(due, {"start": ago(-1)}), "F21") == "high"


def test_customers_without_a_running_contract_are_not_evaluated() -> None:
    assert severity(contracted({"end": ago(5)}), "F21") is None
    assert severity(contracted({"end": None}), "F21") == "none"
    assert severity(contracted({"start": ago(-5), "end": ago(-40)}), "F21") is None


def test_the_sentence_counts_the_days_and_the_contracts() -> None:
    first = {
        "contract_id": "K7",
        "renewal": ago(-41),
        "notice_days": 30,
        "auto_renew": True,
        "value": 24_000,
    }
    assert sentence(contracted(first), "F21") == (
        "Renews in 41 d (notice in 11); last contact 73 d ago; contract K7, €24k"
    )
    second = {"contract_id": "K8", "end": ago(-50), "value": 1_000}
    both = contracted(first, second, {"contract_id": "K9", "end": ago(-500)})
    assert sentence(both, "F21") == (
        "Renews in 41 d (notice in 11); last contact 73 d ago; contract K7 and 1 more, €25k"
    )
    assert raised(both, "F21").item(0, "money") == 25_000 * MONEY_SCALE
    assert set(behind(both, "F21").get_column("contract_id")) == {"K7", "K8"}
    today = contracted({"contract_id": "K7", "renewal": ago(-41), "notice_days": 41})
    assert sentence(today, "F21") == (
        "Up for renewal in 41 d (last day for notice); last contact 73 d ago; contract K7"
    )


def test_it_opens_when_the_date_comes_near_or_the_silence_grows_long() -> None:
    assert since(contracted({"end": ago(-41)}), "F21") == ago(42)
    assert since(contracted({"end": ago(-85)}), "F21") == ago(5)
    noticed = contracted({"renewal": ago(-85), "notice_days": 30})
    assert since(noticed, "F21") == ago(35)
    assert severity(noticed, "F21", as_of=ago(35)) == "high"
    assert severity(noticed, "F21", as_of=ago(36)) == "none"


def test_between_the_end_of_notice_and_the_renewal_may_lie_a_pause() -> None:
    book = contracted({"renewal": ago(-85), "notice_days": 120})
    assert since(book, "F21") == ago(5)
    assert severity(book, "F21", as_of=ago(6)) == "none"
    assert severity(book, "F21", as_of=ago(35)) == "high"


def test_money_is_the_revenue_where_the_contract_states_no_value() -> None:
    book = make_book(
        orders=[{"order_id": "o1", "customer_id": "c1", "order_date": ago(10), "amount": 70}],
        contracts=[{"customer_id": "c1", "start": ago(300), "end": ago(-41)}],
        interactions=[{"customer_id": "c1", "at": ago(73), "direction": "two-way"}],
    )
    assert raised(book, "F21", as_of=AS_OF).item(0, "money") == 70 * MONEY_SCALE
