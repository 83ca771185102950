"""The ratio of two rates and the chance of an excess, against R and by hand."""

from __future__ import annotations

from math import comb

import pytest
from tests.examples import each

from holdfast.statistics.intervals.ratio import excess_chance, rate_ratio


def test_two_rates_of_breast_cancer_as_r_has_them() -> None:
    # R 4: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)), the example of its help page.
    found = rate_ratio(11, 32 * 800 / 3811, 32)
    assert (found.value, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), rel=1e-6)


def test_where_only_the_group_was_lost_there_is_a_lower_bound_alone() -> None:
    found = rate_ratio(12, 3.0, 12)
    assert (found.value, found.high) == (None, None)
    assert 1 < found.low < 20
    nobody = rate_ratio(0, 3.0, 12)
    assert (nobody.value, nobody.low) == (0, 0)


@each("observed, expected, total", [(-1, 1.0, 5), (6, 1.0, 5), (2, 0.0, 5), (2, 5.0, 5)])
def test_counts_that_cannot_be_are_refused(observed: int, expected: float, total: int) -> None:
    with pytest.raises(ValueError, match="no rate ratio"):
        rate_ratio(observed, expected, total)


def test_an_excess_is_as_likely_as_the_binomial_says() -> None:
    share = 4.5 / 22
    tail = sum(comb(22, k) * share**k * (1 - share) ** (22 - k) for k in range(12, 23))
    assert excess_chance(12, 4.5, 22) == pytest.approx(tail, rel=1e-9)
    assert excess_chance(5, 4.5, 22) == 1, "less than one above the mean: the bound does not hold there"


def test_unlike_chances_make_an_excess_no_likelier() -> None:
    """Exact tails of independent events with chances from 0 to 0.9 stay below the bound (Hoeffding 1956)."""
    chances = [0.9, 0.9, 0.5, 0.3, 0.3, 0.2, 0.1, 0.05, 0.0, 0.0]
    exact = [1.0]
    for chance in chances:
        exact = [
            (exact[k] if k < len(exact) else 0) * (1 - chance) + (exact[k - 1] if k else 0) * chance
            for k in range(len(exact) + 1)
        ]
    for count in range(5, 11):
        assert sum(exact[count:]) <= excess_chance(count, sum(chances), 10) + 1e-12


def test_the_lower_bound_is_above_one_where_the_excess_is_unlikely() -> None:
    for observed in range(6, 20):
        bound = rate_ratio(observed, 5.0, 22, 0.01).low
        assert (bound > 1) == (excess_chance(observed, 5.0, 22) < 0.01), observed
