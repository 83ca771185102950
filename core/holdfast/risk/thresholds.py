"""The numbers the risk rules use: read from `thresholds/*.toml`, checked, frozen."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import tomli

from holdfast.errors import UsageError
from holdfast.risk.catalog import FLAGS

if TYPE_CHECKING:
    from holdfast.risk.flag import Flag, Limits


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Every number of the risk rules: the limits of each flag, by its id. `name` says where they are from."""

    name: str
    limits: Mapping[str, Any]

    def of(self, flag: Flag[Limits]) -> Limits:
        """The limits of one flag."""
        limits: Limits = self.limits[flag.id]
        return limits


FOLDER: Final = Path(__file__).parent / "thresholds"
"""Where the presets are: one TOML file each."""


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
    _refuse_unknown(document, FLAGS, f"{path}: [", "]")
    limits = {flag.id: _section(path, flag.id, flag.limits, document) for flag in FLAGS.values()}
    _check_order(path, limits)
    return Thresholds(path.stem, MappingProxyType(limits))


def _section(path: Path, name: str, kind: type[Any], document: Mapping[str, Any]) -> Any:
    if not isinstance(values := document.get(name), dict):
        raise UsageError(f"{path}: the section [{name}] is missing: add it, as in the default thresholds")
    declared, types = dataclasses.fields(kind), typing.get_type_hints(kind)
    _refuse_unknown(values, (field.name for field in declared), f"{path}: {name}.", "")
    for field in declared:
        if field.name not in values:
            raise UsageError(f"{path}: {name}.{field.name} is missing: add it, as in the default thresholds")
    return kind(
        **{
            field.name: _value(f"{path}: {name}.{field.name}", types[field.name], field, values[field.name])
            for field in declared
        }
    )


def _value(place: str, kind: Any, field: dataclasses.Field[Any], value: Any) -> Any:
    """The value in its declared type. Raises UsageError."""
    if kind is str:
        if not isinstance(value, str) or not value:
            raise UsageError(f"{place} is {value!r}: write a text in quotation marks")
        return value
    if kind in (int, float):
        number = _number(place, kind, value)
        if field.metadata["share"] and number > 1:
            raise UsageError(f"{place} is {value!r}: write a share of 1, for example 0.75")
        return number
    if kind == tuple[str, ...]:
        return _texts(place, value)
    if not isinstance(value, dict) or not value:
        raise UsageError(f"{place} is {value!r}: write a table of tier = days")
    return MappingProxyType({tier: _number(f"{place}.{tier}", int, days) for tier, days in value.items()})


def _texts(place: str, value: Any) -> tuple[str, ...]:
    """A list of texts, which may be empty."""
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise UsageError(f'{place} is {value!r}: write a list of texts, for example ["Acme", "Globex"]')
    return tuple(value)


def _number(place: str, kind: type[int] | type[float], value: Any) -> float:
    whole = kind is int
    accepted = int if whole else (int, float)
    # Not finite fails here too: nan > 0 is false, and inf is larger than any bound that makes sense.
    if isinstance(value, bool) or not isinstance(value, accepted) or not 0 < value < 1e6:
        raise UsageError(f"{place} is {value!r}: write a {'whole ' if whole else ''}number above 0")
    return kind(value)


def _check_order(path: Path, limits: Mapping[str, Any]) -> None:
    """Limits that must rise, as their dataclass declares. Raises UsageError."""
    for flag_id, section in limits.items():
        for keys in getattr(section, "RISING", ()):
            values = [getattr(section, key) for key in keys]
            if values != sorted(values):
                names = ", ".join(f"{flag_id}.{key}" for key in keys)
                raise UsageError(f"{path}: {names} must rise, but are {', '.join(map(str, values))}")
    f29 = limits["F29"]
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
