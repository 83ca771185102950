"""What a rep carries and does, and what it means for the customers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import (
    ago,
    behind,
    evaluated,
    number_of,
    numbered,
    orders_of,
    sentence,
    severity,
    since,
)  # fmt: skip
from tests.core.risk.rep_desk import rep_behind, rep_raised, rep_sentence, rep_severity, rep_since

from holdfast.book.book import Book
from holdfast.risk.rules.people.rep_at_risk import NEUTRAL

EARLY = date(2020, 1, 1)


def rep(name: str, team: str | None = "North", **more: Any) -> dict[str, Any]:
    return {"rep_id": name, "name": name.title(), "team": team, "hire_date": EARLY, **more}


def books_of(*orders: dict[str, Any], reps: list[dict[str, Any]] | None = None, **held: int) -> Book:
    """So many customers per rep, called `<rep><n>`."""
    customers = [f"{name}{n}" for name, count in held.items() for n in range(count)]
    return make_book(
        customers=[{"customer_id": name} for name in customers],
        orders=orders,
        reps=reps or [rep(name) for name in held],
        assignments=[
            {"customer_id": customer, "rep_id": customer.rstrip("0123456789"), "start": ago(900)}
            for customer in customers
        ],
    )


def test_more_than_one_and_a_half_times_the_teams_median_is_a_heavy_book() -> None:
    assert rep_severity(books_of(ana=7, max=4, eva=4), "R3") == "watch"
    assert rep_severity(books_of(ana=6, max=4, eva=4), "R3") == "none"


def test_a_team_needs_three_reps_with_customers() -> None:
    assert rep_severity(books_of(ana=9, max=1), "R3") is None
    reps = [rep("ana"), rep("max"), rep("lead")]
    assert rep_severity(books_of(ana=9, max=1, reps=reps), "R3") is None
    assert (
        rep_severity(books_of(ana=9, max=1, eva=1, reps=[rep("ana", None), rep("max"), rep("eva")]), "R3")
        is None
    )


def test_the_median_is_told_from_five_reps_on() -> None:
    assert rep_sentence(books_of(ana=10, max=4, eva=4, tom=4, kim=5), "R3") == (
        "Holds 10 customers, 2.5× the team's median of 4"
    )
    assert rep_sentence(books_of(ana=9, max=4, eva=4, tom=4), "R3") == (
        "Holds 9 customers, over 1.5× the median of the team"
    )


def late(customer: str, amount: float) -> list[dict[str, Any]]:
    """Orders every 30 days that stopped 70 days ago: a high flag."""
    return orders_of(customer, 160, 130, 100, 70, amount=amount)


def test_revenue_under_high_flags_makes_a_book_heavy_too() -> None:
    names = ("ana", "max", "eva", "tom", "kim")
    orders = [late(f"{name}0", 160 if name == "ana" else 100) for name in names]
    book = books_of(*numbered(*orders), ana=1, max=1, eva=1, tom=1, kim=1)
    assert severity(book, "F01", "ana0") == "high"
    assert rep_sentence(book, "R3") == "€640 a year under high flags, 1.6× the team's median of €400"
    at_limit = [late(f"{name}0", 150 if name == "ana" else 100) for name in names]
    assert rep_severity(books_of(*numbered(*at_limit), ana=1, max=1, eva=1, tom=1, kim=1), "R3") == "none"


def test_behind_a_heavy_book_are_its_assignments_and_the_money_is_the_revenue_held() -> None:
    book = books_of(*numbered(orders_of("ana0", 10)), ana=7, max=4, eva=4)
    assert rep_behind(book, "R3").height == 7
    assert rep_raised(book, "R3").item(0, "revenue") == 100 * 10_000


def test_the_money_under_high_flags_can_be_added_up_from_the_rows_behind_it() -> None:
    names = ("ana", "max", "eva", "tom", "kim")
    orders = [late(f"{name}0", 160 if name == "ana" else 100) for name in names]
    calm = orders_of("ana1", 100, 70, 40, 10, amount=500)
    rows = rep_behind(books_of(*numbered(*orders, calm), ana=2, max=1, eva=1, tom=1, kim=1), "R3")
    assert rows.select("customer_id", "risk", "revenue").rows() == [
        ("ana0", "high", 640 * 10_000),
        ("ana1", "none", 2_000 * 10_000),
    ]


def log_of(recent: int, before: int, *, others: bool = True, first: int = 400, **ana: Any) -> Book:
    """Ana's contacts of the last 28 days and of the 84 before; somebody else logs daily."""
    rows = [{"customer_id": "c1", "at": ago(n % 28), "rep_id": "ana"} for n in range(recent)]
    rows += [{"customer_id": "c1", "at": ago(28 + n % 84), "rep_id": "ana"} for n in range(before)]
    if others:
        rows.append({"customer_id": "c1", "at": ago(0), "rep_id": "max"})
    rows.append({"customer_id": "c1", "at": ago(first), "rep_id": "max"})
    return make_book(
        customers=[{"customer_id": "c1"}], reps=[rep("ana", **ana), rep("max")], interactions=rows
    )


