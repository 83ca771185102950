"""Parents: customers go under the topmost one above them, and its figures are theirs together."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.described import parents
from holdfast.query import Query

AS_OF = date(2025, 6, 30)


def described(*rows: tuple[str, str, str | None]) -> list[str | None]:
    """Parents of customers given as (id, name, parent id)."""
    schema = {"customer_id": pl.String, "name": pl.String, "parent_id": pl.String}
    return parents(pl.DataFrame(rows, schema=schema, orient="row")).to_list()


def test_children_and_grandchildren_go_under_the_topmost_who_is_one_of_them() -> None:
    rows = (("1", "Acme", None), ("2", "North", "1"), ("3", "Far North", "2"), ("4", "Alone", None))
    assert described(*rows) == ["Acme", "Acme", "Acme", None]


def test_without_any_parent_nobody_has_one() -> None:
    assert described(("1", "Acme", None), ("2", "Beta", None)) == [None, None]


def test_a_customer_may_name_itself() -> None:
    assert described(("1", "Acme", "1"), ("2", "North", "1"), ("3", "Alone", "3")) == ["Acme", "Acme", None]


def test_a_parent_that_nobody_lists_goes_by_its_id() -> None:
    assert described(("1", "North", "P9"), ("2", "South", "P9"), ("3", "Alone", None)) == ["P9", "P9", None]


def test_a_circle_goes_under_its_first_customer() -> None:
    assert described(("1", "One", "2"), ("2", "Two", "1"), ("3", "Three", "2")) == ["One", "One", "One"]


def test_two_parents_of_one_name_stay_apart() -> None:
    rows = (("1", "Acme", None), ("2", "Acme", None), ("3", "North", "1"), ("4", "South", "2"))
    assert described(*rows) == ["Acme (1)", "Acme (2)", "Acme (1)", "Acme (2)"]


def random_firm(seed: int) -> Book:
    """Forty customers under each other at random, circles and unknown parents among them."""
    dice = random.Random(seed)
    ids = [f"c{number:02}" for number in range(40)]
    customers = [
        {"customer_id": one, "parent_id": dice.choice([None, *dice.sample(ids, 2), "unlisted"])}
        for one in ids
    ]
    orders = [
        {
            "customer_id": dice.choice(ids),
            "order_date": AS_OF - timedelta(days=dice.randrange(700)),
            "amount": dice.randrange(1, 900),
        }
        for _ in range(150)
    ]
    return make_book(customers=customers, orders=orders)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_parents_add_up_to_those_of_everybody(seed: int) -> None:
    engine = Engine(random_firm(seed))
    ids = ("revenue.period", "customers.active", "customers.lost", "repeat.rate")
    everybody = {figure.id: figure for figure in engine.metrics(Query(as_of=AS_OF), ids)}
    by_parent = engine.metrics(Query(as_of=AS_OF, by="parent"), ids)
    for name in ("revenue.period", "customers.active", "customers.lost"):
        told = [figure.value or 0 for figure in by_parent if figure.id == name]
        assert sum(told) == pytest.approx(everybody[name].value or 0)
    parts = [figure.denominator or 0 for figure in by_parent if figure.id == "repeat.rate"]
    assert sum(parts) == everybody["repeat.rate"].denominator


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(5))
def test_a_parent_is_its_children_and_itself(seed: int) -> None:
    engine = Engine(random_firm(seed))
    rows = engine.customers(Query(as_of=AS_OF, columns=("customer_id", "parent", "revenue_period"))).frame
    figures = engine.metrics(Query(as_of=AS_OF, by="parent"), ("revenue.period",))
    for group, revenue in rows.group_by("parent").agg(pl.col("revenue_period").sum()).iter_rows():
        told = next(one.value for one in figures if one.group == (group or "(blank)"))
        assert told == pytest.approx(revenue)


def test_parents_can_be_compared_with_the_period_before() -> None:
    book = make_book(
        customers=[{"customer_id": "a", "name": "Acme"}, {"customer_id": "b", "parent_id": "a"}],
        orders=[
            {"customer_id": "b", "order_date": "2024-03-01", "amount": 40},
            {"customer_id": "a", "order_date": "2025-03-01", "amount": 100},
        ],
    )
    (figure,) = Engine(book).metrics(Query(as_of=AS_OF, by="parent"), ("revenue.period",))
    assert (figure.group, figure.value, figure.previous) == ("Acme", 100, 40)
