"""Least-cost assignment with places: against every way there is, and at its limits."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.assignment import Assignment, assigned


def total(costs: list[list[int | None]], places: list[list[int]], columns: tuple[int | None, ...]) -> int:
    taken = [0] * len(places)
    cost = 0
    for row, column in enumerate(columns):
        if column is not None:
            cost += (costs[row][column] or 0) + places[column][taken[column]]
            taken[column] += 1
    return cost


def fits(costs: list[list[int | None]], places: list[list[int]], columns: tuple[int, ...]) -> bool:
    allowed = all(costs[row][column] is not None for row, column in enumerate(columns))
    return allowed and all(columns.count(j) <= len(column) for j, column in enumerate(places))


def test_the_second_best_place_of_one_makes_room_for_another() -> None:
    # Row 0 would take column 0; row 1 can go nowhere else without paying 10: row 0 moves on for 2.
    found = assigned([[0, 2], [0, 10]], [[0], [0]])
    assert found == Assignment((1, 0), 2)


def test_places_that_cost_more_and_more_spread_the_rows() -> None:
    found = assigned([[0, 0]] * 4, [[1, 2, 3], [1, 2, 3]])
    assert (found.cost, sorted(found.columns, key=str)) == (1 + 1 + 2 + 2, [0, 0, 1, 1])


def test_without_a_place_a_row_stays_without() -> None:
    assert assigned([[5], [1]], [[0]]).columns.count(None) == 1
    assert assigned([[None, 3]], [[0], []]).columns == (None,)
    assert assigned([], [[0]]) == Assignment((), 0)


def test_falling_costs_of_places_are_refused() -> None:
    with pytest.raises(ValueError, match="must not fall"):
        assigned([[0]], [[2, 1]])


sizes = st.tuples(st.integers(1, 5), st.integers(1, 3))


@given(sizes.flatmap(lambda size: st.tuples(
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=size[1], max_size=size[1]),
             min_size=size[0], max_size=size[0]),
    st.lists(st.lists(st.integers(0, 6), max_size=4).map(sorted), min_size=size[1], max_size=size[1]),
)))  # fmt: skip
def test_no_other_way_costs_less(case: tuple[list[list[int | None]], list[list[int]]]) -> None:
    costs, places = case
    found = assigned(costs, places)
    assert found == assigned(costs, places)
    assert found.cost == total(costs, places, found.columns)
    every = [way for way in product(range(len(places)), repeat=len(costs)) if fits(costs, places, way)]
    if every:
        assert None not in found.columns
        assert found.cost == min(total(costs, places, way) for way in every)
