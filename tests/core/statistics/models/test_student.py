"""Quantiles of Student's t against printed tables."""

from __future__ import annotations

import pytest

from holdfast.statistics.models.student import t_quantile


@pytest.mark.parametrize(
    ("freedom", "printed"), [(1, 12.706), (2, 4.303), (4, 2.776), (10, 2.228), (30, 2.042), (1000, 1.962)]
)
def test_the_97_5_percent_points_of_the_tables(freedom: int, printed: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(printed, abs=5e-4)


def test_half_lies_below_nothing() -> None:
    assert t_quantile(0.5, 3) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("share", "freedom"), [(0.4, 3), (1.0, 3), (0.9, 0)])
def test_what_has_no_quantile_is_refused(share: float, freedom: int) -> None:
    with pytest.raises(ValueError, match="no t quantile"):
        t_quantile(share, freedom)
