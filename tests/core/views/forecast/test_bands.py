"""How wide a band is: worked by hand, and held against errors whose law is known."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest

from holdfast.views.forecast.bands import reaches

T_80 = {1: 3.077684, 2: 1.885618, 4: 1.533206}
T_95 = {1: 12.706205, 2: 4.302653, 4: 2.776445}
"""Student's t of Abramowitz & Stegun (1964), table 26.10, at 90 % and 97.5 %."""


def test_one_earlier_forecast_that_was_off_by_a_tenth_gives_a_wide_band() -> None:
    found = reaches({1: [0.1]}, span=1)
    assert found[1]["80"] == pytest.approx(0.1 * T_80[1], abs=1e-6)
    assert found[1]["95"] == pytest.approx(0.1 * T_95[1], abs=1e-6)


def test_more_forecasts_narrow_the_band_and_it_is_their_mean_square_that_counts() -> None:
    found = reaches({1: [0.1, -0.1, 0.2, 0.0]}, span=4)
    assert found[1]["80"] == pytest.approx(math.sqrt(0.06 / 4) * T_80[4], abs=1e-6)


def test_forecasts_that_overlap_count_as_few() -> None:
    # Five forecasts of four months each, made a month apart, stand on eight months: two that do not overlap.
    found = reaches({4: [0.1] * 5}, span=8)
    assert found[4]["80"] == pytest.approx(0.1 * T_80[2], abs=1e-6)


def test_a_lasting_error_in_one_direction_widens_the_band_until_it_holds_it() -> None:
    found = reaches({1: [0.3] * 24}, span=24)
    assert found[1]["80"] > 0.3


def test_there_is_no_band_further_ahead_than_a_forecast_has_been_seen_through() -> None:
    assert list(reaches({1: [0.1, 0.1], 2: [0.1]}, span=2)) == [1, 2]
    assert reaches({}, span=0) == {}
    # Of a forecast that was made two months ago the third month says nothing yet, whatever stands there.
    assert list(reaches({1: [0.1], 3: [0.1]}, span=2)) == [1]


def test_a_band_is_never_narrower_than_one_of_fewer_months_ahead() -> None:
    found = reaches({1: [0.4] * 2, 2: [0.1]}, span=2)
    assert found[2]["80"] >= found[1]["80"]


def test_forecasts_that_were_never_off_tell_no_band() -> None:
    assert reaches({1: [0.0, 0.0]}, span=2) == {}


@pytest.mark.parametrize("earlier", [1, 2, 5])
def test_the_band_of_few_forecasts_holds_what_it_states(earlier: int) -> None:
    """Errors by chance alone: 80 % and 95 % of 2000 draws, within four standard errors."""
    chance, draws = random.Random(earlier), 2000
    held = dict.fromkeys(("80", "95"), 0)
    for _ in range(draws):
        found = reaches({1: [chance.gauss(0, 0.1) for _ in range(earlier)]}, earlier)[1]
        off = abs(chance.gauss(0, 0.1))
        for name in held:
            held[name] += off <= found[name]
    assert held["80"] / draws == pytest.approx(0.8, abs=0.036)
    assert held["95"] / draws == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("months", [18, 24])
def test_the_band_of_a_firm_that_drifts_holds_what_it_states_a_year_ahead(months: int) -> None:
    """A level that wanders month by month, forecast to stay: held at least as often as stated."""
    chance, draws = random.Random(months), 500
    held = dict.fromkeys(("80", "95"), 0)
    for _ in range(draws):
        level = list(accumulate(chance.gauss(0, 0.03) for _ in range(months + 13)))
        misses = {h: [level[at + h] - level[at] for at in range(months - h + 1)] for h in range(1, 13)}
        found, off = reaches(misses, months)[12], abs(level[months + 12] - level[months])
        for name in held:
            held[name] += off <= found[name]
    assert held["80"] / draws > 0.76
    assert held["95"] / draws > 0.93
