"""What an expression says of days, worked out once for each day of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from holdfast.rows.numbered import filled

_EPOCH: Final = date(1970, 1, 1).toordinal()


def of_each_day(days: pl.Series, said: pl.Expr) -> pl.Series:
    """What `said`, an expression of `day` alone, says of each of these Dates; null of null.

    Ten million days lie in a few thousand: adding twelve months to each takes 0.8 s, looking it up 0.1 s.
    """
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        nothing = pl.Series("day", [None], dtype=pl.Date).to_frame().select(said).to_series()
        return filled(None, days.len(), nothing.dtype)
    if (last - first).days >= days.len():
        return days.alias("day").to_frame().select(said).to_series()
    calendar = pl.date_range(first, last, eager=True).alias("day").to_frame().select(said).to_series()
    return calendar.gather((days.to_physical() - first.toordinal() + _EPOCH).cast(pl.UInt32))
