"""How often lost customers come back: read off the book's own losses, by how long they have been gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.book.activity import NEXT_DAY
from holdfast.statistics.intervals.wilson import wilson

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

RETURN_DAYS: Final = 180
"""A return counts within so many days of where it is looked for from."""

BANDS: Final = (30, 90)
"""Days gone from which on a customer is compared with those who were gone as long."""

LEAST_LOSSES: Final = 20
"""Below so many losses of the past there is no rate: too few."""


class ReturnRate(NamedTuple):
    """Of `losses` that lasted `gone_days` and were followed for RETURN_DAYS more, how many `returned`.

    `rate`, `low`, `high`: their share with its 95 % Wilson interval; None where there are too few.
    """

    gone_days: int
    losses: int
    returned: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None


def return_rates(book: Book, as_of: date) -> tuple[ReturnRate, ...]:
    """A rate for each of BANDS, from every loss that was followed long enough by `as_of`.

    Looked at from the day on which a customer had been gone so long and was not back (a landmark: Anderson,
    Cain & Gelber 1983), so that nobody counts who had returned before.
    """
    steps = book.activity.changes.filter((pl.col("day") <= as_of) & (pl.col("step") != 0))
    spells = steps.with_columns(NEXT_DAY.alias("back")).filter(pl.col("step") == -1)
    return tuple(_rate(spells, gone, as_of) for gone in BANDS)


def _rate(spells: pl.DataFrame, gone_days: int, as_of: date) -> ReturnRate:
    seen_from = pl.col("day") + timedelta(days=gone_days)
    seen_to = seen_from + timedelta(days=RETURN_DAYS)
    still_gone = pl.col("back").is_null() | (pl.col("back") > seen_from)
    followed = spells.filter(still_gone & (seen_to <= as_of))
    losses = followed.height
    returned = followed.filter(pl.col("back") <= seen_to).height
    if losses < LEAST_LOSSES:
        return ReturnRate(gone_days, losses, returned)
    low, high = wilson(returned, losses) or (None, None)
    return ReturnRate(gone_days, losses, returned, returned / losses, low, high)
