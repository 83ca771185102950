"""On how many cases a behaviour is tried: by night on all of them, on every change on some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

BY_DAY: Final = "change"
"""The profile that is loaded unless pytest is given another: `--hypothesis-profile=night`."""
BY_NIGHT: Final = 40
SHARE: Final = 5
"""On every change one of so many cases is tried."""
FEWEST: Final = 3
"""The first case is always the simplest: fewer would try hardly more than that."""

for _profile, _cases in ((BY_DAY, BY_NIGHT // SHARE), ("night", BY_NIGHT)):
    settings.register_profile(
        _profile,
        deadline=None,
        derandomize=True,
        max_examples=_cases,
        suppress_health_check=[HealthCheck.too_slow],
    )


def cases(by_night: int) -> settings:
    """The limit of a property whose cases are dear. `by_night`: how many are tried when there is time."""
    at_night = settings.default is not None and settings.default.max_examples == BY_NIGHT
    return settings(max_examples=by_night if at_night else min(by_night, max(FEWEST, by_night // SHARE)))


def some_by_day(values: Iterable[Any], *, by_day: int = 1, at: int = 0) -> list[Any]:
    """Values of one parameter for a test that is dear: `by_day` from `at` on always, the others by night."""
    return [
        value if at <= number < at + by_day else pytest.param(value, marks=pytest.mark.nightly)
        for number, value in enumerate(values)
    ]
