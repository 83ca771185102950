"""A mapping changed in which table a file is."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from holdfast.intake.amend.sections import (
    TABLES_KEY,
    added,
    complete,
    files_named,
    listed,
    parsed,
    sections,
    speaks_of,
)
from holdfast.intake.config import targets
from holdfast.intake.describe import file_entry
from holdfast.intake.read.source import mapping_name
from holdfast.intake.recognise.synonyms import columns_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.schema.receipt import Receipt

_BESIDE: Final = "with_others"
_ALIKE: Final = ("grain", "one_per_key", "equal_rows", "history", "amount_from")
"""What every section of a table must say alike."""


def with_table(
    text: str, receipt: Receipt, file: str, table: str, headers: Sequence[str], *, former: str = ""
) -> str:
    """The mapping that reads `file` as `table`, and no more as `former`; columns as their `headers` sound.

    Raises UsageError.
    """
    document = complete(text, receipt)
    name = mapping_name(file)
    _use_again(document, name)
    if former and former != table:
        _take_out(document, receipt, former, file)
    if not any(files_named(one) and speaks_of(one, name) for one in sections(document, table)):
        added(document, table, tomlkit.item(_section(document, file, table, headers)))
    return tomlkit.dumps(document)


def without_file(text: str, file: str) -> str:
    """The mapping by which no table is read from `file`. Raises UsageError."""
    document = parsed(text)
    book = document.setdefault("book", tomlkit.table())
    listed(book, "not_used", [*_not_used(book), file_entry(file)])
    return tomlkit.dumps(document)


def _not_used(book: Any) -> list[str]:
    entries = book.get("not_used", [])
    return [str(one) for one in ([entries] if isinstance(entries, str) else entries)]


def _use_again(document: tomlkit.TOMLDocument, name: str) -> None:
    book = document.get("book", {})
    if "not_used" in book:
        listed(book, "not_used", [one for one in _not_used(book) if not fnmatchcase(name, one)])


def _take_out(document: tomlkit.TOMLDocument, receipt: Receipt, table: str, file: str) -> None:
    """Let the sections of a table read their files without this one; patterns become the files they mean."""
    name = mapping_name(file)
    others = [one.file for one in receipt.files if one.table == table and one.file != file]
    kept = []
    for section in sections(document, table):
        named = files_named(section)
        if named and speaks_of(section, name):
            meant = [entry for entry in named if fnmatchcase(name, entry)]
            besides = [
                file_entry(one)
                for one in others
                if any(fnmatchcase(mapping_name(one), entry) for entry in meant)
            ]
            section["files"] = left = [*(one for one in named if one not in meant), *besides]
            if not left:
                continue
        kept.append(section)
    tables = document[TABLES_KEY]
    if len(kept) == len(sections(document, table)):
        return
    del tables[table]
    for section in kept:
        added(document, table, section)


def _section(document: tomlkit.TOMLDocument, file: str, table: str, headers: Sequence[str]) -> dict[str, Any]:
    """The section that reads a file; the others are recognised beside it where they were until now."""
    alike = next(iter(sections(document, table)), {})
    said = {key: alike[key] for key in _ALIKE if key in alike}
    known = targets(table, said.get("grain", "row"))
    columns = tomlkit.inline_table()
    columns.update({name: own for name, own in columns_for(table, headers).items() if name in known})
    every = [one for name in document.get(TABLES_KEY, {}) for one in sections(document, name)]
    beside = any(one.get(_BESIDE) or not (files_named(one) or "preset" in one) for one in every)
    return {
        "files": [file_entry(file)],
        "columns": columns,
        **said,
        **({_BESIDE: True} if beside else {}),
    }
