"""Which of several files is the newer: by the date in its name, else by when it was written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.intake.parse.months import month_numbers
from holdfast.timeline import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.read.source import SourceFile

_YEAR: Final = r"(?P<year>20\d{2})"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
_PATTERNS: Final = (
    re.compile(rf"(?<!\d){_YEAR}(?P<sep>[-_. ]?){_MONTH}(?P=sep){_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}(?P<sep>[-_. ]){_MONTH}(?P=sep){_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-_. /]?{_MONTH}(?!\d)"),
    re.compile(rf"(?<![\d.]){_MONTH}[-_.]{_YEAR}(?!\d)"),
)
_NAMED: Final = (
    re.compile(r"(?:(?<!\d)(?P<day>\d{1,2})[\s._-]*)?(?P<name>[^\W\d_]{3,})[\s._-]*(?P<year>20\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d{2})[\s._-]*(?P<name>[^\W\d_]{3,})"),
)
"""The month by its name: `Kundenliste März 2025`, `accounts_31-Jan-2025`, `2025 February/accounts`."""
_NUMBER: Final = re.compile(r"(\d+)")


def day_in_name(name: str) -> date | None:
    """The last day or month that a name or a folder speaks of: `2025-02/accounts.csv` is of 1 February 2025.

    01-02-2025 is the first of February: nobody writes file names with the month first and sorts them.
    """
    found = _stated(name)
    return found[0] if found else None


def last_day_in_name(name: str) -> date | None:
    """The same, but of a month its last day: what a list of February says was so by its end."""
    found = _stated(name)
    if found is None:
        return None
    day, is_month = found
    return add_months(day, 1) - ONE_DAY if is_month else day


def _stated(name: str) -> tuple[date, bool] | None:
    """The day that a name speaks of, and whether it stands for its whole month."""
    for pattern in _PATTERNS:
        for found in reversed(list(pattern.finditer(name))):
            parts = found.groupdict()
            try:
                day = date(int(parts["year"]), int(parts["month"]), int(parts.get("day") or 1))
            except ValueError:
                continue
            return day, "day" not in parts
    return _by_name(unicodedata.normalize("NFC", name))


def _by_name(name: str) -> tuple[date, bool] | None:
    """The same where the month stands in words, in any language that days are read in."""
    for pattern in _NAMED:
        for found in reversed(list(pattern.finditer(name))):
            parts = found.groupdict()
            month = month_numbers().get(parts["name"].lower())
            if month is None:
                continue
            try:
                day = date(int(parts["year"]), int(month), int(parts.get("day") or 1))
            except ValueError:
                continue
            return day, not parts.get("day")
    return None


def newest_last(files: Sequence[SourceFile]) -> tuple[list[int], str, bool]:
    """The rank of each file, the newest highest, what tells it in words, and whether the names do."""
    days = [day_in_name(file.name) for file in files]
    is_sure = all(days) and len(set(days)) == len(days)
    told = "by the date in its name" if is_sure else "by when it was written"
    order = sorted(
        range(len(files)),
        key=lambda index: (
            (days[index] if is_sure else None) or date.min,
            _written(files[index]),
            _natural(files[index].name),
        ),
    )
    return [order.index(index) for index in range(len(files))], told, is_sure


def _written(file: SourceFile) -> float:
    return file.path.stat().st_mtime if file.path.exists() else 0.0


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """`export_10` after `export_9`."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(name))
