"""One preset file, checked: the header that betrays an export, and how each of its tables is filled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.intake.config import AUXILIARY, TableMapping, table_mapping
from holdfast.intake.parse.derive import is_expression
from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.recognise.wiring import NUMBERED
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.tables import TABLES
from holdfast.toml_files import parsed_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OR: Final = " | "
"""Divides headers of which one may stand for the other, in columns, signatures and expressions."""

ABSENT: Final = "NULL"
"""As the last alternative in an expression: a file without any of the headers has nothing there."""

_TEXTS: Final = ("title", "tool", "export", "menu")
_LISTS: Final = ("headers", "names", "source", "traps")
_NEEDED: Final = ("title", "tool", "export", "headers", "source", "tables")
_FIELDS: Final = "fields"
_FIELD: Final = re.compile(r"@(\w+)")
_UNLESS: Final = "unless"
_NOT_HERE: Final = ("files", "preset", "header")
_ZONE: Final = re.compile(r"\s*\([A-Z][A-Za-z]+/[A-Za-z_/+-]+\)$")
_PATH: Final = re.compile(r"[A-Za-z]\w*(?:\.\w+)+")
_QUOTED: Final = re.compile(r'"([^"]+)"')
_HEADERS: Final = re.compile(r"^headers = \[.*?(?=^\w+ = |^\[|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Preset:
    """One known export.

    `headers` must all be there, each under one of the names that ` | ` divides; `signature` has these names
    as they are compared. `names` are words of file names that decide between exports of the same header.
    `tables` maps each table that the export fills, the chief one first, to its mapping without files. `traps`
    says what is easily taken wrongly, `source` where the headers are stated, `menu` how the tool makes the
    export. A table in `unless` is filled only where no other export fills one of those named there: invoices
    are the sales of a book without orders.
    """

    name: str
    title: str
    tool: str
    export: str
    headers: tuple[str, ...]
    signature: tuple[frozenset[str], ...]
    source: tuple[str, ...]
    tables: Mapping[str, TableMapping]
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu: str = ""
    names: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The chief table."""
        return next(iter(self.tables))

    def fits(self, known: frozenset[str]) -> bool:
        """Whether a header, as comparable names, has the whole signature."""
        return fits(self.signature, known)


def signature_of(text: str, name: str, file: str) -> tuple[frozenset[str], ...]:
    """The signature of a preset, without reading the rest of its file where that can do without."""
    found = _HEADERS.search(text)
    if found is None or "@" in found[0]:
        return read_preset(text, name, file).signature
    return _signature(parsed_toml(found[0], file)["headers"])


def _signature(headers: Sequence[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(comparable, alternatives(item))) for item in headers)


def fits(signature: Sequence[frozenset[str]], known: frozenset[str]) -> bool:
    """Whether a header, as comparable names, has the whole signature."""
    return all(not names.isdisjoint(known) for names in signature)


def comparable(header: str) -> str:
    """The form in which headers are compared, without the time zone that some tools write into them.

    Scripts without Latin letters stand for themselves. `customer.id`, a path in a
    document, is not `Customer ID`.
    """
    bare = _ZONE.sub("", header)
    path = ".".join(map(plain, bare.split("."))) if _PATH.fullmatch(bare) else ""
    return path or plain(bare) or header.strip()


def alternatives(headers: str) -> list[str]:
    """`Name | Nom` → its headers."""
    return [item.strip() for item in headers.split(OR)]


def read_preset(text: str, name: str, file: str) -> Preset:
    """The preset a file holds. Raises UsageError naming `file` and the key that is wrong."""
    document = parsed_toml(text, file)
    for key in document:
        known = (*_TEXTS, *_LISTS, _FIELDS, "tables")
        if key not in known:
            raise UsageError(f"{file}: '{key}' is not a known key{suggestion(key, known)}")
    for key in _NEEDED:
        if not document.get(key):
            raise UsageError(f"{file}: {key} is missing")
    document = _spelt_out(document, _fields(document.pop(_FIELDS, {}), file), file)
    texts = {key: _text(document[key], f"{file}: {key}") if key in document else "" for key in _TEXTS}
    lists = {key: _texts(document.get(key, []), f"{file}: {key}") for key in _LISTS}
    if not isinstance(document["tables"], dict):
        raise UsageError(f"{file}: tables must be sections such as [tables.orders]")
    signature = _signature(lists["headers"])
    tables: dict[str, TableMapping] = {}
    unless: dict[str, tuple[str, ...]] = {}
    for table, section in document["tables"].items():
        stated = dict(section) if isinstance(section, dict) else section
        if isinstance(stated, dict) and _UNLESS in stated:
            key = f"{file}: [tables.{table}] {_UNLESS}"
            if not tables:
                raise UsageError(f"{key} is for further tables: the chief table is always filled")
            unless[table] = _tables(stated.pop(_UNLESS), key)
        tables[table] = _mapping(table, stated, name, file, frozenset().union(*signature))
    return Preset(
        name=name,
        title=texts["title"],
        tool=texts["tool"],
        export=texts["export"],
        menu=texts["menu"],
        headers=lists["headers"],
        signature=signature,
        names=lists["names"],
        source=lists["source"],
        traps=lists["traps"],
        tables=tables,
        unless=unless,
    )


