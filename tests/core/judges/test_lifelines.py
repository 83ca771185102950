"""Survival analysis, judged by lifelines on random data of many shapes."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from tests import lifelines_judge
from tests.examples import some_by_day

from holdfast.statistics.survival.kaplan_meier import kaplan_meier, median, restricted_mean
from holdfast.statistics.survival.log_rank import log_rank

# Said of every median, though the steps of a Kaplan–Meier curve need no finer timeline.
pytestmark = pytest.mark.filterwarnings("ignore::lifelines.exceptions.ApproximationWarning")

CLOSE = 1e-9
HALF = 0.5 + 1e-12
"""One half as `median` reads it: a product may miss it by rounding, which lifelines does not allow for."""

SEEDS = range(4)


@dataclass(frozen=True)
class Shape:
    """How subjects of one data set live and are watched."""

    subjects: int
    scale: float
    shape: float = 1.0
    watched: float = math.inf
    step: float = 0.0
    late: float = 0.0


SHAPES = {
    "no censoring, no ties": Shape(150, 40, 1.5),
    "days, many ties": Shape(1_500, 9, 0.8, watched=20, step=1),
    "heavy censoring": Shape(900, 400, watched=60, step=1),
    "nearly nobody leaves": Shape(400, 5_000, watched=50),
    "few subjects": Shape(7, 10, watched=12, step=1),
    "delayed entry": Shape(800, 30, 1.2, watched=60, late=0.5),
    "delayed entry, ties and censoring": Shape(1_200, 25, 0.7, watched=40, step=1, late=0.7),
}


@dataclass(frozen=True, eq=False)
class Subjects:
    """Lists of equal length; `entry` None: followed from the first day, which lifelines reads as 0."""

    t: list[float]
    ended: list[bool]
    entry: list[float | None]
    group: list[str]

    def curve(self) -> pl.DataFrame:
        return kaplan_meier(pl.Series(self.t), pl.Series(self.ended), pl.Series(self.entry, dtype=pl.Float64))

    def judge(self) -> Any:
        late = [begin or 0.0 for begin in self.entry] if any(self.entry) else None
        return lifelines_judge.kaplan_meier(self.t, self.ended, late)


def subjects(shape: Shape, seed: int) -> Subjects:
    """Weibull lives, a little shorter group by group, watched for so long and from a random age on."""
    dice = random.Random(seed)
    found = Subjects([], [], [], [])
    while len(found.t) < shape.subjects:
        group = dice.choice("abcd")
        life = dice.weibullvariate(shape.scale * (1 - 0.05 * "abcd".index(group)), shape.shape)
        seen = min(life, dice.uniform(0, shape.watched) if shape.watched < math.inf else life)
        entry = dice.uniform(0, shape.scale) if dice.random() < shape.late else None
        if shape.step:
            seen, entry = math.ceil(seen), None if entry is None else math.floor(entry)
        if seen <= (entry or 0):
            continue
        found.t.append(float(seen))
        found.ended.append(life <= seen)
        found.entry.append(entry)
        found.group.append(group)
    return found


@pytest.mark.parametrize("seed", some_by_day(SEEDS))
@pytest.mark.parametrize("name", SHAPES)
def test_survival_and_its_interval_are_those_of_lifelines(name: str, seed: int) -> None:
    data = subjects(SHAPES[name], seed)
    curve, judge = data.curve(), data.judge()
    observed = judge.event_table["observed"]
    observed = observed[observed > 0]
    assert curve.get_column("t").to_list() == list(observed.index)
    assert curve.get_column("events").to_list() == list(observed)
    expected = list(judge.survival_function_["KM_estimate"].loc[observed.index])
    assert curve.get_column("survival").to_list() == pytest.approx(expected, abs=CLOSE)
    # Where nobody is left there is no interval; lifelines draws one from a limit.
    left = curve.filter(pl.col("survival") > CLOSE)
    bounds = judge.confidence_interval_.loc[left.get_column("t").to_list()]
    for ours, theirs in (("low", "KM_estimate_lower_0.95"), ("high", "KM_estimate_upper_0.95")):
        assert left.get_column(ours).to_list() == pytest.approx(list(bounds[theirs]), abs=CLOSE)
    assert curve.filter(pl.col("survival") == 0).select(pl.col("low", "high").count()).row(0) == (0, 0)


@pytest.mark.parametrize("seed", some_by_day(SEEDS))
@pytest.mark.parametrize("name", SHAPES)
def test_median_and_restricted_mean_are_those_of_lifelines(name: str, seed: int) -> None:
    data = subjects(SHAPES[name], seed)
    curve, judge = data.curve(), data.judge()
    reached = lifelines_judge.time_when_survival_is(HALF, judge)
    assert median(curve) == (None if math.isinf(reached) else reached)
    longest = max(data.t)
    for horizon in (longest / 7, longest / 2, longest):
        expected = lifelines_judge.restricted_mean(judge, horizon)
        assert restricted_mean(curve, horizon) == pytest.approx(expected, abs=CLOSE * longest)


def test_a_half_missed_by_rounding_is_a_median_here_and_not_in_lifelines() -> None:
    data = Subjects([30, 171, 30, 89, 135, 30], [True, False, True, True, False, True], [None] * 6, ["a"] * 6)
    judge = data.judge()
    assert judge.survival_function_["KM_estimate"][30.0] == pytest.approx(0.5, abs=1e-15)
    assert median(data.curve()) == lifelines_judge.time_when_survival_is(HALF, judge) == 30


@pytest.mark.parametrize("groups", ["ab", "abcd"])
@pytest.mark.parametrize("seed", some_by_day(SEEDS))
@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.late])
def test_log_rank_is_that_of_lifelines(name: str, seed: int, groups: str) -> None:
    # lifelines compares groups without delayed entry only, and so does this test.
    data = subjects(SHAPES[name], seed)
    rows = [row for row in zip(data.t, data.ended, data.group, strict=True) if row[2] in groups]
    first = min((t for t, ended, _ in rows if ended), default=math.inf)
    # Who was gone before anybody ended cannot differ: only lifelines counts a degree of freedom for such a
    # group.
    compared = {group for t, _, group in rows if t >= first}
    t, ended, group = (list(column) for column in zip(*rows, strict=True))
    ours = log_rank(pl.Series(t), pl.Series(ended), pl.Series(group))
    if len(compared) < 2:
        assert ours is None
        return
    t, ended, group = (
        list(column) for column in zip(*(row for row in rows if row[2] in compared), strict=True)
    )
    theirs = lifelines_judge.log_rank(t, group, ended)
    assert ours is not None
    assert ours.degrees == theirs.degrees_of_freedom == len(compared) - 1
    assert ours.chi_square == pytest.approx(theirs.test_statistic, rel=CLOSE, abs=CLOSE)
    assert ours.p_value == pytest.approx(theirs.p_value, abs=CLOSE)
