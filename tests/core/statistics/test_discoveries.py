"""How many of many tests may be believed."""

from __future__ import annotations

import pytest

from holdfast.statistics.discoveries import discoveries, tail_of_found

# Benjamini & Hochberg (1995), 4.1: fifteen comparisons of two treatments of heart attacks.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0,
]  # fmt: skip


def test_the_published_example_finds_four() -> None:
    assert discoveries(PUBLISHED, 15, 0.05) == 4
    assert discoveries(PUBLISHED[::-1], 15, 0.05) == 4
    assert discoveries(PUBLISHED[:9], 15, 0.05) == 4, "chances of 1 may be left out"


def test_more_tries_find_less_and_no_try_finds_nothing() -> None:
    assert discoveries(PUBLISHED, 1500, 0.05) == 0
    assert discoveries([], 0, 0.05) == 0
    with pytest.raises(ValueError, match="15 chances of 3 tests"):
        discoveries(PUBLISHED, 3, 0.05)


def test_a_larger_chance_is_found_with_those_that_carry_it() -> None:
    assert discoveries([0.03, 0.04, 0.05], 3, 0.05) == 3, "each alone would be too large"
    assert tail_of_found(3, 60, 0.025) == 0.025 * 3 / 60
