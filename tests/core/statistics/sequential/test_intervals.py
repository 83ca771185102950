"""Always-valid intervals: worked figures, and what holds of each of them."""

from __future__ import annotations

import math

import pytest
from tests.examples import each

from holdfast.statistics.intervals.newcombe import newcombe
from holdfast.statistics.sequential.evidence import boundary, evidence_of_mean, evidence_of_share
from holdfast.statistics.sequential.intervals import (
    sequential_count,
    sequential_difference,
    sequential_rate,
    widened,
)
from holdfast.statistics.sequential.looks import LEVEL, shared_level


def test_the_evidence_is_a_mixture_of_likelihoods_worked_by_hand() -> None:
    # Beta(4, 4) around ½, three of three: (4·5·6)/(8·9·10) against ⅛.
    assert math.exp(evidence_of_share(3, 0, 0.5)) == pytest.approx(4 * 5 * 6 / (8 * 9 * 10) * 8)
    # Gamma(8, 8) around 1, none where 8 were expected: (8 / 16)⁸ against e⁻⁸.
    assert math.exp(evidence_of_mean(0, 8)) == pytest.approx(0.5**8 * math.e**8)


def test_the_next_loss_adds_no_evidence_on_average_where_both_lose_alike() -> None:
    """40 of 100 customers are of the first rep; those lost are no longer there."""
    for first in range(30):
        for second in range(50):
            share = (40 - first) / (100 - first - second)
            now, one, other = (
                math.exp(evidence_of_share(first + a, second + b, 0.4))
                for a, b in ((0, 0), (1, 0), (0, 1))
            )  # fmt: skip
            assert share * one + (1 - share) * other <= now * (1 + 1e-9)


def test_a_rate_is_told_more_carefully_than_for_one_look() -> None:
    low, high = sequential_rate(17, 20) or (0, 0)
    assert (round(100 * low, 1), round(100 * high, 1)) == (50.9, 99.3)
    assert _rounded(sequential_rate(0, 20)) == [0.0, 0.254]
    assert _rounded(sequential_rate(20, 20)) == [0.746, 1.0]
    assert sequential_rate(0, 0) is None


def test_a_bound_is_where_the_evidence_is_twenty_to_one() -> None:
    low, high = sequential_rate(60, 80) or (0, 0)
    assert evidence_of_share(60, 20, low) == pytest.approx(math.log(20))
    assert evidence_of_share(60, 20, high) == pytest.approx(math.log(20))
    least, most = sequential_count(30)
    assert evidence_of_mean(30, least) == pytest.approx(math.log(20))
    assert evidence_of_mean(30, most) == pytest.approx(math.log(20))


def test_a_difference_for_every_look_is_wider_than_that_for_one() -> None:
    found, one_look = sequential_difference(6, 20, 8, 80), newcombe(6, 20, 8, 80)
    assert found is not None
    assert one_look is not None
    assert found.value == one_look.value
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (-12.7, 57.4)
    assert found.low < one_look.low < one_look.high < found.high


@each("counts", [(0, 30, 0, 60), (0, 20, 8, 80), (5, 10, 0, 90), (60, 100, 410, 500), (14, 20, 72, 80)])
def test_kept_and_lost_are_two_sides_of_one_difference(counts: tuple[int, int, int, int]) -> None:
    kept1, n1, kept2, n2 = counts
    kept = sequential_difference(kept1, n1, kept2, n2)
    lost = sequential_difference(n1 - kept1, n1, n2 - kept2, n2)
    assert kept is not None
    assert lost is not None
    assert [kept.low, kept.high] == pytest.approx([-lost.high, -lost.low])
    assert -1 <= kept.low <= kept.value <= kept.high <= 1
    assert kept.low < kept.high


@each("first", range(41))
def test_nothing_is_left_out_unless_the_evidence_says_so(first: int) -> None:
    found = sequential_difference(first, 100, 40 - first, 60)
    assert found is not None
    assert found.is_distinguishable == (evidence_of_share(first, 40 - first, 100 / 160) > math.log(20))


def test_a_count_beside_what_was_expected() -> None:
    assert [round(bound, 1) for bound in sequential_count(10)] == [1.1, 23.5]
    assert sequential_count(0)[0] == 0.0
    with pytest.raises(ValueError, match="no count"):
        sequential_count(-1)


def test_a_mean_reaches_three_standard_errors_where_one_look_reaches_two() -> None:
    assert boundary(64, LEVEL) == pytest.approx(math.sqrt(72 / 64 * math.log(72 / 8 * 400)))
    assert _rounded(widened(10.0, 8.0, 12.0, 64)) == [6.903, 13.097]
    with pytest.raises(ValueError, match="bound nothing"):
        boundary(0, LEVEL)


def test_the_alarm_of_a_year_is_shared_by_what_is_looked_at_in_it() -> None:
    assert shared_level(1) == shared_level(2) == LEVEL
    assert shared_level(5) == LEVEL / 5
    assert shared_level(5, 90) == LEVEL / 25
    assert shared_level(2, 366) == LEVEL
    with pytest.raises(ValueError, match="none"):
        shared_level(2, 0)


def _rounded(bounds: tuple[float, float] | None) -> list[float]:
    assert bounds is not None
    return [round(bound, 3) for bound in bounds]


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="no proportion"):
        sequential_rate(3, 2)
    with pytest.raises(ValueError, match="no proportion"):
        sequential_difference(3, 2, 1, 2)
    assert sequential_difference(0, 0, 1, 2) is None
