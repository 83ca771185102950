"""What plays achieved, on simulated customers whose true effect is known: covered by lot, not by choice."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from random import Random
from typing import Any

import polars as pl
import pytest

from holdfast.plays.effect.compare import ALIKE, Effect, assigned, observed, weighted
from holdfast.plays.held_out import is_held_out

RUNS = 2_000
CUSTOMERS = 160
"""Newly flagged customers of a run."""

SHARE = 0.25
"""Held out: large enough that every run has more than the least number on both sides."""

UPTAKE = 0.7
"""Of those a play is proposed for, so many get it; their chance to stay rises by GAIN."""

GAIN = 0.15

SAMPLING = sqrt(0.95 * 0.05 / RUNS)
"""Standard error of a coverage counted over so many runs: 0.49 points."""


def cases(**columns: list[Any]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    alike = {
        "month": [1] * height,
        "segment": ["s"] * height,
        "severity": [2] * height,
        "third": [1] * height,
    }
    return pl.DataFrame({"play": ["p"] * height, "customer": list(range(height)), **alike, **columns})


def test_a_difference_is_that_of_customers_alike_and_its_interval_is_newcombes() -> None:
    # 18 of 24 with it, 30 of 60 without: 75 % − 50 % = +25 points. Newcombe (1998), method 10, from Wilson's
    # bounds [0.5510, 0.8800] and [0.3774, 0.6226]: 0.25 − √(0.199² + 0.1226²), 0.25 + √(0.13² + 0.1226²).
    told = cases(
        treated=[True] * 24 + [False] * 60, kept=[True] * 18 + [False] * 6 + [True] * 30 + [False] * 30
    )
    found = observed(told, ["play"])[("p",)]
    assert (found.n, found.kept, found.others_n, found.others_share) == (24, 18, 60, 0.5)
    assert found.effective == pytest.approx(60)
    assert found.value == pytest.approx(0.25)
    assert (found.low, found.high) == pytest.approx((0.0163, 0.4287), abs=5e-4)
    assert found.is_distinguishable


def test_customers_without_a_play_count_in_the_mix_of_those_with_one() -> None:
    # Small: 10 with it, 40 without, 36 kept (90 %). Large: 30 with it, 20 without, 8 kept (40 %).
    # In the mix of those with it: (10·0.9 + 30·0.4) ÷ 40 = 52.5 %, not the 44 of 60 (73 %) that all come to.
    told = cases(
        segment=["small"] * 50 + ["large"] * 50,
        treated=[True] * 10 + [False] * 40 + [True] * 30 + [False] * 20,
        kept=[True] * 9
        + [False]
        + [True] * 36
        + [False] * 4
        + [True] * 15
        + [False] * 15
        + [True] * 8
        + [False] * 12,
    )
    found = observed(told, ["play"])[("p",)]
    assert found.others_share == pytest.approx(0.525)
    assert found.value == pytest.approx(24 / 40 - 0.525)
    # Kish: 40² ÷ (10²/40 + 30²/20) = 1600 ÷ 47.5.
    assert found.effective == pytest.approx(1600 / 47.5)


def test_a_customer_who_stands_without_a_play_in_several_weeks_counts_as_one() -> None:
    # 30 with it; 30 customers without it, each in three rows: 90 rows that are worth 30.
    told = cases(
        treated=[True] * 30 + [False] * 90,
        kept=[True] * 120,
        customer=[*range(30), *(100 + place // 3 for place in range(90))],
    )
    found = observed(told, ["play"])[("p",)]
    assert (found.others_n, round(found.effective, 9)) == (90, 30)


def test_nobody_is_compared_with_somebody_of_another_month_segment_severity_or_third() -> None:
    for name in ALIKE:
        differing = {name: [1, 2] if name != "segment" else ["a", "b"]}
        assert weighted(cases(treated=[True, False], kept=[True, True], **differing), ["play"]).is_empty(), (
            name
        )


def test_a_customer_whose_severity_is_not_known_is_alike_to_nobody() -> None:
    told = cases(treated=[True, False], kept=[True, True], severity=[None, None])
    assert weighted(told, ["play"]).is_empty()


@pytest.mark.parametrize(("number", "status"), [(19, "few"), (20, "ok")])
def test_a_difference_of_fewer_than_twenty_is_not_told(number: int, status: str) -> None:
    told = cases(treated=[True] * number + [False] * 50, kept=[True] * (number + 50))
    found = observed(told, ["play"])[("p",)]
    assert (found.status, found.value is None) == (status, status == "few")


@pytest.fixture(scope="module")
def world() -> pl.DataFrame:
    """Customers of every run: their hidden risk, whether held out by lot, and two lives, with a play or none.

    `stays` without a play is by chance, `stays_with` GAIN more; `severity` shows part of the risk.
    """
    rows, draw = RUNS * CUSTOMERS, Random(20250630)
    told = pl.DataFrame(
        {
            "run": [place // CUSTOMERS for place in range(rows)],
            "customer": list(range(rows)),
            "severity": [draw.random() < 0.5 for _ in range(rows)],
            "held_out": [is_held_out(f"C{place}", "F01", SHARE) for place in range(rows)],
            **{name: [draw.random() for _ in range(rows)] for name in ("hidden", "luck", "willing")},
        }
    ).with_columns(pl.col("severity").cast(pl.Int8))
    stays = 1 - (0.15 + 0.2 * pl.col("severity") + 0.4 * pl.col("hidden"))
    return told.with_columns(
        (pl.col("luck") < stays).alias("stays"), (pl.col("luck") < stays + GAIN).alias("stays_with")
    )


def coverage(found: Mapping[tuple[object, ...], Effect], truth: float) -> float:
    inside = [
        effect.low <= truth <= effect.high
        for effect in found.values()
        if effect.low is not None and effect.high is not None
    ]
    assert len(inside) == RUNS
    return sum(inside) / RUNS


def mean_of(found: Mapping[tuple[object, ...], Effect]) -> float:
    return sum(effect.value or 0.0 for effect in found.values()) / len(found)


@pytest.mark.thorough
def test_the_effect_by_lot_is_covered_in_95_of_100_runs_though_the_worst_are_called_first(
    world: pl.DataFrame,
) -> None:
    # Whoever is at risk is the likelier to be called, and nobody who is held out: UPTAKE on average.
    called = ~pl.col("held_out") & (pl.col("willing") < UPTAKE - 0.25 + 0.5 * pl.col("hidden"))
    told = world.with_columns(pl.when(called).then("stays_with").otherwise("stays").alias("kept"))
    found = assigned(told, ["run"])
    truth = GAIN * UPTAKE
    assert mean_of(found) == pytest.approx(truth, abs=0.008)  # four standard errors of a mean over the runs
    # ±2 points as the specification asks; four standard errors of the count of runs.
    assert 4 * SAMPLING < 2 / 100
    assert coverage(found, truth) == pytest.approx(0.95, abs=0.02)


def as_compared(world: pl.DataFrame, called: pl.Expr) -> pl.DataFrame:
    return world.with_columns(called.alias("treated")).with_columns(
        pl.when("treated").then("stays_with").otherwise("stays").alias("kept"),
        pl.lit(1).alias("month"), pl.lit("s").alias("segment"), pl.lit(1).alias("third"),
    )  # fmt: skip


def test_an_observed_difference_is_covered_too_where_the_choice_hung_on_what_is_compared(
    world: pl.DataFrame,
) -> None:
    told = as_compared(world, pl.col("willing") < 0.25 + 0.25 * pl.col("severity"))
    found = observed(told, ["run"])
    assert mean_of(found) == pytest.approx(GAIN, abs=0.008)
    assert coverage(found, GAIN) == pytest.approx(0.95, abs=0.02)


def test_an_observed_difference_misleads_where_the_worst_were_called_which_is_why_it_says_so(
    world: pl.DataFrame,
) -> None:
    # Called are those in whom the rep saw a risk that no table shows: the play looks far worse than it is.
    found = observed(as_compared(world, pl.col("willing") < pl.col("hidden")), ["run"])
    assert mean_of(found) < GAIN - 0.1
    assert coverage(found, GAIN) < 0.7


def test_the_lot_is_the_same_for_ever_and_a_larger_share_adds_to_it() -> None:
    ids = [f"C{number:04}" for number in range(4000)]
    tenth = {one for one in ids if is_held_out(one, "F12", 0.1)}
    assert len(tenth) == pytest.approx(400, abs=4 * sqrt(4000 * 0.1 * 0.9))
    assert tenth < {one for one in ids if is_held_out(one, "F12", 0.2)}
    # By flag too: else the same customers would never be helped.
    assert len(tenth & {one for one in ids if is_held_out(one, "F01", 0.1)}) < 100
    assert not any(is_held_out(one, "F12", 0) for one in ids)
    # Fixed for good: a desk in another year must draw the same.
    first = [is_held_out(f"C{number}", "F01", 0.5) for number in range(8)]
    assert first == [True, False, True, True, True, False, False, False]
