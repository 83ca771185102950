"""Customers to come: how many a month, and what each brings in its first month, its second and so on.

Told from those who came of late. Who was there already when the data begin seems new in their first year:
only what comes after it counts, or the later half of less than two years.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.figures import FEW
from holdfast.views.forecast.history import MOST_BACK, YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.views.forecast.history import MonthlyHistory


@dataclass(frozen=True, eq=False)
class Newcomers:
    """`came`: how many in each of the last months, oldest first. `brought`: `customer`, `age`, `value`.

    Age 0 is the month of the first row, 1 the one after; value is money or 1, in units of the history.
    """

    came: tuple[int, ...]
    brought: pl.DataFrame
    scale: int

    @property
    def ahead(self) -> tuple[float, ...]:
        """How many are expected in each of the next 12 months.

        As in the last year. Where there are two, their difference goes on as a straight line, which no season
        bends, as far as it stands out from chance: shrunk by 1 − variance ÷ square, at least 0.
        """
        last = self.came[-YEAR:]
        mean = math.fsum(last) / len(last)
        if len(self.came) < 2 * YEAR:
            return (mean,) * YEAR
        before = self.came[-2 * YEAR : -YEAR]
        change = math.fsum(last) - math.fsum(before)
        chance = _dispersion(before, last) * math.fsum((*last, *before))
        slope = change / YEAR**2 * max(0.0, 1 - chance / change**2) if change else 0.0
        return tuple(max(0.0, mean + slope * ((YEAR - 1) / 2 + h)) for h in range(1, YEAR + 1))

    def of_each(self, h: int) -> pl.DataFrame:
        """`customer` and what of month `h` (0: of all twelve) is `expected` by the example of each."""
        months = range(1, YEAR + 1) if h == 0 else (h,)
        weights = [self._weights(month) for month in months]
        ages = range(YEAR)
        summed = [math.fsum(weight[age] for weight in weights) / self.scale for age in ages]
        table = pl.DataFrame({"age": ages, "weight": summed}, schema={"age": pl.Int32, "weight": pl.Float64})
        each = self.brought.join(table, on="age", how="inner", maintain_order="left")
        amount = (pl.col("value") * pl.col("weight")).sum().alias("expected")
        return each.sort("customer", "age").group_by("customer", maintain_order=True).agg(amount)

    def expected(self) -> tuple[float, ...]:
        """What all of them bring in each of the 12 months."""
        sums = dict(self.brought.group_by("age").agg(pl.col("value").sum()).iter_rows())
        return tuple(
            math.fsum(weight * sums.get(age, 0) for age, weight in enumerate(self._weights(h))) / self.scale
            for h in range(1, YEAR + 1)
        )

    def _weights(self, h: int) -> list[float]:
        """By age, how many of that age month `h` will have for each who was seen at it.

        Of an age that few have reached nothing is known: the last known one goes on.
        """
        seen = [sum(self.came[: max(0, len(self.came) - age)]) for age in range(YEAR)]
        known = [age for age in range(YEAR) if seen[age] >= FEW]
        weights = [0.0] * YEAR
        if known:
            ahead = self.ahead
            for age in range(h):
                at = min(age, known[-1])
                weights[at] += ahead[h - age - 1] / seen[at]
        return weights


def _dispersion(*years: Sequence[int]) -> float:
    """How much more counts of months vary within years than by chance alone; at least 1, which is chance."""
    squares, freedom = 0.0, 0
    for year in years:
        mean = math.fsum(year) / len(year)
        if mean > 0:
            squares += math.fsum((count - mean) ** 2 for count in year) / mean
            freedom += len(year) - 1
    return max(1.0, squares / freedom) if freedom else 1.0


def newcomers(history: MonthlyHistory, month: int, chosen: pl.Series | None) -> Newcomers:
    """Those who came before the close of a month; `chosen`: Boolean by customer, None all."""
    reach = history.months + month
    months = min(MOST_BACK, max(reach // 2, reach - YEAR))
    first = history.first
    if chosen is not None:
        first = first.zip_with(chosen, pl.Series([None], dtype=pl.Int32).new_from_index(0, first.len()))
    begin = month - months
    counts = dict(first.filter((first > begin) & (first <= month)).value_counts().iter_rows())
    rows = history.rows.filter(pl.col("month").is_between(begin + 1, month))
    since = first.gather(rows.get_column("customer"))
    brought = rows.with_columns((pl.col("month") - since).cast(pl.Int32).alias("age")).filter(since > begin)
    return Newcomers(
        tuple(counts.get(at, 0) for at in range(begin + 1, month + 1)),
        brought.select("customer", "age", "value"),
        history.scale,
    )
