"""What a rule may look at: looked up once for all rules, whatever the thresholds and flags so far."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, numbered, orders_of, scope_of

from holdfast.book.book import Book
from holdfast.risk.thresholds.thresholds import default_thresholds


def held_book() -> Book:
    """Two customers of Ana, one of whom Luc held before."""
    return make_book(
        customers=[{"customer_id": "c1"}, {"customer_id": "c2"}],
        reps=[{"rep_id": name, "name": name, "hire_date": ago(900)} for name in ("ana", "luc")],
        assignments=[
            {"customer_id": "c1", "rep_id": "luc", "start": ago(500), "end": ago(100)},
            {"customer_id": "c1", "rep_id": "ana", "start": ago(100)},
            {"customer_id": "c2", "rep_id": "ana", "start": ago(500)},
        ],
        orders=numbered(orders_of("c1", 200, 10), orders_of("c2", 300)),
    )


def test_what_was_looked_up_serves_other_thresholds_and_later_knowledge() -> None:
    scope = scope_of(held_book())
    reps, visible = scope.team.reps, scope.day.visible("assignments")
    changed = scope.under(default_thresholds().replaced("F01", "watch", 1.2))
    told = scope.told(scope.facts.with_columns(pl.lit("high").alias("risk")))
    for other in (changed, told):
        assert other.team.reps is reps
        assert other.day.visible("assignments") is visible
    assert "risk" not in scope.facts.columns


def test_a_team_knows_whose_customers_it_holds_today() -> None:
    team = scope_of(held_book()).team
    assert team.reps.select("rep_id", "held").rows() == [("ana", 2), ("luc", 0)]
    assert team.owned_by("ana").to_list() == [0, 1]
    assert team.owned_by("luc").to_list() == []


@pytest.mark.parametrize(
    ("days", "expected"), [(10, (ago(10), ago(300))), (11, (ago(200), ago(300))), (201, (None, ago(300)))]
)
def test_the_last_row_of_each_is_that_of_the_close_of_a_day(
    days: int, expected: tuple[date | None, date | None]
) -> None:
    day = scope_of(held_book()).day
    last = day.at_close("purchases", day.book.purchases.get_column("day"), days)
    assert tuple(last) == expected
