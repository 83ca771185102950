"""The parts of a change add up to it, and say what is rate and what is mix."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.decompose import ENDS, split_rate, split_sum


def parts(*rows: tuple[float, float, float, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(ENDS, pl.Float64), orient="row")


def test_a_rate_that_only_moved_because_the_weights_did_is_all_mix() -> None:
    # Small: 50 of 100, then 25 of 50; large: 90 of 100, then 135 of 150. No rate moved: 140/200 → 160/200.
    found = split_rate(parts((50, 100, 25, 50), (90, 100, 135, 150)))
    assert found["rate"].to_list() == [0, 0]
    assert math.isclose(sum(found["mix"]), 160 / 200 - 140 / 200)
    # Fewer of the worse ones helped as well as more of the better ones.
    assert found["mix"].to_list() == pytest.approx([0.0625, 0.0375])


def test_a_rate_that_moved_inside_of_equal_weights_is_all_rate() -> None:
    found = split_rate(parts((80, 100, 60, 100), (90, 100, 90, 100)))
    assert found["rate"].to_list() == pytest.approx([-0.1, 0])
    assert found["mix"].to_list() == pytest.approx([0, 0])


def test_kitagawas_two_effects_by_hand() -> None:
    # A: 10/20 → 24/60, B: 72/80 → 32/40. Totals 0.82 → 0.56, their mean 0.69.
    found = split_rate(parts((10, 20, 24, 60), (72, 80, 32, 40)))
    assert found["rate"].to_list() == pytest.approx([(0.2 + 0.6) / 2 * -0.1, (0.8 + 0.4) / 2 * -0.1])
    assert found["mix"].to_list() == pytest.approx([0.4 * (0.45 - 0.69), -0.4 * (0.85 - 0.69)])
    assert sum(found["effect"]) == pytest.approx(0.56 - 0.82)


def test_a_part_that_came_or_went_has_a_weight_and_no_rate_to_compare() -> None:
    found = split_rate(parts((8, 10, 8, 10), (0, 0, 0, 5), (5, 5, 0, 0)))
    assert found["from"].to_list() == [0.8, None, 1.0]
    assert found["to"].to_list() == [0.8, 0.0, None]
    assert found["rate"].to_list() == [0, 0, 0]
    assert sum(found["effect"]) == pytest.approx(8 / 15 - 13 / 15)


def test_a_sum_changes_by_what_each_part_brings() -> None:
    found = split_sum(parts((5, 0, 8, 0), (3, 0, 0, 0)))
    assert found["effect"].to_list() == [3, -3]


counts = st.integers(0, 50)
line = st.tuples(counts, counts).map(lambda pair: (float(min(pair)), float(max(pair))))
drawn = st.lists(st.tuples(line, line), min_size=1, max_size=12)


@given(drawn)
def test_parts_of_any_rate_add_up_and_are_their_rate_and_mix(
    rows: list[tuple[tuple[float, float], ...]],
) -> None:
    frame = parts(*((*before, *after) for before, after in rows), (1, 1, 1, 1))
    found = split_rate(frame)
    total = {name: math.fsum(frame[name]) for name in ENDS}
    change = total["top_to"] / total["bottom_to"] - total["top_from"] / total["bottom_from"]
    assert math.isclose(math.fsum(found["effect"]), change, abs_tol=1e-12)
    assert all(
        math.isclose(effect, rate + mix, abs_tol=1e-12)
        for effect, rate, mix in found.select("effect", "rate", "mix").iter_rows()
    )
