"""Lifetime value at constant rates, against the worked figures of the specification."""

from __future__ import annotations

import pytest

from holdfast.statistics.models.lifetime_value import discounted, simple


def test_160_a_year_at_80_percent_retention_and_10_percent_discount() -> None:
    assert discounted(160, 0.8, 0.1) == pytest.approx(586.67, abs=0.005)
    assert discounted(160, 0.8, 0.1, first_now=False) == pytest.approx(426.67, abs=0.005)


def test_the_first_margin_now_is_the_whole_difference() -> None:
    assert discounted(160, 0.8, 0.1) - discounted(160, 0.8, 0.1, first_now=False) == pytest.approx(160)


def test_keeping_85_instead_of_80_percent_lifts_the_value_by_a_fifth() -> None:
    assert discounted(1000, 0.80, 0.1) == pytest.approx(3666.67, abs=0.005)
    assert discounted(1000, 0.85, 0.1) == pytest.approx(4400)


def test_without_discount_it_is_the_margin_over_churn() -> None:
    assert simple(160, 0.2) == pytest.approx(800)
    assert discounted(160, 0.8, 0.0) == pytest.approx(800)


def test_a_constant_rate_of_the_high_end_gives_fewer_years_than_differing_customers() -> None:
    assert discounted(1, 0.8507, 0.1) == pytest.approx(4.412, abs=5e-4)
