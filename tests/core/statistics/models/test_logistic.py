"""Logistic regression: published coefficients, and fits that must not run away."""

from __future__ import annotations

import math

import polars as pl
import pytest

from holdfast.statistics.models.logistic import Logistic, fit

# Temperature (°F) at the launch and whether an O-ring was damaged, 23 flights before the Challenger:
# Dalal, Fowlkes & Hoadley (1989), Journal of the American Statistical Association 84, 945-957.
FLIGHTS = {
    66: "0",
    70: "1010",
    69: "0",
    68: "0",
    67: "000",
    72: "0",
    73: "0",
    57: "1",
    63: "1",
    78: "0",
    53: "1",
    75: "01",
    81: "0",
    76: "00",
    79: "0",
    58: "1",
}

# Age and coronary heart disease of 100 people: Hosmer & Lemeshow (2000), Applied Logistic Regression,
# table 1.1; the fit is table 1.3.
AGES = {
    20: "0", 23: "0", 24: "0", 25: "01", 26: "00", 28: "00", 29: "0", 30: "000001", 32: "00", 33: "00",
    34: "00100", 35: "00", 36: "010", 37: "010", 38: "00", 39: "01", 40: "01", 41: "00", 42: "0001",
    43: "001", 44: "0011", 45: "01", 46: "01", 47: "001", 48: "011", 49: "001", 50: "01", 51: "0",
    52: "01", 53: "11", 54: "1", 55: "011", 56: "111", 57: "001111", 58: "011", 59: "11", 60: "01",
    61: "1", 62: "11", 63: "1", 64: "01", 65: "1", 69: "1",
}  # fmt: skip


def observed(table: dict[int, str]) -> pl.DataFrame:
    rows = [(value, mark == "1") for value, marks in table.items() for mark in marks]
    return pl.DataFrame(rows, schema={"x": pl.Int64, "y": pl.Boolean}, orient="row")


def fitted(rows: pl.DataFrame, ridge: float = 0.0) -> Logistic:
    model = fit(rows, ["x"], "y", ridge)
    assert model is not None
    assert model.converged
    return model


def test_the_published_fit_of_heart_disease_by_age() -> None:
    rows = observed(AGES)
    assert (rows.height, rows.get_column("y").sum()) == (100, 43)
    model = fitted(rows)
    assert (model.intercept, model.slopes[0]) == pytest.approx((-5.309, 0.111), abs=6e-4)
    assert model.log_likelihood == pytest.approx(-53.677, abs=6e-4)


def test_the_published_fit_of_damage_to_o_rings_by_temperature() -> None:
    model = fitted(observed(FLIGHTS))
    assert (model.intercept, model.slopes[0]) == pytest.approx((15.0429, -0.2322), abs=6e-5)


def test_a_group_against_the_others_gives_the_log_odds_ratio() -> None:
    # 3 of 4 against 1 of 4: odds 3 and 1/3.
    rows = pl.DataFrame({"x": [1] * 4 + [0] * 4, "y": [True] * 3 + [False] + [True] + [False] * 3})
    model = fitted(rows)
    assert (model.intercept, model.slopes[0]) == pytest.approx((math.log(1 / 3), math.log(9)))
    chances = rows.select(model.probability()).to_series()
    assert chances.to_list() == pytest.approx([0.75] * 4 + [0.25] * 4)


def test_a_ridge_keeps_a_feature_that_separates_the_outcomes_finite() -> None:
    rows = pl.DataFrame({"x": [0, 1, 2, 3], "y": [False, False, True, True]})
    model = fitted(rows, ridge=1.0)
    assert 0 < model.slopes[0] < 10


def test_a_feature_that_never_varies_or_is_missing_says_nothing() -> None:
    rows = observed(AGES).with_columns(pl.lit(5).alias("same"), pl.lit(None, dtype=pl.Int32).alias("none"))
    model = fit(rows, ["x", "same", "none"], "y", ridge=1e-6)
    assert model is not None
    assert model.slopes == pytest.approx((0.1109, 0, 0), abs=1e-4)
    assert rows.select(model.probability().is_finite().all()).item()


def test_an_outcome_that_never_varies_has_no_model() -> None:
    assert fit(pl.DataFrame({"x": [1, 2], "y": [True, True]}), ["x"], "y") is None
    assert fit(pl.DataFrame({"x": [1, 2], "y": [False, False]}), ["x"], "y") is None
