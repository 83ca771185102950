"""What is expected on one day of each of 12 months, of customers who are there and of those to come."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from holdfast.statistics.exact import exact_sum
from holdfast.views.forecast.history import YEAR

ForecastPart = Literal["existing", "new", "all"]
PARTS: Final[tuple[ForecastPart, ...]] = ("existing", "new", "all")

Method = Literal["last year", "order model", "contract model"]

MONTHS: Final = tuple(f"m{h}" for h in range(1, YEAR + 1))


@dataclass(frozen=True, eq=False)
class Existing:
    """What each of the 12 months is expected to bring of those who are there, by `method`.

    In currency units, or customers at its close. `followed` customers tell it. `each`: of a month from 1, or
    of all twelve (0), the `customer` and what is `expected` of it, which add up to `values`.
    """

    method: Method
    followed: int
    values: tuple[float, ...]
    each: Callable[[int], pl.DataFrame]


def modelled(method: Method, followed: int, each: pl.DataFrame) -> Existing:
    """From `customer` and what a model expects of it in each of `MONTHS`."""

    def one(h: int) -> pl.DataFrame:
        expected = pl.col(MONTHS[h - 1]) if h else pl.sum_horizontal(MONTHS)
        return each.select("customer", expected.alias("expected"))

    return Existing(method, followed, tuple(exact_sum(each.get_column(name)) for name in MONTHS), one)


@dataclass(frozen=True)
class ForecastPath:
    """The same without its customers, and beside it what those to come bring, and both together."""

    method: Method
    followed: int
    parts: Mapping[ForecastPart, tuple[float, ...]]


def path_of(existing: Existing, new: tuple[float, ...]) -> ForecastPath:
    """Both parts with their sum."""
    whole = tuple(map(math.fsum, zip(existing.values, new, strict=True)))
    return ForecastPath(
        existing.method, existing.followed, {"existing": existing.values, "new": new, "all": whole}
    )
