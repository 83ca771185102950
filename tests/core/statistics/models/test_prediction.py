"""Predicted totals: exact on coins, honest about single amounts, and right about as often as they say."""

from __future__ import annotations

import random

import pytest

from holdfast.statistics.models.prediction import predicted_total


def test_the_total_expected_is_the_rate_times_the_amounts() -> None:
    found = predicted_total(8, 10, [100.0, 300.0])
    assert found is not None
    assert found.value == pytest.approx(320)
    assert 0 <= found.low < found.value < found.high <= 400


def test_one_large_amount_is_less_certain_than_many_small_ones() -> None:
    one, many = predicted_total(80, 100, [1000.0]), predicted_total(80, 100, [10.0] * 100)
    assert one is not None
    assert many is not None
    assert many.high - many.low < one.high - one.low


def test_no_history_gives_no_prediction_and_impossible_history_is_refused() -> None:
    assert predicted_total(0, 0, [1.0]) is None
    with pytest.raises(ValueError, match="no proportion"):
        predicted_total(3, 2, [1.0])


def test_nineteen_of_twenty_totals_fall_inside() -> None:
    dice = random.Random(7)
    inside = 0
    for _ in range(1000):
        rate = dice.uniform(0.6, 0.95)
        before = sum(dice.random() < rate for _ in range(60))
        amounts = [dice.uniform(1, 10) for _ in range(25)]
        came = sum(amount for amount in amounts if dice.random() < rate)
        found = predicted_total(before, 60, amounts)
        assert found is not None
        inside += found.low <= came <= found.high
    assert 930 <= inside <= 985
