"""The sections of a mapping while it is changed: every comment and other key as the user left it."""

from __future__ import annotations

from collections.abc import MutableMapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from holdfast.errors import UsageError
from holdfast.intake.describe import section_toml, sections_toml
from holdfast.intake.read.source import mapping_name

if TYPE_CHECKING:
    from holdfast.schema.receipt import Receipt

TABLES_KEY: Final = "tables"


def complete(text: str, receipt: Receipt) -> tomlkit.TOMLDocument:
    """The mapping, with what was recognised in it where it names no table: what names one names them all."""
    document = parsed(text)
    if TABLES_KEY in document:
        return document
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    return parsed(f"{before}{sections_toml(receipt)}")


def parsed(text: str) -> tomlkit.TOMLDocument:
    """A text as a document that keeps its comments. Raises UsageError."""
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise UsageError(f"the mapping is not valid TOML: {error}") from None


def section_of(
    document: tomlkit.TOMLDocument, receipt: Receipt, table: str, file: str
) -> MutableMapping[str, Any]:
    """The section that reads a file, with what was recognised in it where nobody wrote one yet."""
    found = speaking_of(document, table, mapping_name(file))
    if found is not None:
        return found
    described = tomlkit.parse(section_toml(receipt, table, file))[TABLES_KEY][table]
    return added(document, table, described)


def speaking_of(document: tomlkit.TOMLDocument, table: str, name: str) -> MutableMapping[str, Any] | None:
    """The section of a table that reads the file of a name; one that names no files reads them all."""
    return next((one for one in sections(document, table) if speaks_of(one, name)), None)


def sections(document: tomlkit.TOMLDocument, table: str) -> list[MutableMapping[str, Any]]:
    """The sections of a table, in order."""
    found = document.get(TABLES_KEY, {}).get(table, [])
    return list(found) if isinstance(found, list) else [found]


def added(document: tomlkit.TOMLDocument, table: str, section: Any) -> MutableMapping[str, Any]:
    """One more section of a table; where there is one already, they become a list of sections."""
    before = sections(document, table)
    if TABLES_KEY not in document:
        document[TABLES_KEY] = tomlkit.table(is_super_table=True)
    tables = document[TABLES_KEY]
    if not before:
        tables[table] = section
    else:
        several = tomlkit.aot()
        for one in (*before, section):
            several.append(one)
        tables[table] = several
    return sections(document, table)[-1]


def merge(into: MutableMapping[str, Any], values: MutableMapping[str, Any]) -> None:
    """Set keys; lists of names gain the new ones and keep the others."""
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), MutableMapping):
            merge(into[key], value)
        elif isinstance(value, dict):
            names = tomlkit.inline_table()
            names.update(value)
            into[key] = names
        else:
            into[key] = value


def files_named(section: MutableMapping[str, Any]) -> list[str]:
    """The patterns of files that a section names."""
    entries = section.get("files", [])
    return [str(one) for one in ([entries] if isinstance(entries, str) else entries)]


def speaks_of(section: MutableMapping[str, Any], name: str) -> bool:
    """Whether a section reads the file of a name; one that names no files reads them all."""
    return any(fnmatchcase(name, one) for one in (files_named(section) if "files" in section else ["*"]))


def states_columns(section: MutableMapping[str, Any], receipt: Receipt, table: str, file: str) -> None:
    """Write down what the columns were taken for: as soon as one is stated, the others are not looked for."""
    if "columns" not in section and "preset" not in section:
        read = next((one for one in receipt.files if (one.table, one.file) == (table, file)), None)
        stated = {} if read is None else {k: v for k, v in read.columns if k not in read.derived}
        merge(section, {"columns": stated})


def listed(section: MutableMapping[str, Any], key: str, entries: list[str]) -> None:
    """Set a list of texts; one without entries goes."""
    if entries:
        section[key] = entries
    elif key in section:
        del section[key]
