"""Who came first in the last months: how many come to a month, how much that varies, what they begin with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Expected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.views.forecast.history import History

_FEWEST: Final = 2


@dataclass(frozen=True)
class Arrivals:
    """`mean` a month over so many `months`, the `variance` of one month, and what each brought in its first.

    Who was there already when the data begin seems new in the first months: only the later half counts.
    """

    mean: float
    variance: float
    months: int
    first_value: float

    def expected(self, by_age: Sequence[float], *, months_add_up: bool = True) -> Expected:
        """What newcomers bring when each brings `by_age` in its first, second … month."""
        grown = [math.fsum(by_age[: h + 1]) for h in range(YEAR)]
        values = tuple(self.mean * each for each in grown)
        one, rate = self.variance, self.variance / self.months
        squares = [math.fsum(each**2 for each in by_age[: h + 1]) for h in range(YEAR)]
        variances = tuple(one * square + rate * each**2 for square, each in zip(squares, grown, strict=True))
        # Whoever comes in month j counts from j on: the sum of the year by month of arrival.
        until = [math.fsum(by_age[: YEAR - j]) for j in range(YEAR)]
        total_variance = one * math.fsum(each**2 for each in until) + rate * math.fsum(until) ** 2
        total = math.fsum(values) if months_add_up else 0.0
        return Expected(values, variances, total, total_variance)


def arrivals(history: History, month: int, chosen: pl.Series | None) -> Arrivals:
    """Those of the later half of the months before the close of a month, a year at most."""
    months = min(YEAR, max(_FEWEST, (history.months + month) // 2))
    first = history.first if chosen is None else history.first.zip_with(chosen, _nobody(history))
    came = [int((first == at).sum()) for at in range(month - months + 1, month + 1)]
    mean = math.fsum(came) / months
    spread = math.fsum((each - mean) ** 2 for each in came) / (months - 1)
    inside = history.rows.filter(pl.col("month").is_between(month - months + 1, month))
    began = inside.filter(first.gather(inside.get_column("customer")) == inside.get_column("month"))
    value = int(began.get_column("value").sum()) / history.scale
    # By chance alone the variance of a count is its mean.
    return Arrivals(mean, max(spread, mean, 1 / months), months, value / sum(came) if sum(came) else 0.0)


def _nobody(history: History) -> pl.Series:
    return pl.Series([None], dtype=pl.Int32).new_from_index(0, history.first.len())
