"""A mapping changed by one answer or one column, every comment and other key as the user left it."""

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
    from holdfast.schema.receipt import Question, Receipt

_TABLES: Final = "tables"
_OF_FILES: Final = ("files", "with_others")


def with_answer(text: str, receipt: Receipt, question: Question, answer: str) -> str:
    """The mapping `text` with an answer (one of `question.answers`) in it. Raises UsageError."""
    document = _complete(text, receipt)
    pasted = _document(answer)
    if _TABLES in pasted:
        for table, sections in pasted[_TABLES].unwrap().items():
            for section in sections if isinstance(sections, list) else [sections]:
                _answer_in(document, table, section)
    elif question.table:
        section = _section(document, receipt, question.table, question.file)
        _merge(section, pasted.unwrap())
    else:
        _merge(document, pasted.unwrap())
    return tomlkit.dumps(document)


def with_column(text: str, receipt: Receipt, place: tuple[str, str], canonical: str, header: str) -> str:
    """The mapping in which `header` becomes `canonical`; `place`: table and file. Raises UsageError."""
    table, file = place
    document = _complete(text, receipt)
    section = _section(document, receipt, table, file)
    if "columns" not in section and "preset" not in section:
        # As soon as one column is stated, the others are no longer looked for.
        read = next((one for one in receipt.files if (one.table, one.file) == (table, file)), None)
        stated = {} if read is None else {k: v for k, v in read.columns if k not in read.derived}
        _merge(section, {"columns": stated})
    _merge(section, {"columns": {canonical: header}})
    if canonical in section.get("derive", {}):
        del section["derive"][canonical]
    return tomlkit.dumps(document)


def _complete(text: str, receipt: Receipt) -> tomlkit.TOMLDocument:
    """The mapping, with what was recognised in it where it names no table: what names one names them all."""
    document = _document(text)
    if _TABLES in document:
        return document
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    return _document(f"{before}{sections_toml(receipt)}")


def _document(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise UsageError(f"the mapping is not valid TOML: {error}") from None


def _section(
    document: tomlkit.TOMLDocument, receipt: Receipt, table: str, file: str
) -> MutableMapping[str, Any]:
    """The section that reads a file, with what was recognised in it where nobody wrote one yet."""
    found = _speaking_of(document, table, mapping_name(file))
    if found is not None:
        return found
    described = tomlkit.parse(section_toml(receipt, table, file))[_TABLES][table]
    return _added(document, table, described)


def _speaking_of(document: tomlkit.TOMLDocument, table: str, name: str) -> MutableMapping[str, Any] | None:
    """The section of a table that reads the file of a name; one that names no files reads them all."""
    for section in _sections(document, table):
        entries = section.get("files", ["*"])
        if any(fnmatchcase(name, str(one)) for one in ([entries] if isinstance(entries, str) else entries)):
            return section
    return None


def _answer_in(document: tomlkit.TOMLDocument, table: str, section: MutableMapping[str, Any]) -> None:
    """A pasted section: its keys go where its files are read already, so that no row is read twice."""
    named = [str(one) for one in section.get("files", [])]
    known = [found for name in named if (found := _speaking_of(document, table, name)) is not None]
    if named and len(known) == len(named):
        for found in known:
            _merge(found, {key: value for key, value in section.items() if key not in _OF_FILES})
    else:
        _added(document, table, tomlkit.item(section))


def _sections(document: tomlkit.TOMLDocument, table: str) -> list[MutableMapping[str, Any]]:
    found = document.get(_TABLES, {}).get(table, [])
    return list(found) if isinstance(found, list) else [found]


def _added(document: tomlkit.TOMLDocument, table: str, section: Any) -> MutableMapping[str, Any]:
    """One more section of a table; where there is one already, they become a list of sections."""
    before = _sections(document, table)
    if _TABLES not in document:
        document[_TABLES] = tomlkit.table(is_super_table=True)
    tables = document[_TABLES]
    if not before:
        tables[table] = section
    else:
        several = tomlkit.aot()
        for one in (*before, section):
            several.append(one)
        tables[table] = several
    return _sections(document, table)[-1]


def _merge(into: MutableMapping[str, Any], values: MutableMapping[str, Any]) -> None:
    """Set keys; lists of names gain the new ones and keep the others."""
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), MutableMapping):
            _merge(into[key], value)
        elif isinstance(value, dict):
            names = tomlkit.inline_table()
            names.update(value)
            into[key] = names
        else:
            into[key] = value
