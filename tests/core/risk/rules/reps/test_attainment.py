"""Quota and recognition: attainment that falls, a slow start, good work nobody has thanked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago
from tests.core.risk.rep_desk import rep_behind, rep_sentence, rep_severity, rep_since

from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings
from holdfast.timeline import add_months

EARLY = date(2020, 1, 1)


def months_of(rep: str, first: date, *rates: float | None) -> list[dict[str, Any]]:
    """A month per rate from `first` on; None leaves the month out."""
    return [
        {"rep_id": rep, "period": add_months(first, n), "quota": 100, "attained": 100 * rate}
        for n, rate in enumerate(rates)
        if rate is not None
    ]


def quarters(*rates: float, last: date = date(2025, 4, 1)) -> list[dict[str, Any]]:
    """Three months per rate, the last quarter beginning on `last`."""
    first = add_months(last, -3 * (len(rates) - 1))
    return months_of("ana", first, *(rate for rate in rates for _ in range(3)))


def measured(*rows: dict[str, Any], **settings: Any) -> Book:
    return make_book(
        settings=BookSettings(name="Test", currency="EUR", **settings),
        customers=[{"customer_id": "c1"}],
        reps=[{"rep_id": "ana", "hire_date": EARLY}],
        rep_periods=rows,
    )


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ((1.0, 0.9, 0.8), "watch"),
        ((1.0, 0.9, 0.9), "none"),
        ((1.0, 1.0, 0.9), "none"),
        ((0.8, 0.9, 1.0), "none"),
        ((1.0, 0.9), None),
    ],
)
def test_attainment_falls_two_quarters_in_a_row(rates: tuple[float, ...], expected: str | None) -> None:
    assert rep_severity(measured(*quarters(*rates)), "R2") == expected


def test_the_prompt_names_the_quarters_but_no_score() -> None:
    book = measured(*quarters(1.2, 1.0, 0.9, 0.8))
    assert rep_sentence(book, "R2") == "Attainment fell 3 quarters in a row, the last 2025Q2"
    assert rep_behind(book, "R2").height == 12
    assert rep_behind(measured(*quarters(0.7, 1.0, 0.9, 0.8)), "R2").height == 9


def test_only_complete_quarters_count() -> None:
    falling = quarters(1.0, 0.9, 0.8, 0.7)
    # On 29 June the second quarter still runs: the fall before it is what can be told.
    assert rep_severity(measured(*falling), "R2", as_of=date(2025, 6, 29)) == "watch"
    assert rep_severity(measured(*quarters(1.0, 0.9, 0.8)), "R2", as_of=date(2025, 6, 29)) is None


def test_a_month_missing_or_without_a_quota_leaves_its_quarter_out() -> None:
    rows = quarters(1.0, 0.9, 0.8)
    assert rep_severity(measured(*rows[:4], *rows[5:]), "R2") is None
    assert rep_severity(measured(*rows[:4], {**rows[4], "quota": None}, *rows[5:]), "R2") is None
    assert rep_severity(measured(*rows[:4], {**rows[4], "quota": 0}, *rows[5:]), "R2") is None


def test_old_falls_say_nothing_of_today() -> None:
    assert rep_severity(measured(*quarters(1.0, 0.9, 0.8, last=date(2025, 1, 1))), "R2") is None


def test_it_opened_when_the_second_falling_quarter_closed() -> None:
    assert rep_since(measured(*quarters(1.0, 0.9, 0.8)), "R2") == date(2025, 6, 30)
    book = measured(*quarters(1.0, 1.2, 1.1, 0.9, 0.8))
    assert rep_since(book, "R2") == date(2025, 3, 31)
    assert rep_severity(book, "R2", as_of=date(2025, 3, 31)) == "watch"
    assert rep_severity(book, "R2", as_of=date(2025, 3, 30)) == "none"


def test_quarters_are_those_of_the_fiscal_year() -> None:
    rows = quarters(1.0, 0.9, 0.8, last=date(2025, 3, 1))
    book = measured(*rows, fiscal_year_start=12)
    assert rep_severity(book, "R2") == "watch"
    assert rep_sentence(book, "R2") == "Attainment fell 2 quarters in a row, the last 2024Q2"
    assert rep_severity(measured(*rows), "R2") is None


HIRED = date(2025, 1, 10)


def starter(*rates: float | None, peers: int = 8, peer_rate: float = 1.0, peer_months: int = 12) -> Book:
    """Ana's months since her hiring in January, beside peers who began two years before."""
    begun = date(2023, 1, 1)
    others = [f"peer{n}" for n in range(peers)]
    rows = months_of("ana", date(2025, 1, 1), *rates)
    for n, name in enumerate(others):
        rows += months_of(name, begun, *([peer_rate + n / 100] * peer_months))
    return make_book(
        customers=[{"customer_id": "c1"}],
        reps=[
            {"rep_id": "ana", "hire_date": HIRED},
            # A peer who has left is still one to compare with.
            *({"rep_id": name, "hire_date": begun, "end_date": date(2025, 1, 1)} for name in others),
        ],
        rep_periods=rows,
    )


