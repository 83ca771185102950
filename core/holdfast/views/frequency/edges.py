"""Where numbers are cut into bands, and days into parts of the calendar: few, round, the same every time."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final

from holdfast.timeline import ONE_DAY, Grain, Period, label, periods_in

if TYPE_CHECKING:
    import polars as pl

GRAINS: Final[tuple[Grain, ...]] = ("month", "quarter", "year")

MOST_BANDS: Final = 12
"""More bands than that are no summary; as many different whole numbers need none."""

_SKEWED: Final = 8
"""Where the tenth largest of a hundred is that many times the tenth smallest, equal steps tell nothing."""

_EQUAL_STEPS: Final = 8
_LADDERS: Final[tuple[tuple[int, ...], ...]] = ((1, 2, 5), (1, 5), (1,))
"""Digits that edges begin with, the finest ladder first."""


def number_edges(values: pl.Series) -> tuple[Decimal, ...]:
    """Rising edges for numbers (Float64, at least one, no nulls): equal steps; 1, 2, 5, 10 … of skewed ones.

    0 is an edge wherever numbers lie on both sides of it.
    """
    positive = values.filter(values > 0).sort()
    if positive.len():
        low, high = (float(positive[round(share * (positive.len() - 1))]) for share in (0.1, 0.9))
        if high > _SKEWED * low:
            return (Decimal(0), *_ladder(low, float(positive[-1])))
    return _equal(float(values.min()), float(values.max()))  # type: ignore[arg-type]  # not empty


def _ladder(low: float, high: float) -> tuple[Decimal, ...]:
    first, last = (Decimal(repr(end)).adjusted() for end in (low, high))
    edges: tuple[Decimal, ...] = ()
    for digits in _LADDERS:
        every = (Decimal(digit).scaleb(power) for power in range(first, last + 1) for digit in digits)
        edges = tuple(edge for edge in every if low <= edge <= Decimal(repr(high)))
        if len(edges) <= MOST_BANDS - 3:
            return edges
    return edges[-(MOST_BANDS - 3) :]


def _equal(least: float, most: float) -> tuple[Decimal, ...]:
    room = Decimal(repr(most)) - Decimal(repr(least))
    if not room:
        return (Decimal(repr(least)),)
    wanted = room / _EQUAL_STEPS
    power = wanted.adjusted()
    step = next(
        size for digit in (1, 2, 5, 10) if (size := Decimal(digit).scaleb(power).normalize()) >= wanted
    )
    first = (Decimal(repr(least)) / step).to_integral_value(ROUND_FLOOR)
    last = (Decimal(repr(most)) / step).to_integral_value(ROUND_FLOOR)
    return tuple((first + number) * step for number in range(int(last - first) + 1))


def calendar_words(first: date, last: date) -> tuple[str, ...]:
    """Every month, quarter or year from one day to another, as a filter writes it.

    The finest of which there are no more than MOST_BANDS; years, however many.
    """
    words: tuple[str, ...] = ()
    for grain in GRAINS:
        parts = periods_in(Period(first, last + ONE_DAY), grain)
        words = tuple(label(part, grain) for part in parts)
        if len(words) <= MOST_BANDS:
            break
    return words
