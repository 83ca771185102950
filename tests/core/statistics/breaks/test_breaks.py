"""Which group broke from its usual: found where a break was planted, and none where nothing changed.

In 200 books each of 36 months and 3 to 8 groups, of which one leaves three times as often from some day on,
the break is found and its day lies inside in 99.5 % with 400 customers, 99 % with 300, 94.5 % with 200 and
79.5 % with 100, others are named in 3.0, 2.5, 2.5, 5.0 %; of two groups with 300 in 91 and 1.5 %. In 650
steady books some group is named in 3.1 %. Of flags, with months that vary by 30 %: three times as often is
found in 92 %, four times in 99.5 %, others in 0 and 1 % (200 books each). By night 1,000 books of each kind.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from tests.core.statistics.breaks.simulated import Drawn, broken, monthly, steady, teams

from holdfast.statistics.breaks.among import FALSE_FINDS, TIMES, breaks_alone, breaks_beside
from holdfast.statistics.breaks.change import FEWEST, counts_needed, exceeded, visible_ratio
from holdfast.statistics.breaks.walk import LEAST_EXPECTED, Series, own_walk, share_walk

FEW, NIGHT = 8, 1000


def _asked(make: Callable[[random.Random], Drawn], books: int) -> tuple[float, float]:
    """Shares of books in which the planted break was found, its day inside, and in which another was."""
    dice, found, false = random.Random(2), 0, 0
    for _ in range(books):
        book = make(dice)
        nobody = Series((0,) * book.steps, (0.0,) * book.steps)
        verdicts = breaks_alone(book.groups) if book.monthly else breaks_beside(book.groups, nobody)
        broke = {name for name, verdict in verdicts.items() if verdict.said in ("broke", "season")}
        planted = book.planted
        change = verdicts[planted.group].change if planted else None
        if planted and planted.group in broke and change:
            found += change.earliest <= planted.day <= change.latest
        false += bool(broke - ({planted.group} if planted else set()))
    return found / books, false / books


@pytest.mark.thorough
def test_planted_breaks_are_found_with_their_day_and_steady_books_have_none() -> None:
    found, _ = _asked(lambda dice: broken(dice, customers=400), FEW)
    assert found >= 7 / 8
    assert _asked(steady, FEW)[1] <= 1 / 8
    found, _ = _asked(lambda dice: monthly(dice, times=4.0), FEW)
    assert found >= 7 / 8


@pytest.mark.nightly
def test_breaks_are_found_in_19_of_20_books_and_false_ones_in_no_more_than_one() -> None:
    found, false = _asked(lambda dice: broken(dice, customers=400), NIGHT)
    assert found >= 0.95
    assert false <= FALSE_FINDS
    for make in (steady, teams, monthly):
        assert _asked(make, NIGHT)[1] <= FALSE_FINDS


def test_the_ratio_of_a_split_is_that_of_its_likelihoods() -> None:
    # 10 of 40 in the first half by itself: 2·(10·ln ½ + 30·ln 1½).
    walk = own_walk(Series((10, 30), (100.0, 100.0)))
    assert walk.ratio(0) == pytest.approx(2 * (10 * math.log(0.5) + 30 * math.log(1.5)))
    # Beside 40 of others, evenly: the shares are 10 of 30 and 30 of 50 instead of 40 of 80.
    beside = share_walk(Series((10, 30), (100.0, 100.0)), Series((20, 20), (100.0, 100.0)))
    expected = (
        10 * math.log(10 / 15) + 20 * math.log(20 / 15) + 30 * math.log(30 / 25) + 20 * math.log(20 / 25)
    )
    assert beside.ratio(0) == pytest.approx(2 * expected)
    assert beside.expected == pytest.approx((15, 25))


def test_the_chance_of_a_change_is_that_of_the_tables() -> None:
    # Andrews (2003), Tests for parameter instability: a corrigendum, Econometrica 71: of one parameter and a
    # trimming of 15 %, 5 % lie above 8.68.
    assert exceeded(math.sqrt(8.68), 0.15, 0.85) == pytest.approx(0.05, abs=0.005)


def test_a_season_of_all_is_no_break_and_of_two_groups_the_one_that_changed_is_named() -> None:
    winter = tuple(3 if step % 12 < 3 else 1 for step in range(48))
    exposed = (100.0,) * 48
    nobody = Series((0,) * 48, (0.0,) * 48)
    both = {"one": Series(winter, exposed), "other": Series(winter, exposed)}
    assert {one.said for one in breaks_beside(both, nobody).values()} == {"usual"}
    doubled = {**both, "one": Series(tuple(n * (3 if s >= 24 else 1) for s, n in enumerate(winter)), exposed)}
    told = breaks_beside(doubled, nobody)
    assert told["one"].said == "broke"
    assert told["other"].said == "usual"
    change = told["one"].change
    assert change is not None
    assert change.earliest <= 24 <= change.latest


def test_of_two_groups_the_one_is_named_whose_own_losses_say_more() -> None:
    """40 losses, then 120, beside 8, then 1: the share says the same of both, the few change by chance."""
    exposed, nobody = (100.0,) * 40, Series((0,) * 40, (0.0,) * 40)
    large = Series((2,) * 20 + (6,) * 20, exposed)
    small = Series((1, 0) * 8 + (0,) * 8 + (1,) + (0,) * 15, exposed)
    told = breaks_beside({"large": large, "small": small}, nobody)
    assert [name for name, one in told.items() if one.said == "broke"] == ["large"]


def test_a_flag_that_rises_every_winter_has_a_season_and_one_that_rises_once_a_break() -> None:
    exposed = (200.0,) * 20
    season = Series((2, 2, 2, 2, 2, 2, 2, 2, 2, 20, 20, 20, *(2,) * 2, 2, 2, 2, 2, 2, 2), exposed)
    assert breaks_alone({"F01": season})["F01"].said == "usual"
    again = Series((20, 20, 20, 20, *(2,) * 8, *(20,) * 4), (200.0,) * 16)
    assert breaks_alone({"F01": again})["F01"].said in ("season", "usual")
    once = Series((2,) * 12 + (20,) * 8, exposed)
    assert breaks_alone({"F01": once})["F01"].said == "broke"


def test_too_few_are_refused_with_the_number_that_is_needed() -> None:
    evenly = Series((1,) * FEWEST, (50.0,) * FEWEST)
    others = Series((20,) * FEWEST, (1000.0,) * FEWEST)
    verdict = breaks_beside({"some": evenly}, others)["some"]
    assert verdict.said == "few"
    assert verdict.needed is not None
    share = evenly.total / (evenly.total + others.total)
    assert verdict.needed == counts_needed(TIMES, FALSE_FINDS, share)
    assert visible_ratio(verdict.needed, FALSE_FINDS, share) == pytest.approx(TIMES, rel=0.05)
    seen = visible_ratio(verdict.needed - 1, FALSE_FINDS, share)
    assert seen is None or seen > TIMES


def test_seven_losses_say_nothing_and_eight_may() -> None:
    exposed, others = (50.0,) * 400, Series((1,) * 400, (1000.0,) * 400)

    def last(losses: int) -> Series:
        return Series((0,) * (400 - losses) + (1,) * losses, exposed)

    assert breaks_beside({"some": last(FEWEST)}, others)["some"].said == "broke"
    assert breaks_beside({"some": last(FEWEST - 1)}, others)["some"].said == "few"
    # Where all others lose too few, there is nothing to be beside.
    assert breaks_beside({"some": last(40)}, Series((0,) * 393 + (1,) * 7, exposed))["some"].said == "few"


def test_a_split_is_looked_at_where_one_loss_is_expected_on_either_side() -> None:
    walk = own_walk(Series((2,) * 10, (1.0,) * 10))
    assert walk.due[walk.splits[0]] >= LEAST_EXPECTED
    assert list(walk.splits) == list(range(9))
    assert not own_walk(Series((1, 0), (1.0, 1.0))).splits


def test_no_rise_needs_no_counts() -> None:
    with pytest.raises(ValueError, match="no rise"):
        counts_needed(1.0, FALSE_FINDS)
