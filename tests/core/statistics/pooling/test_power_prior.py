"""What other books lend to a rate: worth less by noise, nothing where the book says otherwise, never much."""

from __future__ import annotations

import math
import random

import pytest
from tests.examples import some_by_day

from holdfast.statistics.models.shrinkage import prior_strength, shrunken
from holdfast.statistics.pooling.power_prior import (
    FALLBACK_POWER,
    MOST_WORTH,
    Lent,
    SeenElsewhere,
    power,
    prior,
    worth_of,
)


def test_a_rate_keeps_its_odds_ratio_to_the_rate_of_all() -> None:
    # Odds of 1 beside 1/4 in the pool: four times as much. Here 1/9 of all, so 4/9, which is 4 of 13.
    worth = worth_of(SeenElsewhere(500, 500, 0.2, 0.0), 0.1)
    assert worth is not None
    assert worth.rate == pytest.approx(4 / 13)
    assert worth.customers == MOST_WORTH


def test_noise_makes_a_pool_worth_less_and_at_last_nothing() -> None:
    told = [worth_of(SeenElsewhere(30, 10, 0.1, noise), 0.1, most=1_000) for noise in (0.0, 8.0, 32.0, 200.0)]
    exact, little, more, drowned = told
    assert exact is not None
    assert little is not None
    assert more is not None
    assert exact.customers == pytest.approx(40)
    # 3 √(2 · 8) = 12 are taken off; (0.5625 + 0.0625) · 8 ÷ (28 · 0.1875) = 20 ÷ 21 is noise beside chance.
    assert little.customers == pytest.approx(28 / (1 + 20 / 21))
    assert exact.customers > little.customers > more.customers
    assert drowned is None


def test_counts_below_zero_and_of_nobody_say_nothing_or_nearly_none() -> None:
    assert worth_of(SeenElsewhere(-3, 1, 0.1, 0.0), 0.1) is None
    assert worth_of(SeenElsewhere(0, 0, 0.1, 0.0), 0.1) is None
    nearly_none = worth_of(SeenElsewhere(22, -2, 0.1, 0.0), 0.1)
    assert nearly_none is not None
    assert nearly_none.rate == pytest.approx(1 / 40)


def test_where_a_book_contradicts_the_pool_it_does_not_count_and_where_it_agrees_it_does() -> None:
    base, strength = 0.2, 10.0
    rates = (0.05, 0.5, 0.7)
    told = [Lent(rate, 20.0) for rate in rates]
    agree = [(round(40 * rate), 40, worth) for rate, worth in zip(rates, told, strict=True)]
    contradict = [(round(40 * rate), 40, worth) for rate, worth in zip((0.8, 0.1, 0.05), told, strict=True)]
    assert power(agree, base, strength) == 1.0
    assert power(contradict, base, strength) == 0.0
    assert power(agree[:2], base, strength) == FALLBACK_POWER


def test_the_more_a_book_has_seen_itself_the_less_a_pool_weighs() -> None:
    mean, strength = prior(0.1, 5.0, Lent(0.9, MOST_WORTH), 1.0)
    far = [abs(shrunken(of // 10, of, mean, strength).rate - 0.1) for of in (10, 100, 1_000, 100_000)]
    assert far == sorted(far, reverse=True)
    assert far[0] > 0.3
    assert far[-1] < 0.001


@pytest.mark.parametrize("case", some_by_day([(1, 60), (2, 2_000)]))
def test_on_small_books_of_a_kind_a_pool_foretells_losses_better_and_another_kind_harms_little(
    case: tuple[int, int],
) -> None:
    """Log score a customer of the other half, nats: of the same kind better, of another at most 0.01 worse.

    By night, 2,000 books: +0.046 with a pool of the kind, 0.000 with one of another.
    """
    seed, books = case
    lot = random.Random(seed)
    same, other = (_gain(lot, books, alike=alike) for alike in (True, False))
    assert same > 0.005
    assert other > -0.01


def _gain(lot: random.Random, books: int, *, alike: bool) -> float:
    base, rates = 0.2, [0.03, 0.08, 0.15, 0.3, 0.5, 0.7]
    pool = rates if alike else rates[::-1]
    worths = [worth_of(SeenElsewhere(round(400 * (1 - p)), round(400 * p), base, 32.0), base) for p in pool]
    assert all(worths)
    gained = seen = 0.0
    for _ in range(books):
        sizes = [lot.randint(2, 15) for _ in rates]
        hits = [sum(lot.random() < rate for _ in range(of)) for rate, of in zip(rates, sizes, strict=True)]
        strength = prior_strength(list(zip(hits, sizes, strict=True)), base)
        groups = [(hit, of, worth) for hit, of, worth in zip(hits, sizes, worths, strict=True) if worth]
        tried = power(groups, base, strength)
        for (hit, of, worth), rate in zip(groups, rates, strict=True):
            alone = (hit + base * strength) / (of + strength)
            mean, more = prior(base, strength, worth, tried)
            told = (hit + mean * more) / (of + more)
            gained += rate * math.log(told / alone) + (1 - rate) * math.log((1 - told) / (1 - alone))
            seen += 1
    return gained / seen
