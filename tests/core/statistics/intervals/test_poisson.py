"""The exact Poisson interval, against chi-square quantiles."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.intervals.poisson import (
    exceeds_quantile,
    poisson_interval,
    poisson_quantile,
)
from holdfast.statistics.models.gamma import lower_gamma, upper_gamma

# scipy 1.17: chi2.ppf(0.025, 2·count) / 2 and chi2.ppf(0.975, 2·count + 2) / 2
REFERENCE = [
    (1, 0.025317807984289876, 5.571643390938898),
    (3, 0.6186721228956014, 8.767273069742323),
    (11, 5.49116036723684, 19.682038513301954),
    (100, 81.36399125092314, 121.62679379242638),
    (10_000, 9804.952467260184, 10197.951624661473),
    (1_000_000, 998040.9833402939, 1001961.9119454322),
]


@pytest.mark.parametrize(("count", "low", "high"), REFERENCE)
def test_the_interval_agrees_with_chi_square_quantiles(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), rel=1e-9)


def test_nothing_observed_still_bounds_the_mean_from_above() -> None:
    low, high = poisson_interval(0)
    assert low == 0.0
    assert high == pytest.approx(-math.log(0.025), rel=1e-12)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 is no count"):
        poisson_interval(-1)


@given(st.integers(0, 60), st.floats(0.01, 120))
def test_the_gamma_tail_is_the_sum_of_poisson_probabilities(count: int, mean: float) -> None:
    at_most = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))
    assert upper_gamma(count + 1, mean) == pytest.approx(at_most, abs=1e-12)
    assert lower_gamma(count + 1, mean) == pytest.approx(1 - at_most, abs=1e-12)


# The probabilities summed from 0 on until they reach the share, with 60 digits.
QUANTILES = [
    (0.975, 0.0, 0),
    (0.975, 0.02, 0),
    (0.975, 1 / 6, 1),
    (0.975, 0.5, 2),
    (0.975, 2.1, 5),
    (0.975, 10.0, 17),
    (0.975, 1000.0, 1062),
    (0.5, 10.0, 10),
    (0.025, 10.0, 4),
]


@pytest.mark.parametrize(("share", "mean", "count"), QUANTILES)
def test_a_quantile_is_the_smallest_count_that_is_rarely_exceeded(
    share: float, mean: float, count: int
) -> None:
    assert poisson_quantile(share, mean) == count


@given(st.floats(0.001, 0.999), st.floats(0.01, 120))
def test_one_count_less_than_the_quantile_is_exceeded_too_often(share: float, mean: float) -> None:
    count = poisson_quantile(share, mean)
    assert upper_gamma(count + 1, mean) >= share
    assert count == 0 or upper_gamma(count, mean) < share


@given(st.sampled_from((0.0, 0.5, 0.9, 0.975, 0.999)), st.floats(0.01, 2_000))
def test_a_count_exceeds_the_quantile_exactly_when_it_is_larger(share: float, mean: float) -> None:
    quantile = poisson_quantile(share, mean)
    for count in (0, 1, quantile - 1, quantile, quantile + 1, 2 * quantile, round(mean)):
        assert exceeds_quantile(count, share, mean) == (count > quantile), count


def test_any_count_exceeds_what_is_never_expected() -> None:
    assert exceeds_quantile(1, 0.99, 0)
    assert not exceeds_quantile(0, 0.99, 0)


def test_a_quantile_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="share = 1"):
        poisson_quantile(1, 2.0)
    with pytest.raises(ValueError, match="mean = -1"):
        poisson_quantile(0.5, -1)
    with pytest.raises(ValueError, match="share = 1"):
        exceeds_quantile(3, 1, 2.0)


def test_the_gamma_function_refuses_what_it_is_not_defined_for() -> None:
    with pytest.raises(ValueError, match="a > 0"):
        lower_gamma(0, 1)
    with pytest.raises(ValueError, match="x ≥ 0"):
        upper_gamma(1, -1)
