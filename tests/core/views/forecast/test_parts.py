"""What is expected of customers who are there and of those to come, and who each figure is made of."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.views.forecast.simulated import BEGIN, World, book_of, making

from holdfast.answers.answer import Answer
from holdfast.answers.store import FactsStore
from holdfast.book.book import Book
from holdfast.metrics.revenue.dependence import returning
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.timeline import add_months
from holdfast.views.figures.scopes import scope_of
from holdfast.views.forecast.path import ForecastPath
from holdfast.views.forecast.ways.arrivals import Newcomers

NOTHING = pl.DataFrame(schema={"customer": pl.UInt32, "age": pl.Int32, "value": pl.Int64})


@cache
def small() -> Book:
    """Forty months of some hundred customers."""
    return book_of(World(there=60, come=3.0, order=0.9), 40, seed=3)


def asked(book: Book, as_of: date) -> tuple[FactsStore, Answer]:
    store = FactsStore(book, default_thresholds())
    return store, store.answer(Query(as_of=as_of))


def test_the_twelve_months_of_existing_customers_are_the_revenue_without_new_ones() -> None:
    found = making(small(), 40).existing(0)
    end = add_months(BEGIN, 40)
    store, answer = asked(small(), end - timedelta(days=1))
    told = returning(scope_of(store.book, answer, answer.facts), end)
    assert not isinstance(found, str)
    assert not isinstance(told, str)
    assert math.fsum(found.values) == pytest.approx(told.expected)
    assert found.followed == told.followed


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "months"), [("revenue", 40), ("revenue", 20), ("customers", 40)])
def test_what_is_expected_of_each_customer_adds_up_to_every_figure(kind: str, months: int) -> None:
    found = making(small(), months, kind)  # type: ignore[arg-type]
    path, existing, new = found.path(0), found.existing(0), found.newcomers(0)
    assert isinstance(path, ForecastPath)
    assert not isinstance(existing, str)
    for h in range(0 if kind == "revenue" else 1, 13):
        for part, rows in (("existing", existing.each(h)), ("new", new.of_each(h))):
            said = path.parts[part]  # type: ignore[index]
            figure = said[h - 1] if h else math.fsum(said)
            assert figure > 0
            assert math.fsum(rows.get_column("expected")) == pytest.approx(figure, rel=1e-9)
            assert rows.get_column("customer").n_unique() == rows.height


def test_newcomers_bring_in_their_first_months_what_those_before_them_did() -> None:
    """Worked by hand: ten came in each of six months; each brought 5 at first and 2 in each month after."""
    rows = [
        (10 * month + n, age, 5 if age == 0 else 2)
        for month in range(6)
        for n in range(10)
        for age in range(6 - month)
    ]
    found = Newcomers((10,) * 6, pl.DataFrame(rows, schema=NOTHING.schema, orient="row"), scale=1)
    assert found.ahead == (10.0,) * 12
    # The sixth month after the first has been seen of those who came first; it goes on for the months after.
    assert found.expected() == pytest.approx([50 + 20 * h for h in range(12)])


def test_who_came_more_often_than_a_year_before_is_expected_more_often_still() -> None:
    before, after = (40,) * 12, (60,) * 12
    grown, alike = (Newcomers(came, NOTHING, scale=1).ahead for came in (before + after, after + after))
    assert alike == (60.0,) * 12
    assert grown[0] > 60
    assert grown[11] > grown[0]
    # A straight line through both years would stand at 60 + 240/144 × 17.5 = 89.2 after twelve months.
    assert grown[11] < 60 + 240 / 144 * 17.5


def test_a_change_that_may_be_chance_is_no_trend_and_a_season_is_none() -> None:
    by_chance = Newcomers((4,) * 18 + (5,) * 6, NOTHING, scale=1)
    assert by_chance.ahead == (4.5,) * 12
    season = (2, 2, 2, 2, 2, 2, 2, 2, 2, 20, 40, 20)
    assert Newcomers(season + season, NOTHING, scale=1).ahead == pytest.approx((98 / 12,) * 12)


def test_too_short_a_book_is_refused_with_what_it_would_need() -> None:
    assert making(small(), 5).path(0) == "the data reach back 5 months; a forecast of 12 needs 6"
    few = make_book(
        orders=[
            {"customer_id": "c1", "order_date": BEGIN + timedelta(days=31 * n), "amount": 5}
            for n in range(30)
        ]
    )
    assert making(few, 30).path(0) == "fewer than 10 customers brought anything a year ago"
