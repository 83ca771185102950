"""Noise on counts: whole numbers of the right chance, drawn from given bytes, and what it promises."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from tests.examples import some_by_day

from holdfast.statistics.pooling.discrete_laplace import Chance, usual_error, variance

CRITICAL = {12: 32.9, 6: 22.5}
"""Chi-square that is exceeded once in a thousand, by degrees of freedom."""


def seeded(seed: int) -> Chance:
    return Chance(random.Random(seed).randbytes)


@pytest.mark.parametrize("case", some_by_day([(Fraction(4), 6_000), (Fraction(3, 2), 200_000)]))
def test_noise_falls_off_by_the_same_ratio_with_every_step(case: tuple[Fraction, int]) -> None:
    scale, draws = case
    chance = seeded(1)
    seen = Counter(max(-6, min(6, chance.noise(scale))) for _ in range(draws))
    ratio = math.exp(-1 / float(scale))
    of_none = (1 - ratio) / (1 + ratio)
    expected = {z: of_none * ratio ** abs(z) for z in range(-5, 6)}
    expected |= dict.fromkeys((-6, 6), (1 - sum(expected.values())) / 2)
    found = sum((seen[z] - draws * share) ** 2 / (draws * share) for z, share in expected.items())
    assert found < CRITICAL[12]


def test_lots_are_even_and_a_hazard_is_survived_as_often_as_it_should_be() -> None:
    chance = seeded(2)
    seen = Counter(chance.below(7) for _ in range(7_000))
    assert sum((seen[number] - 1_000) ** 2 / 1_000 for number in range(7)) < CRITICAL[6]
    survived = sum(chance.survives(Fraction(1, 2)) for _ in range(4_000)) / 4_000
    assert abs(survived - math.exp(-0.5)) < 4 * math.sqrt(0.25 / 4_000)


def test_what_would_favour_some_numbers_is_drawn_again() -> None:
    bytes_given = iter([b"\xff", b"\xa0", b"\x40"])
    # Of three bits 7 and 5 are beyond 0 to 4, and 2 is not.
    assert Chance(lambda size: next(bytes_given)[:size]).below(5) == 2


def test_no_outcome_is_likelier_with_a_customer_than_epsilon_allows() -> None:
    """Exactly, on a tiny domain: books of at most two customers, two flags of kept and lost, and everybody.

    The chance of an outcome o of counts x is Π c · r^|oᵢ − xᵢ| with r = exp(−1 ÷ scale): its logarithm in
    units of 1 ÷ scale is a whole number, so the ratio of two is compared without rounding.
    """
    flags, epsilon = 1, Fraction(3, 4)
    scale = (flags + 1) / epsilon
    # What one customer adds: nobody, or a cell of everybody, perhaps with the same cell of one of two flags.
    parts = [(1, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0)]
    parts += [(1, 0, 1, 0, 0, 0), (0, 1, 0, 1, 0, 0), (1, 0, 0, 0, 1, 0), (0, 1, 0, 0, 0, 1)]
    outcomes = list(product((-1, 0, 2), repeat=6))
    for other in [(0,) * 6, *parts]:
        for part in parts:
            both = tuple(a + b for a, b in zip(other, part, strict=True))
            worst = max(_steps(outcome, other) - _steps(outcome, both) for outcome in outcomes)
            assert abs(Fraction(worst)) / scale <= epsilon
    # The bound is met, so that no larger promise would hold: who is lost counts once, not twice.
    assert _steps((0,) * 6, (0, 1, 0, 1, 0, 0)) / scale == epsilon


def _steps(outcome: tuple[int, ...], counts: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(outcome, counts, strict=True))


def test_a_customer_drawn_by_lot_is_hidden_as_well() -> None:
    """Over all lots: which of two months counts, and which of two flags. The mixture keeps the promise."""
    epsilon = Fraction(1)
    ratio = math.exp(-1 / float(2 / epsilon))

    def likelihood(outcome: tuple[int, ...], ways: Sequence[tuple[int, ...]]) -> float:
        return math.fsum(ratio ** _steps(outcome, way) for way in ways) / len(ways)

    other = [(1, 1, 0), (1, 0, 1)]
    mine = [(0, 0, 0), (1, 1, 0), (1, 0, 1), (0, 0, 0)]
    both = [tuple(a + b for a, b in zip(one, two, strict=True)) for one in other for two in mine]
    for outcome in product(range(-2, 4), repeat=3):
        told = likelihood(outcome, both) / likelihood(outcome, other)
        assert math.exp(-epsilon) - 1e-12 <= told <= math.exp(epsilon) + 1e-12


def test_variance_and_usual_error_are_those_of_the_noise() -> None:
    for scale in (Fraction(1, 2), Fraction(4), Fraction(40, 3)):
        ratio = math.exp(-1 / float(scale))
        of = [(1 - ratio) / (1 + ratio) * ratio ** abs(z) for z in range(-2_000, 2_001)]
        moment = math.fsum(share * z * z for share, z in zip(of, range(-2_000, 2_001), strict=True))
        assert variance(scale) == pytest.approx(moment)
        most = usual_error(scale)
        beyond = [
            math.fsum(share for share, z in zip(of, range(-2_000, 2_001), strict=True) if abs(z) > limit)
            for limit in (most, most - 1)
        ]
        assert beyond[0] <= 0.05 < beyond[1] or most == 0
    assert (variance(Fraction(0)), usual_error(Fraction(0))) == (0.0, 0)
