"""Thresholds in words: what each one is, its unit, and its value as people read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_type_hints

from holdfast.risk.flag import AnyFlag
from holdfast.risk.limits import Value
from holdfast.risk.thresholds import Thresholds, default_thresholds, presets

Kind = Literal["number", "whole", "share", "text", "texts"]


@dataclass(frozen=True)
class Row:
    """One threshold of a flag: its place (`F01.watch`), what it is in words, its unit and its kind."""

    place: str
    words: str
    unit: str
    kind: Kind

    def shown(self, value: Value | None) -> str:
        """A value as it is shown and typed: a share in percent, a list with commas."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ", ".join(value) or "none"
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


def _told(row: Row, thresholds: Thresholds) -> str:
    unit = "%" if row.kind == "share" else row.unit
    joint = " " if row.unit else ": "
    return f"{row.words}{joint}{row.shown(thresholds.values.get(row.place))} {unit}".rstrip()


def _sentence(row: Row, thresholds: Thresholds) -> str:
    value = row.shown(thresholds.values.get(row.place))
    default = row.shown(default_thresholds().values.get(row.place))
    beside = [f"default {default}"] if default not in ("", value) else []
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
