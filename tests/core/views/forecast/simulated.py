"""Books of a world that is known: customers come, order and leave by chance, in good and bad months."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl
from tests.core.books import make_book

from holdfast.query import Basis
from holdfast.timeline import add_months
from holdfast.views.forecast.history import ForecastKind, MonthlyHistory, customer_history, revenue_history
from holdfast.views.forecast.making import Making

if TYPE_CHECKING:
    from holdfast.book.book import Book

BEGIN = date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """How many customers there are at first, and how many come (growing by `growth`), leave, order a month.

    `season`: by how much the best month stands out; `shock`: how much all customers vary together from month
    to month; `drift`: how much the level of the firm moves each month for good. In logarithms.
    """

    there: int = 150
    come: float = 4.0
    growth: float = 0.0
    leave: float = 0.02
    order: float = 0.7
    season: float = 0.0
    shock: float = 0.0
    drift: float = 0.0


def order_rows(world: World, months: int, seed: int) -> list[tuple[int, date, float]]:
    """Customer, day and amount of every order."""
    chance = random.Random(seed)
    level = list(accumulate(chance.gauss(0, world.drift) for _ in range(months)))
    firm = [
        math.exp(
            level[at] + world.season * math.cos(math.tau * (at % 12 - 11) / 12) + chance.gauss(0, world.shock)
        )
        for at in range(months)
    ]
    begins = [0] * world.there
    for at in range(months):
        begins += [at] * _poisson(chance, world.come * (1 + world.growth) ** at)
    rows = []
    for customer, begin in enumerate(begins):
        pace, size = chance.gammavariate(2, world.order / 2), 100 * math.exp(chance.gauss(0, 0.7))
        for at in range(begin, months):
            is_first = at == begin and customer >= world.there
            for _ in range(is_first + _poisson(chance, pace * firm[at])):
                day = add_months(BEGIN, at).replace(day=chance.randint(1, 28))
                rows.append((customer, day, round(size * math.exp(chance.gauss(0, 0.3)), 2)))
            if chance.random() < world.leave:
                break
    return rows


def book_of(world: World, months: int, seed: int) -> Book:
    """The book of such a world."""
    return make_book(
        orders=[
            {"customer_id": f"c{customer}", "order_date": day, "amount": amount}
            for customer, day, amount in order_rows(world, months, seed)
        ]
    )


def making(book: Book, months: int, kind: ForecastKind = "revenue", basis: Basis = "orders") -> Making:
    """The forecasts of one kind at the close of its last month."""
    end = add_months(BEGIN, months)
    history = revenue_history(book, end, basis) if kind == "revenue" else customer_history(book, end)
    assert isinstance(history, MonthlyHistory)
    return Making(book, kind, history, lambda _: None, of_contracts=basis == "mrr")


def _poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def held(found: Making, first: int, last: int) -> pl.DataFrame:
    """By `part` and `h` whether the bands of forecasts made from month `first` to `last` held what came."""
    rows = []
    for month in range(first, last + 1):
        made = found.made(month)
        if isinstance(made, str):
            continue
        for line in made.lines:
            if line.came is None or line.low is None or line.low_95 is None:
                continue
            assert line.high is not None
            assert line.high_95 is not None
            off = line.came / line.value - 1 if line.value else None
            wide = (line.high - line.low) / (2 * line.value) if line.value else None
            in_95 = line.low_95 <= line.came <= line.high_95
            rows.append((line.kind, line.part, month, line.h, line.held, in_95, off, wide))
    schema = {
        "kind": pl.String, "part": pl.String, "made": pl.Int32, "h": pl.Int32, "in_80": pl.Boolean,
        "in_95": pl.Boolean, "off": pl.Float64, "wide": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