def test_a_start_below_the_lowest_quarter_of_the_peers_is_slow() -> None:
    # Peers attain 1.00 to 1.07: a quarter of them at most 1.0175.
    assert rep_severity(starter(0, 0, 1.01, 1.01, 1.01, 1.02), "R6") == "watch"
    assert rep_severity(starter(0, 0, 1.0175, 1.0175, 1.0175, 1.0176), "R6") == "none"


def test_the_first_two_months_do_not_count() -> None:
    assert rep_severity(starter(9, 9, 0.5, 0.5, 0.5, 0.5), "R6") == "watch"
    assert rep_severity(starter(0.5, 0.5), "R6", as_of=date(2025, 2, 28)) is None


def test_too_few_peers_with_the_same_months_compare_nothing() -> None:
    assert rep_severity(starter(*[0.5] * 6, peers=7), "R6") is None
    assert rep_severity(starter(*[0.5] * 6, peer_months=5), "R6") is None


def test_after_twelve_months_the_start_is_over() -> None:
    book = starter(*[0.5] * 13)
    assert rep_severity(book, "R6", as_of=date(2026, 1, 30)) == "watch"
    assert rep_severity(book, "R6", as_of=date(2026, 1, 31)) == "none"


def test_the_last_complete_month_has_to_be_on_record() -> None:
    assert rep_severity(starter(0.5, 0.5, 0.5, 0.5, 0.5, None), "R6") is None


def test_a_slow_start_is_told_without_a_score() -> None:
    book = starter(*[0.5] * 6)
    assert rep_sentence(book, "R6") == (
        "Months 3 to 6 of tenure: attainment in the lowest quarter of 8 peers in the same months"
    )
    assert rep_behind(book, "R6").get_column("period").min() == date(2025, 3, 1)


def test_a_slow_start_opened_when_the_month_closed_that_fell_below() -> None:
    book = starter(0, 0, 2.0, 0.9, 0.5, 0.5)
    first = rep_since(book, "R6")
    assert first == date(2025, 6, 30)
    assert rep_severity(book, "R6", as_of=first) == "watch"
    assert rep_severity(book, "R6", as_of=first - timedelta(days=1)) == "none"


def best_of(reps: int = 8, *, thanked: int | None = None, log_from: int = 400, **ana: Any) -> Book:
    """Ana attains most of all; `thanked` so many days ago."""
    names = ["ana", *(f"rep{n}" for n in range(reps - 1))]
    rows = [
        row
        for n, name in enumerate(names)
        for row in months_of(name, date(2024, 7, 1), *([1.5 - n / 10] * 12))
    ]
    thanks = [{"rep_id": "rep1", "date": ago(log_from), "kind": "award"}]
    if thanked is not None:
        thanks.append({"rep_id": "ana", "date": ago(thanked), "kind": "award"})
    return make_book(
        customers=[{"customer_id": "c1"}],
        reps=[{"rep_id": name, "hire_date": EARLY, **(ana if name == "ana" else {})} for name in names],
        rep_periods=rows,
        recognitions=thanks,
    )


@pytest.mark.parametrize(("days", "expected"), [(None, "info"), (181, "info"), (180, "none"), (0, "none")])
def test_a_top_rep_without_recognition_for_180_days(days: int | None, expected: str) -> None:
    assert rep_severity(best_of(thanked=days), "R7") == expected


def test_only_the_top_quarter_is_meant() -> None:
    book = best_of()
    assert [rep_severity(book, "R7", name) for name in ("ana", "rep0", "rep1", "rep5")] == [
        "info", "info", "none", "none",
    ]  # fmt: skip


def test_recognition_is_told_in_days() -> None:
    assert rep_sentence(best_of(thanked=190), "R7") == (
        "Among the top of 8 reps by attainment; no recognition since 22 Dec 2024 (190 d)"
    )
    assert rep_sentence(best_of(), "R7") == (
        "Among the top of 8 reps by attainment; no recognition on record"
    )
    assert rep_behind(best_of(thanked=190), "R7").height == 13


@pytest.mark.thorough
def test_few_reps_a_short_log_or_a_short_stay_say_nothing() -> None:
    assert rep_severity(best_of(7), "R7") is None
    assert rep_severity(best_of(log_from=179), "R7") is None
    assert rep_severity(best_of(log_from=180), "R7") == "info"
    assert rep_severity(best_of(hire_date=ago(179)), "R7") is None
    assert rep_severity(best_of(hire_date=ago(180)), "R7") == "info"


def test_without_quotas_the_revenue_held_counts() -> None:
    names = [f"rep{n}" for n in range(8)]
    book = make_book(
        customers=[{"customer_id": f"c{n}"} for n in range(8)],
        orders=[{"customer_id": f"c{n}", "order_date": ago(30), "amount": 100 * (n + 1)} for n in range(8)],
        reps=[{"rep_id": name, "hire_date": EARLY} for name in names],
        assignments=[
            {"customer_id": f"c{n}", "rep_id": name, "start": ago(900)} for n, name in enumerate(names)
        ],
        recognitions=[{"rep_id": "rep0", "date": ago(400)}],
    )
    assert [rep_severity(book, "R7", name) for name in ("rep7", "rep6", "rep5")] == ["info", "info", "none"]
    assert rep_sentence(book, "R7", "rep7") == (
        "Among the top of 8 reps by revenue held; no recognition on record"
    )
