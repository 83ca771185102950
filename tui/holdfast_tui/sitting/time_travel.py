"""What `[ ] { }` do to the as-of date and the period."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from holdfast.errors import UsageError
from holdfast.timeline import parse_duration, parse_period

LADDER: Final = ("1m", "3m", "6m", "12m", "24m")
"""The periods that `{` and `}` step through."""

_PARTS_A_YEAR: Final = {"Q": 4, "-": 12}
_NAMED: Final = re.compile(r"(\d{4})(?:-?(Q)([1-4])|(-)(\d{2}))?", re.IGNORECASE)


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def step_as_of(day: date, months: int, span: tuple[date, date]) -> date:
    """The end of the month before (−1) or the next month end (+1), inside the days with data."""
    first, last = span
    if months < 0:
        stepped = day.replace(day=1) - timedelta(days=1)
    elif day == month_end(day):
        stepped = month_end(day + timedelta(days=1))
    else:
        stepped = month_end(day)
    return min(max(stepped, first), last)


def step_period(period: str, step: int, as_of: date) -> str:
    """The next shorter (−1) or longer (+1) period, or the named period before or after.

    A year, quarter, month or range moves by its own length; a duration takes the next rung of the ladder.
    The ends of the ladder stay where they are.
    """
    if match := _NAMED.fullmatch(period.strip()):
        return _step_named(match, step)
    if ".." in period:
        current = parse_period(period, as_of)
        return str(current.next() if step > 0 else current.previous())
    try:
        length = parse_duration(period).approximate_days
    except UsageError:
        return period
    rungs = [rung for rung in LADDER if (parse_duration(rung).approximate_days - length) * step > 0]
    if not rungs:
        return period
    return rungs[0] if step > 0 else rungs[-1]


def _step_named(match: re.Match[str], step: int) -> str:
    year = int(match[1])
    sign = (match[2] or match[4] or "").upper()
    if not sign:
        return str(year + step)
    parts = _PARTS_A_YEAR[sign]
    year, part = divmod(year * parts + int(match[3] or match[5]) - 1 + step, parts)
    return f"{year}Q{part + 1}" if sign == "Q" else f"{year}-{part + 1:02d}"
