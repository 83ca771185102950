"""F24 and F30: customers that buy only at a discount, and those with many credits."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, behind, sentence, severity, since

from holdfast.book.book import Book
from holdfast.schema.settings import BookSettings


def orders(discounts: list[Any], step: int = 10, **columns: Any) -> list[dict[str, Any]]:
    """One order every ten days, the last today, each with its discount."""
    count = len(discounts)
    return [
        {
            "order_id": f"o{n:02}",
            "customer_id": "c1",
            "order_date": ago(step * (count - 1 - n)),
            "amount": 100,
            "discount": discount,
            **columns,
        }
        for n, discount in enumerate(discounts)
    ]


def discounted(before: str, last: str) -> Book:
    """Orders as written: `-` without a discount, `%` with one."""
    return make_book(orders=orders([{"-": 0, "%": 5}[mark] for mark in before + last]))


@pytest.mark.parametrize(("last", "expected"), [("%%%%--", "none"), ("%%%%%-", "watch")])
def test_five_of_the_last_six_orders_are_70_percent(last: str, expected: str) -> None:
    assert severity(discounted("---", last), "F24") == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [("%%%-------", "watch"), ("%%%------", "none"), ("%%%%------", "none")],
)
def test_at_most_30_percent_of_the_orders_before_may_be_discounted(before: str, expected: str) -> None:
    assert severity(discounted(before, "%%%%%%"), "F24") == expected


@pytest.mark.parametrize(("before", "expected"), [("--", None), ("---", "watch")])
def test_discounts_are_judged_from_nine_orders(before: str, expected: str | None) -> None:
    assert severity(discounted(before, "%%%%%%"), "F24") == expected


def test_without_any_discount_on_file_nothing_is_known() -> None:
    assert severity(make_book(orders=orders([None] * 12)), "F24") is None
    assert severity(make_book(orders=orders([0] * 12)), "F24") == "none"


def test_an_order_without_an_entry_is_not_discounted_where_others_have_one() -> None:
    assert severity(make_book(orders=orders([None] * 4 + [5] * 6)), "F24") == "watch"


def test_discounts_of_lines_count_where_the_order_has_none() -> None:
    def lines(discounted: range) -> list[dict[str, Any]]:
        return [{"order_id": f"o{n:02}", "product": "p", "discount": 3} for n in discounted]

    rows = orders([None] * 10)
    assert severity(make_book(orders=rows, order_lines=lines(range(5, 10))), "F24") == "watch"
    assert severity(make_book(orders=rows, order_lines=lines(range(6, 10))), "F24") == "none"
    own = make_book(orders=orders([0] * 10), order_lines=lines(range(5, 10)))
    assert severity(own, "F24") == "none"


def test_a_credit_note_is_no_order_among_the_last_six() -> None:
    rows = orders([0] * 5 + [5] * 4)
    note = {"order_id": "cn", "customer_id": "c1", "order_date": ago(1), "amount": -5, "discount": 5}
    assert severity(make_book(orders=[*rows, note]), "F24") == "none"


def test_orders_of_a_day_counted_as_one_are_discounted_when_one_is() -> None:
    rows = orders([0] * 4 + [5] * 6)
    beside = [{**row, "order_id": f"x{row['order_id']}", "discount": 0} for row in rows]
    merged = BookSettings(name="Test book", currency="EUR", merge_same_day_orders=True)
    book = make_book(settings=merged, orders=[*beside, *rows])
    assert sentence(book, "F24") == "6 of the last 6 orders discounted; before 0 of 4"


def test_who_is_no_longer_a_customer_carries_no_flag_for_discounts() -> None:
    rows = orders([0] * 4 + [5] * 6)
    for row in rows:
        row["order_date"] = row["order_date"].replace(year=2023)
    assert severity(make_book(orders=rows), "F24") is None


def test_discounts_are_told_with_both_counts_and_since_which_order() -> None:
    book = discounted("-%-------", "%%%%%-")
    assert sentence(book, "F24") == "5 of the last 6 orders discounted; before 1 of 9"
    # Open with the fifth discounted order in a row: with the four before and one without, 5 of 6.
    assert since(book, "F24") == ago(10)
    assert behind(book, "F24").height == 15


def test_discounts_of_another_customer_do_not_spill_over() -> None:
    others = [{**row, "order_id": f"b{row['order_id']}", "customer_id": "c0"} for row in orders([5] * 12)]
    book = make_book(orders=[*others, *orders([0] * 4 + [5] * 5 + [0])])
    assert severity(book, "F24", "c0") == "none"
    assert sentence(book, "F24") == "5 of the last 6 orders discounted; before 0 of 4"


def sold(*noted: tuple[int, float], lately: float = 1000, refunded: dict[int, float] | None = None) -> Book:
    """400 in four orders of the year before, `lately` 50 days ago, and credit notes (days ago, amount)."""
    amounts = {400: 100, 300: 100, 200: 100, 100: 100, 50: lately}
    refunds = refunded or {}
    rows: list[dict[str, Any]] = [
        {
            "order_id": f"o{days}",
            "customer_id": "c1",
            "order_date": ago(days),
            "amount": amount - refunds.get(days, 0),
            "refunded": refunds.get(days),
        }
        for days, amount in amounts.items()
        if amount
    ]
    notes: list[dict[str, Any]] = [
        {"order_id": f"n{n}", "customer_id": "c1", "order_date": ago(days), "amount": -amount}
        for n, (days, amount) in enumerate(noted)
    ]
    return make_book(orders=rows + notes)


@pytest.mark.parametrize(("amount", "expected"), [(100, "none"), (100.01, "watch")])
def test_credits_open_above_10_percent_of_sales(amount: float, expected: str) -> None:
    assert severity(sold((10, amount)), "F30") == expected


@pytest.mark.parametrize(("usual", "expected"), [(40, "watch"), (40.01, "none")])
def test_credits_need_twice_the_own_usual_share(usual: float, expected: str) -> None:
    # 20 % lately; 40 of 400 in the year before are 10 %.
    assert severity(sold((10, 200), (150, usual)), "F30") == expected


def test_refunds_count_like_credit_notes_and_come_on_top_of_the_amount() -> None:
    assert severity(sold(refunded={50: 100}), "F30") == "none"
    assert severity(sold(refunded={50: 100.01}), "F30") == "watch"
    assert sentence(sold((10, 100), refunded={50: 100, 200: 12}), "F30") == (
        "Credits of €200 are 20 % of sales in 90 d; usual 3 %"
    )


@pytest.mark.parametrize(("days", "expected"), [(89, "watch"), (90, "none")])
def test_credits_are_added_up_over_90_days(days: int, expected: str) -> None:
    assert severity(sold((days, 200), (454, 1)), "F30") == expected


@pytest.mark.parametrize(("first", "expected"), [(454, "watch"), (455, None)])
def test_credits_are_judged_from_four_orders_in_the_year_before(first: int, expected: str | None) -> None:
    rows = [
        {"order_id": f"o{days}", "customer_id": "c1", "order_date": ago(days), "amount": amount}
        for days, amount in {first: 100, 300: 100, 200: 100, 90: 100, 50: 100, 10: -50}.items()
    ]
    assert severity(make_book(orders=rows), "F30") == expected


def test_without_any_credit_on_file_nothing_is_known() -> None:
    assert severity(sold(), "F30") is None
    assert severity(sold((10, 1)), "F30") == "none"
    assert severity(sold(refunded={50: 0}), "F30") == "none"


def test_credits_without_sales_in_the_window_are_told_as_such() -> None:
    book = sold((10, 30), lately=0)
    assert sentence(book, "F30") == "Credits of €30 in 90 d without sales; usual 0 %"


def test_credits_open_with_the_credit_that_raised_them() -> None:
    assert since(sold((8, 90), (5, 20), (2, 200)), "F30") == ago(5)


def test_a_cancelled_order_gives_no_credit_and_a_lost_customer_no_flag() -> None:
    rows = [
        {"order_id": f"o{days}", "customer_id": "c1", "order_date": ago(days), "amount": 100, "refunded": 0}
        for days in (400, 300, 200, 100, 50)
    ]
    note = {"order_id": "n", "customer_id": "c1", "order_date": ago(5), "amount": -90}
    assert severity(make_book(orders=[*rows, note]), "F30") == "watch"
    assert severity(make_book(orders=[*rows, {**note, "status": "void"}]), "F30") == "none"
    over = [{"customer_id": "c1", "start": ago(600), "end": AS_OF, "mrr": 1}]
    assert severity(make_book(orders=[*rows, note], subscriptions=over), "F30") is None


def test_behind_credits_are_the_notes_and_refunded_orders_of_the_window() -> None:
    rows = behind(sold((10, 200), (150, 1), refunded={50: 5, 100: 5}), "F30")
    assert rows.get_column("order_date").to_list() == [ago(10), ago(50)]
