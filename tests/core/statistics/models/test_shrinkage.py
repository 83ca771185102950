"""Shares of few drawn to the share of all."""

from __future__ import annotations

import math
import random

import pytest

from holdfast.statistics.models.beta import beta_below, beta_quantile
from holdfast.statistics.models.shrinkage import (
    FALLBACK_STRENGTH,
    STRONGEST,
    WEAKEST,
    prior_strength,
    shrunken,
)


def test_the_beta_distribution_where_it_can_be_told_by_hand() -> None:
    # Beta(1, 1) is even, Beta(2, 1) has x², Beta(1, 3) has 1 − (1 − x)³; Beta(½, ½) is the arcsine law.
    assert beta_below(0.3, 1, 1) == pytest.approx(0.3, abs=1e-14)
    assert beta_below(0.3, 2, 1) == pytest.approx(0.09, abs=1e-14)
    assert beta_below(0.3, 1, 3) == pytest.approx(1 - 0.7**3, abs=1e-14)
    assert beta_below(0.3, 0.5, 0.5) == pytest.approx(2 / math.pi * math.asin(math.sqrt(0.3)), abs=1e-13)
    assert (beta_below(-1, 2, 3), beta_below(2, 2, 3)) == (0, 1)
    with pytest.raises(ValueError, match="a, b > 0"):
        beta_below(0.5, 0, 1)


def test_a_quantile_is_the_other_way_round_of_the_probability() -> None:
    for a, b in ((0.5, 40.0), (3.0, 4.0), (500.0, 20.0)):
        assert beta_below(beta_quantile(0.025, a, b), a, b) == pytest.approx(0.025, abs=1e-9)
    # The 95 % credible interval of 10 of 20 under an even prior: Beta(11, 11), symmetric about ½.
    low, high = (beta_quantile(share, 11, 11) for share in (0.025, 0.975))
    assert low == pytest.approx(1 - high, abs=1e-12)
    assert low == pytest.approx(0.29781, abs=1e-5)


def test_a_share_is_drawn_as_if_so_many_more_had_been_seen_at_the_share_of_all() -> None:
    found = shrunken(1, 2, base=0.1, strength=18)
    # (1 + 1.8) ÷ (2 + 18)
    assert found.rate == pytest.approx(0.14)
    assert 0 < found.low < found.rate < found.high < 1
    # Of nobody nothing is known but the share of all.
    assert shrunken(0, 0, base=0.1, strength=18).rate == pytest.approx(0.1)
    with pytest.raises(ValueError, match="nothing to draw"):
        shrunken(3, 2, base=0.1, strength=18)


def test_groups_say_themselves_how_much_they_differ() -> None:
    dice = random.Random(5)
    groups = []
    for _ in range(400):
        share, of = dice.betavariate(0.1 * 30, 0.9 * 30), dice.randint(20, 200)
        groups.append((sum(dice.random() < share for _ in range(of)), of))
    assert prior_strength(groups, 0.1) == pytest.approx(30, rel=0.25)


def test_groups_that_chance_explains_are_all_but_pooled_and_opposite_ones_left_alone() -> None:
    assert prior_strength([(10, 100)] * 12, 0.1) == pytest.approx(STRONGEST, rel=1e-3)
    assert prior_strength([(0, 100), (100, 100)] * 6, 0.5) == pytest.approx(WEAKEST, rel=1e-3)


@pytest.mark.parametrize("groups", [[], [(1, 10), (2, 20)], [(1, 10), (2, 20), (0, 0)]])
def test_where_groups_do_not_say_it_the_fallback_counts(groups: list[tuple[int, int]]) -> None:
    assert prior_strength(groups, 0.1) == FALLBACK_STRENGTH
    assert prior_strength([(1, 9)] * 5, 0.0) == FALLBACK_STRENGTH


def log_score(rates: list[float], seen: list[tuple[int, int]]) -> float:
    """Mean log score of rates told beforehand on customers counted later."""
    total = sum(of for _, of in seen)
    gained = 0.0
    for rate, (hits, of) in zip(rates, seen, strict=True):
        # A raw share of 0 or 1 that fails once would be infinitely wrong: it is let off at one in a million.
        sure = min(max(rate, 1e-6), 1 - 1e-6)
        gained += hits * math.log(sure) + (of - hits) * math.log(1 - sure)
    return gained / total


def test_drawn_rates_foretell_better_than_raw_ones_and_than_the_rate_of_all() -> None:
    dice = random.Random(11)
    first, second = [], []
    for _ in range(30):
        share, of = dice.betavariate(0.08 * 12, 0.92 * 12), dice.randint(3, 40)
        first.append((sum(dice.random() < share for _ in range(of)), of))
        second.append((sum(dice.random() < share for _ in range(of)), of))
    base = sum(hits for hits, _ in first) / sum(of for _, of in first)
    strength = prior_strength(first, base)
    drawn = log_score([shrunken(hits, of, base, strength).rate for hits, of in first], second)
    raw = log_score([hits / of for hits, of in first], second)
    assert drawn > raw
    assert drawn > log_score([base] * len(second), second)
