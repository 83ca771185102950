"""Days, durations and periods: half-open intervals of days, reproducible from `as_of` alone."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

Grain = Literal["month", "quarter", "year"]
MONTHS_IN: Final[dict[Grain, int]] = {"month": 1, "quarter": 3, "year": 12}
ONE_DAY: Final = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def parse_day(text: str) -> date:
    """`YYYY-MM-DD` → date. Raises UsageError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"'{text}' is not a date: write it as YYYY-MM-DD, for example 2025-06-30") from None


@dataclass(frozen=True)
class Duration:
    """A span of calendar months or of days, never both."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The day this long before `day`."""
        return add_months(day, -self.months) if self.months else day - timedelta(days=self.days)

    def after(self, day: date) -> date:
        """The day this long after `day`."""
        return add_months(day, self.months) if self.months else day + timedelta(days=self.days)

    @property
    def approximate_days(self) -> float:
        """Length in days, a month counted as 365.25 / 12."""
        return self.days + self.months * 365.25 / 12

    def __str__(self) -> str:
        """The shortest spelling that parses to the same duration."""
        return f"{self.months}m" if self.months else f"{self.days}d"


_DURATION: Final = re.compile(r"(\d{1,4})\s*([dwmqy])")
_UNIT: Final[dict[str, Duration]] = {
    "d": Duration(days=1),
    "w": Duration(days=7),
    "m": Duration(months=1),
    "q": Duration(months=3),
    "y": Duration(months=12),
}


def parse_duration(text: str) -> Duration:
    """`90d`, `4w`, `12m`, `2q`, `1y` → duration. Raises UsageError."""
    match = _DURATION.fullmatch(text.strip().lower())
    if not match or not int(match[1]):
        raise UsageError(f"'{text}' is not a duration: write 90d, 4w, 12m, 2q or 1y")
    unit = _UNIT[match[2]]
    return Duration(months=unit.months * int(match[1]), days=unit.days * int(match[1]))


@dataclass(frozen=True)
class Period:
    """The half-open interval of days `[start, end)`.

    `asked_end`: the later end that was asked for, where `until` cut the period because it is still running.
    """

    start: date
    end: date
    asked_end: date | None = None

    @property
    def last_day(self) -> date:
        """The last day inside."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    @property
    def whole_months(self) -> int | None:
        """Length in calendar months, or None where the ends do not align."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        return months if months > 0 and add_months(self.start, months) == self.end else None

    @property
    def running(self) -> bool:
        """Whether it was cut short: not every day that was asked for has closed."""
        return self.asked_end is not None

    def until(self, as_of: date) -> Period:
        """What of the period has closed on `as_of`: of the days after it nobody can know who stayed."""
        closed = as_of + ONE_DAY
        return self if self.end <= closed else Period(self.start, closed, self.asked_end or self.end)

    def previous(self) -> Period:
        """The comparison period: the equally long one just before, in months where this one is whole months.

        A running month, quarter or year stays aligned: 1 to 15 June is set beside 1 to 15 May.
        """
        months = Period(self.start, self.asked_end or self.end).whole_months
        start = add_months(self.start, -months) if months else self.start - timedelta(days=self.days)
        if not (months and self.running):
            return Period(start, self.start)
        passed = self.whole_months
        end = add_months(start, passed) if passed else start + timedelta(days=self.days)
        return Period(start, min(end, self.start))

    def next(self) -> Period:
        """The equally long period just after, in months where this one is whole months."""
        if months := self.whole_months:
            return Period(self.end, add_months(self.end, months))
        return Period(self.end, self.end + timedelta(days=self.days))

    def __str__(self) -> str:
        """The first and last day, both inside."""
        return f"{self.start.isoformat()}..{self.last_day.isoformat()}"


def period_of(day: date, grain: Grain, fiscal_year_start: int = 1) -> Period:
    """The calendar month, or fiscal quarter or year, that contains `day`."""
    length = MONTHS_IN[grain]
    elapsed = (day.month - fiscal_year_start) % 12 % length if length > 1 else 0
    start = add_months(day.replace(day=1), -elapsed)
    return Period(start, add_months(start, length))


def periods_in(span: Period, grain: Grain, fiscal_year_start: int = 1) -> Iterator[Period]:
    """Every whole month, quarter or year that shares a day with `span`, in order."""
    current = period_of(span.start, grain, fiscal_year_start)
    while current.start < span.end:
        yield current
        current = current.next()


def label(period: Period, grain: Grain, fiscal_year_start: int = 1) -> str:
    """`2025-01`, `2025Q1` or `2025`: the fiscal year is the one in which it starts."""
    if grain == "month":
        return f"{period.start:%Y-%m}"
    year = period.start.year - (period.start.month < fiscal_year_start)
    if grain == "year":
        return str(year)
    return f"{year}Q{(period.start.month - fiscal_year_start) % 12 // 3 + 1}"


_YEAR: Final = re.compile(r"(\d{4})")
_QUARTER: Final = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_PERIOD_HELP: Final = "write 12m, 90d, 4w, 2025, 2025Q3, 2025-07 or 2025-01-01..2025-06-30"


def parse_period(text: str, as_of: date, fiscal_year_start: int = 1) -> Period:
    """A named period, a range of days (both inside), or a duration that ends with `as_of`.

    Raises UsageError.
    """
    try:
        period = _period(text.strip(), as_of, fiscal_year_start)
        # Every figure is set beside the period before, and that one compares with its own predecessor.
        period.previous().previous()
    except (ValueError, OverflowError):
        raise UsageError(f"'{text}' is not a period: {_PERIOD_HELP}") from None
    return period


def _period(text: str, as_of: date, fiscal_year_start: int) -> Period:
    """The same without the guard. Raises UsageError, ValueError, OverflowError."""
    if ".." in text:
        first, last = (_bound(part, fiscal_year_start) for part in text.split("..", 1))
        if last.end <= first.start:
            raise UsageError(f"the period '{text}' ends before it starts")
        return Period(first.start, last.end)
    if _DURATION.fullmatch(text.lower()):
        end = as_of + ONE_DAY
        return Period(parse_duration(text).before(end), end)
    return _bound(text, fiscal_year_start)


def _bound(text: str, fiscal_year_start: int) -> Period:
    """A day, month, quarter or year as a period. Raises ValueError."""
    text = text.strip()
    if match := _YEAR.fullmatch(text):
        return period_of(date(int(match[1]), fiscal_year_start, 1), "year", fiscal_year_start)
    if match := _QUARTER.fullmatch(text):
        start = add_months(date(int(match[1]), fiscal_year_start, 1), 3 * (int(match[2]) - 1))
        return Period(start, add_months(start, 3))
    if match := _MONTH.fullmatch(text):
        return period_of(date(int(match[1]), int(match[2]), 1), "month")
    day = date.fromisoformat(text)
    return Period(day, day + ONE_DAY)
