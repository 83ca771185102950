"""Known exports as data: `presets/*.toml` hold the header that betrays them and the mapping they need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import tomli

from holdfast.errors import UsageError
from holdfast.intake.config import TableMapping, table_mapping
from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.wording import listing, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWN_KEYS: Final = ("title", "table", "headers")


@dataclass(frozen=True)
class Preset:
    """One known export: `headers` must all be there; `mapping` lacks only the files.

    A column of the mapping may name several headers divided by ` | `: the first that a file has is used.
    """

    name: str
    title: str
    table: str
    headers: tuple[str, ...]
    mapping: TableMapping


@cache
def presets() -> dict[str, Preset]:
    """All presets that travel with Holdfast, by name."""
    found = {}
    folder = resources.files("holdfast.intake").joinpath("presets")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        name = file.name.removesuffix(".toml")
        data = tomli.loads(file.read_text(encoding="utf-8"))
        section = {key: value for key, value in data.items() if key not in _OWN_KEYS}
        bare = TableMapping(data["table"], f"preset {name}", preset=name)
        mapping = replace(table_mapping(data["table"], section, f"preset {name}", bare), key=f"preset {name}")
        found[name] = Preset(name, data["title"], data["table"], tuple(data["headers"]), mapping)
    return found


def preset_of(headers: Sequence[str]) -> Preset | None:
    """The preset whose header this is, the most demanding first; None where no preset knows it."""
    known = {plain(header) for header in headers}
    fitting = [
        one
        for one in presets().values()
        if all(any(plain(item) in known for item in header.split("|")) for header in one.headers)
    ]
    return max(fitting, key=lambda one: len(one.headers), default=None)


def apply_preset(mapping: TableMapping) -> TableMapping:
    """A mapping that names a preset, on top of that preset. Raises UsageError for an unknown one."""
    if mapping.preset is None:
        return mapping
    known = presets()
    preset = known.get(mapping.preset)
    if preset is None:
        raise UsageError(
            f"{mapping.key} preset '{mapping.preset}' is not known{suggestion(mapping.preset, known)} "
            f"(known: {listing(known)})"
        )
    if preset.table != mapping.table:
        raise UsageError(f"{mapping.key} preset '{mapping.preset}' fills {preset.table}, not {mapping.table}")
    base = preset.mapping
    plain_values = TableMapping(mapping.table, mapping.key)
    stated = {
        name: getattr(mapping, name)
        for name in TableMapping.__dataclass_fields__
        if getattr(mapping, name) != getattr(plain_values, name)
    }
    for name in ("columns", "derive", "match", "statuses"):
        stated[name] = {**(getattr(base, name) or {}), **(getattr(mapping, name) or {})}
    return replace(base, key=mapping.key, **{name: value for name, value in stated.items() if name != "key"})


def choose_headers(mapping: TableMapping, headers: Sequence[str]) -> TableMapping:
    """A preset's mapping with each ` | ` list of headers narrowed to the one this file has.

    Optional columns that the file lacks are dropped; spelling is compared as synonyms are.
    """
    if mapping.preset is None or mapping.columns is None:
        return mapping
    by_plain = {plain(header): header for header in reversed(headers)}
    columns = {}
    for name, wanted in mapping.columns.items():
        alternatives = [item.strip() for item in wanted.split(" | ")]
        found = next((by_plain[plain(item)] for item in alternatives if plain(item) in by_plain), None)
        if found is not None:
            columns[name] = found
        elif name not in (presets()[mapping.preset].mapping.columns or {}):
            columns[name] = wanted
    return replace(mapping, columns=columns)
