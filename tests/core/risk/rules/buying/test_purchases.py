from __future__ import annotations

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book


def monthly_buyer(last_order_days_ago: int) -> Book:
    days = [last_order_days_ago + 30 * step for step in (3, 2, 1, 0)]
    return make_book(orders=numbered(orders_of("c1", *days)))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "none"), (44, "none"), (45, "watch"), (59, "watch"), (60, "high"), (89, "high"), (90, "critical")],
)
def test_overdue_opens_at_one_and_a_half_twice_and_three_times_the_own_cadence(
    days: int, expected: str
) -> None:
    assert severity(monthly_buyer(days), "F01") == expected


def test_overdue_says_how_late_and_since_when() -> None:
    book = monthly_buyer(86)
    assert sentence(book, "F01") == "2.9× overdue: last order 5 Apr 2025, 86 d ago; usual every 30 d (3 gaps)"
    assert since(book, "F01") == ago(86 - 45)


def daily_buyer(last_order_days_ago: int) -> Book:
    days = [last_order_days_ago + step for step in (3, 2, 1, 0)]
    return make_book(orders=numbered(orders_of("c1", *days)))


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "none"), (13, "none"), (14, "high"), (29, "high"), (30, "critical")]
)
def test_three_days_are_no_absence_of_who_buys_every_day(days: int, expected: str) -> None:
    assert severity(daily_buyer(days), "F01") == expected


def test_what_takes_away_from_three_times_is_said() -> None:
    assert sentence(daily_buyer(20), "F01") == (
        "20× overdue: last order 10 Jun 2025, 20 d ago; usual every 1 d (3 gaps); critical from 30 d"
    )
    assert since(daily_buyer(20), "F01") == ago(6), "opened on the 14th day"


def uneven_buyer(last_order_days_ago: int, gaps: tuple[int, ...] = (10, 10, 10, 10, 40)) -> Book:
    days = [last_order_days_ago]
    for gap in gaps:
        days.append(days[-1] + gap)
    return make_book(orders=numbered(orders_of("c1", *reversed(days))))


def test_as_late_as_before_is_to_watch_only() -> None:
    assert severity(uneven_buyer(40), "F01") == "watch"
    assert (sentence(uneven_buyer(40), "F01") or "").endswith("(5 gaps); its own gaps reach 40 d")
    assert severity(uneven_buyer(41), "F01") == "critical"
    assert severity(uneven_buyer(40, (10, 10, 10, 40)), "F01") == "critical", "four gaps tell no spread"


@pytest.mark.parametrize(("days", "shown", "expected"), [(148, "2.96", "high"), (150, "3", "critical")])
def test_what_is_shown_as_three_times_is_not_below_three(days: int, shown: str, expected: str) -> None:
    book = make_book(orders=numbered(orders_of("c1", *(days + 50 * step for step in (3, 2, 1, 0)))))
    assert (sentence(book, "F01") or "").startswith(f"{shown}× overdue")
    assert severity(book, "F01") == expected


def test_two_orders_make_a_cadence() -> None:
    assert severity(make_book(orders=numbered(orders_of("c1", 130, 100))), "F01") == "critical"


def test_one_order_has_no_cadence_and_is_not_evaluated() -> None:
    book = make_book(orders=numbered(orders_of("c1", 300)))
    assert severity(book, "F01") is None
    assert sentence(book, "F01") is None


@pytest.mark.parametrize(("age", "expected"), [(44, "none"), (45, "watch"), (120, "watch"), (121, "none")])
def test_with_few_converters_a_one_timer_is_due_between_45_and_120_days(age: int, expected: str) -> None:
    assert severity(make_book(orders=numbered(orders_of("c1", age))), "F03") == expected


def converters(count: int, one_timer_age: int) -> Book:
    """Customers whose second order came after 1, 2, 3 … days, and one with a single order."""
    others = [orders_of(f"x{days:02}", 400, 400 - days) for days in range(1, count + 1)]
    return make_book(orders=numbered(orders_of("c1", one_timer_age), *others))


@pytest.mark.parametrize(("age", "expected"), [(15, "none"), (16, "watch"), (27, "watch"), (28, "none")])
def test_with_thirty_converters_their_own_times_decide(age: int, expected: str) -> None:
    # Median 15.5 days, 90th percentile 27.1 days.
    assert severity(converters(30, age), "F03") == expected


def test_with_29_converters_their_times_are_not_used() -> None:
    assert severity(converters(29, 20), "F03") == "none"


def test_a_one_timer_is_told_when_others_return() -> None:
    book = converters(30, 20)
    assert (
        sentence(book, "F03") == "First order 10 Jun 2025, 20 d ago; half of those who return do so by day 16"
    )
    assert since(book, "F03") == ago(4)


