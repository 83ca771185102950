"""Thresholds in words: what each one is, its value as people read it, and the rules that state them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args, get_type_hints

from holdfast.risk.flag import AnyFlag
from holdfast.risk.thresholds.limits import Value
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds, presets
from holdfast.words.interface.catalogue import Area, colon, tr
from holdfast.words.interface.chosen import InterfaceLanguage, form
from holdfast.words.interface.chosen import language as language_of_interface
from holdfast.words.languages import Language

Kind = Literal["number", "whole", "share", "text", "texts"]
AnyLanguage: TypeAlias = Language | InterfaceLanguage
"""Those of the glossary, and of the interface."""

_LIMIT: Final = re.compile(r"\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}")
_MOST_NAMED: Final = 3
"""A longer list of words is told by its first ones: the thresholds beside the rule have them all."""
_DECIMAL_COMMA: Final[tuple[AnyLanguage, ...]] = ("de", "fr", "it")


WORDS: Final = Area("limit")
"""What a threshold is, and its unit."""


@dataclass(frozen=True)
class Row:
    """One threshold of a flag: its place (`F01.watch`), what it is in words, its unit and its kind."""

    place: str
    words: str
    unit: str
    kind: Kind

    @property
    def words_shown(self) -> str:
        """What it is, in the language of the reader; of a table by tier, with the tier."""
        tier = self.words.rpartition(" ")[2]
        if self.place.endswith(f".{tier}") and self.place.count(".") > 1:
            return f"{WORDS.said(self.words.removesuffix(f' {tier}'))} {tier}"
        return WORDS.said(self.words)

    @property
    def title(self) -> str:
        """The same with a capital."""
        return self.words_shown[:1].upper() + self.words_shown[1:]

    def shown(self, value: Value | None) -> str:
        """A value as it is shown and typed: a share in percent, a list with commas."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ", ".join(value) or WORDS.said("none")
        if isinstance(value, str):
            return value
        return f"{100 * value if self.kind == 'share' else value:.6g}"


def rows_of(flag: AnyFlag, thresholds: Thresholds) -> tuple[Row, ...]:
    """The thresholds of a flag in the order of its declaration; a tier is a row of its own."""
    return tuple(_rows(flag, thresholds))


def sentences(flag: AnyFlag, thresholds: Thresholds) -> tuple[str, ...]:
    """Every threshold of a flag with its value, and beside it the default and the presets that differ."""
    return tuple(_sentence(row, thresholds) for row in rows_of(flag, thresholds))


def in_force(flag: AnyFlag, thresholds: Thresholds) -> tuple[str, ...]:
    """Every threshold of a flag with its value, and nothing beside it."""
    return tuple(_told(row, thresholds) for row in rows_of(flag, thresholds))


def rule_of(flag: AnyFlag, thresholds: Thresholds) -> str:
    """What raises a flag, with the limits in force."""
    return _filled_here(flag.rule, flag, thresholds)


def guard_of(flag: AnyFlag, thresholds: Thresholds) -> str:
    """For whom a flag is judged, with the limits in force."""
    return _filled_here(flag.guard, flag, thresholds)


def _filled_here(template: str, flag: AnyFlag, thresholds: Thresholds) -> str:
    return filled(tr(template, "rule"), flag, thresholds, language_of_interface())


def filled(template: str, flag: AnyFlag, thresholds: Thresholds, language: AnyLanguage = "en") -> str:
    """A text of a flag with the limits in force in the place of their names.

    `{watch}` is a limit or a property of the limits: a share is told in percent, a table as `A 30, B 60`.
    `{orders|order|orders}` adds the noun that goes with the number: for one and for more, in Arabic for
    three to ten and for the rest. Raises AttributeError for a name the flag has no limit by.
    """
    limits = thresholds.of(flag)
    fields = {field.name: field for field in dataclasses.fields(flag.limits)}

    def told(found: re.Match[str]) -> str:
        name, first, second = found.groups()
        value = getattr(limits, name)
        text = _read(value, share=name in fields and fields[name].metadata["share"], language=language)
        return text if first is None else f"{text} {first if _goes_first(value, language) else second}"

    return _LIMIT.sub(told, template)


def _read(value: Any, *, share: bool, language: AnyLanguage) -> str:
    if isinstance(value, Mapping):
        return _listed([f"{key} {_number(days, language)}" for key, days in value.items()], language)
    if isinstance(value, tuple):
        told = _listed(value[:_MOST_NAMED], language)
        return told if len(value) <= _MOST_NAMED else f"{told} …"
    if isinstance(value, str):
        return value
    return f"{_number(100 * value, language)} %" if share else _number(value, language)


def _listed(parts: Sequence[str], language: AnyLanguage) -> str:
    return ("، " if language == "ar" else ", ").join(parts)


def _number(value: float, language: AnyLanguage) -> str:
    return f"{value:.6g}".replace(".", "," if language in _DECIMAL_COMMA else ".")


def _goes_first(value: float, language: AnyLanguage) -> bool:
    if language == "ar":
        return value % 100 in range(3, 11)
    return 0 <= value < 2 if language == "fr" else value == 1


def _told(row: Row, thresholds: Thresholds) -> str:
    unit = "%" if row.kind == "share" else WORDS.said(row.unit)
    joint = " " if row.unit else colon()
    return f"{row.words_shown}{joint}{_localised(row, thresholds)} {unit}".rstrip()


def _localised(row: Row, thresholds: Thresholds) -> str:
    value = row.shown(thresholds.values.get(row.place))
    return value if row.kind in ("text", "texts") else form().digits(value)


def _sentence(row: Row, thresholds: Thresholds) -> str:
    value = row.shown(thresholds.values.get(row.place))
    default = row.shown(default_thresholds().values.get(row.place))
    beside = [WORDS.said("default {value}", value=default)] if default not in ("", value) else []
    beside += [
        f"{preset} {row.shown(values[row.place])}"
        for preset, values in presets().items()
        if row.place in values and row.shown(values[row.place]) != value
    ]
    told = _told(row, thresholds)
    return f"{told} ({', '.join(beside)})" if beside else told


def _rows(flag: AnyFlag, thresholds: Thresholds) -> Iterator[Row]:
    types, limits = get_type_hints(flag.limits), thresholds.of(flag)
    for field in dataclasses.fields(flag.limits):
        place, words, unit = f"{flag.id}.{field.name}", field.metadata["words"], field.metadata["unit"]
        value, kind, share = getattr(limits, field.name), types[field.name], field.metadata["share"]
        if isinstance(value, Mapping):
            inner = _kind(get_args(kind)[1], share=share)
            yield from (Row(f"{place}.{tier}", f"{words} {tier}", unit, inner) for tier in value)
        else:
            yield Row(place, words, unit, _kind(kind, share=share))


def _kind(declared: Any, *, share: bool) -> Kind:
    if share:
        return "share"
    named: Mapping[Any, Kind] = {int: "whole", float: "number", str: "text"}
    return named.get(declared, "texts")
