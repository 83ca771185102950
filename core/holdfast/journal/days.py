"""The day that a few letters name: tomorrow, +3d, fri, 2025-07-04. One grammar for forms and commands."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from holdfast.errors import UsageError
from holdfast.timeline import add_months

GRAMMAR: Final = "today, tomorrow, +3d, +2w, +1m, fri or 2025-07-04"
"""What may be written, as messages and help list it."""

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS: Final = 2
_LATER: Final = re.compile(r"\+\s*(\d{1,4})\s*([dwm]?)")


def parse_due(text: str, today: date) -> date:
    """The day a text names, seen from `today`: a weekday is the next one, never today itself.

    Days are counted through weekends; a month from the last of one is the last of the next. Raises
    UsageError.
    """
    word = text.strip().lower()
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    try:
        if later := _LATER.fullmatch(word):
            count = int(later[1])
            if later[2] == "m":
                return add_months(today, count)
            return today + timedelta(days=count * (7 if later[2] == "w" else 1))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return date.fromisoformat(word)
    except (ValueError, OverflowError):
        raise UsageError(f"'{text}' is no day of the calendar: write {GRAMMAR}") from None
    named = [place for place, name in enumerate(_WEEKDAYS) if name.startswith(word)]
    if len(word) >= _LEAST_LETTERS and len(named) == 1:
        return today + timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1)
    raise UsageError(f"'{text}' names no day: write {GRAMMAR}")
