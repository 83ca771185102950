from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book

Rows = list[dict[str, Any]]


def with_people(*people: dict[str, Any], orders: Rows | None = None) -> Book:
    contacts = [{"customer_id": "c1", "role": "Managing Director", **person} for person in people]
    return make_book(
        customers=[{"customer_id": "c1"}],
        orders=numbered(orders_of("c1", 200, 100, 0)) if orders is None else orders,
        contacts=contacts,
    )


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "none"), (0, "critical"), (180, "critical"), (181, "none")]
)
def test_a_sponsor_who_left_counts_for_180_days(days: int, expected: str) -> None:
    book = with_people({"left_on": ago(days), "active": False})
    assert severity(book, "F16") == expected


def test_another_active_sponsor_keeps_the_thread() -> None:
    gone = {"left_on": ago(20)}
    assert severity(with_people(gone, {"role": "CEO"}), "F16") == "none"
    assert severity(with_people(gone, {"role": "CEO", "active": True}), "F16") == "none"
    assert severity(with_people(gone, {"role": "CEO", "left_on": ago(200)}), "F16") == "critical"
    assert severity(with_people(gone, {"role": "CEO", "left_on": ago(-1)}), "F16") == "none"


def test_it_is_critical_when_nobody_at_all_is_left() -> None:
    gone, clerk = {"left_on": ago(20)}, {"role": "clerk"}
    assert severity(with_people(gone, clerk), "F16") == "high"
    assert severity(with_people(gone, {**clerk, "left_on": ago(400)}), "F16") == "critical"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Sponsor", "critical"),
        ("decision  maker (IT)", "critical"),
        ("Geschäftsführerin", "critical"),
        ("Sales director EMEA", "critical"),
        ("Directorate assistant", None),
        ("purchasing", None),
        (None, None),
    ],
)
def test_the_role_says_who_is_a_sponsor(role: str | None, expected: str | None) -> None:
    assert severity(with_people({"role": role, "left_on": ago(20)}), "F16") == expected


def test_inactive_without_a_date_is_known_from_the_last_day_with_data() -> None:
    book = with_people({"name": "A. Klein", "active": False}, {"role": "clerk"})
    assert severity(book, "F16") == "high"
    assert sentence(book, "F16") == (
        "Sponsor A. Klein (Managing Director) is inactive, no date on file; no other active sponsor on file"
    )
    assert since(book, "F16") is None
    assert severity(book, "F16", as_of=ago(1)) is None
    beside_another = with_people({"active": False}, {"active": True})
    assert severity(beside_another, "F16", as_of=ago(1)) == "none"


def test_a_former_customer_has_no_champion_to_lose() -> None:
    left_long_ago = numbered(orders_of("c1", 900), orders_of("c2", 0))
    assert severity(with_people({"left_on": ago(20)}, orders=left_long_ago), "F16") is None


def test_the_sentence_names_the_sponsor_and_the_day() -> None:
    ana = {"contact_id": "P1", "name": "A. Klein", "left_on": ago(89)}
    others = {"contact_id": "P2", "role": "CEO", "left_on": ago(300)}, {"contact_id": "P3", "role": "clerk"}
    book = with_people(ana, *others)
    assert sentence(book, "F16") == (
        "Sponsor A. Klein (Managing Director) left on 2 Apr 2025, 89 d ago; no other active sponsor on file"
    )
    assert since(book, "F16") == ago(89)
    assert behind(book, "F16").get_column("contact_id").to_list() == ["P1", "P2"]
    alone = with_people({**ana, "name": None}, {"contact_id": "P3", "role": "clerk", "left_on": ago(500)})
    assert sentence(alone, "F16") == (
        "Sponsor P1 (Managing Director) left on 2 Apr 2025, 89 d ago; no active contact is left"
    )
    assert behind(alone, "F16").get_column("contact_id").to_list() == ["P1", "P3"]


def spoken_with(*touches: tuple[str | None, int], amount: float = 400, **rest: Any) -> Book:
    """c1 beside three customers of 100, 200 and 300."""
    rows = [
        {"customer_id": "c1", "at": ago(days), "direction": "two-way", "contact_id": who, **rest}
        for who, days in touches
    ]
    others = [orders_of(f"x{n}", 10, amount=n * 100) for n in (1, 2, 3)]
    return make_book(
        customers=[{"customer_id": name} for name in ("c1", "x1", "x2", "x3")],
        orders=numbered(orders_of("c1", 10, amount=amount), *others),
        contacts=[{"contact_id": "P1", "customer_id": "c1", "name": "J. Ortiz"}],
        interactions=rows,
    )


def test_all_contacts_with_one_person_make_a_single_thread() -> None:
    one = [("P1", 10), ("P1", 50), ("P1", 179)]
    assert severity(spoken_with(*one), "F17") == "watch"
    assert severity(spoken_with(*one, ("P2", 179)), "F17") == "none"
    assert severity(spoken_with(*one, ("P2", 180)), "F17") == "watch"
    assert sentence(spoken_with(*one), "F17") == (
        "All 3 two-way contacts in 180 d with one person, J. Ortiz; €400 in 12 months"
    )
    assert severity(spoken_with(*one, ("P2", -1)), "F17") == "watch"


def test_too_few_contacts_or_unnamed_ones_tell_nothing() -> None:
    assert severity(spoken_with(("P1", 10), ("P1", 50)), "F17") is None
    assert severity(spoken_with(("P1", 10), ("P1", 50), ("P1", 180)), "F17") is None
    one = [("P1", 10), ("P1", 50), ("P1", 60)]
    assert severity(spoken_with(*one, (None, 5)), "F17") is None
    assert severity(spoken_with(*one, ("P2", 6), (None, 5)), "F17") == "none"
    assert severity(spoken_with(*one, direction="out"), "F17") is None


def test_only_the_top_quarter_by_revenue_matters() -> None:
    one = [("P1", 10), ("P1", 50), ("P1", 60)]
    # The upper quartile of 100, 200, 300 and the customer's own: 300 is at it, 299 below.
    assert severity(spoken_with(*one, amount=300), "F17") == "watch"
    assert severity(spoken_with(*one, amount=299), "F17") == "none"


def test_the_rows_behind_are_the_conversations_of_the_window() -> None:
    book = spoken_with(("P1", 10), ("P1", 50), ("P1", 179), ("P2", 180))
    assert behind(book, "F17").get_column("contact_id").to_list() == ["P1", "P1", "P1"]
    assert severity(book, "F17", as_of=AS_OF) == "watch"
