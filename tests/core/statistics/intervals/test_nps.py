"""Net promoter score: the worked figures, the published ones, and what must hold for any counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.intervals.nps import net_change, net_score

COUNTS = st.integers(0, 300)


@pytest.mark.parametrize(
    ("counts", "value", "low", "high"),
    [
        ((30, 20, 10), 33.33, 13.3, 50.2),
        ((3, 2, 1), 33.33, -26.7, 71.2),
        ((4, 0, 0), 100, 6.9, 100),
    ],
)
def test_the_worked_scores(counts: tuple[int, int, int], value: float, low: float, high: float) -> None:
    score = net_score(*counts)
    assert score is not None
    assert score.value == pytest.approx(value, abs=5e-3)
    assert (score.low, score.high) == pytest.approx((low, high), abs=5e-2)


def test_the_published_score_of_45_40_15() -> None:
    score = net_score(45, 40, 15)
    assert score is not None
    assert score.value == pytest.approx(30)


def test_a_forum_formula_for_the_margin_is_not_ours() -> None:
    # 1.96 · √(.5 · .5 / 100) = 9.8 treats the score as a proportion; of 60/30/10 it is ± 13.1 points.
    score = net_score(60, 30, 10)
    assert score is not None
    assert (score.high - score.low) / 2 == pytest.approx(13.1478, abs=0.3)


def test_a_drop_of_20_points_between_waves_of_60_is_not_distinguishable() -> None:
    earlier, later = net_score(30, 20, 10), net_score(24, 20, 16)
    assert earlier is not None
    assert later is not None
    change = net_change(later, earlier)
    assert change.value == pytest.approx(-20)
    assert (change.low, change.high) == pytest.approx((-47.8, 7.8), abs=5e-2)
    assert not change.is_distinguishable


def test_two_unanimous_handfuls_are_not_certain() -> None:
    up, down = net_score(4, 0, 0), net_score(0, 0, 4)
    assert up is not None
    assert down is not None
    change = net_change(up, down)
    assert change.low < change.value == 200
    assert change.high <= 200


def test_nobody_asked_has_no_score() -> None:
    assert net_score(0, 0, 0) is None
    with pytest.raises(ValueError, match="no counts"):
        net_score(-1, 0, 2)


@given(COUNTS, COUNTS, COUNTS)
def test_the_interval_contains_the_score_and_shrinks_with_more_of_the_same(p: int, n: int, d: int) -> None:
    score = net_score(p, n, d)
    if score is None:
        return
    assert -100 <= score.low <= score.value + 1e-9
    assert score.value - 1e-9 <= score.high <= 100
    more = net_score(10 * p, 10 * n, 10 * d)
    assert more is not None
    assert more.high - more.low <= score.high - score.low + 1e-9


def test_the_published_examples_beside_the_checkout(shared: Path) -> None:
    examples = json.loads((shared / "data/worked_examples/expected.json").read_text(encoding="utf-8"))
    by_id = {example["id"]: example for example in examples}
    first = by_id["nps-01"]["inputs"]
    score = net_score(first["promoters_pct"], first["passives_pct"], first["detractors_pct"])
    assert score is not None
    assert score.value == by_id["nps-01"]["published"]["nps"]
    second = net_score(162, 108, 54)
    assert second is not None
    assert second.value == pytest.approx(by_id["nps-02"]["published"]["nps"], abs=1e-3)
    for name, counts in (("60_30_10", (60, 30, 10)), ("75_0_25", (75, 0, 25))):
        wald = by_id["nps-04"]["computed"][f"correct_if_{name}"]["wald95"]
        score = net_score(*counts)
        assert score is not None
        assert (score.low, score.high) == pytest.approx(wald, abs=2)