def test_a_one_timer_without_converters_is_told_the_usual_days() -> None:
    book = make_book(orders=numbered(orders_of("c1", 62), orders_of("c2", 90, 60)))
    assert sentence(book, "F03") == (
        "First order 29 Apr 2025, 62 d ago; a second order is due between day 45 and 120 "
        "(only 1 customer returned so far)"
    )


def test_a_repeat_buyer_is_clear_and_a_prospect_is_not_evaluated() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "c2"}], orders=numbered(orders_of("c1", 100, 60))
    )
    assert severity(book, "F03") == "none"
    assert severity(book, "F03", "c2") is None


def spender(now: float | None, *, last_year: float = 100, orders_before: int = 4, first: int = 454) -> Book:
    """400 over the four windows before (100 a window), `last_year` in the window a year ago, `now` lately."""
    before = {4: {300: 200, 200: 100, 100: 100}, 3: {300: 200, 200: 200}}[orders_before]
    amounts = {first: last_year, **before} | ({} if now is None else {10: now})
    return make_book(
        orders=[
            {"order_id": f"o{days}", "customer_id": "c1", "order_date": ago(days), "amount": amount}
            for days, amount in amounts.items()
        ]
    )


@pytest.mark.parametrize(("now", "expected"), [(60, "high"), (60.01, "none"), (None, "high")])
def test_spend_drop_opens_at_60_percent_of_the_usual(now: float | None, expected: str) -> None:
    assert severity(spender(now), "F04") == expected


@pytest.mark.parametrize(("last_year", "expected"), [(80, "high"), (79.99, "none")])
def test_spend_drop_needs_the_fall_against_last_year_too(last_year: float, expected: str) -> None:
    assert severity(spender(60, last_year=last_year), "F04") == expected


def test_spend_drop_is_not_evaluated_with_three_orders_before_or_a_short_history() -> None:
    assert severity(spender(10, orders_before=3), "F04") is None
    assert severity(spender(10, first=454), "F04") == "high"
    assert severity(spender(10, first=453), "F04") is None


def test_a_season_without_purchases_last_year_either_is_no_drop() -> None:
    rows = [{"order_date": ago(days), "amount": 100} for days in (500, 460, 340, 250, 150)]
    book = make_book(orders=[{"order_id": f"o{n}", "customer_id": "c1", **row} for n, row in enumerate(rows)])
    assert severity(book, "F04") == "none"


def test_a_credit_note_lowers_spend_but_is_no_order() -> None:
    rows = [
        {"order_id": f"o{n}", "customer_id": "c1", "order_date": ago(days), "amount": amount}
        for n, (days, amount) in enumerate(
            [(454, 100), (300, 200), (200, 100), (100, 100), (20, 90), (5, -30)]
        )
    ]
    assert severity(make_book(orders=rows[:-1]), "F04") == "none"
    book = make_book(orders=rows)
    assert severity(book, "F04") == "high"
    assert sentence(book, "F04") == "€60 in 90 d, usually €100 (−40 %); €100 in the same 90 d last year"
    assert since(book, "F04") is None


def sized(*amounts: float) -> Book:
    """One order every ten days, the last today."""
    count = len(amounts)
    return make_book(
        orders=[
            {
                "order_id": f"o{n}",
                "customer_id": "c1",
                "order_date": ago(10 * (count - 1 - n)),
                "amount": amount,
            }
            for n, amount in enumerate(amounts)
        ]
    )


@pytest.mark.parametrize(("amount", "expected"), [(75, "watch"), (75.01, "none")])
def test_order_size_falls_at_75_percent_of_the_six_before(amount: float, expected: str) -> None:
    assert severity(sized(*[100] * 6, amount, amount, amount), "F05") == expected


def test_order_size_needs_nine_orders() -> None:
    assert severity(sized(*[100] * 5, 10, 10, 10), "F05") is None
    assert severity(sized(*[100] * 6, 10, 10, 10), "F05") == "watch"


def test_order_size_says_both_medians_and_since_which_order() -> None:
    book = sized(*[100] * 7, 68, 68, 68, 70)
    assert sentence(book, "F05") == "Median of the last 3 orders €68, before €100 (−32 %)"
    # Open with the second small order, when two of the last three were small.
    assert since(book, "F05") == ago(20)


def test_order_size_that_recovered_in_between_counts_from_the_second_fall() -> None:
    book = sized(*[100] * 6, 50, 50, 100, 100, 100, 50, 50)
    assert severity(book, "F05") == "watch"
    assert since(book, "F05") == ago(0)


def test_orders_of_another_customer_do_not_spill_over() -> None:
    book = make_book(
        orders=numbered(orders_of("c1", *range(100, 0, -10)), orders_of("c2", 9, 6, 3, amount=1))
    )
    assert severity(book, "F05", "c1") == "none"
    assert severity(book, "F05", "c2") is None
