"""F06: a customer that buys fewer categories than before."""

from __future__ import annotations

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, sentence, severity, since

from holdfast.book.book import Book


def buyer(*bought: tuple[int, str], **columns: object) -> Book:
    """One order of one line each, so many days ago, of a category."""
    return make_book(
        orders=[
            {"order_id": f"o{n}", "customer_id": "c1", "order_date": ago(days), "amount": 100}
            for n, (days, _) in enumerate(bought)
        ],
        order_lines=[
            {"order_id": f"o{n}", "product": f"{kind} no. {n}", "category": kind, **columns}
            for n, (_, kind) in enumerate(bought)
        ],
    )


def before(count: int, days: int = 200) -> list[tuple[int, str]]:
    return [(days + n, f"k{n}") for n in range(count)]


@pytest.mark.parametrize(("recent", "expected"), [(1, "watch"), (3, "watch"), (4, "none"), (5, "none")])
def test_breadth_opens_at_60_percent_of_the_categories_before(recent: int, expected: str) -> None:
    assert severity(buyer(*before(5), *[(20 + n, f"k{n}") for n in range(recent)]), "F06") == expected


@pytest.mark.parametrize(("count", "expected"), [(2, None), (3, "watch")])
def test_fewer_than_three_categories_before_are_not_judged(count: int, expected: str | None) -> None:
    assert severity(buyer(*before(count), (20, "k0")), "F06") == expected


@pytest.mark.parametrize(("days", "expected"), [(179, None), (180, "watch"), (359, "watch"), (360, None)])
def test_the_window_before_reaches_from_180_to_359_days_ago(days: int, expected: str | None) -> None:
    # Without the third category in the window before, two are too few to judge.
    assert severity(buyer((200, "k0"), (200, "k1"), (days, "k2"), (20, "k0")), "F06") == expected


def test_the_window_of_a_category_ends_after_180_days() -> None:
    def book(days: int) -> Book:
        return buyer(*before(4, 300), (20, "k0"), (20, "k1"), (days, "k2"))

    assert severity(book(179), "F06") == "none"
    assert severity(book(180), "F06") == "watch"


def test_who_bought_nothing_lately_is_not_judged_here() -> None:
    assert severity(buyer(*before(5)), "F06") is None


def test_a_lost_customer_is_not_judged() -> None:
    days = [*range(200, 205), 20]
    book = make_book(
        orders=[
            {"order_id": f"o{n}", "customer_id": "c1", "order_date": ago(back), "amount": 9}
            for n, back in enumerate(days)
        ],
        order_lines=[{"order_id": f"o{n}", "product": f"p{n % 5}"} for n in range(6)],
        subscriptions=[{"customer_id": "c1", "start": ago(600), "end": ago(10), "mrr": 5}],
    )
    assert severity(book, "F06") is None


def test_other_categories_instead_of_the_former_are_no_fall() -> None:
    assert severity(buyer(*before(5), *[(20, f"new{n}") for n in range(4)]), "F06") == "none"


def test_products_are_counted_where_there_is_no_category() -> None:
    bought = [*before(5), (20, "k0")]
    assert severity(buyer(*bought, category=None), "F06") == "watch"


@pytest.mark.parametrize(
    ("order", "line", "expected"),
    [({}, {}, "none"), ({"status": "Cancelled"}, {}, "watch"), ({}, {"amount": -10}, "watch")],
)
def test_a_returned_line_and_a_cancelled_order_are_no_purchase(
    order: dict[str, object], line: dict[str, object], expected: str
) -> None:
    """Five categories before; then one for certain, and three as given."""

    def ordered(name: str, days: int, **columns: object) -> dict[str, object]:
        return {"order_id": name, "customer_id": "c1", "order_date": ago(days), "amount": 10, **columns}

    def bought(name: str, product: int, **columns: object) -> dict[str, object]:
        return {"order_id": name, "product": f"p{product}", "amount": 10, **columns}

    book = make_book(
        orders=[ordered("before", 200), ordered("sure", 20), ordered("given", 10, **order)],
        order_lines=[
            *(bought("before", product) for product in range(5)),
            bought("sure", 0),
            *(bought("given", product, **line) for product in (1, 2, 3)),
        ],
    )
    assert severity(book, "F06") == expected


def test_breadth_says_what_is_no_longer_bought() -> None:
    book = buyer((200, "Wine"), (210, "Bread"), (220, "Oil"), (190, "Wine"), (20, "Wine"), (10, "Salt"))
    assert severity(book, "F06") == "none"
    book = buyer((200, "Wine"), (210, "Bread"), (220, "Oil"), (190, "Wine"), (20, "Wine"))
    assert sentence(book, "F06") == (
        "Bought 1 category in 180 d, 3 in the 180 d before; no longer “Bread, Oil”"
    )


def test_breadth_opens_on_the_day_the_last_purchase_of_a_category_leaves_the_window() -> None:
    # 5 categories before; three were bought again, k2 for the last time 185 days ago.
    book = buyer(*before(5, 300), (185, "k2"), (185, "k3"), (20, "k0"), (150, "k1"))
    assert severity(book, "F06") == "watch"
    # k2 and k3 leave the recent window 180 days after the purchase: 2 of 5 from then on.
    assert since(book, "F06") == ago(5)


def test_the_lines_behind_are_those_of_both_windows() -> None:
    book = buyer((360, "old"), *before(3), (20, "k0"))
    rows = behind(book, "F06")
    assert rows.get_column("category").to_list() == ["k0", "k0", "k1", "k2"]
    assert rows.get_column("order_date").to_list() == [ago(20), ago(200), ago(201), ago(202)]
