"""What flags came to in the past, for the places that show flags: asked for once those are painted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import polars as pl

from holdfast.risk.backtest import MINIMUM_LOSSES, USUAL, backtest_of, losses_until
from holdfast.risk.catalog import FLAGS
from holdfast.risk.history import History
from holdfast.risk.ranking import comparison_of
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
    recall: float | None
    lead_days: float | None
    calibrated: bool


NEVER_SEEN = FlagRate(0, 0, None, None, None, None, None, None, calibrated=False)


@dataclass(frozen=True)
class FlagRates:
    """Loss rates of every flag of customers by id, within `days` after `months` past month-ends.

    `together`: the same by number and severity of flags, by name. `base_rate`: of all active customers.
    `order`: which order of customers finds losses best, in a sentence.
    """

    days: int
    months: int
    rates: Mapping[str, FlagRate]
    together: Mapping[str, FlagRate]
    base_rate: float | None = None
    order: str = ""

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
        return FlagRates(days, 0, dict.fromkeys(FLAGS, NEVER_SEEN), {})
    tested = backtest_of(book, as_of, thresholds, watch)
    compared = comparison_of(History(book, thresholds), tested.calendar, watch)
    single = pl.col("flag").is_in(list(FLAGS))
    return FlagRates(
        days,
        len(tested.calendar.ends),
        _rates(tested.rates.filter(single), "flag"),
        _rates(tested.rates.filter(~single), "name"),
        tested.base_rate,
        compared.sentence,
    )


def _rates(rows: pl.DataFrame, named: str) -> Mapping[str, FlagRate]:
    columns = [field.name for field in fields(FlagRate)]
    found = zip(rows.get_column(named), rows.select(columns).iter_rows(), strict=True)
    return {name: FlagRate(*row) for name, row in found}
