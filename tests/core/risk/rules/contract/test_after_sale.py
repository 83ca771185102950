from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE

EARLIER = (ago(300), "two-way")


def won(days: int, **columns: Any) -> dict[str, Any]:
    deal = {"customer_id": "c1", "created": ago(days + 60), "close_date": ago(days), "is_closed": True}
    return {**deal, "is_won": True, **columns}


def sold(*deals: dict[str, Any], touches: tuple[tuple[Any, str], ...] = (EARLIER,)) -> Book:
    return make_book(
        customers=[{"customer_id": "c1"}],
        opportunities=list(deals),
        interactions=[{"customer_id": "c1", "at": day, "direction": direction} for day, direction in touches],
    )


@pytest.mark.thorough
@pytest.mark.parametrize(("days", "expected"), [(0, "info"), (30, "info"), (31, "none"), (-1, None)])
def test_a_won_deal_without_contact_counts_for_30_days(days: int, expected: str | None) -> None:
    assert severity(sold(won(days)), "F32") == expected
    assert severity(sold(won(days, type="Renewal")), "F33") == expected


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("day", "direction", "expected"),
    [
        (8, "two-way", "none"),
        (0, "out", "none"),
        (8, "in", "info"),
        (9, "two-way", "info"),
        (-1, "two-way", "info"),
    ],
)
def test_a_touch_after_the_signature_closes_it(day: int, direction: str, expected: str) -> None:
    touches = (EARLIER, (ago(day), direction))
    assert severity(sold(won(9), touches=touches), "F32") == expected
    assert severity(sold(won(9, type="upsell"), touches=touches), "F33") == expected


def test_missing_contacts_prove_nothing_before_the_log_begins() -> None:
    assert severity(sold(won(9), touches=((ago(9), "in"),)), "F32") == "info"
    assert severity(sold(won(9), touches=((ago(8), "in"),)), "F32") is None
    assert severity(sold(won(9), touches=()), "F32") is None


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("kind", "closed", "renewed"),
    [
        (None, "info", None),
        ("new", "info", None),
        ("Renewal", None, "info"),
        ("Upsell", None, "info"),
        ("up-sell", None, "info"),
        ("Rinnovo", None, "info"),
    ],
)
def test_renewals_and_upsells_are_told_apart_from_new_business(
    kind: str | None, closed: str | None, renewed: str | None
) -> None:
    assert severity(sold(won(9, type=kind)), "F32") == closed
    assert severity(sold(won(9, type=kind)), "F33") == renewed


def test_open_and_lost_deals_are_no_signatures() -> None:
    assert severity(sold(won(9, is_won=False)), "F32") is None
    assert severity(sold(won(9, is_won=None, is_closed=False)), "F32") is None


def test_the_sentence_says_when_and_how_much() -> None:
    book = sold(won(9, amount=12_000, opportunity_id="D1"), won(100, opportunity_id="D0"))
    assert sentence(book, "F32") == "Won 9 d ago, €12k; no contact since signature"
    assert raised(book, "F32").item(0, "money") == 12_000 * MONEY_SCALE
    assert since(book, "F32") == ago(9)
    assert behind(book, "F32").get_column("opportunity_id").to_list() == ["D1"]
    assert sentence(sold(won(0)), "F32") == "Won today; no contact since signature"
    assert sentence(sold(won(6, type="renewal")), "F33") == "Renewed 6 d ago; no contact since"
    assert sentence(sold(won(6, type="upsell")), "F33") == "Upsold 6 d ago; no contact since"


def test_a_second_deal_keeps_it_open_since_the_first() -> None:
    assert since(sold(won(20), won(9)), "F32") == ago(20)
    talked = sold(won(20), won(9), touches=(EARLIER, (ago(15), "out")))
    assert since(talked, "F32") == ago(9)
    assert severity(talked, "F32", as_of=ago(10)) == "none"


def contracted(*contracts: dict[str, Any]) -> Book:
    return make_book(
        customers=[{"customer_id": "c1"}],
        contracts=[{"customer_id": "c1", "start": ago(700), **contract} for contract in contracts],
        interactions=[{"customer_id": "c1", "at": ago(300), "direction": "two-way"}],
    )


def test_a_contract_that_follows_another_is_a_renewal() -> None:
    old = {"contract_id": "K1", "end": ago(10)}
    book = contracted(old, {"contract_id": "K2", "start": ago(6)})
    assert severity(book, "F33") == "info"
    assert sentence(book, "F33") == "Renewed 6 d ago; no contact since"
    assert since(book, "F33") == ago(6)
    assert behind(book, "F33").get_column("contract_id").to_list() == ["K2"]
    assert severity(contracted(old), "F33") is None
    assert severity(contracted(old, {"start": ago(-6)}), "F33") is None
    assert severity(contracted({"end": ago(200)}, {"start": ago(6)}), "F33") is None
    assert severity(contracted({"end": ago(40)}, {"start": ago(31)}), "F33") == "none"


def test_a_contract_that_renewed_itself_is_a_renewal() -> None:
    book = contracted({"contract_id": "K1", "renewal": ago(6), "auto_renew": True})
    assert sentence(book, "F33") == "Renewed 6 d ago; no contact since"
    assert behind(book, "F33").get_column("contract_id").to_list() == ["K1"]
    assert severity(contracted({"renewal": ago(6)}), "F33") is None
    assert severity(contracted({"renewal": ago(-6), "auto_renew": True}), "F33") is None
