"""What a forecast with its record is: frozen results, which need no polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from holdfast.answers.moment import Moment
from holdfast.query import Basis
from holdfast.views.forecast.history import ForecastKind
from holdfast.views.forecast.path import ForecastPart, Method


@dataclass(frozen=True)
class ForecastLine:
    """What is expected of one month (its number `h` from 1, first day `start`) or of all twelve (`h` 0).

    In currency units, or customers active at the close of the month. 80 % of what comes should lie between
    `low` and `high`, 95 % between `low_95` and `high_95`; None where earlier forecasts say too
    little. `came`: what came; None where it is still ahead.
    """

    kind: ForecastKind
    part: ForecastPart
    h: int
    start: date | None
    value: float
    low: float | None
    high: float | None
    low_95: float | None
    high_95: float | None
    came: float | None = None

    @property
    def held(self) -> bool | None:
        """Whether what came lies in the band of 80 %; None where there is no band or nothing came yet."""
        if self.came is None or self.low is None or self.high is None:
            return None
        return self.low <= self.came <= self.high


@dataclass(frozen=True)
class ForecastMade:
    """A forecast as it was made at the close of `made_on`, from what was there by then.

    `followed` customers tell what is expected; `checked` earlier forecasts say how wide the bands are.
    """

    made_on: date
    method: Method
    followed: int
    checked: int
    lines: tuple[ForecastLine, ...]

    @property
    def has_band(self) -> bool:
        """Whether earlier forecasts say how far off this one may be."""
        return any(line.low is not None for line in self.lines)

    def line(self, kind: ForecastKind, part: ForecastPart, h: int) -> ForecastLine | None:
        """One line of it."""
        named = (kind, part, h)
        return next((line for line in self.lines if (line.kind, line.part, line.h) == named), None)


@dataclass(frozen=True)
class ForecastRecord:
    """Of the forecasts of the last 12 month-ends, how often what came lay in their 80 % band.

    Of new and existing customers together: `years` of whole years (of customers: their number after one),
    `months` of single months. What had no band is not among them.
    """

    years_held: int
    years: int
    months_held: int
    months: int


@dataclass(frozen=True, eq=False)
class ForecastView:
    """The next 12 months, what was said of the last 12 a year ago, and how all earlier forecasts fared.

    By kind. `lacking`: why there is no forecast of a kind. `unchecked`: why there is none of a year ago.
    """

    moment: Moment
    basis: Basis
    now: Mapping[ForecastKind, ForecastMade]
    year_ago: Mapping[ForecastKind, ForecastMade]
    record: Mapping[ForecastKind, ForecastRecord]
    lacking: Mapping[ForecastKind, str] = field(default_factory=dict)
    unchecked: Mapping[ForecastKind, str] = field(default_factory=dict)
