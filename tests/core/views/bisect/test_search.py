"""When a segment or a rep's book broke from its usual: the day, both sides, and the customers behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.views.bisect.small_books import BROKE, LAST, firm

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.export.results import table_document, to_json
from holdfast.query import Query
from holdfast.statistics.intervals.poisson import poisson_interval
from holdfast.views.bisect.losses import at_risk
from holdfast.views.bisect.search import part_named
from holdfast.views.bisect.table import bisect_table
from holdfast.views.bisect.words import part_words
from holdfast.views.selection import BreakOf, BreakSide

AT = Query(as_of=LAST)


@cache
def broken() -> Engine:
    return Engine(firm())


def printed(engine: Engine, by: str = "segment") -> str:
    found = engine.bisected(AT, by)
    return to_json(table_document(bisect_table(found, found.parts)))


def test_a_planted_break_is_found_with_its_day_and_both_sides_add_up_to_its_losses() -> None:
    found = broken().bisected(AT)
    west, *others = found.parts
    assert (west.part, west.said) == ("west", "broke")
    assert {one.said for one in others} <= {"usual", "few"}
    assert west.earliest is not None
    assert west.day is not None
    assert west.latest is not None
    assert west.earliest <= BROKE <= west.latest
    assert abs((west.day - BROKE).days) < 45
    assert west.before is not None
    assert west.after is not None
    assert west.before.events + west.after.events == west.total
    low, high = poisson_interval(west.after.events)
    assert west.after.low == pytest.approx(low / west.after.exposure)
    assert west.after.high == pytest.approx(high / west.after.exposure)
    assert west.times is not None
    assert west.times > 2.5
    assert "west broke from its usual on" in part_words(found, west)


def test_where_nothing_broke_that_is_the_answer() -> None:
    found = Engine(firm(broken=False)).bisected(AT)
    assert {one.said for one in found.parts} <= {"usual", "few"}
    assert all(one.day is None for one in found.parts)
    told = " ".join(part_words(found, one) for one in found.parts)
    assert "no break found" in told or "too few losses to say" in told


@pytest.mark.thorough
def test_rows_after_the_as_of_date_change_nothing_and_two_runs_say_the_same() -> None:
    for by in ("segment", "rep"):
        assert printed(Engine(firm(later=True)), by) == printed(broken(), by) == printed(Engine(firm()), by)


def test_the_book_of_a_rep_breaks_as_losses_are_attributed_to_who_held_it_90_days_before() -> None:
    west = part_named(broken().bisected(AT, "rep"), "West")
    assert west.said == "broke"
    book = firm()
    held = book.tables["assignments"]
    # The day after BROKE everything of west goes to north: what is lost within 90 days is still west's.
    moved = held.filter(pl.col("rep_id") == "west").with_columns(
        pl.lit("north").alias("rep_id"), pl.lit(BROKE).alias("start")
    )
    ended = held.with_columns(
        pl.when(pl.col("rep_id") == "west").then(pl.lit(BROKE)).otherwise("end").alias("end")
    )
    both = replace(
        book, tables={**book.tables, "assignments": pl.concat([ended, moved.select(held.columns)])}
    )
    counted = Engine(both).bisected(AT, "rep").counted
    last = counted.events.filter(pl.col("part") == "west").get_column("day").max()
    assert isinstance(last, date)
    assert 84 <= (last - BROKE).days < 90
    north = counted.events.filter((pl.col("part") == "north") & (pl.col("day") > BROKE))
    first = north.filter(pl.col("customer") >= 240).get_column("day").min()
    assert isinstance(first, date)
    assert (first - BROKE).days >= 90


def test_who_only_orders_cannot_be_lost_before_the_window_has_passed() -> None:
    orders = [
        {"order_id": "1", "customer_id": "a", "order_date": "2023-01-10", "amount": 10},
        {"order_id": "2", "customer_id": "a", "order_date": "2023-06-10", "amount": 10},
    ]
    spells = at_risk(make_book(customers=[{"customer_id": "a"}], orders=orders), date(2024, 12, 31))
    (spell,) = spells.iter_rows(named=True)
    assert spell["begin"] == date(2024, 1, 10)
    assert spell["lost_on"] == date(2024, 6, 10)
    assert spell["end"] == date(2024, 12, 31)


def test_sides_open_into_the_customers_lost_before_and_since() -> None:
    engine = broken()
    found = part_named(engine.bisected(AT), "west")
    assert found.before is not None
    assert found.after is not None
    rows = engine.customers_of(AT, BreakOf("segment", "west"))
    shown = rows.rows.fetch(0, 2, ["events", "rate"])
    assert shown["events"] == [found.before.events, found.after.events]
    assert shown["rate"][1] == pytest.approx(found.after.events / found.after.exposure)
    since = engine.customers_of(AT, BreakSide("segment", "west", "after"))
    days = since.rows.fetch(0, len(since.rows), ["on", "segment"])
    assert len(since.rows) == found.after.events
    assert min(days["on"]) == found.day
    assert set(days["segment"]) == {"west"}
    every = engine.customers_of(AT, BreakOf("segment"))
    assert len(every.rows) == 3


def test_what_cannot_be_asked_is_refused_in_a_line() -> None:
    engine = broken()
    for by, said in (("state", "cannot split"), ("colour", "cannot split")):
        with pytest.raises(UsageError, match=said):
            engine.bisected(AT, by)
    with pytest.raises(UsageError, match=r"there is no segment 'wset'.*did you mean 'west'"):
        part_named(engine.bisected(AT), "wset")
    with pytest.raises(UsageError, match="nobody beside it"):
        engine.bisected(replace(AT, where="segment:west"))
    with pytest.raises(UsageError, match="has no break"):
        engine.customers_of(AT, BreakSide("segment", "north", "after"))
    with pytest.raises(UsageError, match="which rep holds"):
        Engine(make_book(customers=[{"customer_id": "a"}], orders=[])).bisected(Query(as_of=LAST), "rep")
