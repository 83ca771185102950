"""Sums across columns that do not depend on threads."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable


def added(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Float64 sum of some columns from left to right, without their nulls.

    `pl.sum_horizontal` adds floats in the order in which threads take them up: the last digit varies.
    """
    return reduce(add, (part.fill_null(0.0) for part in parts))
