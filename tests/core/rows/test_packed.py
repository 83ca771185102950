"""Columns sorted as one number, up to what a number holds."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from holdfast.rows.packed import KEY_BITS, Packing, sorted_by


def test_customers_days_and_rows_are_sorted_as_columns_would_be() -> None:
    numbers = random.Random(3)
    days = [date(1969, 12, 1) + timedelta(days=numbers.randrange(900)) for _ in range(2_000)]
    frame = pl.DataFrame(
        {
            "customer": pl.Series([numbers.randrange(40) for _ in days], dtype=pl.UInt32),
            "day": days,
            "gap": pl.Series([numbers.randrange(-5, 5) for _ in days], dtype=pl.Int32),
            "order": pl.Series(range(2_000), dtype=pl.UInt32),
        }
    )
    assert Packing.of(frame) is not None
    assert sorted_by(frame).equals(frame.sort(frame.columns))
    assert sorted_by(frame).schema == frame.schema


@pytest.mark.parametrize("bits", [1, 31, KEY_BITS - 32])
def test_what_just_fits_is_packed_and_one_bit_more_is_sorted_as_columns(bits: int) -> None:
    high = pl.Series("high", [2**bits - 1, 0, 5 % 2**bits], dtype=pl.Int64)
    for low_bits, fits in ((KEY_BITS - bits, True), (KEY_BITS - bits + 1, False)):
        top = 2**low_bits - 1
        low = pl.Series("low", [top, 7, 0], dtype=pl.Int64 if low_bits <= KEY_BITS else pl.UInt64)
        frame = pl.DataFrame([high, low])
        assert (Packing.of(frame) is not None) is fits
        assert sorted_by(frame).rows() == sorted(frame.rows())


def test_the_ends_of_a_number_of_64_bits_are_too_far_apart() -> None:
    frame = pl.DataFrame({"number": [2**63 - 1, -(2**63), 0]})
    assert Packing.of(frame) is None
    assert sorted_by(frame)["number"].to_list() == [-(2**63), 0, 2**63 - 1]


def test_a_column_of_one_value_takes_no_room() -> None:
    frame = pl.DataFrame({"same": [9, 9], "number": [2**63 - 1, 0]})
    assert sorted_by(frame).rows() == [(9, 0), (9, 2**63 - 1)]


def test_nothing_and_nulls_are_sorted_as_columns() -> None:
    days = pl.DataFrame({"customer": [2, 1, 1], "day": [date(2024, 1, 1), date(2024, 1, 2), None]})
    assert sorted_by(days).rows() == [(1, None), (1, date(2024, 1, 2)), (2, date(2024, 1, 1))]
    assert sorted_by(days.clear()).height == 0
