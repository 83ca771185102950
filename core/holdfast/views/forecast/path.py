"""A forecast as made on one day: what is expected in each of 12 months, and how far off that may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

ForecastPart = Literal["existing", "new", "all"]
PARTS: Final[tuple[ForecastPart, ...]] = ("existing", "new", "all")

Method = Literal["last year", "order model", "contract model"]


@dataclass(frozen=True)
class Expected:
    """Values of the 12 months, the variance of each, and both of their sum (of levels: of none).

    In currency units, or customers.
    """

    values: tuple[float, ...]
    variances: tuple[float, ...]
    total: float
    total_variance: float


@dataclass(frozen=True)
class ForecastPath:
    """What is expected of customers who are there and of those to come, by `method`."""

    method: Method
    parts: Mapping[ForecastPart, Expected]
    followed: int


@dataclass(frozen=True)
class _Drift:
    """What no number of customers averages out, as a share of what is expected of months and of a year.

    Of those who are there and of those who come. No year is quite like another; where the season is not
    known, no month is like the mean of those before.
    """

    months: tuple[float, float]
    year: tuple[float, float]


_DRIFT: Final[Mapping[tuple[Method, bool], _Drift]] = {
    ("last year", False): _Drift((0.05, 0.2), (0.05, 0.2)),
    ("last year", True): _Drift((0.02, 0.2), (0.02, 0.2)),
    ("order model", False): _Drift((0.6, 0.6), (0.3, 0.3)),
    ("order model", True): _Drift((0.3, 0.4), (0.3, 0.4)),
    ("contract model", False): _Drift((0.1, 0.4), (0.1, 0.3)),
    ("contract model", True): _Drift((0.1, 0.4), (0.1, 0.4)),
}
"""By method, and whether customers are counted. Where no year has been seen, Christmas may double a month."""


def path_of(
    method: Method, existing: Expected, new: Expected, followed: int, *, is_count: bool
) -> ForecastPath:
    """A path with its sum; the variances are those of chance, to which that of a year like no other is added.

    Chance of both parts is their own; a year like no other is the same for both.
    """
    drift = _DRIFT[method, is_count]
    shared = [
        tuple(share * value for value in part.values)
        for part, share in zip((existing, new), drift.months, strict=True)
    ]
    year = [share * part.total for part, share in zip((existing, new), drift.year, strict=True)]
    whole = _sum(existing, new)
    parts: dict[ForecastPart, Expected] = {
        "existing": _drifting(existing, shared[0], year[0]),
        "new": _drifting(new, shared[1], year[1]),
        "all": _drifting(whole, tuple(map(math.fsum, zip(*shared, strict=True))), math.fsum(year)),
    }
    return ForecastPath(method, parts, followed)


def _sum(existing: Expected, new: Expected) -> Expected:
    return Expected(
        tuple(map(math.fsum, zip(existing.values, new.values, strict=True))),
        tuple(map(math.fsum, zip(existing.variances, new.variances, strict=True))),
        math.fsum((existing.total, new.total)),
        math.fsum((existing.total_variance, new.total_variance)),
    )


def _drifting(part: Expected, months: tuple[float, ...], year: float) -> Expected:
    pairs = zip(part.variances, months, strict=True)
    variances = tuple(variance + drift**2 for variance, drift in pairs)
    return Expected(part.values, variances, part.total, part.total_variance + year**2)
