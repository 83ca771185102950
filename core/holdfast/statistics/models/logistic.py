"""Logistic regression on a few features, by Newton's method with a ridge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from holdfast.statistics.models.linear import inverse_root, solve_positive

_MOST_STEPS: Final = 50
_MOST_HALVINGS: Final = 30
_SMALLEST_GAIN: Final = 1e-10


@dataclass(frozen=True)
class Logistic:
    """A fitted model: log odds = intercept + Σ slope · feature, in the features' own units.

    `means` stand in for features that are missing, `scales` are their standard deviations. `root`: R with
    Rᵀ · R the covariance of intercept and slopes over standardised features (Laplace's approximation at the
    penalised maximum), row by row; empty where it cannot be told. `log_likelihood` is that of the data,
    without the ridge.
    """

    features: tuple[str, ...]
    intercept: float
    slopes: tuple[float, ...]
    means: tuple[float, ...]
    log_likelihood: float
    converged: bool
    scales: tuple[float, ...] = ()
    root: tuple[tuple[float, ...], ...] = ()

    def log_odds(self) -> pl.Expr:
        """Float64 over the feature columns."""
        odds = pl.lit(self.intercept)
        for name, slope, mean in zip(self.features, self.slopes, self.means, strict=True):
            odds += slope * pl.col(name).cast(pl.Float64).fill_null(mean)
        return odds

    def probability(self) -> pl.Expr:
        """Float64 over the feature columns, between 0 and 1."""
        return _chance(self.log_odds())

    def bounds(self, z: float) -> tuple[pl.Expr, pl.Expr]:
        """The probability at `z` standard errors of the log odds below and above (the delta method)."""
        standard = [
            (pl.col(name).cast(pl.Float64).fill_null(mean) - mean) / scale
            for name, mean, scale in zip(self.features, self.means, self.scales, strict=True)
        ]
        squares = pl.lit(0.0)
        for row in self.root:
            part = pl.lit(row[0])
            for weight, value in zip(row[1:], standard, strict=True):
                part += weight * value
            squares += part * part
        error = z * squares.sqrt()
        return _chance(self.log_odds() - error), _chance(self.log_odds() + error)


def fit(rows: pl.DataFrame, features: Sequence[str], outcome: str, ridge: float = 0.0) -> Logistic | None:
    """The model with the highest penalised likelihood; None where the outcome never varies.

    `rows`: the features (numeric; missing ones count as the mean) and a Boolean `outcome`. `ridge` · Σ slope²
    ÷ 2 over standardised features is taken off the log-likelihood, which keeps slopes finite where a feature
    separates the outcomes; the intercept is free. Source: Hastie, Tibshirani & Friedman (2009), The Elements
    of Statistical Learning, 4.4.1 and 4.4.4.
    """
    happened = int(rows.get_column(outcome).sum())
    if not 0 < happened < rows.height:
        return None
    # In one piece: floats of a frame in pieces would be added in another order.
    rows = rows.rechunk()
    numbers = rows.select(pl.col(name).cast(pl.Float64) for name in features)
    means = [_number(numbers.get_column(name).mean()) for name in features]
    scales = [_number(numbers.get_column(name).std(ddof=0)) or 1.0 for name in features]
    columns = [f"x{place}" for place in range(len(features))]
    standard = numbers.select(
        ((pl.col(name).fill_null(mean) - mean) / scale).alias(column)
        for name, mean, scale, column in zip(features, means, scales, columns, strict=True)
    ).with_columns(rows.get_column(outcome).cast(pl.Float64).alias("y"))
    share = happened / rows.height
    at, value, converged = _climb(
        standard, columns, ridge, [math.log(share / (1 - share)), *[0.0] * len(columns)]
    )
    root = inverse_root(_surface(standard, columns, ridge, at)[2])
    slopes = tuple(slope / scale for slope, scale in zip(at[1:], scales, strict=True))
    intercept = at[0] - sum(slope * mean for slope, mean in zip(slopes, means, strict=True))
    unpenalised = value + ridge * sum(slope * slope for slope in at[1:]) / 2
    return Logistic(
        tuple(features), intercept, slopes, tuple(means), unpenalised, converged, tuple(scales), root or ()
    )


def _chance(odds: pl.Expr) -> pl.Expr:
    return 1 / (1 + (-odds).exp())


def _climb(
    rows: pl.DataFrame, columns: Sequence[str], ridge: float, start: list[float]
) -> tuple[list[float], float, bool]:
    """Newton steps, halved until the likelihood rises, up to its maximum."""
    at = start
    value, gradient, curvature = _surface(rows, columns, ridge, at)
    for _ in range(_MOST_STEPS):
        step = solve_positive(curvature, gradient)
        if step is None:
            return at, value, False
        if sum(slope * move for slope, move in zip(gradient, step, strict=True)) / 2 < _SMALLEST_GAIN:
            # So near the top one more step doubles the correct digits.
            return [old + move for old, move in zip(at, step, strict=True)], value, True
        for halving in range(_MOST_HALVINGS):
            trial = [old + move / 2**halving for old, move in zip(at, step, strict=True)]
            there = _surface(rows, columns, ridge, trial)
            if there[0] > value:
                break
        else:
            return at, value, True
        at, (value, gradient, curvature) = trial, there
    return at, value, False


def _surface(
    rows: pl.DataFrame, columns: Sequence[str], ridge: float, at: Sequence[float]
) -> tuple[float, list[float], list[list[float]]]:
    """Penalised log-likelihood, its gradient and its negative Hessian at one point."""
    odds = pl.lit(at[0])
    for name, slope in zip(columns, at[1:], strict=True):
        odds += slope * pl.col(name)
    chance = 1 / (1 + (-pl.col("odds")).exp())
    told = rows.with_columns(odds.alias("odds")).with_columns(
        (pl.col("y") - chance).alias("miss"), (chance * (1 - chance)).alias("weight")
    )
    # log(1 + e^odds) without overflow.
    soft = pl.max_horizontal("odds", pl.lit(0.0)) + (-pl.col("odds").abs()).exp().log1p()
    terms = [pl.lit(1.0), *(pl.col(name) for name in columns)]
    pairs = [(i, j) for i in range(len(terms)) for j in range(i + 1)]
    sums = told.select(
        (pl.col("y") * pl.col("odds") - soft).sum().alias("value"),
        *((pl.col("miss") * term).sum().alias(f"g{i}") for i, term in enumerate(terms)),
        *((pl.col("weight") * terms[i] * terms[j]).sum().alias(f"h{i}_{j}") for i, j in pairs),
    ).row(0, named=True)
    gradient = [sums[f"g{i}"] - (ridge * at[i] if i else 0.0) for i in range(len(terms))]
    curvature = [[sums[f"h{max(i, j)}_{min(i, j)}"] for j in range(len(terms))] for i in range(len(terms))]
    for i in range(1, len(terms)):
        curvature[i][i] += ridge
    return sums["value"] - ridge * sum(slope * slope for slope in at[1:]) / 2, gradient, curvature


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
