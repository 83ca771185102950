"""The way up: to the last above, and round in a circle."""

from __future__ import annotations

import polars as pl

from holdfast.rows.upward import circling, numbers_above, topmost


def test_the_way_up_ends_at_the_last_above() -> None:
    above = pl.Series([0, 0, 1, 2, 4, 4])
    assert topmost(above).to_list() == [0, 0, 0, 0, 4, 4]
    assert not circling(above).any()


def test_a_long_way_is_gone_to_its_end() -> None:
    rows = 1_000
    above = pl.Series([0, *range(rows - 1)])
    assert topmost(above).to_list() == [0] * rows


def test_a_circle_ends_at_its_first_row_and_so_does_whoever_leads_into_it() -> None:
    above = pl.Series([1, 2, 3, 1, 4, 0])
    assert topmost(above).to_list() == [1, 1, 1, 1, 4, 1]
    assert circling(above).to_list() == [True, True, True, True, False, True]


def test_nobody_above_is_oneself() -> None:
    ids = pl.Series(["a", "b", "c", "d"])
    assert numbers_above(ids, pl.Series([None, "a", "c", "unknown"])).to_list() == [0, 0, 2, 3]
