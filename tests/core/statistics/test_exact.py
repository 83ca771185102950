"""Sums of floats: exact, whatever the order of rows and the pieces in which they come."""

from __future__ import annotations

import math
from random import Random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.exact import exact_mean, exact_sum, summable

numbers = st.floats(-1e9, 1e9, allow_subnormal=False)
lists = st.lists(st.one_of(st.none(), numbers), min_size=1, max_size=60)


def added(values: list[float | None], groups: list[int], pieces: int = 1) -> dict[int, float]:
    frame = pl.DataFrame({"group": groups, "value": values}, schema={"group": pl.Int64, "value": pl.Float64})
    size = -(-len(values) // pieces)
    frame = pl.concat([frame.slice(start, size) for start in range(0, len(values), size)], rechunk=False)
    rows, total = summable(frame, "value")
    return dict(rows.group_by("group").agg(total["value"]).iter_rows())


@given(lists, st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_of_rows_and_their_pieces_do_not_change_a_sum(
    values: list[float | None],
    dice: Random,
    pieces: int,
) -> None:
    rows = [(place % 3, value) for place, value in enumerate(values)]
    once = added([value for _, value in rows], [group for group, _ in rows])
    dice.shuffle(rows)
    assert added([value for _, value in rows], [group for group, _ in rows], pieces) == once
    assert exact_sum(pl.Series(values, dtype=pl.Float64)) == math.fsum(v for v in values if v is not None)


@given(lists)
def test_a_sum_by_group_is_the_true_one_to_the_last_digit(values: list[float | None]) -> None:
    (total,) = added(values, [0] * len(values)).values()
    true = math.fsum(value for value in values if value is not None)
    assert abs(total - true) <= math.ulp(true)


def test_what_is_lost_one_after_the_other_is_kept() -> None:
    assert added([1e16, 1.0, -1e16, 0.1, 0.2, 0.3], [0] * 6) == {0: 1.6}
    assert exact_sum(pl.Series([1e16, 1.0, -1e16])) == 1.0


def test_whole_numbers_need_no_second_part() -> None:
    rows, _ = summable(pl.DataFrame({"value": [3.0, 1e9, -7.0]}), "value")
    assert rows.columns == ["value", "value/0"]


def test_nothing_and_numbers_beyond_counting_do_not_hang() -> None:
    assert added([None, None], [0, 0]) == {0: 0.0}
    assert added([math.inf, 1.0], [0, 0]) == {0: math.inf}
    assert added([1e300, 1.0], [0, 0]) == {0: 1e300}


def test_a_mean_leaves_out_what_nobody_knows() -> None:
    assert exact_mean(pl.Series([0.1, None, 0.3])) == 0.2
    assert exact_mean(pl.Series([None], dtype=pl.Float64)) is None
