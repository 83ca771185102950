"""Money as exact integers: Int64 ten-thousandths of the currency unit.

Cents are too coarse, because unit prices with three or four decimals occur in real exports and
rounding each line shifts a year's revenue by whole currency units; four decimals keep sums exact and
leave room for ±900 trillion.
"""

from __future__ import annotations

from typing import Final

import polars as pl

MONEY_SCALE: Final = 10_000
MONEY_DTYPE: Final = pl.Int64


def from_units(amount: pl.Expr) -> pl.Expr:
    """Currency units (Float64 or Decimal) → money (Int64 ten-thousandths), rounded half away from zero.

    Null where the amount is not finite or does not fit.
    """
    scaled = amount.cast(pl.Float64) * MONEY_SCALE
    return scaled.round(0, mode="half_away_from_zero").cast(MONEY_DTYPE, strict=False)


def to_units(money: pl.Expr) -> pl.Expr:
    """Money (Int64 ten-thousandths) → currency units (Float64), for display and JSON only."""
    # polars multiplies by the reciprocal, which misses the nearest float by a hair; rounding finds it again.
    return (money.cast(pl.Float64) / MONEY_SCALE).round(4)


def units(money: int) -> float:
    """One amount of money in currency units."""
    return money / MONEY_SCALE
