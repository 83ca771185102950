"""What was said a year ago beside what came: made from what was there by then, and told as it fared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.views.forecast.simulated import BEGIN, World, book_of, making, order_rows

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.forecast.making import Making
from holdfast.views.forecast.results import ForecastMade
from holdfast.views.selection import ForecastOf

WORLD = World(there=60, come=3.0, order=0.9, season=0.3)


@cache
def small() -> Book:
    return book_of(WORLD, 50, seed=4)


def made(found: Making, month: int) -> ForecastMade:
    forecast = found.made(month)
    assert isinstance(forecast, ForecastMade)
    return forecast


def as_said(forecast: ForecastMade) -> ForecastMade:
    """Without what came since."""
    return replace(forecast, lines=tuple(replace(line, came=None) for line in forecast.lines))


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["revenue", "customers"])
def test_the_forecast_of_a_year_ago_is_the_one_that_was_made_on_that_day(kind: str) -> None:
    """Band and all: nothing of the year since is in it."""
    then = making(small(), 38, kind)  # type: ignore[arg-type]
    since = making(small(), 50, kind)  # type: ignore[arg-type]
    assert as_said(made(since, -12)) == as_said(made(then, 0))
    assert made(then, 0).has_band


@pytest.mark.thorough
def test_rows_after_the_as_of_date_change_nothing() -> None:
    end = add_months(BEGIN, 38)
    rows = [row for row in order_rows(WORLD, 50, seed=4) if row[1] < end]
    before = make_book(
        orders=[{"customer_id": f"c{who}", "order_date": day, "amount": amount} for who, day, amount in rows]
    )
    query = Query(as_of=end - ONE_DAY)
    short, long = Engine(before).forecast(query), Engine(small()).forecast(query)
    assert short.frame.height > 0
    assert short.frame.equals(long.frame)
    assert short.notes == long.notes
    assert Engine(small()).forecast(query).frame.equals(long.frame)


@pytest.mark.thorough
def test_what_came_is_said_to_lie_inside_or_outside_month_by_month() -> None:
    frame = Engine(small()).forecast(Query(as_of=add_months(BEGIN, 50) - ONE_DAY)).frame
    ago = frame.filter(pl.col("made_on") == add_months(BEGIN, 38) - ONE_DAY)
    inside = pl.col("came").is_between("low", "high")
    assert ago.height == 3 * 13 + 3 * 12
    assert ago.select((pl.col("inside") == inside).all()).item()
    # Not every month, or the bands were those of a book that never surprises.
    assert 0 < ago.get_column("inside").sum() <= ago.height
    assert frame.filter(pl.col("made_on") > date(2024, 1, 1)).get_column("came").null_count() == 75


def test_the_record_counts_months_of_the_last_forecasts_with_a_band() -> None:
    found = making(small(), 50)
    record = found.record()
    lines = [line for month in range(-12, 0) for line in made(found, month).lines]
    months = [line.held for line in lines if line.part == "all" and line.h and line.held is not None]
    assert record.months == len(months) > 60
    assert record.months_held == sum(months)
    assert record.years == sum(line.held is not None for line in lines if (line.part, line.h) == ("all", 0))


@pytest.mark.thorough
def test_a_filter_forecasts_whom_it_keeps_as_if_there_were_nobody_else() -> None:
    rows = order_rows(WORLD, 50, seed=4)
    first = min(rows, key=lambda row: row[1])[0]
    kept = {f"c{number}" for number in (first, *range(0, 400, 2))}
    some = small().customers.get_column("customer_id").is_in(sorted(kept))
    orders = [
        {"customer_id": f"c{who}", "order_date": day, "amount": amount}
        for who, day, amount in rows
        if f"c{who}" in kept
    ]
    filtered, alone = (
        replace(making(small(), 50), chosen=lambda _: some, filtered=True),
        making(make_book(orders=orders), 50),
    )
    assert made(filtered, 0) == made(alone, 0)
    assert made(filtered, -12).lines[0].came == made(alone, -12).lines[0].came


@pytest.mark.thorough
def test_there_is_no_band_before_forecasts_have_been_followed_for_a_year() -> None:
    """They begin with six months of data. What a season does to them is not known before it has been seen."""
    found = making(book_of(World(), 18, seed=1), 18)
    # Every third month is enough to tell, and less to wait for.
    found = replace(found, step=3)
    assert made(found, 0).method == "order model"
    assert made(found, 0).has_band
    assert not made(found, -3).has_band
    assert {line.held for line in made(found, -3).lines} == {None}
    query = Query(as_of=add_months(BEGIN, 6) - ONE_DAY)
    assert "no band: too short a history" in Engine(found.book).forecast(query).notes[1]


@pytest.mark.thorough
def test_the_rows_of_a_year_ago_add_up_to_what_was_said_and_what_came() -> None:
    asked, query = Engine(small()), Query(as_of=add_months(BEGIN, 50) - ONE_DAY)
    view = asked.forecast_made(query)
    for part in ("existing", "new"):
        line = view.year_ago["revenue"].line("revenue", part, 5)
        assert line is not None
        found = asked.customers_of(query, ForecastOf("revenue", part, 5, year_ago=True))
        rows = found.rows.fetch(0, len(found.rows), ["amount", "came"])
        assert sum(rows["amount"]) == pytest.approx(line.value)
        assert found.total is not None
        assert found.total.value == pytest.approx(line.value)
        assert sum(rows["came"]) == pytest.approx(line.came)
