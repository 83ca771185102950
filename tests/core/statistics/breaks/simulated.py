"""Books of groups whose customers leave by chance, with a break planted in one of them or none."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.breaks.walk import Series

YEAR_DAYS: Final = 365
MONTH_DAYS: Final = 30
_VARYING: Final = 11.0
"""Shape of the gamma distribution by which months differ: its standard deviation is 30 % of its mean."""


@dataclass(frozen=True)
class Planted:
    """From `day` on, customers of a group leave `times` as often."""

    group: str
    day: int
    times: float


@dataclass(frozen=True)
class Drawn:
    """Losses by day and group, or how often flags were raised by month, and what was planted."""

    groups: dict[str, Series]
    planted: Planted | None
    monthly: bool = False

    @property
    def steps(self) -> int:
        """Days, or months."""
        return len(next(iter(self.groups.values())).counts)


def steady(dice: random.Random) -> Drawn:
    """2 to 8 groups of 20 to 400 customers in 18 to 48 months: 15 % lost a year, a season, growth."""
    return _drawn(dice, {name: dice.randint(20, 400) for name in _names(dice.randint(2, 8))}, None)


def teams(dice: random.Random) -> Drawn:
    """20 reps of 30 to 80 customers; two of five join or leave on the way."""
    sizes = {f"r{number:02}": dice.randint(30, 80) for number in range(20)}
    return _drawn(dice, sizes, None, months=36, moving=True)


def broken(
    dice: random.Random, customers: int = 300, times: float = 3.0, months: int = 36, groups: int | None = None
) -> Drawn:
    """As `steady`, of 3 to 8 groups: in the middle three fifths one of so many customers breaks."""
    sizes = {name: dice.randint(100, 400) for name in _names(groups or dice.randint(3, 8))}
    group = dice.choice(sorted(sizes))
    sizes[group] = customers
    day = int(months * MONTH_DAYS * dice.uniform(0.2, 0.8))
    return _drawn(dice, sizes, Planted(group, day, times), months=months)


def monthly(dice: random.Random, times: float = 1.0, varying: float = _VARYING) -> Drawn:
    """15 flags, 1 to 25 times a month over 24 months that vary by 30 %; one may change."""
    groups, months, middle = {}, 24, dice.randint(7, 17)
    for number in range(15):
        usual = 10.0 if number == 0 else math.exp(dice.uniform(0, 3.2))
        counts = tuple(
            _poisson(
                dice,
                usual
                * dice.gammavariate(varying, 1 / varying)
                * (times if number == 0 and month >= middle else 1.0),
            )
            for month in range(months)
        )
        groups[f"F{number:02}"] = Series(counts, (400.0,) * months)
    planted = Planted("F00", middle, times) if times > 1 else None
    return Drawn(groups, planted, monthly=True)


def _names(number: int) -> list[str]:
    return [f"g{place}" for place in range(number)]


def _drawn(
    dice: random.Random,
    sizes: dict[str, int],
    planted: Planted | None,
    *,
    months: int | None = None,
    moving: bool = False,
) -> Drawn:
    days = (months or dice.randint(18, 48)) * MONTH_DAYS
    season = dice.uniform(0, 0.5)
    groups = {}
    for name, size in sizes.items():
        rate = 0.15 / YEAR_DAYS * (1.0 if planted and planted.group == name else dice.uniform(0.7, 1.4))
        exposure = _exposed(dice, size, days, moving=moving)
        broke = planted if planted and planted.group == name else None
        counts = [
            _poisson(
                dice,
                exposed
                * rate
                * (1 + season * math.sin(2 * math.pi * day / YEAR_DAYS))
                * (broke.times if broke and day >= broke.day else 1.0),
            )
            for day, exposed in enumerate(exposure)
        ]
        groups[name] = Series(tuple(counts), tuple(exposure))
    return Drawn(groups, planted)


def _exposed(dice: random.Random, size: int, days: int, *, moving: bool) -> list[float]:
    if not moving:
        grown = dice.uniform(0.5, 2.0)
        return [size * (1 + (grown - 1) * day / days) for day in range(days)]
    begin, end = 0, days
    if dice.random() < 0.4:
        middle = dice.uniform(0.1, 0.9) * days
        begin, end = (int(middle), days) if dice.random() < 0.5 else (0, int(middle))
    return [float(size) if begin <= day < end else 0.0 for day in range(days)]


def _poisson(dice: random.Random, mean: float) -> int:
    """By the product of uniform numbers (Knuth): means are small here."""
    below, count, product = math.exp(-mean), 0, dice.random()
    while product > below:
        count += 1
        product *= dice.random()
    return count
