"""Revenue of 12 months if nobody new came: on worked figures, without a look at what comes later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.engine import Engine
from holdfast.metrics.registry import METRICS
from holdfast.query import Query
from holdfast.views.figures.figures import rows_of

CLOSE = date(2025, 12, 31)

# customer → amounts ordered in the middle of 2023, 2024 and 2025
BOUGHT: dict[str, tuple[float, ...]] = {
    "a": (100, 100, 100),
    "b": (100, 200, 100),
    "c": (100, 200, 0),
    "d": (0, 0, 300),
}


def orders(bought: Mapping[str, tuple[float, ...]] = BOUGHT, first: int = 2023) -> list[Row]:
    return [
        {"customer_id": name, "order_date": f"{first + year}-06-15", "amount": amount}
        for name, amounts in bought.items()
        for year, amount in enumerate(amounts)
        if amount
    ]


def figures(rows: list[Row], as_of: date = CLOSE, **more: Any) -> FiguresOf:
    # Somebody ordered once on the first day, so that the years are whole ones.
    opening = {"customer_id": "z", "order_date": "2023-01-01", "amount": 10}
    return FiguresOf(Engine(make_book(orders=[opening, *rows], **more)), Query(as_of=as_of))


def test_what_customers_of_a_year_ago_brought_since_is_what_is_expected_again() -> None:
    found = figures(orders())
    # a, b and c brought 500 in 2024 and 200 since: two fifths. 500 of 2025 come to 200.
    expected = found["revenue.without_new"]
    assert expected.value == pytest.approx(200)
    assert expected.low is not None
    assert expected.high is not None
    assert 0 <= expected.low < 200 < expected.high
    assert (expected.note or "").startswith("customers of a year ago brought 40.0% of their revenue again")
    # Of the 500, c brought 200 and did not come back.
    assert "60.0% of it was of customers who came back at all" in (expected.note or "")
    dependence = found["revenue.dependence"]
    assert (dependence.value, dependence.numerator, dependence.denominator) == pytest.approx((0.6, 300, 500))
    assert dependence.low == pytest.approx(1 - expected.high / 500)


def test_the_interval_is_that_of_a_ratio_of_two_sums() -> None:
    # Off the ratio of 2/5: a +60, b +20, c −80. Three were followed, three are here now.
    variance = 3 / 2 * (60**2 + 20**2 + 80**2) / 500**2
    high = (0.4 + 1.959963984540054 * (2 * variance) ** 0.5) * 500
    assert figures(orders())["revenue.without_new"].high == pytest.approx(high)


def test_the_forecast_of_a_year_ago_stands_beside_what_came() -> None:
    steady = dict.fromkeys("abcdefghijkl", (100.0, 100.0, 100.0))
    note = figures(orders(steady))["revenue.without_new"].note or ""
    assert "on 2024-12-31 it said" in note
    assert "€1,200 came" in note


def test_rows_dated_later_change_nothing() -> None:
    before = figures(orders(), as_of=date(2024, 12, 31))["revenue.dependence"]
    later = {name: (*amounts, 9000.0) for name, amounts in BOUGHT.items()}
    assert figures(orders(later), as_of=date(2024, 12, 31))["revenue.dependence"] == before


def test_every_customer_adds_its_part() -> None:
    engine = Engine(
        make_book(orders=[{"customer_id": "z", "order_date": "2023-01-01", "amount": 10}, *orders()])
    )
    answer = engine.store.answer(Query(as_of=CLOSE))
    metric = METRICS["revenue.without_new"]
    rows = rows_of(engine.store, answer, metric, "numerator")
    assert rows.height == 3
    assert rows.get_column("expected").sum() == pytest.approx(200)


def test_less_than_two_years_of_data_tell_no_rate() -> None:
    young = [row for row in orders() if row["order_date"] >= "2024-06-01"]
    found = FiguresOf(Engine(make_book(orders=young)), Query(as_of=CLOSE))["revenue.without_new"]
    assert (found.value, found.status) == (None, "n/a")
    assert "do not reach back 24 months" in (found.note or "")


def test_a_book_of_subscriptions_goes_by_what_recurs() -> None:
    subscriptions = [
        {"customer_id": "a", "start": "2023-01-01", "mrr": 10},
        {"customer_id": "b", "start": "2023-01-01", "mrr": 10, "end": "2025-01-01"},
    ]
    book = make_book(subscriptions=subscriptions, customers=[{"customer_id": "a"}, {"customer_id": "b"}])
    found = FiguresOf(Engine(book), Query(as_of=CLOSE))["revenue.without_new"]
    # Both paid 120 in 2024; a alone 120 since: half of what is there now.
    assert found.value == pytest.approx(60)
