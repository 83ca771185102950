"""Rows by group come in their order, whatever they are sorted by otherwise."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from holdfast.rows.parted import parted


def test_rows_of_a_group_keep_their_order_and_every_row_is_in_one_group() -> None:
    frame = pl.DataFrame({"customer": [4, 1, 3, 1, 2], "amount": [0.1, 0.2, 0.3, 0.4, None]})
    groups = pl.Series("group", ["b", "a", "b", "b", "a"], dtype=pl.Enum(["b", "a", "c"]))
    found = parted(frame, groups)
    assert list(found) == ["b", "a"]
    for group, rows in found.items():
        assert_frame_equal(rows, frame.filter(groups == group))


def test_no_rows_are_no_groups() -> None:
    frame = pl.DataFrame({"customer": [], "amount": []}, schema={"customer": pl.UInt32, "amount": pl.Int64})
    assert parted(frame, pl.Series("group", [], dtype=pl.Enum(["a"]))) == {}
