"""The limits of the flags leaf by leaf, as `F29.cadence_days.A`: checked, and put in place."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from holdfast.errors import UsageError
from holdfast.risk.catalog import ALL_FLAGS

if TYPE_CHECKING:
    from holdfast.risk.flag import Flag, Limits

Value = float | str | tuple[str, ...]
"""What a leaf can be."""

Values = Mapping[str, Value]
"""Leaves by their place: `F01.watch`, `F29.cadence_days.A`."""

_MOST: Final = 1e6


def limits_of(flag: Flag[Limits], values: Values) -> Limits:
    """The limits of one flag, of the leaves of all."""
    names = (field.name for field in dataclasses.fields(cast("type[Any]", flag.limits)))
    return flag.limits(**{name: _held(flag.id, name, values) for name in names})


def _held(flag_id: str, key: str, values: Values) -> Any:
    """One limit: its leaf, or those of its tiers."""
    place = f"{flag_id}.{key}"
    if place in values:
        return values[place]
    tiers = f"{place}."
    return MappingProxyType(
        {leaf.removeprefix(tiers): value for leaf, value in values.items() if leaf.startswith(tiers)}
    )


def changed(values: Values, others: Mapping[str, Any], where: str) -> Values:
    """Leaves with others in the place of theirs; tiers are added to those there are.

    Raises UsageError, which begins with `where` and names the leaf.
    """
    checked = _checked(others, where)
    merged = MappingProxyType({**values, **checked})
    touched = {place.partition(".")[0] for place in checked}
    for flag_id in ALL_FLAGS:
        if flag_id in touched:
            _check_order(flag_id, limits_of(ALL_FLAGS[flag_id], merged), where)
    return merged


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Value]:
    """Leaves of limits in their declared types."""
    found: dict[str, Value] = {}
    for place, value in values.items():
        flag_id, key, *tier = place.split(".", 2)
        if flag_id not in ALL_FLAGS:
            refuse_unknown(flag_id, ALL_FLAGS, f"{where} [{flag_id}] is not a threshold")
        declared = _declared(flag_id)
        if key not in declared:
            refuse_unknown(key, declared, f"{where} {flag_id}.{key} is not a threshold")
        field, kind = declared[key]
        if not _is_table(kind):
            found[f"{flag_id}.{key}"] = _value(
                f"{where} {flag_id}.{key}", kind, field, {tier[0]: value} if tier else value
            )
        elif tier:
            found[place] = _number(f"{where} {place}", typing.get_args(kind)[1], value)
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


def _check_order(flag_id: str, limits: Any, where: str) -> None:
    """Limits that must rise, as their dataclass declares, and the tier of those without one."""
    for keys in getattr(limits, "RISING", ()):
        values = [getattr(limits, key) for key in keys]
        if values != sorted(values):
            names = ", ".join(f"{flag_id}.{key}" for key in keys)
            raise UsageError(f"{where} {names} must rise, but are {', '.join(map(str, values))}")
    if flag_id == "F29" and limits.default_tier not in limits.cadence_days:
        raise UsageError(
            f"{where} F29.default_tier is {limits.default_tier!r}, which F29.cadence_days does not list: "
            f"write one of {', '.join(limits.cadence_days)}"
        )


def _shown(value: Any) -> str:
    return repr(list(value) if isinstance(value, tuple) else value)


def refuse_unknown(name: str, known: Iterable[str], told: str) -> NoReturn:
    """Raises UsageError: what is wrong with a name, and the nearest spelling."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    raise UsageError(f"{told}: {advice}")
