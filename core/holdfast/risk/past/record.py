"""What a flag came to at past month-ends, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BEYOND_CLOCK: Final = 1.05
"""A lift over customers of the same recency band below this is printed as 1.0 or less."""


@dataclass(frozen=True)
class FlagRecord:
    """One flag, or several together, in a backtest (backtest.py says what each number is).

    `rate` with its interval, `lift`, `recall` are ratios, `lead_days` a median; None where none was flagged.
    `shrunken`: the rate is drawn to that of all, and to that of `pool_books` books of a pool, which count for
    `pool_customers` customers. `beyond_clock`, `no_order` and `in_time` as in rates.py.
    `too_few`: the sentence of a book with too few losses to judge any flag, whatever was counted.
    """

    flagged: int
    lost: int
    rate: float | None
    low: float | None
    high: float | None
    lift: float | None
    recall: float | None
    lead_days: float | None
    calibrated: bool
    months: int
    too_few: str | None = None
    shrunken: bool = False
    in_time: int | None = None
    beyond_clock: float | None = None
    no_order: float | None = None
    no_order_lift: float | None = None
    pool_books: int = 0
    pool_customers: float = 0.0

    @property
    def cannot_be_lost(self) -> bool:
        """Whether the clock lets none of the flagged be lost within the horizon: their rate says nothing."""
        return self.flagged > 0 and self.in_time == 0

    @property
    def silence(self) -> str | None:
        """Why the past says nothing of the flag, in words; None where it does."""
        if self.too_few is not None:
            return self.too_few
        if self.flagged:
            return None
        months = f"{self.months:,} past month-end{'' if self.months == 1 else 's'}"
        # Without any month-end at which it could be evaluated, a flag has no recall either.
        return f"{'open' if self.recall is not None else 'could be judged'} for nobody at {months}"


def unrecorded(too_few: str) -> FlagRecord:
    """The record of a flag in a book whose losses are too few to look at any month-end."""
    return FlagRecord(0, 0, None, None, None, None, None, None, calibrated=False, months=0, too_few=too_few)