@pytest.mark.parametrize(
    ("recent", "before", "expected"),
    [(15, 90, "watch"), (16, 90, "none"), (0, 12, "watch"), (0, 11, None), (30, 90, "none")],
)
def test_half_the_usual_contacts_or_fewer(recent: int, before: int, expected: str | None) -> None:
    assert rep_severity(log_of(recent, before), "R4") == expected


def test_twelve_contacts_before_are_enough_to_tell_since_when() -> None:
    # Only today has anybody logged a contact within 28 days.
    assert rep_since(log_of(0, 12), "R4") == ago(0)


def test_an_empty_or_a_short_log_is_not_taken_for_an_idle_rep() -> None:
    assert rep_severity(log_of(0, 90, others=False), "R4") is None
    assert rep_severity(log_of(0, 80, first=111), "R4") == "watch"
    assert rep_severity(log_of(0, 80, first=110), "R4") is None


def test_a_rep_who_came_lately_has_nothing_usual() -> None:
    assert rep_severity(log_of(0, 90, hire_date=ago(111)), "R4") == "watch"
    assert rep_severity(log_of(0, 90, hire_date=ago(110)), "R4") is None


def test_less_activity_is_told_with_its_numbers_and_rows() -> None:
    book = log_of(12, 93)
    assert rep_sentence(book, "R4") == "12 contacts logged in 28 d; usual 31 (−61 %)"
    assert rep_behind(book, "R4").height == 12 + 93


def test_it_opened_on_the_first_day_of_the_spell() -> None:
    rows = [{"customer_id": "c1", "at": ago(n), "rep_id": "ana"} for n in range(20, 300)]
    rows += [{"customer_id": "c1", "at": ago(n), "rep_id": "max"} for n in range(300)]
    book = make_book(customers=[{"customer_id": "c1"}], reps=[rep("ana"), rep("max")], interactions=rows)
    first = rep_since(book, "R4")
    # After 14 days without a contact half of 28 is left.
    assert first == ago(6)
    assert rep_severity(book, "R4", as_of=first) == "watch"
    assert rep_severity(book, "R4", as_of=first - timedelta(days=1)) == "none"


# Customers of a rep with a prompt


def left(*, team: int, gone: int, own_start: int = 900) -> Book:
    """Ana holds c1; of a team of so many, some left 20 days ago."""
    mates = [rep(f"m{n}", end_date=ago(20) if n < gone else None) for n in range(team - 1)]
    return make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "gone"}, {"customer_id": "alone"}],
        orders=numbered(orders_of("c1", 300, 10), orders_of("gone", 800), orders_of("alone", 10)),
        reps=[rep("ana"), *mates],
        assignments=[
            {"customer_id": name, "rep_id": "ana", "start": ago(own_start)} for name in ("c1", "gone")
        ],
    )


