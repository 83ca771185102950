"""What retention of revenue is measured on: the basis that covers most of it, and the other when asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.worked import JANUARY, mrr_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.figures import Figure
from holdfast.query import Query

END_OF_2024 = Query(date(2024, 12, 31))
BOTH = ("retention.revenue.gross", "retention.revenue.net")


def book_with(mrr: float, ordered: float) -> Book:
    """A subscription of `mrr` a month and orders worth `ordered` a year, half of it the year before."""
    return make_book(
        customers=[{"customer_id": "subscribes"}, {"customer_id": "orders"}],
        subscriptions=[{"customer_id": "subscribes", "start": "2023-01-01", "mrr": mrr}],
        orders=[
            {"customer_id": "orders", "order_date": "2023-06-01", "amount": ordered / 2},
            {"customer_id": "orders", "order_date": "2024-06-01", "amount": ordered},
        ],
    )


def net(book: Book, query: Query = END_OF_2024) -> Figure:
    return next(figure for figure in Engine(book).metrics(query, BOTH) if figure.id == BOTH[1])


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("ordered", "name", "share"),
    [(1199, "mrr", "50%"), (1200, "mrr", "50%"), (1201, "orders", "50%"), (10_800, "orders", "90%")],
)
def test_recurring_revenue_is_the_basis_where_it_is_half_of_the_revenue(
    ordered: float, name: str, share: str
) -> None:
    found = net(book_with(mrr=100, ordered=ordered))
    assert found.basis == f"{name} · {share} of revenue"
    assert found.note == f"measured on {name} · {share} of revenue"


def test_the_other_basis_gives_the_other_figure_and_its_own_share() -> None:
    book = book_with(mrr=100, ordered=10_800)
    assert net(book).value == 2
    asked = net(book, replace(END_OF_2024, basis="mrr"))
    assert (asked.value, asked.basis) == (1, "mrr · 10% of revenue")
    assert (asked.numerator, asked.denominator) == (100, 100)


def test_the_earlier_value_is_on_the_same_basis() -> None:
    found = net(book_with(mrr=100, ordered=10_800), replace(END_OF_2024, basis="mrr"))
    assert found.previous is None
    later = net(book_with(mrr=100, ordered=10_800), Query(date(2025, 6, 30), "6m", basis="mrr"))
    assert (later.value, later.previous) == (1, 1)


def test_a_filter_does_not_change_the_basis_of_the_book() -> None:
    book = book_with(mrr=100, ordered=10_800)
    filtered = replace(END_OF_2024, where="id:subscribes")
    assert Engine(book).moment(filtered).basis == "orders · 90% of revenue"
    assert net(book, filtered).note == "no revenue at start on orders"


def test_a_book_of_subscriptions_alone_has_no_other_basis() -> None:
    found = net(mrr_book(), JANUARY)
    assert (found.value, found.basis, found.note) == (0.84, None, "measured on the mrr basis")
    assert Engine(mrr_book()).moment(JANUARY).other_basis is None
    with pytest.raises(UsageError, match="can be measured on mrr only"):
        net(mrr_book(), replace(JANUARY, basis="orders"))


def test_orders_after_the_as_of_date_do_not_decide_the_basis() -> None:
    book = book_with(mrr=100, ordered=10_800)
    early = Engine(book).moment(Query(date(2023, 5, 31)))
    assert early.basis == "mrr · 100% of revenue"
    assert early.other_basis == "orders"


def test_movements_are_of_recurring_revenue_until_orders_are_asked_for() -> None:
    engine = Engine(book_with(mrr=100, ordered=10_800))
    assert engine.movements(END_OF_2024).notes == ("money on the mrr basis",)
    on_orders = engine.movements(replace(END_OF_2024, basis="orders"), by="year")
    assert on_orders.notes == ("money on the orders basis",)
    assert on_orders.frame.select("start", "expansion", "end").row(0) == (5400, 5400, 10_800)
