"""On how many cases a behaviour is tried: by night on all of them, on every change on some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

BY_DAY: Final = "change"
"""The profile that is loaded unless pytest is given another: `--hypothesis-profile=night`."""
BY_NIGHT: Final = 40
SHARE: Final = 8
"""On every change one of so many cases is tried."""
FEWEST: Final = 2
"""The first case is always the simplest, and tells least of all."""

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


def each(names: str, values: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """One test for all values of a parameter, for what takes less time than a test of its own costs (5 ms).

    The case that fails is named. `names`: one parameter, or several with a comma between them.
    """
    wanted, cases_of = [name.strip() for name in names.split(",")], list(values)
    assert cases_of, "a test of nothing cannot fail"

    def over_all(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def all_of_them(**others: Any) -> None:
            for value in cases_of:
                case = dict(zip(wanted, value, strict=True)) if len(wanted) > 1 else {names: value}
                try:
                    test(**others, **case)
                except BaseException as error:
                    error.add_note(f"in the case {case!r}")
                    raise

        told = signature(test)
        rest = [parameter for name, parameter in told.parameters.items() if name not in wanted]
        all_of_them.__dict__["__signature__"] = told.replace(parameters=rest)
        return all_of_them

    return over_all
