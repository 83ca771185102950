"""What [ ] { } do to time."""

from datetime import date

import pytest

from holdfast_tui.sitting.time_travel import step_as_of, step_period

SPAN = (date(2023, 1, 15), date(2025, 6, 18))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 6, 18), -1, date(2025, 5, 31)),
        (date(2025, 5, 31), -1, date(2025, 4, 30)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 10), 1, date(2024, 1, 31)),
        (date(2025, 5, 31), 1, date(2025, 6, 18)),
        (date(2025, 6, 18), 1, date(2025, 6, 18)),
        (date(2023, 1, 31), -1, date(2023, 1, 15)),
        (date(2023, 1, 15), -1, date(2023, 1, 15)),
    ],
)
def test_the_as_of_date_steps_from_month_end_to_month_end_inside_the_data(
    day: date, months: int, expected: date
) -> None:
    assert step_as_of(day, months, SPAN) == expected


@pytest.mark.parametrize(
    ("period", "step", "expected"),
    [
        ("12m", -1, "6m"),
        ("12m", 1, "24m"),
        ("24m", 1, "24m"),
        ("1m", -1, "1m"),
        ("90d", -1, "1m"),
        ("90d", 1, "3m"),
        ("1y", 1, "24m"),
        ("2025", -1, "2024"),
        ("2025Q1", -1, "2024Q4"),
        ("2024q4", 1, "2025Q1"),
        ("2025-01", -1, "2024-12"),
        ("2024-12", 1, "2025-01"),
        ("2025-01-01..2025-06-30", -1, "2024-07-01..2024-12-31"),
        ("2025-01-01..2025-01-10", 1, "2025-01-11..2025-01-20"),
    ],
)
def test_a_duration_climbs_the_ladder_and_a_named_period_moves_by_its_own_length(
    period: str, step: int, expected: str
) -> None:
    assert step_period(period, step, SPAN[1]) == expected
