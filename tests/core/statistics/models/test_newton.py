"""The climb itself, on surfaces whose top is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from holdfast.statistics.models.gamma import digamma, trigamma
from holdfast.statistics.models.linear import solve_positive
from holdfast.statistics.models.newton import Curvature, maximise


def poisson(parameters: Sequence[float]) -> Curvature:
    """Ten events in four units of time: the maximum is a rate of 2.5."""
    (rate,) = parameters
    return Curvature(10 * math.log(rate) - 4 * rate, (10 / rate - 4,), ((-10 / rate**2,),))


@pytest.mark.parametrize("start", [1e-4, 0.1, 2.5, 80.0, 9e4])
def test_the_top_is_found_from_anywhere(start: float) -> None:
    top = maximise(poisson, (start,))
    assert top.converged
    assert top.at[0] == pytest.approx(2.5, rel=1e-6)


def test_a_likelihood_that_only_rises_has_no_top_inside() -> None:
    top = maximise(lambda at: Curvature(math.log(at[0]), (1 / at[0],), ((-1 / at[0] ** 2,),)), (1.0,))
    assert not top.converged


def test_equations_without_a_positive_definite_matrix_are_refused() -> None:
    assert solve_positive([[2.0, 0.0], [0.0, 4.0]], [1.0, 1.0]) == pytest.approx([0.5, 0.25])
    assert solve_positive([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0]) is None
    assert solve_positive([[1.0, 1.0], [1.0, 1.0]], [1.0, 1.0]) is None


def test_derivatives_of_the_log_gamma_function() -> None:
    # Abramowitz & Stegun, table 6.1.
    assert digamma(1.0) == pytest.approx(-0.5772156649015329, rel=1e-13)
    assert trigamma(1.0) == pytest.approx(math.pi**2 / 6, rel=1e-13)
    for x in (0.001, 0.5, 3.3, 40.0):
        assert digamma(x + 1) == pytest.approx(digamma(x) + 1 / x, rel=1e-12)
        assert trigamma(x + 1) == pytest.approx(trigamma(x) - 1 / x**2, rel=1e-9)
