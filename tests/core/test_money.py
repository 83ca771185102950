"""Money: exact to four decimals, rounded half away from zero, null where it cannot be."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.money import MONEY_DTYPE, MONEY_SCALE, from_units, to_units, units


def money(*values: object, dtype: pl.DataType | None = None) -> list[int | None]:
    frame = pl.DataFrame({"a": pl.Series(values, dtype=dtype)})
    return frame.select(from_units(pl.col("a"))).to_series().to_list()


@pytest.mark.parametrize(
    ("units_", "stored"),
    [(0.1, 1_000), (12.3456, 123_456), (-40.0, -400_000), (0.00005, 1), (-0.00005, -1), (0.00004, 0)],
)
def test_units_to_ten_thousandths(units_: float, stored: int) -> None:
    assert money(units_) == [stored]


def test_decimals_keep_their_value() -> None:
    assert money(Decimal("19.99"), dtype=pl.Decimal(12, 4)) == [199_900]


def test_what_is_no_amount_becomes_null() -> None:
    assert money(float("nan"), float("inf"), 1e30, None) == [None] * 4


@given(st.integers(-(10**14), 10**14))
def test_cents_survive_the_way_to_units_and_back(cents: int) -> None:
    stored = cents * (MONEY_SCALE // 100)
    frame = pl.DataFrame({"a": pl.Series([stored], dtype=MONEY_DTYPE)})
    assert frame.select(from_units(to_units(pl.col("a")))).item() == stored
    assert units(stored) == cents / 100


def test_adding_a_tenth_ten_times_is_one() -> None:
    assert sum(amount or 0 for amount in money(*[0.1] * 10)) == MONEY_SCALE
