"""What a flag came to at past month-ends, as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlagRecord:
    """One flag, or several together, in a backtest (backtest.py says what each number is).

    `rate` with its interval, `lift`, `recall` are ratios, `lead_days` a median; None where none was flagged.
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


NEVER_SEEN = FlagRecord(0, 0, None, None, None, None, None, None, calibrated=False, months=0)
"""The record of a flag where no month-end could be looked at."""
