from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book

REPS = [
    {"rep_id": "ana", "name": "Ana Klein", "hire_date": date(2020, 1, 1)},
    {"rep_id": "max", "name": "Max Rossi", "hire_date": date(2020, 1, 1)},
]
EARLY = {"customer_id": "c1", "at": "2024-01-05", "direction": "in"}


def call(days_ago: int, rep: str | None = "max", direction: str = "two-way") -> dict[str, Any]:
    return {"customer_id": "c1", "at": ago(days_ago), "direction": direction, "rep_id": rep}


def handed_over(
    days_ago: int, *calls: dict[str, Any], tier: str | None = None, others: tuple[str, ...] = ()
) -> Book:
    """Ana held c1, Max took over; other customers only have tiers."""
    return make_book(
        customers=[
            {"customer_id": "c1", "tier": tier},
            *({"customer_id": f"x{other}", "tier": other} for other in others),
        ],
        reps=REPS,
        assignments=[
            {"customer_id": "c1", "rep_id": "ana", "start": date(2023, 1, 1), "end": ago(days_ago)},
            {"customer_id": "c1", "rep_id": "max", "start": ago(days_ago)},
        ],
        interactions=[EARLY, *calls],
    )


@pytest.mark.parametrize(("days", "expected"), [(0, "watch"), (90, "watch"), (91, "none")])
def test_a_change_of_rep_is_fresh_for_90_days(days: int, expected: str) -> None:
    assert severity(handed_over(days), "F18") == expected


def test_two_contacts_by_the_new_rep_settle_the_handover() -> None:
    assert severity(handed_over(34, call(20)), "F18") == "watch"
    assert severity(handed_over(34, call(20), call(34)), "F18") == "none"


def test_contacts_before_the_change_by_others_or_one_way_do_not_count() -> None:
    assert severity(handed_over(34, call(20), call(35)), "F18") == "watch"
    assert severity(handed_over(34, call(20), call(10, "ana")), "F18") == "watch"
    assert severity(handed_over(34, call(20), call(10, direction="out")), "F18") == "watch"


def test_a_contact_without_rep_counts_for_the_holder() -> None:
    assert severity(handed_over(34, call(20, None), call(10, None)), "F18") == "none"


@pytest.mark.parametrize(
    ("tier", "others", "expected"),
    [
        ("A", (), "high"),
        (" a ", (), "high"),
        ("B", ("A",), "watch"),
        ("Gold", ("Silver",), "high"),
        ("Silver", ("Gold",), "watch"),
        (None, ("A",), "watch"),
    ],
)
def test_the_top_tier_matters_more(tier: str | None, others: tuple[str, ...], expected: str) -> None:
    assert severity(handed_over(34, tier=tier, others=others), "F18") == expected


def test_the_handover_names_both_reps_and_the_contacts() -> None:
    assert sentence(handed_over(34), "F18") == (
        "New rep Max Rossi since 27 May 2025 (34 d), no two-way contact yet; before: Ana Klein"
    )
    assert sentence(handed_over(34, call(3)), "F18") == (
        "New rep Max Rossi since 27 May 2025 (34 d), only 1 two-way contact; before: Ana Klein"
    )
    assert since(handed_over(34), "F18") == ago(34)


def assigned(*assignments: dict[str, Any], **tables: Any) -> Book:
    return make_book(
        customers=[{"customer_id": "c1"}],
        reps=REPS,
        assignments=[{"customer_id": "c1", **assignment} for assignment in assignments],
        interactions=[EARLY],
        **tables,
    )


def test_a_first_rep_or_a_renewed_assignment_is_no_change() -> None:
    assert severity(assigned({"rep_id": "max", "start": ago(30)}), "F18") == "none"
    renewed = assigned(
        {"rep_id": "ana", "start": ago(900), "end": ago(400)},
        {"rep_id": "max", "start": ago(400), "end": ago(30)},
        {"rep_id": "max", "start": ago(30)},
    )
    assert severity(renewed, "F18") == "none"


def test_a_rep_who_comes_back_is_a_change() -> None:
    back = assigned(
        {"rep_id": "max", "start": ago(900), "end": ago(400)},
        {"rep_id": "ana", "start": ago(400), "end": ago(30)},
        {"rep_id": "max", "start": ago(30)},
    )
    assert severity(back, "F18") == "watch"
    assert since(back, "F18") == ago(30)


def test_rep_changed_is_not_evaluated_without_holder_recorded_assignments_or_a_log_of_contacts() -> None:
    assert severity(assigned({"rep_id": "ana", "start": ago(90), "end": ago(9)}), "F18") is None
    assumed = make_book(customers=[{"customer_id": "c1", "owner_rep_id": "max"}], interactions=[EARLY])
    assert severity(assumed, "F18") is None
    short_log = make_book(
        customers=[{"customer_id": "c1"}],
        assignments=[
            {"customer_id": "c1", "rep_id": "ana", "start": ago(500), "end": ago(34)},
            {"customer_id": "c1", "rep_id": "max", "start": ago(34)},
        ],
        interactions=[{"customer_id": "c1", "at": ago(33), "direction": "in"}],
    )
    assert severity(short_log, "F18") is None


