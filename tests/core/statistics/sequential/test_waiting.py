"""When two groups can be told apart, at the present pace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.statistics.sequential.prospect import HORIZON_YEARS
from holdfast.statistics.sequential.waiting import Pace, when_measured, when_rates

YEAR = Pace(date(2025, 1, 1), date(2025, 12, 31))


def test_10_of_100_beside_20_of_100_takes_the_199_customers_of_the_power_formula() -> None:
    found = when_rates(10, 100, 20, 100, YEAR, told=False)
    assert (found.prospect, found.needed) == ("later", 199)
    # 198.96 customers at 100 a year: on the 727th day.
    assert found.day == date(2025, 1, 1) + timedelta(days=726)
    assert found.pace == pytest.approx(10, abs=0.01)


def test_a_group_of_few_beside_many_needs_fewer_than_equal_groups_would() -> None:
    # Fleiss, Levin & Paik (2003), 4.19: mean .195; (1.96·√(20·.157) + .842·√(19·.09 + .16))² ÷ .01 ÷ 19.
    found = when_rates(10, 100, 380, 1900, YEAR, told=False)
    assert found.needed == 113


def test_looking_every_day_takes_longer_than_looking_once() -> None:
    once = when_rates(30, 200, 40, 400, YEAR, told=False)
    daily = when_rates(30, 200, 40, 400, YEAR, told=False, level=0.05)
    assert once.day is not None
    assert once.needed is not None
    assert daily.day is not None
    assert once.day < daily.day
    # (3.20 + 0.84)² ÷ (1.96 + 0.84)² as many, 3.20 standard errors being the boundary by then.
    assert daily.needed == pytest.approx(once.needed * (3.20 + 0.842) ** 2 / 2.802**2, rel=0.02)


def test_equal_rates_are_never_told_apart() -> None:
    assert when_rates(10, 100, 20, 200, YEAR, told=False).prospect == "never"
    assert when_rates(0, 100, 0, 200, YEAR, told=False).prospect == "never"


def test_nobody_waits_for_longer_than_ten_years() -> None:
    inside, beyond = (
        when_measured(-0.1, 0.1 * (1.95996 / 2.8016) * times**0.5, 20, YEAR, told=False)
        for times in (HORIZON_YEARS + 0.9, HORIZON_YEARS + 1.1)
    )
    assert (inside.prospect, beyond.prospect) == ("later", "never")
    assert beyond.day is None
    assert beyond.needed == pytest.approx(20 * (HORIZON_YEARS + 1.1), abs=1)


def test_what_is_told_needs_no_more() -> None:
    found = when_rates(10, 100, 40, 100, YEAR, told=True)
    assert (found.prospect, found.day, found.needed) == ("told", None, 100)


def test_an_outcome_that_takes_90_days_to_be_known_is_waited_for() -> None:
    plain = when_rates(10, 100, 20, 100, YEAR, told=False)
    late = when_rates(10, 100, 20, 100, Pace(date(2025, 1, 1), date(2026, 3, 31), 90), told=False)
    assert plain.day is not None
    assert late.day == plain.day + timedelta(days=90)


def test_the_day_is_never_one_that_has_passed() -> None:
    found = when_rates(1, 100, 40, 100, YEAR, told=False)
    assert found.day == date(2026, 1, 1)
