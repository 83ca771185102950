"""Health: flags and engagement in one number, what hurts it most, and nothing filled in."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, evaluated, numbered, orders_of

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query, SortKey
from holdfast.scores.health import (
    BANDS,
    INPUTS,
    band,
    health,
    lost_column,
    score_column,
    settings,
    weights,
)


@cache
def the_book() -> Book:
    return make_book(
        customers=[{"customer_id": name, "tier": "A"} for name in ("well", "late", "gone", "angry", "new")],
        orders=numbered(
            orders_of("well", *range(5, 720, 30)),
            orders_of("late", *range(66, 720, 30)),
            orders_of("gone", *range(300, 720, 30)),
            orders_of("angry", *range(5, 720, 30)),
        ),
        surveys=[{"kind": "nps", "customer_id": "angry", "invited": ago(9), "answered": ago(9), "score": 2}],
    )


@cache
def the_facts() -> pl.DataFrame:
    return evaluated(the_book())


@cache
def the_found() -> dict[str, dict[str, Any]]:
    told = health(the_book(), AS_OF, the_facts()).iter_rows(named=True)
    return dict(zip(the_facts().get_column("customer_id"), told, strict=True))


def test_weights_of_all_inputs_add_up_to_one() -> None:
    assert sum(weights().values()) == pytest.approx(1.0)
    assert set(weights()) == set(INPUTS)


def test_a_customer_who_buys_as_ever_without_a_flag_is_well() -> None:
    well = the_found()["well"]
    assert well["health"] == pytest.approx(100.0)
    assert well["hurts_most"] is None


def test_points_lost_and_health_add_up_to_100() -> None:
    for row in the_found().values():
        if row["health"] is not None:
            lost = sum(row[lost_column(name)] or 0.0 for name in INPUTS)
            assert row["health"] + lost == pytest.approx(100.0)


def test_health_is_the_weighted_mean_of_what_can_be_told_and_nothing_else() -> None:
    # late: 66 days after a usual 30 is 2.2 times: high. Flags 0.5 × (1 − 0.7), recency (3 − 2.2) ÷ 2 = 0.4,
    # frequency 4 orders against 6 before; breadth, contact and usage have no table here.
    late = the_found()["late"]
    weight = weights()
    told = weight["flags"] + weight["recency"] + weight["frequency"]
    frequency = late[score_column("frequency")]
    expected = (weight["flags"] * 0.3 + weight["recency"] * 0.4 + weight["frequency"] * frequency) / told
    assert late["health"] == pytest.approx(100 * expected)
    assert late["health_coverage"] == pytest.approx(told)
    assert late[score_column("usage")] is None
    assert late[lost_column("usage")] is None


def test_the_input_that_takes_the_most_points_is_named() -> None:
    assert the_found()["angry"]["hurts_most"] == "flags"
    assert the_found()["gone"]["hurts_most"] == "flags"
    assert the_found()["gone"]["health"] < settings()["bands"]["poor"]


def test_who_has_nothing_to_be_told_from_has_no_health_rather_than_a_guess() -> None:
    assert the_found()["new"]["health"] is None
    assert the_found()["new"]["health_coverage"] is None


@pytest.mark.parametrize(
    ("value", "name"),
    [(100, "well"), (75, "well"), (74.9, "fair"), (50, "fair"), (49.9, "poor"), (25, "poor"), (24.9, "bad")],
)
def test_bands_begin_at_their_limits(value: float, name: str) -> None:
    assert band(value) == name
    assert name in BANDS


def test_the_customer_screen_gets_the_number_its_inputs_and_the_worst_by_name() -> None:
    number = the_facts().get_column("customer_id").to_list().index("gone")
    view = Engine(the_book()).customer(Query(as_of=AS_OF), number)
    assert view.health is not None
    assert view.health.band == "bad"
    assert view.health.worst is not None
    assert view.health.worst.title == "Overdue"
    assert [part.name for part in view.health.inputs] == list(INPUTS)


def test_the_list_can_be_sorted_and_filtered_by_health() -> None:
    query = Query(
        as_of=AS_OF,
        where="health<60",
        sort=(SortKey("health"),),
        columns=("customer_id", "health", "hurts_most"),
    )
    frame = Engine(the_book()).customers(query).frame
    assert frame.get_column("customer_id").to_list()[0] == "gone"
    assert "well" not in frame.get_column("customer_id").to_list()
    assert frame.schema["health"] == pl.Float64