def test_a_high_prompt_of_the_owner_is_to_be_watched_a_single_other_one_is_not_told() -> None:
    assert severity(left(team=5, gone=2), "F20") == "watch"
    assert severity(left(team=5, gone=1), "F20") == "none"
    assert severity(left(team=5, gone=0), "F20") == "none"


@pytest.mark.parametrize(("falls", "severity_of_customer"), [(True, "info"), (False, "none")])
def test_three_prompts_of_the_owner_at_once_are_told_two_are_not(
    falls: bool, severity_of_customer: str
) -> None:
    rates = ((10, 90), (11, 90), (12, 90), (1, 80), (2, 80), (3, 80), (4, 70), (5, 70), (6, 70))
    # A colleague left, the book is far larger than the others', and attainment falls or does not.
    book = make_book(
        customers=[{"customer_id": f"c{n}"} for n in range(9)],
        orders=numbered(*(orders_of(f"c{n}", 10) for n in range(9))),
        reps=[rep("ana"), rep("max"), rep("eva"), rep("left", end_date=ago(20))],
        assignments=[
            {"customer_id": f"c{n}", "rep_id": "ana" if n < 7 else ("max", "eva")[n - 7], "start": ago(900)}
            for n in range(9)
        ],
        rep_periods=[
            {
                "rep_id": "ana",
                "period": date(2025 - (month > 9), month, 1),
                "quota": 100,
                "attained": rate if falls else 90,
            }
            for month, rate in rates
        ],
    )
    prompts = [flag for flag in ("R1", "R2", "R3") if rep_severity(book, flag) == "watch"]
    assert prompts == (["R1", "R2", "R3"] if falls else ["R1", "R3"])
    assert severity(book, "F20", "c1") == severity_of_customer


def test_nobody_tells_of_customers_who_are_gone_or_have_no_rep() -> None:
    book = left(team=5, gone=2)
    assert [severity(book, "F20", name) for name in ("gone", "alone")] == [None, None]


def test_the_owners_prompt_is_told_in_neutral_words() -> None:
    assert sentence(left(team=5, gone=2), "F20") == "Owner's team lost 2 of 5 in 90 d (Ana)"


def test_no_sentence_of_a_customer_tells_what_the_rep_attained() -> None:
    rows = [
        {"rep_id": "ana", "period": date(2024, 10, 1), "quota": 100, "attained": 90},
        *(
            {"rep_id": "ana", "period": date(2025 - (m > 9), m, 1), "quota": 100, "attained": rate}
            for m, rate in ((11, 90), (12, 90), (1, 80), (2, 80), (3, 80), (4, 70), (5, 70), (6, 70))
        ),
    ]
    book = make_book(
        customers=[{"customer_id": "c1"}],
        orders=numbered(orders_of("c1", 10)),
        reps=[rep("ana")],
        assignments=[{"customer_id": "c1", "rep_id": "ana", "start": ago(900)}],
        rep_periods=rows,
    )
    assert rep_severity(book, "R2") == "watch"
    assert sentence(book, "F20") is None
    assert not any(letter.isdigit() for words in NEUTRAL.values() for letter in words)


def test_it_opens_with_the_prompt_or_when_the_rep_takes_over() -> None:
    assert since(left(team=5, gone=2), "F20") == ago(20)
    assert since(left(team=5, gone=2, own_start=10), "F20") == ago(10)


def test_behind_it_is_the_assignment_to_the_owner() -> None:
    book = left(team=5, gone=2)
    assert behind(book, "F20").get_column("rep_id").to_list() == ["ana"]


def test_the_prompt_counts_among_the_flags_of_the_customer() -> None:
    row = evaluated(left(team=5, gone=2)).row(number_of(left(team=5, gone=2)), named=True)
    assert (row["risk"], row["flags"], row["worst_flag"]) == ("watch", 1, "F20")


def test_flags_of_reps_need_no_assignments() -> None:
    book = make_book(customers=[{"customer_id": "c1"}], reps=[rep("ana"), rep("max", end_date=ago(3))])
    assert rep_severity(book, "R1") == "watch"
    assert rep_severity(book, "R3") is None
