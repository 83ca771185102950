"""Maximum likelihood by Newton's method over positive parameters, from any start."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from holdfast.statistics.models.linear import Matrix, solve_positive

LOWEST: Final = 1e-5
HIGHEST: Final = 1e5

_MOST_STEPS: Final = 300
_LONGEST_STEP: Final = 1.5
_SMALLEST_GAIN: Final = 1e-12
_HEAVIEST_DAMPING: Final = 1e10


@dataclass(frozen=True)
class Curvature:
    """A log-likelihood at one point, with its gradient and Hessian in the parameters themselves."""

    value: float
    gradient: Sequence[float]
    hessian: Matrix


@dataclass(frozen=True)
class Maximum:
    """Where the climb ended; `converged` only at an inner maximum, not at the edge of what is sensible."""

    at: tuple[float, ...]
    value: float
    converged: bool
    steps: int


def maximise(
    likelihood: Callable[[Sequence[float]], Curvature],
    start: Sequence[float],
    *,
    low: float = LOWEST,
    high: float = HIGHEST,
) -> Maximum:
    """The maximum of a log-likelihood over positive parameters between `low` and `high`.

    Newton steps in the logarithms of the parameters, damped as by Levenberg and Marquardt until the
    likelihood rises, so that a start on a plateau or beyond a saddle climbs too. Source: Nocedal & Wright
    (2006), Numerical Optimization, 4.
    """
    at = [min(max(math.log(parameter), math.log(low)), math.log(high)) for parameter in start]
    here = _in_logarithms(likelihood, at)
    damping = 1e-3
    for step in range(1, _MOST_STEPS + 1):
        gain = _promised_gain(here)
        settled = gain is not None and gain <= _SMALLEST_GAIN * (1 + abs(here.value))
        while True:
            trial = _trial(at, here, 0.0 if settled else damping, math.log(low), math.log(high))
            there = _in_logarithms(likelihood, trial) if trial is not None else None
            if trial is not None and there is not None and there.value > here.value:
                at, here, damping = trial, there, max(damping / 10, 1e-12)
                break
            if settled or damping > _HEAVIEST_DAMPING:
                return _ended(at, here, low, high, step)
            damping *= 10
        if settled:
            return _ended(at, here, low, high, step)
    return Maximum(tuple(math.exp(value) for value in at), here.value, converged=False, steps=_MOST_STEPS)


def _in_logarithms(likelihood: Callable[[Sequence[float]], Curvature], at: Sequence[float]) -> Curvature:
    """Value and derivatives by the logarithms of the parameters; a value that is no number counts as −∞."""
    parameters = [math.exp(value) for value in at]
    natural = likelihood(parameters)
    if not math.isfinite(natural.value):
        return Curvature(-math.inf, natural.gradient, natural.hessian)
    gradient = [parameter * slope for parameter, slope in zip(parameters, natural.gradient, strict=True)]
    hessian = [
        [
            parameters[i] * parameters[j] * natural.hessian[i][j] + (gradient[i] if i == j else 0.0)
            for j in range(len(parameters))
        ]
        for i in range(len(parameters))
    ]
    return Curvature(natural.value, gradient, hessian)


def _promised_gain(here: Curvature) -> float | None:
    """Half the Newton decrement: what a full step would gain; None where the surface is not concave."""
    step = solve_positive([[-value for value in row] for row in here.hessian], here.gradient)
    if step is None:
        return None
    return sum(slope * move for slope, move in zip(here.gradient, step, strict=True)) / 2


def _trial(
    at: Sequence[float], here: Curvature, damping: float, low: float, high: float
) -> list[float] | None:
    """The next point, at most a factor of 4.5 away in any parameter; None where damping is too weak."""
    bowl = [[-value for value in row] for row in here.hessian]
    largest = max(abs(bowl[i][i]) for i in range(len(at)))
    for i in range(len(at)):
        bowl[i][i] += damping * max(abs(bowl[i][i]), 1e-6 * largest, 1e-12)
    step = solve_positive(bowl, here.gradient)
    if step is None:
        return None
    shrink = min(1.0, _LONGEST_STEP / max(abs(move) for move in step)) if any(step) else 1.0
    return [min(max(value + shrink * move, low), high) for value, move in zip(at, step, strict=True)]


def _ended(at: Sequence[float], here: Curvature, low: float, high: float, steps: int) -> Maximum:
    inside = all(math.log(low) + 1e-9 < value < math.log(high) - 1e-9 for value in at)
    gain = _promised_gain(here)
    flat = gain is not None and gain <= 1e-9 * (1 + abs(here.value))
    return Maximum(tuple(math.exp(value) for value in at), here.value, inside and flat, steps)
