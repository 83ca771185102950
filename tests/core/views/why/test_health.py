"""Why the health of a customer moved: the points its inputs take add up to the change."""

from __future__ import annotations

import math
from datetime import date

import pytest
from tests.core.views.why.small_books import fallen_silent

from holdfast.errors import UsageError
from holdfast.query import Query


def test_the_points_that_inputs_take_add_up_to_the_change() -> None:
    why = fallen_silent().why_health(Query(as_of=date(2025, 6, 30)), 0, date(2024, 12, 31))
    (split,) = why.splits
    assert why.change < -10
    assert math.fsum(split.parts.get_column("effect")) == pytest.approx(why.change)
    assert split.parts.get_column("effect").is_sorted()


def test_health_that_could_not_be_told_on_one_day_is_refused() -> None:
    with pytest.raises(UsageError, match="could not be told on 2024-12-31"):
        fallen_silent().why_health(Query(as_of=date(2025, 6, 30)), 1, date(2024, 12, 31))
