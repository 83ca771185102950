"""The next 12 months as the last 12 went: what customers of a year ago brought since, month by month.

The ratio estimator of `revenue.without_new`, a month at a time: each month has its own rate, so that leaving,
growing and the season of one's own are in it. New customers: what those who came since a year ago brought in
each of its months. Cochran (1977), Sampling Techniques, 6.4, with its linearised variance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.figures import FEW
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Expected, ForecastPath, path_of
from holdfast.words.interface.catalogue import phrase

if TYPE_CHECKING:
    from holdfast.views.forecast.history import History

NOTHING_THEN: Final = "nothing came in the 12 months before the last 12, so there is no rate to go by"
NOTHING_NOW: Final = "nothing came in the last 12 months"


def reaches(history: History, month: int) -> bool:
    """Whether two whole years lie before the close of a month."""
    return history.months + month >= 2 * YEAR


def last_year(history: History, month: int, chosen: pl.Series | None) -> ForecastPath | str:
    """The forecast at the close of a month, or what is lacking; `chosen`: Boolean by customer, None all."""
    base, unit = month - YEAR, 1 / history.scale
    everybody = pl.repeat(value=True, n=history.first.len(), eager=True) if chosen is None else chosen
    followed = everybody & history.known(base)
    before = history.standing(base)
    now = history.standing(month).zip_with(everybody, pl.zeros(before.len(), pl.Int64, eager=True))
    then = int(before.filter(followed).sum())
    whole = int(now.sum())
    if then <= 0:
        return NOTHING_THEN
    if whole <= 0:
        return NOTHING_NOW
    size = int((before != 0).filter(followed).sum())
    if size < FEW:
        return phrase("fewer than {few} customers brought anything a year ago", few=FEW)
    frame = _year_after(history, base, everybody, followed, before)
    ratio = _Ratio(then * unit, whole * unit, int((now != 0).sum()))
    existing = ratio.expected(frame.filter("followed"), before, followed, unit)
    new = _arrived(frame.filter(~pl.col("followed") & pl.col("came_since")), unit)
    return path_of("last year", existing, new, size, is_count=history.is_count)


def _year_after(
    history: History, base: int, everybody: pl.Series, followed: pl.Series, before: pl.Series
) -> pl.DataFrame:
    """Rows of the 12 months after `base` of the chosen: `h` from 1, `value`, `before`, who is followed."""
    inside = history.rows.filter(pl.col("month").is_between(base + 1, base + YEAR))
    who = inside.get_column("customer")
    return inside.select(
        "customer",
        (pl.col("month") - base).alias("h"),
        "value",
        before.gather(who).alias("before"),
        followed.gather(who).alias("followed"),
        (everybody & ~history.known(base)).gather(who).alias("came_since"),
    )


class _Ratio:
    """Sums of one year over sums of the year before, laid over what there is now."""

    def __init__(self, then: float, whole: float, customers: int) -> None:
        self.then, self.whole, self.customers = then, whole, customers

    def expected(self, rows: pl.DataFrame, before: pl.Series, followed: pl.Series, unit: float) -> Expected:
        """Of every month and of the whole year."""
        base = before.filter(followed).cast(pl.Int128)
        squares = int((base * base).sum()) * unit**2
        total = rows.group_by("customer").agg(pl.col("value").sum(), pl.col("before").first())
        size = int((base != 0).sum()) + int((total.get_column("before") == 0).sum())
        months = _sums(rows, unit)
        values, variances = [], []
        for h in range(1, YEAR + 1):
            value, square, cross = months.get(h, (0.0, 0.0, 0.0))
            values.append(value / self.then * self.whole)
            variances.append(self._variance(value, square, cross, squares, size))
        value, square, cross = _sums(total.with_columns(pl.lit(0).alias("h")), unit).get(0, (0.0, 0.0, 0.0))
        return Expected(
            tuple(values),
            tuple(variances),
            value / self.then * self.whole,
            self._variance(value, square, cross, squares, size),
        )

    def _variance(self, value: float, square: float, cross: float, squares: float, size: int) -> float:
        """What a rate seen of so many customers leaves open, and the chance of those to come."""
        if size < 2:
            return math.inf
        rate = value / self.then
        off = max(0.0, square - 2 * rate * cross + rate**2 * squares)
        return size / (size - 1) * off / self.then**2 * (1 + size / self.customers) * self.whole**2


def _arrived(rows: pl.DataFrame, unit: float) -> Expected:
    """What those who came since brought: as much again, by as many who come at random.

    The variance of a sum over Poisson many is the sum of the squares, once for last year and once for the
    next.
    """
    total = rows.group_by("customer").agg(pl.col("value").sum(), pl.col("before").first())
    months = _sums(rows, unit)
    each = [months.get(h, (0.0, 0.0, 0.0)) for h in range(1, YEAR + 1)]
    value, square, _ = _sums(total.with_columns(pl.lit(0).alias("h")), unit).get(0, (0.0, 0.0, 0.0))
    return Expected(
        tuple(value for value, _, _ in each), tuple(2 * square for _, square, _ in each), value, 2 * square
    )


def _sums(rows: pl.DataFrame, unit: float) -> dict[int, tuple[float, float, float]]:
    """By month `h`: the sum of values, of their squares, and of values times what came before.

    Whole numbers throughout, wide enough for squares of money: exact in any order of rows.
    """
    value, before = (pl.col(name).cast(pl.Int128) for name in ("value", "before"))
    found = rows.group_by("h").agg(
        pl.col("value").sum(), (value * value).sum().alias("square"), (value * before).sum().alias("cross")
    )
    return {
        h: (value * unit, square * unit**2, cross * unit**2) for h, value, square, cross in found.iter_rows()
    }


def shares(
    history: History, month: int, chosen: pl.Series | None, path: ForecastPath, h: int
) -> pl.DataFrame:
    """`customer` and what of a month (or, `h` 0, of the year) is expected of each who is there: its part of now."""
    now = history.standing(month)
    if chosen is not None:
        now = now.zip_with(chosen, pl.zeros(now.len(), pl.Int64, eager=True))
    said = path.parts["existing"]
    each = (said.values[h - 1] if h else said.total) / int(now.sum())
    numbered = pl.DataFrame({"customer": pl.int_range(now.len(), dtype=pl.UInt32, eager=True), "now": now})
    return numbered.filter(pl.col("now") != 0).select("customer", (pl.col("now") * each).alias("expected"))
