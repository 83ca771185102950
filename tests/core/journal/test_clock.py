"""Which day "today" is: the calendar's, unless somebody chose one."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.journal.clock import desk_day

JUNE_30, JULY_4, JUNE_1 = date(2025, 6, 30), date(2025, 7, 4), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("as_of", "chosen", "today", "day"),
    [
        (JUNE_30, False, JULY_4, JULY_4),  # an export of some days ago: a task of today is due today
        (JUNE_30, True, JULY_4, JUNE_30),  # whoever chose a day looks at that day
        (JUNE_30, False, JUNE_1, JUNE_30),  # a clock that went back: never before the last day of the book
        (JUNE_1, True, JUNE_30, JUNE_1),
    ],
)
def test_the_day_of_the_desk(as_of: date, chosen: bool, today: date, day: date) -> None:
    assert desk_day(as_of, chosen, today) == day
