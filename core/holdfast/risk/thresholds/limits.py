"""The limits of the flags leaf by leaf, as `F29.cadence_days.A`: checked, and put in place."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NoReturn

from holdfast.errors import UsageError
from holdfast.risk.catalog import ALL_FLAGS

Value = float | str | tuple[str, ...]
"""What a leaf can be."""

Values = Mapping[str, Value]
"""Leaves by their place: `F01.watch`, `F29.cadence_days.A`."""

_MOST: Final = 1e6


def leaves(limits: Mapping[str, Any]) -> dict[str, Value]:
    """Every leaf of limits by flag id, in the order of the catalog."""
    return dict(_leaves(limits))


def _leaves(limits: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for flag_id, section in limits.items():
        for field in dataclasses.fields(section):
            value = getattr(section, field.name)
            if isinstance(value, Mapping):
                yield from ((f"{flag_id}.{field.name}.{tier}", days) for tier, days in value.items())
            else:
                yield f"{flag_id}.{field.name}", value


def complete(values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Limits by flag id from a file that must name every one. Raises UsageError."""
    checked = _checked(values, where)
    limits = {}
    for flag in ALL_FLAGS.values():
        given = checked.get(flag.id, {})
        if dataclasses.fields(flag.limits) and not given:
            raise UsageError(
                f"{where} the section [{flag.id}] is missing: add it, as in the default thresholds"
            )
        for field in dataclasses.fields(flag.limits):
            if field.name not in given:
                raise UsageError(
                    f"{where} {flag.id}.{field.name} is missing: add it, as in the default thresholds"
                )
        limits[flag.id] = flag.limits(**given)
    _check_order(limits, where)
    return MappingProxyType(limits)


def changed(limits: Mapping[str, Any], values: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The limits with some leaves in the place of theirs; tiers are added to those there are.

    Raises UsageError, which begins with `where` and names the leaf.
    """
    result = dict(limits)
    for flag_id, given in _checked(values, where).items():
        before = limits[flag_id]
        merged = {
            key: MappingProxyType({**getattr(before, key), **value}) if isinstance(value, Mapping) else value
            for key, value in given.items()
        }
        result[flag_id] = dataclasses.replace(before, **merged)
    _check_order({flag_id: result[flag_id] for flag_id in ALL_FLAGS}, where)
    return MappingProxyType(result)


def _checked(values: Mapping[str, Any], where: str) -> dict[str, dict[str, Any]]:
    """Values of limits in their declared types, by flag id and key."""
    found: dict[str, dict[str, Any]] = {}
    for place, value in values.items():
        flag_id, key, *tier = place.split(".", 2)
        if flag_id not in ALL_FLAGS:
            refuse_unknown(flag_id, ALL_FLAGS, f"{where} [{flag_id}] is not a threshold")
        declared = _declared(flag_id)
        if key not in declared:
            refuse_unknown(key, declared, f"{where} {flag_id}.{key} is not a threshold")
        field, kind = declared[key]
        section = found.setdefault(flag_id, {})
        if not _is_table(kind):
            section[key] = _value(
                f"{where} {flag_id}.{key}", kind, field, {tier[0]: value} if tier else value
            )
        elif tier:
            number = _number(f"{where} {place}", typing.get_args(kind)[1], value)
            section[key] = MappingProxyType({**section.get(key, {}), tier[0]: number})
        else:
            raise UsageError(f"{where} {place} is {_shown(value)}: write a table of tier = days")
    return found


@cache
def _declared(flag_id: str) -> Mapping[str, tuple[dataclasses.Field[Any], Any]]:
    kind = ALL_FLAGS[flag_id].limits
    types = typing.get_type_hints(kind)
    return MappingProxyType({field.name: (field, types[field.name]) for field in dataclasses.fields(kind)})


def _is_table(kind: Any) -> bool:
    return typing.get_origin(kind) is Mapping


def _value(place: str, kind: Any, field: dataclasses.Field[Any], value: Any) -> Value:
    """The value in its declared type. Raises UsageError."""
    if kind is str:
        if not isinstance(value, str) or not value:
            raise UsageError(f"{place} is {_shown(value)}: write a text in quotation marks")
        return value
    if kind == tuple[str, ...]:
        if not isinstance(value, tuple) or not all(isinstance(text, str) and text.strip() for text in value):
            raise UsageError(
                f'{place} is {_shown(value)}: write a list of texts, for example ["Acme", "Globex"]'
            )
        return value
    number = _number(place, kind, value)
    if field.metadata["share"] and number > 1:
        raise UsageError(f"{place} is {value!r}: write a share of 1, for example 0.75")
    return number


def _number(place: str, kind: type[int] | type[float], value: Any) -> float:
    whole = kind is int
    accepted = int if whole else (int, float)
    # Not finite fails here too: nan > 0 is false, and inf is larger than any bound that makes sense.
    if isinstance(value, bool) or not isinstance(value, accepted) or not 0 < value < _MOST:
        raise UsageError(f"{place} is {_shown(value)}: write a {'whole ' if whole else ''}number above 0")
    return kind(value)


def _check_order(limits: Mapping[str, Any], where: str) -> None:
    """Limits that must rise, as their dataclass declares, and the tier of those without one."""
    for flag_id, section in limits.items():
        for keys in getattr(section, "RISING", ()):
            values = [getattr(section, key) for key in keys]
            if values != sorted(values):
                names = ", ".join(f"{flag_id}.{key}" for key in keys)
                raise UsageError(f"{where} {names} must rise, but are {', '.join(map(str, values))}")
    f29 = limits["F29"]
    if f29.default_tier not in f29.cadence_days:
        raise UsageError(
            f"{where} F29.default_tier is {f29.default_tier!r}, which F29.cadence_days does not list: "
            f"write one of {', '.join(f29.cadence_days)}"
        )


def _shown(value: Any) -> str:
    return repr(list(value) if isinstance(value, tuple) else value)


def refuse_unknown(name: str, known: Iterable[str], told: str) -> NoReturn:
    """Raises UsageError: what is wrong with a name, and the nearest spelling."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    raise UsageError(f"{told}: {advice}")
