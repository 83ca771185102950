"""The numbers the risk rules use: read from `thresholds/*.toml`, checked, frozen."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import tomli

from holdfast.errors import UsageError


@dataclass(frozen=True)
class Overdue:
    """F01: overdue ratios from which the flag opens; `minimum_orders` to have a cadence at all."""

    watch: float
    high: float
    critical: float
    minimum_orders: int


@dataclass(frozen=True)
class OneTimer:
    """F03: quantiles of the time to second order, and the days used below `minimum_converters`."""

    from_quantile: float
    to_quantile: float
    minimum_converters: int
    fallback_from_days: int
    fallback_to_days: int


@dataclass(frozen=True)
class SpendDrop:
    """F04: the length of a window, how many make the usual, and the shares from which a fall counts."""

    window_days: int
    usual_windows: int
    year_days: int
    share_of_usual: float
    share_of_last_year: float
    minimum_orders_before: int

    @property
    def usual_days(self) -> int:
        """How far back the windows of the usual reach."""
        return self.window_days * (1 + self.usual_windows)

    @property
    def last_year_days(self) -> int:
        """How far back the same window of last year reaches."""
        return self.year_days + self.window_days

    @property
    def history_days(self) -> int:
        """Days of history without which the windows are not full."""
        return max(self.usual_days, self.last_year_days)


@dataclass(frozen=True)
class OrderSize:
    """F05: how many orders are compared with how many before them, and from which share it is a fall."""

    recent_orders: int
    earlier_orders: int
    share_of_earlier: float


@dataclass(frozen=True)
class Detractor:
    """F12: the highest score of a detractor, and for how long an answer speaks."""

    highest_score: float
    within_days: int


@dataclass(frozen=True)
class RepChanged:
    """F18: how long a change counts as fresh, the contacts expected meanwhile, the tier that matters most."""

    within_days: int
    minimum_contacts: int
    top_tier: str


@dataclass(frozen=True)
class Orphaned:
    """F19: the largest share of active customers, by revenue, for which it is critical."""

    critical_share: float


@dataclass(frozen=True)
class RenewalLapsed:
    """F22: how long after its end a contract still counts as lapsed."""

    within_days: int


@dataclass(frozen=True)
class ContactGap:
    """F29: longest time without two-way contact by tier (days); `default_tier` serves every other tier."""

    cadence_days: Mapping[str, int]
    default_tier: str


@dataclass(frozen=True)
class Thresholds:
    """Every number of the risk rules, a section per flag."""

    f01: Overdue
    f03: OneTimer
    f04: SpendDrop
    f05: OrderSize
    f12: Detractor
    f18: RepChanged
    f19: Orphaned
    f22: RenewalLapsed
    f29: ContactGap


FOLDER: Final = Path(__file__).parent / "thresholds"
"""Where the presets are: one TOML file each."""

_Section = TypeVar("_Section")


@cache
def default_thresholds() -> Thresholds:
    """The thresholds of the specification."""
    return read_thresholds(FOLDER / "default.toml")


def read_thresholds(path: Path) -> Thresholds:
    """A complete threshold file → thresholds. Raises UsageError, which names the file and the key."""
    try:
        document = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}): check the path") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not valid TOML ({error}): correct it at that place") from None
    sections = typing.get_type_hints(Thresholds)
    _refuse_unknown(document, (name.upper() for name in sections), f"{path}: [", "]")
    thresholds = Thresholds(
        **{name: _section(path, name.upper(), kind, document) for name, kind in sections.items()}
    )
    _check_order(path, thresholds)
    return thresholds


def _section(path: Path, name: str, kind: type[_Section], document: Mapping[str, Any]) -> _Section:
    if not isinstance(values := document.get(name), dict):
        raise UsageError(f"{path}: the section [{name}] is missing: add it, as in the default thresholds")
    types = typing.get_type_hints(kind)
    _refuse_unknown(values, types, f"{path}: {name}.", "")
    for key in types:
        if key not in values:
            raise UsageError(f"{path}: {name}.{key} is missing: add it, as in the default thresholds")
    return kind(**{key: _value(f"{path}: {name}.{key}", types[key], values[key]) for key in types})


def _value(place: str, kind: Any, value: Any) -> Any:
    """The value in its declared type. Raises UsageError."""
    if kind is str:
        if not isinstance(value, str) or not value:
            raise UsageError(f"{place} is {value!r}: write a text in quotation marks")
        return value
    if kind in (int, float):
        return _number(place, kind, value)
    if not isinstance(value, dict) or not value:
        raise UsageError(f"{place} is {value!r}: write a table of tier = days")
    return MappingProxyType({tier: _number(f"{place}.{tier}", int, days) for tier, days in value.items()})


def _number(place: str, kind: type[int] | type[float], value: Any) -> float:
    whole = kind is int
    accepted = int if whole else (int, float)
    # Not finite fails here too: nan > 0 is false, and inf is larger than any bound that makes sense.
    if isinstance(value, bool) or not isinstance(value, accepted) or not 0 < value < 1e6:
        raise UsageError(f"{place} is {value!r}: write a {'whole ' if whole else ''}number above 0")
    key = place.rpartition(".")[2]
    if value > 1 and (key.startswith(("share_", "critical_share")) or key.endswith("_quantile")):
        raise UsageError(f"{place} is {value!r}: write a share of 1, for example 0.75")
    return kind(value)


def _check_order(path: Path, thresholds: Thresholds) -> None:
    """Limits that must rise. Raises UsageError."""
    f01, f03, f29 = thresholds.f01, thresholds.f03, thresholds.f29
    rising: tuple[tuple[str, tuple[float, ...]], ...] = (
        ("F01.watch, F01.high, F01.critical", (f01.watch, f01.high, f01.critical)),
        ("F03.from_quantile, F03.to_quantile", (f03.from_quantile, f03.to_quantile)),
        ("F03.fallback_from_days, F03.fallback_to_days", (f03.fallback_from_days, f03.fallback_to_days)),
    )
    for keys, values in rising:
        if list(values) != sorted(values):
            raise UsageError(f"{path}: {keys} must rise, but are {', '.join(map(str, values))}")
    if f29.default_tier not in f29.cadence_days:
        raise UsageError(
            f"{path}: F29.default_tier is {f29.default_tier!r}, which F29.cadence_days does not list: "
            f"write one of {', '.join(f29.cadence_days)}"
        )


def _refuse_unknown(given: Iterable[str], known: Iterable[str], before: str, after: str) -> None:
    known = list(known)
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise UsageError(f"{before}{key}{after} is not a threshold: {advice}")