def _fields(section: object, file: str) -> dict[str, str]:
    if not isinstance(section, dict):
        raise UsageError(f'{file}: {_FIELDS} must be a section of headers: {{ net = "Net | Netto" }}')
    return {name: _text(headers, f"{file}: {_FIELDS}.{name}") for name, headers in section.items()}


def _spelt_out(value: Any, fields: Mapping[str, str], file: str) -> Any:
    """A document with the headers of `fields` in place of each `@name`."""
    if isinstance(value, dict):
        return {key: _spelt_out(item, fields, file) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelt_out(item, fields, file) for item in value]
    if not isinstance(value, str) or not fields:
        return value
    for name in _FIELD.findall(value):
        if name not in fields:
            raise UsageError(f"{file}: '@{name}' is not one of fields{suggestion(name, fields)}")
    return _FIELD.sub(lambda match: fields[match[1]], value)


def _mapping(table: str, section: Any, name: str, file: str, signature: frozenset[str]) -> TableMapping:
    key = f"[tables.{table}]"
    if table not in TABLES:
        raise UsageError(
            f"{file}: {key} is not a table{suggestion(table, TABLES)} (known: {listing(TABLES)})"
        )
    for item in _NOT_HERE:
        if isinstance(section, dict) and item in section:
            raise UsageError(f"{file}: {key} {item} is not for presets: they name no files")
    bare = TableMapping(table, f"{file}: {key}", preset=name)
    mapping = table_mapping(table, section, file, bare)
    for column, sql in mapping.derive.items():
        _check_expression(sql, f"{file}: {key} derive.{column}")
    if mapping.where:
        _check_expression(mapping.where, f"{file}: {key} where")
        for wanted in _required_headers(mapping.where):
            if not {comparable(one) for one in wanted} <= signature:
                raise UsageError(
                    f"{file}: {key} where: '{wanted[0]}' must be one of headers, or end in ` | NULL`: "
                    "a file without it would count rows that are to be left out"
                )
    if missing := missing_columns(mapping):
        raise UsageError(f"{file}: {key} has no column for {listing(missing)}")
    return mapping


def missing_columns(mapping: TableMapping) -> list[str]:
    """Required columns of its table that a mapping does not fill, and that cannot be made up."""
    given = {*(mapping.columns or {}), *mapping.derive}
    needed = [name for name in TABLES[mapping.table].required if name not in given]
    if "amount" in given and "amount" in {column.name for column in AUXILIARY.get(mapping.table, ())}:
        needed = [name for name in needed if name != "mrr"]
    return [name for name in needed if f"{mapping.table}.{name}" not in NUMBERED or mapping.grain == "line"]


def in_terms_of(sql: str, headers: Mapping[str, str]) -> str | None:
    """An expression with the headers of one file (`headers`: comparable → as written) in place of its own.

    None where a header is missing that is not optional, or where of several optional ones none is there.
    """
    written: list[str] = []
    there: list[bool] = []

    def replaced(match: re.Match[str]) -> str:
        wanted = alternatives(match[1])
        found = next((headers[comparable(one)] for one in wanted if comparable(one) in headers), None)
        there.append(found is not None)
        if found is not None:
            return f'"{found}"'
        if wanted[-1] != ABSENT:
            written.append(wanted[0])
        return ABSENT

    result = _QUOTED.sub(replaced, sql)
    return None if written or (there and not any(there)) else result


def _required_headers(sql: str) -> list[list[str]]:
    found = [alternatives(item) for item in _QUOTED.findall(sql)]
    return [wanted for wanted in found if wanted[-1] != ABSENT]


def _check_expression(sql: str, key: str) -> None:
    first = {comparable(names[0]): names[0] for names in map(alternatives, _QUOTED.findall(sql))}
    shown = in_terms_of(sql, first)
    if shown is None or not is_expression(shown):
        raise UsageError(f"{key}: {sql!r} is not an expression over headers in double quotes")


def _tables(value: object, key: str) -> tuple[str, ...]:
    names = _texts(value, key)
    for name in names:
        if name not in TABLES:
            raise UsageError(f"{key}: '{name}' is not a table{suggestion(name, TABLES)}")
    return names


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{key} must be text in quotes, not {value!r}")
    return value


def _texts(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UsageError(f"{key} must be a list of texts, not {value!r}")
    return tuple(_text(item, key) for item in value)
