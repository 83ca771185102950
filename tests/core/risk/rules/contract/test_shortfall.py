"""Figures of the attrition clause: block 50/60/40, 80 % owed, 200 a night at a margin of 75 %."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book
from holdfast.money import MONEY_SCALE

CLAUSE = {"unit_rate": 200, "allowance_pct": 20, "margin_pct": 75, "units": 150}


def blocked(*used: int, last: int = 1, nights: list[dict[str, Any]] | None = None, **columns: Any) -> Book:
    """Nights of 50, 60 and 40 rooms, the last of them so many days ago."""
    contract = {"contract_id": "K1", "customer_id": "c1", "start": ago(60), "end": ago(-60), **CLAUSE}
    blocks = zip((50, 60, 40), used, strict=False)
    usage = [
        {"date": ago(last + 2 - n), "contracted": block, "used": taken}
        for n, (block, taken) in enumerate(blocks)
    ]
    return make_book(
        customers=[{"customer_id": "c1"}],
        contracts=[{**contract, **columns}],
        contract_usage=[{"contract_id": "K1", **night} for night in usage + (nights or [])],
    )


@pytest.mark.parametrize(
    ("used", "expected"), [((45, 40, 20), "high"), ((50, 40, 29), "high"), ((50, 40, 30), "none")]
)
def test_pickup_below_the_minimum_raises(used: tuple[int, ...], expected: str) -> None:
    assert severity(blocked(*used), "F26") == expected


@pytest.mark.parametrize(
    ("allowance", "used", "expected"),
    [(0.1, 45, "none"), (10, 44, "high"), (30, 35, "none"), (None, 50, "none")],
)
def test_exactly_the_minimum_is_enough(allowance: float | None, used: int, expected: str) -> None:
    assert severity(blocked(used, allowance_pct=allowance), "F26") == expected


def test_the_sentence_says_pickup_minimum_and_exposure() -> None:
    book = blocked(45, 40, 20)
    assert sentence(book, "F26") == "105 of 120 minimum room nights; exposure €2.3k; contract K1"
    assert raised(book, "F26").item(0, "money") == 2_250 * MONEY_SCALE
    unpriced = blocked(45, 40, 20, unit_rate=None)
    assert sentence(unpriced, "F26") == "105 of 120 minimum room nights; contract K1"
    assert raised(unpriced, "F26").item(0, "money") == 0


def test_night_by_night_one_short_night_is_enough() -> None:
    book = blocked(50, 40, 40, mode="per_period")
    assert severity(book, "F26") == "high"
    assert sentence(book, "F26") == (
        "8 room nights short, counted night by night over 3 nights; exposure €1.2k; contract K1"
    )
    assert severity(blocked(50, 40, 40), "F26") == "none"
    assert since(book, "F26") == ago(2)


@pytest.mark.parametrize(("last", "expected"), [(89, "high"), (90, None)])
def test_a_contract_counts_for_90_days_after_its_last_night(last: int, expected: str | None) -> None:
    assert severity(blocked(45, 40, 20, last=last, start=ago(200)), "F26") == expected


def test_without_nights_or_a_block_it_is_not_evaluated() -> None:
    assert severity(blocked(), "F26") is None
    loose = [{"date": ago(3), "used": 10}]
    assert severity(blocked(nights=loose, units=None), "F26") is None


def test_without_a_block_by_night_the_contract_counts_pro_rata() -> None:
    # Half of 120 days has gone by the close of today, and a day: 61/120 of 150 units, 80 % of them owed.
    nights = [{"date": ago(3), "used": 60}]
    book = blocked(nights=nights)
    assert severity(book, "F26") == "high"
    assert sentence(book, "F26") == "60 of 61 minimum room nights; exposure €150; contract K1"
    assert since(book, "F26") is None
    assert severity(blocked(nights=[{"date": ago(3), "used": 61}]), "F26") == "none"


def test_it_opens_on_the_night_that_falls_below() -> None:
    book = blocked(40, 48, 20)
    assert since(book, "F26") == ago(1)
    assert severity(book, "F26", as_of=ago(1)) == "high"
    assert severity(book, "F26", as_of=ago(2)) == "none"
    assert since(blocked(45, 40, 20), "F26") == ago(2)
    again = blocked(30, 58, 20)
    assert since(again, "F26") == ago(1)
    assert severity(again, "F26", as_of=ago(2)) == "none"
    assert severity(again, "F26", as_of=ago(3)) == "high"


def test_several_contracts_add_up() -> None:
    contract = {"customer_id": "c1", "start": ago(60), "end": ago(-60), **CLAUSE}
    book = make_book(
        contracts=[{**contract, "contract_id": name} for name in ("K1", "K2", "K3")],
        contract_usage=[
            {"contract_id": "K1", "date": ago(2), "contracted": 100, "used": 70},
            {"contract_id": "K2", "date": ago(1), "contracted": 100, "used": 60},
            {"contract_id": "K3", "date": ago(1), "contracted": 100, "used": 90},
        ],
    )
    assert (
        sentence(book, "F26")
        == "60 of 80 minimum room nights; exposure €4.5k; contract K2 and 1 more contract"
    )
    assert behind(book, "F26").get_column("contract_id").to_list() == ["K2", "K1"]
    assert since(book, "F26") == ago(2)


def test_later_nights_do_not_matter() -> None:
    later = [{"date": ago(-1), "contracted": 50, "used": 0}]
    assert severity(blocked(50, 40, 30, nights=later), "F26") == "none"
    caught_up = [{"date": ago(-1), "contracted": 50, "used": 100}]
    assert severity(blocked(45, 40, 20, nights=caught_up), "F26") == "high"
