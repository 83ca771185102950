"""Stuck deal: longer in its stage than nearly all won deals were."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, raised, sentence, severity, since

from holdfast.book.book import Book

Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def won(days_in_proposal: list[int]) -> Rows:
    """Deals of others, won that many days after they entered Proposal, and long ago."""
    deals, stages = [], []
    for number, days in enumerate(days_in_proposal):
        key = f"w{number}"
        deals.append(
            {
                "opportunity_id": key,
                "customer_id": "other",
                "created": ago(400),
                "close_date": ago(300 - days),
                "is_closed": True,
                "is_won": True,
                "stage": "Closed Won",
                "amount": 10,
            }
        )
        stages.append({"opportunity_id": key, "stage": "Demo", "entered": ago(400)})
        stages.append({"opportunity_id": key, "stage": "Proposal", "entered": ago(300)})
    return deals, stages


def open_deal(days: int, key: str = "o1", amount: float | None = 12_000, **more: Any) -> Rows:
    deal = {
        "opportunity_id": key,
        "customer_id": "c1",
        "created": ago(500),
        "is_closed": False,
        "amount": amount,
    }
    return (
        [{**deal, "stage": "Proposal", **more}],
        [
            {"opportunity_id": key, "stage": "Demo", "entered": ago(days + 9)},
            {"opportunity_id": key, "stage": "Proposal", "entered": ago(days)},
        ],
    )


def book(*parts: Rows) -> Book:
    return make_book(
        customers=[{"customer_id": name} for name in ("c1", "other")],
        opportunities=[deal for deals, _ in parts for deal in deals],
        opportunity_stages=[stage for _, stages in parts for stage in stages],
    )


# Twenty deals, 19 to 38 days in the stage: the 90th percentile is 36.1.
USUAL = won(list(range(19, 39)))


@pytest.mark.parametrize(("days", "expected"), [(36, "none"), (37, "watch")])
def test_a_deal_is_stuck_when_nine_in_ten_won_deals_had_left_its_stage(days: int, expected: str) -> None:
    assert severity(book(USUAL, open_deal(days)), "F34") == expected


def test_the_evidence_names_the_stage_the_days_and_when_others_leave() -> None:
    stuck = book(USUAL, open_deal(61))
    assert sentence(stuck, "F34") == "61 d in Proposal (o1, €12k); 90 % of won deals leave by day 36"
    assert since(stuck, "F34") == ago(61 - 37)
    assert raised(stuck, "F34").item(0, "money") == 120_000_000
    assert behind(stuck, "F34").get_column("opportunity_id").to_list() == ["o1"]


def test_the_largest_stuck_deal_speaks_for_all_of_them() -> None:
    stuck = book(
        USUAL,
        open_deal(61, "o1", None),
        open_deal(50, "o2", 300),
        open_deal(90, "o3", 200),
        open_deal(5, "o4"),
    )
    assert sentence(stuck, "F34") == (
        "50 d in Proposal (o2, €300); 90 % of won deals leave by day 36; 2 more deals stuck too"
    )
    assert raised(stuck, "F34").item(0, "money") == 5_000_000
    assert since(stuck, "F34") == ago(90 - 37)
    assert behind(stuck, "F34").height == 3
    plain = book(USUAL, open_deal(61, "o1", None))
    assert sentence(plain, "F34") == "61 d in Proposal (o1); 90 % of won deals leave by day 36"


@pytest.mark.parametrize(("deals", "expected"), [(20, "watch"), (19, None)])
def test_twenty_won_deals_make_a_stage_comparable(deals: int, expected: str | None) -> None:
    assert severity(book(won([5] * deals), open_deal(61)), "F34") == expected


def test_lost_deals_and_deals_won_later_are_no_measure() -> None:
    deals, stages = won([5] * 20)
    lost = [{**deals[0], "is_won": False, "stage": "Lost"}, *deals[1:]]
    later = [{**deals[0], "close_date": ago(-1)}, *deals[1:]]
    assert severity(book((deals, stages), open_deal(61)), "F34") == "watch"
    assert severity(book((lost, stages), open_deal(61)), "F34") is None
    assert severity(book((later, stages), open_deal(61)), "F34") is None


def test_only_open_deals_in_a_stage_can_be_stuck() -> None:
    over: dict[str, Any] = {"is_closed": True, "close_date": ago(2)}
    assert severity(book(USUAL, open_deal(61, is_won=False, **over)), "F34") is None
    assert severity(book(USUAL, open_deal(61, is_won=True, **over)), "F34") is None
    assert severity(book(USUAL, (open_deal(61)[0], [])), "F34") is None
    assert severity(book(USUAL, open_deal(61, customer_id=None)), "F34") is None
    # It closes tomorrow, which nobody knows today.
    later: dict[str, Any] = {"is_closed": True, "is_won": True, "close_date": ago(-1)}
    assert severity(book(USUAL, open_deal(61, **later)), "F34") == "watch"


def test_a_deal_that_goes_back_starts_anew_and_one_repeated_does_not() -> None:
    deals, stages = open_deal(61)
    back = [*stages, {**stages[0], "entered": ago(30)}, {**stages[1], "entered": ago(20)}]
    assert severity(book(USUAL, (deals, back)), "F34") == "none"
    repeated = [*stages, {**stages[1], "entered": ago(20)}]
    assert severity(book(USUAL, (deals, repeated)), "F34") == "watch"
    moved_later = [*stages, {"opportunity_id": "o1", "stage": "Contract", "entered": ago(-1)}]
    assert severity(book(USUAL, (deals, moved_later)), "F34") == "watch"
    moved = [*stages, {"opportunity_id": "o1", "stage": "Contract", "entered": ago(1)}]
    assert severity(book(USUAL, (deals, moved)), "F34") is None