def orphan(*, left: bool, revenue: float = 84_000, order_days_ago: int = 20, others: float = 100) -> Book:
    """c1 has lost Max: 30 April was his last day, or only that of the assignment. c2 and c3 have Ana."""
    day = date(2025, 5, 1)
    return make_book(
        orders=numbered(
            orders_of("c1", order_days_ago, amount=revenue),
            orders_of("c2", 30, amount=others),
            orders_of("c3", 30, amount=others),
        ),
        reps=[REPS[0], {**REPS[1], "end_date": day if left else None}],
        assignments=[
            {"customer_id": "c1", "rep_id": "max", "start": date(2023, 1, 1), "end": None if left else day},
            {"customer_id": "c2", "rep_id": "ana", "start": date(2023, 1, 1)},
        ],
    )


def test_an_orphan_is_critical_in_the_top_half_by_revenue() -> None:
    assert severity(orphan(left=True), "F19") == "critical"
    assert severity(orphan(left=True, revenue=100), "F19") == "critical"
    assert severity(orphan(left=True, revenue=99), "F19") == "high"
    assert severity(orphan(left=True), "F19", "c2") == "none"


def test_an_inactive_customer_is_not_evaluated_for_orphans() -> None:
    assert severity(orphan(left=True, order_days_ago=364), "F19") == "critical"
    assert severity(orphan(left=True, order_days_ago=370), "F19") is None


def test_the_orphan_names_who_left_when_and_the_money() -> None:
    assert sentence(orphan(left=True), "F19") == (
        "No active rep since Max Rossi left on 30 Apr 2025 (61 d); €84k in 12 months"
    )
    assert sentence(orphan(left=False), "F19") == (
        "No active rep since 1 May 2025 (61 d), before: Max Rossi; €84k in 12 months"
    )
    assert sentence(orphan(left=False), "F19", "c3") == "No rep has ever been assigned; €100 in 12 months"
    assert since(orphan(left=True, order_days_ago=300), "F19") == date(2025, 5, 1)
    assert since(orphan(left=True, order_days_ago=20), "F19") == ago(20), "nobody's customer before its order"


def contacted(days_ago: int | None, tier: str | None, *, order_days_ago: int = 20, **customer: Any) -> Book:
    calls = [] if days_ago is None else [call(days_ago)]
    return make_book(
        customers=[{"customer_id": "c1", "tier": tier, **customer}, {"customer_id": "c2"}],
        orders=numbered(orders_of("c1", order_days_ago)),
        interactions=[{**EARLY, "customer_id": "c2"}, *calls],
    )


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("tier", "cadence"), [("A", 30), ("a", 30), ("B", 60), ("C", 120), (None, 120), ("Gold", 120)]
)
def test_a_contact_gap_is_longer_than_the_cadence_of_the_tier(tier: str | None, cadence: int) -> None:
    assert severity(contacted(cadence, tier), "F29") == "none"
    assert severity(contacted(cadence + 1, tier), "F29") == "watch"


def test_an_inactive_customer_is_not_evaluated_for_contact() -> None:
    assert severity(contacted(200, "A", order_days_ago=400), "F29") is None


def test_the_contact_gap_says_when_and_what_is_expected() -> None:
    book = contacted(52, "A", order_days_ago=300)
    assert sentence(book, "F29") == (
        "Last two-way contact 9 May 2025, 52 d ago; at least every 30 d expected in tier A"
    )
    assert since(book, "F29") == ago(52 - 31)


def test_without_any_contact_the_days_count_from_the_creation_of_the_customer() -> None:
    book = contacted(None, None, created=ago(121))
    assert severity(book, "F29") == "watch"
    assert sentence(book, "F29") == (
        "No two-way contact on file since 1 Mar 2025 (121 d); at least every 120 d expected"
    )
    assert severity(contacted(None, None, created=ago(120)), "F29") == "none"
    assert severity(contacted(None, None), "F29") is None


def test_without_any_contact_a_recorded_assignment_counts_before_the_creation() -> None:
    book = make_book(
        customers=[{"customer_id": "c1", "created": ago(500)}],
        orders=numbered(orders_of("c1", 20)),
        assignments=[{"customer_id": "c1", "rep_id": "ana", "start": ago(100)}],
        interactions=[EARLY],
    )
    assert severity(book, "F29") == "none"


def test_never_contacted_means_nothing_when_the_log_is_younger_than_the_cadence() -> None:
    def book(log_days_ago: int) -> Book:
        return make_book(
            customers=[{"customer_id": "c1", "tier": "A", "created": ago(500)}, {"customer_id": "c2"}],
            orders=numbered(orders_of("c1", 20)),
            interactions=[{"customer_id": "c2", "at": ago(log_days_ago), "direction": "two-way"}],
        )

    assert severity(book(29), "F29") is None
    assert severity(book(30), "F29") == "watch"
