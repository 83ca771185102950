"""Comparisons that rules share: a share at its limit, a number of days gone by."""

from __future__ import annotations

from typing import Final

import polars as pl

SHARE_TOLERANCE: Final = 1e-9
"""A value that equals its limit counts as at most the limit, although 0.6 is no exact binary number."""


def at_most(value: pl.Expr, share: float, of: pl.Expr) -> pl.Expr:
    """Whether `value` is at most that share of a positive number."""
    return value <= share * (1 + SHARE_TOLERANCE) * of


def days_after(day: str, days: pl.Expr) -> pl.Expr:
    """The first day on which at least `days` days (fractions allowed) have passed since a Date column."""
    return (pl.col(day).cast(pl.Int32) + days.ceil().cast(pl.Int32)).cast(pl.Date)
