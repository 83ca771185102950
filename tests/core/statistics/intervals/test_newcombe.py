"""The difference of two proportions, against published figures."""

from __future__ import annotations

import pytest

from holdfast.statistics.intervals.newcombe import newcombe

# Newcombe (1998), Statistics in Medicine 17:873, Table II, method 10 (score, no continuity correction).
PUBLISHED = [
    (56, 70, 48, 80, 0.2000, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.6000, 0.1705, 0.8090),
    (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
    (0, 10, 0, 20, 0.0000, -0.1611, 0.2775),
    (10, 10, 0, 20, 1.0000, 0.6791, 1.0000),
    (6, 20, 8, 80, 0.2000, 0.0236, 0.4243),
]


@pytest.mark.parametrize("published", PUBLISHED)
def test_the_difference_agrees_with_published_figures(
    published: tuple[int, int, int, int, float, float, float],
) -> None:
    a, m, b, n, *expected = published
    difference = newcombe(a, m, b, n)
    assert difference is not None
    assert [difference.value, difference.low, difference.high] == pytest.approx(expected, abs=5e-5)


def test_an_interval_across_0_is_not_distinguishable() -> None:
    apart, together = newcombe(6, 20, 8, 80), newcombe(6, 20, 20, 80)
    assert apart is not None
    assert together is not None
    assert apart.is_distinguishable
    assert not together.is_distinguishable


def test_an_empty_group_has_no_difference() -> None:
    assert newcombe(0, 0, 8, 80) is None
    assert newcombe(6, 20, 0, 0) is None
