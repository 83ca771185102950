"""A forecast as it is made on one day: what is expected in each of 12 months, and how far chance may carry it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from holdfast.views.forecast.history import YEAR, ForecastKind

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

    @property
    def is_nothing(self) -> bool:
        """Whether nobody is expected at all."""
        return not any(self.values)


@dataclass(frozen=True)
class ForecastPath:
    """What is expected of customers who are there and of those to come, by `method`."""

    method: Method
    parts: Mapping[ForecastPart, Expected]
    followed: int


def both(existing: Expected, new: Expected) -> Expected:
    """The sum of two parts that know nothing of each other."""
    return Expected(
        tuple(map(math.fsum, zip(existing.values, new.values, strict=True))),
        tuple(map(math.fsum, zip(existing.variances, new.variances, strict=True))),
        math.fsum((existing.total, new.total)),
        math.fsum((existing.total_variance, new.total_variance)),
    )


def path_of(method: Method, existing: Expected, new: Expected, followed: int) -> ForecastPath:
    """A path with its sum."""
    return ForecastPath(method, {"existing": existing, "new": new, "all": both(existing, new)}, followed)


__all__ = ["YEAR", "Expected", "ForecastKind", "ForecastPart", "Method", "ForecastPath", "both", "path_of"]
