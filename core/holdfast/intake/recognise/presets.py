"""Known exports as data: those that travel with Holdfast, and those a user keeps beside the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.config import TableMapping
from holdfast.intake.recognise.preset_file import (
    Preset,
    alternatives,
    comparable,
    fits,
    in_terms_of,
    missing_columns,
    read_preset,
    signature_of,
)
from holdfast.intake.wording import listing, suggestion
from holdfast.own.presets import own_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDING: Final = ".toml"
_MERGED: Final = ("columns", "derive", "match", "statuses")


class _Shipped(Mapping[str, Preset]):
    """Presets by name, each read when it is first asked for: few are, and all together take long."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, Preset] = {}

    def __getitem__(self, name: str) -> Preset:
        if name not in self._read:
            self._read[name] = read_preset(self._texts[name], name, _called(name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    @cached_property
    def signatures(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """What betrays each export, by the name of its preset."""
        return {name: signature_of(text, name, _called(name)) for name, text in self._texts.items()}


def _called(name: str) -> str:
    return f"preset {name}"


@cache
def shipped() -> _Shipped:
    """The presets that travel with Holdfast, by name."""
    folder = resources.files("holdfast.intake").joinpath("presets")
    texts = {
        file.name.removesuffix(_ENDING): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(_ENDING)
    }
    return _Shipped({name: texts[name] for name in sorted(texts)})


def presets() -> Mapping[str, Preset]:
    """All presets by name; one of the user's own takes the place of another of its name.

    Raises UsageError for one of the user's own that is wrong, naming the file and the key.
    """
    own = _own_presets()
    return {**shipped(), **own} if own else shipped()


def _own_presets() -> dict[str, Preset]:
    return {file.stem: _own(text, file.stem, str(file)) for file, text in own_texts().items()}


def _with_signature(known: frozenset[str]) -> list[Preset]:
    """The presets, in order, whose whole signature is in a header (comparable names)."""
    own, ours = _own_presets(), shipped()
    fitting = {name: fits(signature, known) for name, signature in ours.signatures.items()}
    fitting |= {name: one.fits(known) for name, one in own.items()}
    return [own[name] if name in own else ours[name] for name, fit in fitting.items() if fit]


@cache
def _own(text: str, name: str, file: str) -> Preset:
    return read_preset(text, name, file)


def presets_of(headers: Sequence[str], stem: str = "") -> tuple[Preset, ...]:
    """The presets whose header this is: one, none, or several with equal claims.

    The most demanding signature wins; between equals a word of the file's name (`stem`) decides. A header
    that has the signature but not the columns of the chief table is none of the preset's.
    """
    known = frozenset(comparable(header) for header in headers)
    fitting = [
        one
        for one in _with_signature(known)
        if not missing_columns(choose_headers(one.tables[one.table], headers))
    ]
    most = max((len(one.headers) for one in fitting), default=0)
    strongest = [one for one in fitting if len(one.headers) == most]
    called = [one for one in strongest if _is_called(one, stem)]
    return tuple(called or [one for one in strongest if not one.names] or strongest)


def _is_called(preset: Preset, stem: str) -> bool:
    name = comparable(stem)
    return any(comparable(word) in name for word in preset.names)


def mappings_of(preset: Preset, headers: Sequence[str], key: str = "") -> tuple[TableMapping, ...]:
    """How one file fills the tables of its preset: the chief one, and those for which it has the columns.

    `key` names the section in messages, with `{table}` for the table.
    """
    found = []
    for table, mapping in preset.tables.items():
        stated = replace(mapping, key=key.format(table=table)) if key else mapping
        if table == preset.table or not missing_columns(choose_headers(stated, headers)):
            found.append(stated)
    return tuple(found)


def unless_of(mapping: TableMapping) -> tuple[str, ...]:
    """The tables that no other export may fill where this mapping of a preset is to be used."""
    return presets()[mapping.preset].unless.get(mapping.table, ()) if mapping.preset else ()


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
    base = preset.tables.get(mapping.table)
    if base is None:
        raise UsageError(
            f"{mapping.key} preset '{mapping.preset}' fills {listing(preset.tables)}, not {mapping.table}"
        )
    bare = TableMapping(mapping.table, mapping.key)
    stated = {
        name: getattr(mapping, name)
        for name in TableMapping.__dataclass_fields__
        if getattr(mapping, name) != getattr(bare, name)
    }
    columns, derive = mapping.columns or {}, mapping.derive
    kept = {
        # What the user says of a column takes the place of what the preset says of it, in either way.
        "columns": {name: item for name, item in (base.columns or {}).items() if name not in derive},
        "derive": {name: item for name, item in base.derive.items() if name not in columns},
    }
    for name in _MERGED:
        stated[name] = {**kept.get(name, getattr(base, name)), **(getattr(mapping, name) or {})}
    return replace(base, key=mapping.key, **{name: item for name, item in stated.items() if name != "key"})


def choose_headers(mapping: TableMapping, headers: Sequence[str]) -> TableMapping:
    """A preset's mapping in terms of the headers that one file has, spelling compared as synonyms are.

    Of alternatives the first that is there is used; columns and expressions of the preset whose headers
    the file lacks are dropped, those that the user wrote are kept to be refused with what is there.
    """
    if mapping.preset is None:
        return mapping
    base = presets()[mapping.preset].tables[mapping.table]
    there = {comparable(header): header for header in reversed(headers)}
    columns = {
        name: found
        for name, wanted in (mapping.columns or {}).items()
        if (found := _chosen(wanted, there, headers))
        or (found := wanted if (base.columns or {}).get(name) != wanted else None)
    }
    derive = {
        name: found
        for name, sql in mapping.derive.items()
        if (found := in_terms_of(sql, there) if base.derive.get(name) == sql else sql)
    }
    where = mapping.where
    if where and where == base.where:
        where = in_terms_of(where, there)
    return replace(mapping, columns=columns, derive=derive, where=where)


def _chosen(wanted: str, there: Mapping[str, str], headers: Sequence[str]) -> str | None:
    """The header that one of the alternatives means: as it is written, or else in comparable form."""
    for one in alternatives(wanted):
        if one in headers:
            return one
        if comparable(one) in there:
            return there[comparable(one)]
    return None
