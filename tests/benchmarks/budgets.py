"""What each measurement is allowed to take now, and where it should go. They inform; they fail nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["seconds", "bytes", "ratio"]

_FACTORS: Final[Mapping[str, tuple[float, Unit]]] = MappingProxyType(
    {
        "ms": (1e-3, "seconds"),
        "s": (1.0, "seconds"),
        "B": (1.0, "bytes"),
        "KB": (1e3, "bytes"),
        "MB": (1e6, "bytes"),
        "GB": (1e9, "bytes"),
        "×": (1.0, "ratio"),
    }
)


@dataclass(frozen=True)
class Budget:
    """The most a measurement may take: `now`, and the `goal`, as `amount` reads them."""

    now: str
    goal: str


BUDGETS: Final[Mapping[str, Budget]] = MappingProxyType(
    {
        "desk 100k / 1M": Budget("25 ms", "8 ms"),
        "desk 1M / 10M": Budget("110 ms", "45 ms"),
        "as-of step 100k / 1M": Budget("150 ms", "60 ms"),
        "as-of step prepared 100k / 1M": Budget("30 ms", "10 ms"),
        "flags 100k / 1M": Budget("250 ms", "100 ms"),
        "flags 1M / 10M": Budget("2 s", "1 s"),
        "cursor step": Budget("16 ms", "6 ms"),
        "cursor step bytes": Budget("300 B", "100 B"),
        "filter key bytes": Budget("8 KB", "4 KB"),
        "start bytes": Budget("20 KB", "12 KB"),
        "idle bytes": Budget("0 B", "0 B"),
        "first paint": Budget("250 ms", "30 ms"),
        "sample complete": Budget("800 ms", "600 ms"),
        "words": Budget("100 ms", "60 ms"),
        "show 100k / 1M": Budget("1 s", "400 ms"),
        "reopen 1M / 10M": Budget("1 s", "300 ms"),
        "intake": Budget("5 ×", "3 ×"),
        "intake memory 1M / 10M": Budget("1.5 GB", "1 GB"),
        "mart on disk": Budget("10 ×", "5 ×"),
        "private memory 100k / 1M": Budget("150 MB", "80 MB"),
        "private memory 1M / 10M": Budget("600 MB", "300 MB"),
        "fifty desks 100k / 1M": Budget("6 GB", "4 GB"),
        "fit 100k": Budget("250 ms", "50 ms"),
        "fit 1M": Budget("1 s", "0.5 s"),
        "backtest 100k": Budget("60 s", "20 s"),
        "journal open": Budget("200 ms", "100 ms"),
        "form open": Budget("50 ms", "25 ms"),
        "journal write": Budget("20 ms", "5 ms"),
        "form opens": Budget("50 ms", "30 ms"),
    }
)
"""Medians on two cores with compiled files present, except `cursor step`, which is a 95th percentile."""


def amount(text: str) -> tuple[float, Unit]:
    """`25 ms` → (0.025, "seconds"). Raises ValueError for anything else than a number and a known unit."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) (\S+)", text)
    if found is None or found[2] not in _FACTORS:
        raise ValueError(f"{text!r} is no amount: write a number, a space and {', '.join(_FACTORS)}")
    factor, unit = _FACTORS[found[2]]
    return float(found[1]) * factor, unit


def written(value: float, unit: Unit) -> str:
    """An amount with as many digits as it deserves: 0.0253 seconds → `25 ms`."""
    if unit == "ratio":
        return f"{value:.2g} ×" if value < 10 else f"{value:,.0f} ×"
    if unit == "seconds":
        return f"{value:.2f} s" if value >= 1 else f"{_three_digits(value * 1e3)} ms"
    for factor, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if value >= factor:
            return f"{_three_digits(value / factor)} {name}"
    return f"{value:.0f} B"


def _three_digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
