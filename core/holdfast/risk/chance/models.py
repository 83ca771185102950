"""Models of loss that learn from past month-ends: all alike, by the clock, by a few facts together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl

from holdfast.risk.chance.features import TERMS
from holdfast.risk.past.clock import BANDS
from holdfast.statistics.intervals.wilson import Z, wilson
from holdfast.statistics.models import logistic
from holdfast.statistics.models.shrinkage import prior_strength, shrunken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RIDGE: Final = 1.0

CLOSINGS: Final = 3
"""Whether the active window stays open through the horizon, closes in its second half, or in its first."""

KINDS: Final = ("base", "cadence", "logistic")
"""From the simplest on: a later one is taken only where it beats the earlier beyond chance."""


class LossModel(Protocol):
    """What was learned: for each row of features its chance of loss with a 95 % interval."""

    @property
    def kind(self) -> str:
        """One of KINDS."""

    def rates(self) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        """Rate, low and high, Float64 over the columns of `features_at`."""

    def described(self) -> dict[str, Any]:
        """As what can be written as JSON; `read_model` reads it."""


@dataclass(frozen=True)
class BaseModel:
    """The share lost of all, for everybody."""

    rate: float
    low: float
    high: float
    kind: str = "base"

    def rates(self) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        """The same in every row."""
        return pl.lit(self.rate), pl.lit(self.low), pl.lit(self.high)

    def described(self) -> dict[str, Any]:
        """Its three numbers."""
        return {"kind": self.kind, "rate": self.rate, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class CadenceModel:
    """The share lost by recency band and by when the active window closes, each cell drawn to that of all."""

    cells: tuple[tuple[float, float, float], ...]
    kind: str = "cadence"

    def rates(self) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        """Those of the cell of each row."""
        rate, low, high = (
            pl.lit(pl.Series([cell[part] for cell in self.cells], dtype=pl.Float64)).gather(cell_of())
            for part in range(3)
        )
        return rate, low, high

    def described(self) -> dict[str, Any]:
        """Its cells."""
        return {"kind": self.kind, "cells": [list(cell) for cell in self.cells]}


@dataclass(frozen=True)
class LogisticModel:
    """Log odds as a sum of terms."""

    fitted: logistic.Logistic
    kind: str = "logistic"

    def rates(self) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        """By the sum of the terms; the interval by the curvature of the likelihood."""
        return self.fitted.probability(), *self.fitted.bounds(Z)

    def described(self) -> dict[str, Any]:
        """Its coefficients."""
        fitted = self.fitted
        return {
            "kind": self.kind,
            "features": fitted.features,
            "intercept": fitted.intercept,
            "slopes": fitted.slopes,
            "means": fitted.means,
            "scales": fitted.scales,
            "root": fitted.root,
            "log_likelihood": fitted.log_likelihood,
        }


def cell_of() -> pl.Expr:
    """The cell (UInt32) of the cadence model: band × closing."""
    closing = (pl.col("closing") > 0).cast(pl.UInt32) + (pl.col("closing") > 0.5).cast(pl.UInt32)
    return pl.col("band") * CLOSINGS + closing


def learn(kind: str, rows: pl.DataFrame) -> LossModel | None:
    """A model of this kind; None where none fits.

    `rows`: `features_at` of active customers beside Boolean `lost`.
    """
    lost = int(rows.get_column("lost").sum())
    if not 0 < lost < rows.height:
        return None
    return _LEARNERS[kind](rows, lost)


def _base(rows: pl.DataFrame, lost: int) -> LossModel:
    low, high = wilson(lost, rows.height) or (0.0, 1.0)
    return BaseModel(lost / rows.height, low, high)


def _cadence(rows: pl.DataFrame, lost: int) -> LossModel:
    cells = BANDS * CLOSINGS
    found = rows.select(cell_of().alias("cell"), "lost").group_by("cell").agg(pl.col("lost").sum(), pl.len())
    counted = {cell: (int(hits), int(of)) for cell, hits, of in found.iter_rows()}
    groups = [counted.get(cell, (0, 0)) for cell in range(cells)]
    base = lost / rows.height
    strength = prior_strength(groups, base)
    drawn = [shrunken(hits, of, base, strength) for hits, of in groups]
    return CadenceModel(tuple((cell.rate, cell.low, cell.high) for cell in drawn))


def _logistic(rows: pl.DataFrame, _lost: int) -> LossModel | None:
    told = [name for name in TERMS if rows.get_column(name).n_unique() > 1]
    fitted = logistic.fit(rows, told, "lost", RIDGE) if told else None
    if fitted is None or not fitted.converged or not fitted.root:
        return None
    return LogisticModel(fitted)


_LEARNERS: Final[Mapping[str, Callable[[pl.DataFrame, int], LossModel | None]]] = {
    "base": _base,
    "cadence": _cadence,
    "logistic": _logistic,
}


def read_model(told: Mapping[str, Any]) -> LossModel:
    """The model that `described` wrote. Raises KeyError, TypeError, ValueError for anything else."""
    kind = told["kind"]
    if kind == "base":
        return BaseModel(float(told["rate"]), float(told["low"]), float(told["high"]))
    if kind == "cadence":
        cells = tuple((float(rate), float(low), float(high)) for rate, low, high in told["cells"])
        if len(cells) != BANDS * CLOSINGS:
            raise ValueError("cells of other bands")
        return CadenceModel(cells)
    if kind != "logistic":
        raise ValueError(f"no model of kind {kind}")
    slopes, means, scales = (tuple(map(float, told[name])) for name in ("slopes", "means", "scales"))
    root = tuple(tuple(map(float, row)) for row in told["root"])
    likelihood = float(told["log_likelihood"])
    return LogisticModel(
        logistic.Logistic(
            tuple(told["features"]), float(told["intercept"]), slopes, means, likelihood, True, scales, root
        )
    )
