"""What a scope finds about its customers is found once, and a group gets its own rows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from polars.testing import assert_frame_equal
from tests.core.books import make_book

from holdfast.metrics.evaluate import _parts
from holdfast.metrics.scope import Scope
from holdfast.timeline import Period

YEAR = Period(date(2024, 7, 1), date(2025, 7, 1))
ORDERS = [
    {"order_id": f"o{number}", "customer_id": f"c{number % 3}", "order_date": date(2025, 1, 1 + number)}
    | {"amount": 100.0 + number}
    for number in range(9)
]


def shop() -> Scope:
    book = make_book(orders=ORDERS)
    facts = pl.DataFrame(
        {"customer": [0, 1, 2], "segment": ["x", None, "x"]},
        schema={"customer": pl.UInt32, "segment": pl.String},
    )
    return Scope(book, date(2025, 6, 30), YEAR, facts, every_customer=True)


def test_a_group_has_the_rows_of_its_customers_in_their_order() -> None:
    scope = shop()
    group_of = _parts(scope, "segment")
    for label, chosen in (("x", [0, 2]), ("(blank)", [1])):
        group = group_of(label)
        assert group.facts.get_column("customer").to_list() == chosen
        alone = replace(
            scope, facts=scope.facts.filter(pl.col("customer").is_in(chosen)), every_customer=False
        )
        assert_frame_equal(group.purchases, alone.purchases)
        assert_frame_equal(group.changes, alone.changes)
        assert group.whole is scope.facts


def test_what_is_asked_about_every_group_is_found_once() -> None:
    asked: list[float] = []

    def dear(scope: Scope, least: float) -> pl.DataFrame:
        asked.append(least)
        return scope.purchases.filter(pl.col("amount") >= least * 10_000).select("customer", "amount")

    scope = shop()
    group_of = _parts(scope, "segment")
    found = [group_of(label).own(dear, 106.0).height for label in ("x", "(blank)", "x")]
    assert found == [2, 1, 2]
    assert group_of("x").own(dear, 500.0).is_empty()
    assert asked == [106.0, 500.0]
    assert scope.own(dear, 106.0).height == 3
    assert scope.own(dear, 106.0) is scope.own(dear, 106.0)
