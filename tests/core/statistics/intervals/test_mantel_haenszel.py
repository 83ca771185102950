"""The pooled difference of proportions, on cases that can be worked out by hand."""

from __future__ import annotations

import math

import pytest

from holdfast.statistics.intervals.mantel_haenszel import pooled_difference


def test_one_stratum_is_the_plain_difference_with_its_wald_interval() -> None:
    found = pooled_difference([(6, 20, 8, 80)])
    assert found is not None
    half = 1.959963984540054 * math.sqrt(0.3 * 0.7 / 20 + 0.1 * 0.9 / 80)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.2 - half, 0.2 + half))


def test_strata_are_compared_each_within_itself() -> None:
    # Both strata differ by nothing; pooled without strata the first group would lose far more.
    found = pooled_difference([(8, 16, 8, 16), (0, 4, 0, 64)])
    assert found is not None
    assert found.value == pytest.approx(0.0)


def test_a_stratum_with_one_group_says_nothing() -> None:
    assert pooled_difference([(5, 10, 0, 0)]) is None
    assert pooled_difference([]) is None
    assert pooled_difference([(5, 10, 0, 0), (6, 20, 8, 80)]) == pooled_difference([(6, 20, 8, 80)])
