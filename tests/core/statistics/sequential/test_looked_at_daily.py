"""Books of reps who are all alike, looked at on every day of a year: how many raise a false alarm.

By night 2,000 books of each kind: of some day and some rep, of five reps with 600 customers, told apart from
the rest in 1.2 % with always-valid intervals, and in 78 % with those of one look; of two reps in 1.2 and in
30 %, where the period is 90 days in 0.2 and in 98 %, where half are lost in a year in 0.1 and in 72 %.
"""

from __future__ import annotations

import math
import random
from functools import cache
from itertools import pairwise

import pytest
from tests.core.statistics.sequential.looked_at_daily import ALIKE, DAYS, Firm, Look, looks

from holdfast.statistics.intervals.newcombe import Difference, newcombe
from holdfast.statistics.intervals.poisson import poisson_interval
from holdfast.statistics.sequential.evidence import evidence_of_share
from holdfast.statistics.sequential.intervals import (
    sequential_count,
    sequential_difference,
    sequential_rate,
)
from holdfast.statistics.sequential.looks import LEVEL, shared_level

FEW, NIGHT = 24, 2000

_of_all_looks, _of_one = cache(sequential_count), cache(poisson_interval)


def _alarms(firm: Firm, seed: int, window: int = DAYS) -> tuple[bool, bool]:
    """Whether some look shows some rep apart from the rest: at every look's level, and at that of one."""
    limit = -math.log(shared_level(firm.reps, window))
    daily = once = False
    for look in looks(firm, random.Random(seed), window):
        held, lost = sum(look.held), sum(look.lost)
        for n, k in zip(look.held, look.lost, strict=True):
            if 0 < n < held:
                # What `sequential_difference` leaves out, without working out both ends.
                daily = daily or evidence_of_share(k, lost - k, n / held) > limit
                found = None if once else newcombe(k, n, lost - k, held - n)
                once = once or (found is not None and found.is_distinguishable)
    return daily, once


def _shares(firm: Firm, books: int, window: int = DAYS) -> tuple[float, float]:
    found = [_alarms(firm, seed, window) for seed in range(books)]
    return sum(daily for daily, _ in found) / books, sum(once for _, once in found) / books


def test_a_year_of_daily_looks_raises_no_false_alarm_and_with_intervals_of_one_look_it_does() -> None:
    daily, once = _shares(ALIKE, FEW)
    assert daily <= LEVEL
    assert once > 0.4


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("firm", "window"),
    [
        (ALIKE, DAYS),
        (ALIKE, 90),
        (Firm(600, (0.15, 0.15)), DAYS),
        (Firm(80, (0.15,) * 3), DAYS),
        (Firm(300, (0.5,) * 4), DAYS),
    ],
    ids=["five reps", "a period of 90 days", "two reps", "80 customers", "half of them lost"],
)
def test_2000_books_looked_at_daily(firm: Firm, window: int) -> None:
    daily, once = _shares(firm, NIGHT, window)
    assert daily <= LEVEL
    assert once > 2 * LEVEL


def _found_by(firm: Firm, seed: int) -> int | None:
    """The day on which the first rep is told apart from the rest."""
    level = shared_level(firm.reps)
    for look in looks(firm, random.Random(seed)):
        difference = _difference(look, level)
        if difference is not None and difference.is_distinguishable:
            return look.day
    return None


def _difference(look: Look, level: float) -> Difference | None:
    n, k = look.held[0], look.lost[0]
    return sequential_difference(k, n, sum(look.lost) - k, sum(look.held) - n, level)


def _found(books: int) -> float:
    """How often a rep is found out who loses 45 % a year where the others lose 10 %."""
    firm = Firm(400, (0.6, 0.1, 0.1, 0.1))
    return sum(_found_by(firm, seed) is not None for seed in range(books)) / books


def test_a_rep_who_loses_four_times_as_many_is_found() -> None:
    assert _found(8) >= 0.75


@pytest.mark.nightly
def test_a_rep_who_loses_four_times_as_many_is_found_in_nine_of_ten_books() -> None:
    assert _found(300) >= 0.9


def _misses(books: int, step: int) -> tuple[float, float]:
    """In how many books some look of a year leaves out the true difference; of a true rate the same.

    60 customers of whom 22 % are lost in the year, beside 240 who lose 10 %: followed from its first day on.
    """
    hazards = (0.25, 60), (0.10, 240)
    missed = [0, 0]
    for seed in range(books):
        dice = random.Random(seed)
        gone = [sorted(dice.expovariate(hazard) for _ in range(n)) for hazard, n in hazards]
        differs = rate = False
        for day in range(step, DAYS + 1, step):
            (true1, k1), (true2, k2) = (
                (-math.expm1(-hazard * day / DAYS), sum(t <= day / DAYS for t in times))
                for (hazard, _), times in zip(hazards, gone, strict=True)
            )
            found, alone = sequential_difference(k1, 60, k2, 240), sequential_rate(k1, 60)
            assert found is not None
            assert alone is not None
            differs = differs or not found.low <= true1 - true2 <= found.high
            rate = rate or not alone[0] <= true1 <= alone[1]
        missed[0] += differs
        missed[1] += rate
    return missed[0] / books, missed[1] / books


def test_no_day_of_a_year_leaves_out_the_true_difference() -> None:
    assert max(_misses(10, 15)) <= LEVEL


@pytest.mark.nightly
def test_no_day_of_a_year_leaves_out_the_true_difference_in_400_books() -> None:
    assert max(_misses(400, 5)) <= LEVEL


def _counts_beyond(books: int) -> tuple[float, float]:
    """How often some day of two years shows more or fewer losses than there are to expect, 60 a year."""
    daily = once = 0
    for seed in range(books):
        dice = random.Random(seed)
        times = [0.0]
        while times[-1] < 2:
            times.append(times[-1] + dice.expovariate(60))
        # Between two losses the expected rise: just before and just after each loss are the extremes.
        ends = [
            (count, 60 * at)
            for count, (before, after) in enumerate(pairwise(times))
            for at in (before, after)
        ]
        ends = [(count, mean) for count, mean in ends if 1 <= mean <= 120]
        daily += any(not low <= mean <= high for count, mean in ends for low, high in [_of_all_looks(count)])
        once += any(not low <= mean <= high for count, mean in ends for low, high in [_of_one(count)])
    return daily / books, once / books


def test_losses_beside_what_was_expected_raise_no_false_alarm() -> None:
    daily, once = _counts_beyond(10)
    assert daily <= LEVEL
    assert once > LEVEL


@pytest.mark.nightly
def test_losses_beside_what_was_expected_raise_no_false_alarm_in_1000_books() -> None:
    daily, once = _counts_beyond(1000)
    assert daily <= LEVEL
    assert once > 3 * LEVEL
