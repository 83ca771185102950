"""Orders of a later stretch of time: against customers drawn from the model, and against its own series."""

from __future__ import annotations

import math
import random

import polars as pl
import pytest

from holdfast.statistics.models.bgnbd import Bgnbd
from holdfast.statistics.orders_ahead import orders_ahead

CDNOW = Bgnbd(0.243, 4.414, 0.793, 2.426)


def test_orders_and_the_chance_of_one_are_those_of_customers_drawn_from_the_model() -> None:
    """8,000 who ordered twice in 30 weeks and are there: their orders 10 to 40 weeks from now."""
    model, x, age, since, until = Bgnbd(0.8, 6.0, 1.0, 3.0), 2, 30.0, 10.0, 40.0
    ahead = orders_ahead(model)
    customer = ahead.weighed(pl.DataFrame({"x": [x], "T": [age]}))
    orders, some = customer.select(ahead.orders(since, until), chance=ahead.chance(since, until)).row(0)
    chance, draws, counts = random.Random(5), 8_000, []
    for _ in range(draws):
        pace = chance.gammavariate(model.r + x, 1 / (model.alpha + age))
        leaves = chance.betavariate(model.a, model.b + x)
        at, count = chance.expovariate(pace), 0
        while at <= until:
            count += at > since
            if chance.random() < leaves:
                break
            at += chance.expovariate(pace)
        counts.append(count)
    assert some == pytest.approx(sum(count > 0 for count in counts) / draws, abs=0.02)
    assert orders == pytest.approx(sum(counts) / draws, rel=0.06)


@pytest.mark.parametrize("until", [4.0, 26.0, 52.0])
def test_orders_from_now_on_are_those_of_the_series_of_the_source(until: float) -> None:
    customers = pl.DataFrame({"x": [0, 1, 2, 5, 12], "T": [38.86, 20.0, 38.86, 30.0, 38.0]})
    ahead = orders_ahead(CDNOW)
    found = ahead.weighed(customers).select(ahead.orders(0.0, until)).to_series()
    exact = CDNOW.expected_if_alive(customers, until)
    assert found.to_list() == pytest.approx(exact.to_list(), rel=0.02)


def test_where_customers_hardly_differ_in_how_they_leave_the_numbers_stay_sound() -> None:
    edge = Bgnbd(2.9, 15.4, 1978.7, 100_000.0, converged=False)
    ahead = orders_ahead(edge)
    customer = ahead.weighed(pl.DataFrame({"x": [3], "T": [26.0]}))
    found = customer.select(ahead.orders(4.0, 52.0), chance=ahead.chance(4.0, 52.0)).row(0)
    assert all(math.isfinite(value) and value > 0 for value in found)
    pace = (2.9 + 3) / (15.4 + 26.0)
    assert 0.4 * pace * 48 < found[0] < pace * 48
