"""Sums of floats that come out the same in any order of rows and however polars lays out a frame.

Floats added one after the other are rounded at every step, so the last digit of a sum depends on its order,
and polars adds by pieces and threads as it finds a frame. The same files must give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Final

import polars as pl

_LARGEST: Final = 2.0**900
"""Beyond it there is no room to split a number, and nothing anybody counts."""


def exact_sum(values: pl.Series) -> float:
    """The sum, rounded once; nulls are left out."""
    # As a list: a series hands out its values one by one, which takes several times as long.
    return math.fsum(values.drop_nulls().to_list())


def exact_mean(values: pl.Series) -> float | None:
    """The mean of what is not null; None where everything is."""
    known = values.len() - values.null_count()
    return exact_sum(values) / known if known else None


def summable(frame: pl.DataFrame, *names: str) -> tuple[pl.DataFrame, Mapping[str, pl.Expr]]:
    """A frame whose floats can be added exactly, and for each of `names` the aggregation that does it.

    For sums by group, where `exact_sum` would go through the groups one by one.
    """
    parts = {name: _parts(frame.get_column(name)) for name in names}
    columns = {
        name: [part.alias(f"{name}/{place}") for place, part in enumerate(split)]
        for name, split in parts.items()
    }
    sums = {
        name: reduce(add, (pl.col(part.name).sum() for part in reversed(split))).alias(name)
        for name, split in columns.items()
    }
    return frame.with_columns(part for split in columns.values() for part in split), sums


def _parts(values: pl.Series) -> list[pl.Series]:
    """Series that make up the values, each of multiples of one power of two few enough to be added exactly.

    A number added to 1.5 · 2^e and taken off again keeps its bits down to 2^(e − 52); with e above the bits
    of the largest value and of their number, no sum of what is kept needs more than 53 bits. What is left
    over goes the same way; whole numbers leave nothing. Source: Demmel & Nguyen (2013), Fast reproducible
    floating-point summation.
    """
    rest, parts = values.cast(pl.Float64), []
    while 0 < (largest := _largest(rest)) < _LARGEST:
        anchor = 1.5 * 2.0 ** (math.frexp(largest)[1] + rest.len().bit_length() + 1)
        part = (rest + anchor) - anchor
        rest = rest - part
        parts.append(part)
    return parts or [rest]


def _largest(values: pl.Series) -> float:
    # Two answers of the series itself: `abs` would be a query, which takes longer than most sums.
    low, high = values.min(), values.max()
    return max(-low, high) if isinstance(low, float) and isinstance(high, float) else 0.0
