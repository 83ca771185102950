"""Columns that say nothing of anybody take no memory, and are what they were."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from tests.core.mart.test_round_trip import frames
from tests.examples import cases

from holdfast.mart.zeros import without_weight


@cases(60)
@given(frame=frames())
def test_a_frame_without_weight_is_the_same_frame(frame: pl.DataFrame) -> None:
    found = without_weight(frame)
    assert found.schema == frame.schema
    assert found.equals(frame)
    assert found.filter(pl.int_range(pl.len()) % 2 == 0).equals(frame.filter(pl.int_range(pl.len()) % 2 == 0))


def test_zeros_stay_numbers_and_minus_nothing_stays_what_it_is() -> None:
    frame = pl.DataFrame(
        {"zero": [0, 0], "one": [0, 1], "ends": [0, 0], "below": [-0.0, -0.0], "some": [0, None]}
    )
    found = without_weight(frame)
    assert found.equals(frame)
    assert found.select(pl.col("zero").sum(), pl.col("some").sum()).row(0) == (0, 0)
    assert str(found.get_column("below")[0]) == "-0.0"
    middle = pl.DataFrame({"a": [0, 5, 0], "b": [0, -5, 0]})
    assert without_weight(middle).equals(middle)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell")
def test_reading_them_takes_no_memory_either() -> None:
    def private() -> int:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))

    count = 8_000_000
    small = pl.DataFrame({"a": [0]}, schema={"a": pl.Int64})
    light = without_weight(pl.DataFrame({"a": pl.zeros(count, dtype=pl.Int64, eager=True)}))
    assert without_weight(small).item() == 0
    before = private()
    assert light.get_column("a").max() == 0
    assert private() - before < 8 * count / 1024 / 4, "kB; in memory they would take 62,500"
