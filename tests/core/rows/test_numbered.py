"""Columns in which row i belongs to number i."""

from __future__ import annotations

import polars as pl

from holdfast.rows.numbered import beside, filled, marked, placed


def test_a_value_fills_every_row_and_each_column_is_its_own() -> None:
    first, second = filled(0, 3, pl.Int64), filled(0, 3, pl.Int64)
    first.scatter([1], 7)
    assert (first.to_list(), second.to_list()) == ([0, 7, 0], [0, 0, 0])
    assert filled(None, 2, pl.Date).dtype == pl.Date
    assert filled(None, 0, pl.UInt32).len() == 0


def test_values_stand_in_the_rows_of_their_numbers() -> None:
    numbers = pl.Series([2, 0], dtype=pl.UInt32)
    assert placed(numbers, pl.Series(["b", "a"]), 4).to_list() == ["a", None, "b", None]
    assert marked(numbers, 4).to_list() == [True, False, True, False]


def test_a_part_stands_beside_every_customer() -> None:
    part = pl.DataFrame(
        {"customer": [3, 1], "orders": [30, 10], "name": ["c", None]},
        schema_overrides={"customer": pl.UInt32},
    )
    assert beside(part, 4).to_dict(as_series=False) == {
        "orders": [None, 10, None, 30],
        "name": [None, None, None, "c"],
    }
    assert beside(part.clear(), 2).to_dict(as_series=False) == {"orders": [None] * 2, "name": [None] * 2}
