"""Wilson's interval, against published figures."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.intervals.wilson import wilson, wilson_exprs

# 81/263 and 0/20: Newcombe (1998), Table I, method 3. The rest: statsmodels, method "wilson".
PUBLISHED = [
    (17, 20, 0.6396, 0.9476),
    (170, 200, 0.7939, 0.8929),
    (0, 5, 0.0, 0.4345),
    (5, 5, 0.5655, 1.0),
    (3, 5, 0.2307, 0.8824),
    (3, 4, 0.3006, 0.9544),
    (4, 6, 0.3000, 0.9032),
    (81, 263, 0.2553, 0.3662),
    (0, 20, 0.0, 0.1611),
    (0, 1, 0.0, 0.7935),
    (33, 83, 0.2991, 0.5052),
]


@pytest.mark.parametrize(("successes", "n", "low", "high"), PUBLISHED)
def test_the_interval_agrees_with_published_figures(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_nobody_to_count_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_more_successes_than_subjects_is_refused() -> None:
    with pytest.raises(ValueError, match="6 successes of 5"):
        wilson(6, 5)


@given(st.integers(1, 100_000))
def test_none_and_all_end_exactly_at_0_and_1(n: int) -> None:
    nothing, everything = wilson(0, n), wilson(n, n)
    assert nothing is not None
    assert everything is not None
    assert nothing[0] == 0.0
    assert everything[1] == 1.0


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_frame_gives_the_same_interval_as_one_pair(pair: tuple[int, int]) -> None:
    successes, n = pair
    low, high = wilson_exprs(pl.col("successes"), pl.col("n"))
    frame = pl.DataFrame({"successes": [successes], "n": [n]}).select(low.alias("low"), high.alias("high"))
    expected = wilson(successes, n)
    if expected is None:
        assert frame.row(0) == (None, None)
    else:
        assert frame.row(0) == pytest.approx(expected, abs=1e-15)
        assert 0 <= expected[0] <= successes / n <= expected[1] <= 1
