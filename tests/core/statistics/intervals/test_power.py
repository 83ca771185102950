"""How many customers it takes to compare two rates."""

from __future__ import annotations

import pytest

from holdfast.statistics.intervals.power import needed_per_group


def test_199_customers_each_tell_10_from_20_percent() -> None:
    assert needed_per_group(0.10, 0.20) == 199
    assert needed_per_group(0.20, 0.10) == 199


def test_a_smaller_difference_needs_more_customers() -> None:
    # R 4.4, power.prop.test(p1 = .10, p2 = .15, power = .8): n = 685.56
    assert needed_per_group(0.10, 0.15) == 686


def test_equal_rates_can_never_be_told_apart() -> None:
    assert needed_per_group(0.1, 0.1) is None


def test_a_rate_above_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        needed_per_group(0.1, 1.2)
