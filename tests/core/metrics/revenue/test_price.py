"""Price protection: what is sold at full price, how deep discounts go, who stays after a rise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.engine import Engine
from holdfast.query import Query

YEAR = Query(as_of=date(2025, 12, 31))


def order(number: int, day: str, amount: float = 100, customer: str = "c", **more: Any) -> Row:
    return {"order_id": f"o{number}", "customer_id": customer, "order_date": day, "amount": amount, **more}


def figures(orders: list[Row], **tables: Any) -> FiguresOf:
    return FiguresOf(Engine(make_book(orders=orders, **tables)), YEAR)


def test_full_price_and_depth_of_discounts() -> None:
    found = figures(
        [
            order(1, "2025-02-01", 860),
            order(2, "2025-03-01", 93, discount=7),
            order(3, "2025-04-01", 47, discount=3),
            order(4, "2024-04-01", 500, discount=500),
            order(5, "2025-05-01", -50),
        ]
    )
    full, depth = found["price.full_share"], found["price.discount_depth"]
    assert (full.value, full.numerator, full.denominator) == (0.86, 860, 1000)
    assert (depth.numerator, depth.denominator) == (10, 150)
    assert (depth.status, depth.note) == ("few", "2 orders of 3 had a discount")


def test_an_export_without_discounts_says_so() -> None:
    full = figures([order(1, "2025-02-01")])["price.full_share"]
    assert (full.value, full.status) == (None, "n/a")
    assert "no discount on file" in (full.note or "")


def test_orders_without_any_discount_in_the_period_have_no_depth() -> None:
    found = figures([order(1, "2024-02-01", discount=5), order(2, "2025-02-01")])
    assert found["price.full_share"].value == 1
    assert found["price.discount_depth"].note == "no order with a discount inside the period"


def bought(prices: dict[str, float], again: tuple[str, ...] = ()) -> dict[str, list[Row]]:
    """Every customer buys one unit at 100 in January and one at its price in March; some order again."""
    orders: list[Row] = []
    lines: list[Row] = []
    for place, (name, price) in enumerate(prices.items()):
        for number, (day, amount) in enumerate((("2025-01-10", 100.0), ("2025-03-10", price))):
            key = 10 * place + number
            orders.append(order(key, day, amount, name))
            lines.append({"order_id": f"o{key}", "product": "P", "quantity": 1, "amount": amount})
        if name in again:
            orders.append(order(10 * place + 5, "2025-09-06", 5, name))
    return {"orders": orders, "order_lines": lines}


@pytest.mark.parametrize(("day", "kept"), [("2025-09-06", 1), ("2025-09-07", 0)])
def test_who_orders_again_within_180_days_of_a_rise_is_kept(day: str, kept: int) -> None:
    tables = bought({"a": 105.0, "b": 104.9, "c": 120.0}, again=("a",))
    tables["orders"][2] = {**tables["orders"][2], "order_date": day}
    found = figures(**tables)["price.kept_after_rise"]
    # 104.9 is no rise of a twentieth; c pays a fifth more and is not seen again.
    assert (found.numerator, found.denominator, found.status) == (kept, 2, "few")


def test_prices_that_fall_as_often_as_they_rise_tell_no_rise() -> None:
    found = figures(**bought({"a": 105.0, "b": 95.0}))["price.kept_after_rise"]
    assert found.value is None
    assert "fall by 5% or more 1 times and rise 1 times" in (found.note or "")


def test_lines_are_needed_for_unit_prices() -> None:
    found = figures([order(1, "2025-02-01")])["price.kept_after_rise"]
    assert found.status == "needs"
    assert "order_lines.csv" in (found.note or "")
