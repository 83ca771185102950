"""Days as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.errors import UsageError
from holdfast.journal.days import parse_due

MONDAY = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", MONDAY),
        ("tomorrow", date(2025, 7, 1)),
        ("+3d", date(2025, 7, 3)),
        ("+3", date(2025, 7, 3)),
        (" +2w ", date(2025, 7, 14)),
        ("+1m", date(2025, 7, 30)),
        ("+0d", MONDAY),
        ("fri", date(2025, 7, 4)),
        ("Friday", date(2025, 7, 4)),
        ("MON", date(2025, 7, 7)),
        ("tu", date(2025, 7, 1)),
        ("2025-07-04", date(2025, 7, 4)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_understood(typed: str, meant: date) -> None:
    assert parse_due(typed, MONDAY) == meant


def test_a_month_from_the_last_of_one_is_the_last_of_the_next() -> None:
    assert parse_due("+1m", date(2025, 1, 31)) == date(2025, 2, 28)


@pytest.mark.parametrize("typed", ["", "t", "s", "soon", "+3y", "3d", "04.07.2025", "2025-7-4", "friend"])
def test_what_names_no_day_is_refused_with_what_would(typed: str) -> None:
    with pytest.raises(UsageError, match=r"names no day: write today, tomorrow, \+3d, \+2w, \+1m, fri or 20"):
        parse_due(typed, MONDAY)


@pytest.mark.parametrize("typed", ["2025-02-30", "+9999w", "+9999m9", "2025-13-01"])
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_due(typed, date(9990, 1, 1))
