"""What flags came to in the past, for the places that show flags: asked for once those are painted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.backtest import MINIMUM_LOSSES, USUAL, backtest_of, losses_until
from holdfast.risk.catalog import FLAGS
from holdfast.risk.watch import UNWATCHED

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book import Book
    from holdfast.risk.thresholds import Thresholds
    from holdfast.risk.watch import Watch
    from holdfast.views.results import FlagSummary


@dataclass(frozen=True)
class FlagRate:
    """What one flag came to over the whole book: the columns of a backtest (risk/backtest.py)."""

    flagged: int
    lost: int
    rate: float | None
    low: float | None
    high: float | None
    lift: float | None
    calibrated: bool


NEVER_SEEN = FlagRate(0, 0, None, None, None, None, calibrated=False)


@dataclass(frozen=True)
class FlagRates:
    """Loss rates of every flag of customers by id, within `days` after `months` past month-ends."""

    days: int
    months: int
    rates: Mapping[str, FlagRate]

    def beside(self, flags: Iterable[FlagSummary]) -> tuple[FlagSummary, ...]:
        """The flags with their rates; those of reps and segments have none."""
        return tuple(self._rated(flag) for flag in flags)

    def _rated(self, flag: FlagSummary) -> FlagSummary:
        found = self.rates.get(flag.id)
        if found is None:
            return flag
        return replace(flag, loss_rate=found.rate, lift=found.lift, calibrated=found.calibrated)


def flag_rates(book: Book, as_of: date, thresholds: Thresholds, watch: Watch = UNWATCHED) -> FlagRates:
    """The rates over all customers, whatever the filter. Raises CancelledError."""
    days = USUAL.horizon.days
    if losses_until(book, as_of) < MINIMUM_LOSSES:
        # So few losses calibrate no flag: a small book is spared the evaluation of years of flags.
        return FlagRates(days, 0, dict.fromkeys(FLAGS, NEVER_SEEN))
    tested = backtest_of(book, as_of, thresholds, watch)
    names = [field.name for field in fields(FlagRate)]
    single = tested.rates.filter(pl.col("flag").is_in(list(FLAGS)))
    rows = zip(single.get_column("flag"), single.select(names).iter_rows(), strict=True)
    return FlagRates(days, len(tested.calendar.ends), {flag: FlagRate(*row) for flag, row in rows})
