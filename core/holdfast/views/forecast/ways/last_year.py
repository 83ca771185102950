"""What customers who are there bring in the next 12 months, as those of a year ago did in the last 12.

The ratio estimator of `revenue.without_new`, a month at a time: each month has its own rate, so that leaving,
growing and the season of one's own are in it. Cochran (1977), Sampling Techniques, 6.4.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.figures import FEW
from holdfast.views.forecast.history import YEAR
from holdfast.views.forecast.path import Existing
from holdfast.words.interface.catalogue import phrase

if TYPE_CHECKING:
    from holdfast.views.forecast.history import MonthlyHistory

NOTHING_THEN: Final = "nothing came in the 12 months before the last 12, so there is no rate to go by"
NOTHING_NOW: Final = "nothing came in the last 12 months"


MONTHS_OF_COUNTS: Final = YEAR + YEAR // 2
"""Customers at the close of a month a year ago; revenue needs a whole year before it."""


def repeats_a_year(history: MonthlyHistory, month: int) -> bool:
    """Whether enough lies before the close of a month to go by those of a year before."""
    return history.months + month >= (MONTHS_OF_COUNTS if history.is_count else 2 * YEAR)


def last_year(history: MonthlyHistory, month: int, chosen: pl.Series | None) -> Existing | str:
    """What is expected at the close of a month, or what is lacking; `chosen`: Boolean by customer, None all.

    Each customer has its part of any month by what it brought in the last 12.
    """
    base = month - YEAR
    everybody = pl.repeat(value=True, n=history.first.len(), eager=True) if chosen is None else chosen
    followed = everybody & history.known(base)
    before = history.standing(base)
    now = history.standing(month).zip_with(everybody, pl.zeros(before.len(), pl.Int64, eager=True))
    then, whole = int(before.filter(followed).sum()), int(now.sum())
    if then <= 0:
        return phrase(NOTHING_THEN)
    if whole <= 0:
        return phrase(NOTHING_NOW)
    size = int((before != 0).filter(followed).sum())
    if size < FEW:
        return phrase("fewer than {few} customers brought anything a year ago", few=FEW)
    inside = history.rows.filter(pl.col("month").is_between(base + 1, month))
    theirs = inside.filter(followed.gather(inside.get_column("customer")))
    sums = dict(theirs.group_by("month").agg(pl.col("value").sum()).iter_rows())
    values = tuple(sums.get(base + h, 0) / then * whole / history.scale for h in range(1, YEAR + 1))

    def each(h: int) -> pl.DataFrame:
        said = values[h - 1] if h else math.fsum(values)
        numbered = pl.DataFrame(
            {"customer": pl.int_range(now.len(), dtype=pl.UInt32, eager=True), "now": now}
        )
        part = (pl.col("now") / whole * said).alias("expected")
        return numbered.filter(pl.col("now") != 0).select("customer", part)

    return Existing("last year", size, values, each)
