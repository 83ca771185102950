"""The lists of rows that a file holds, and the rows of each: one answer for every kind of file."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError, reading
from holdfast.intake.read.inside import database, document, grid
from holdfast.intake.read.inside.content import content_of, members_of
from holdfast.intake.read.inside.kinds import HIDDEN, NO_TABLE, kind_of
from holdfast.intake.read.inside.workbook import Sheet, sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.inside.rows import Rows
    from holdfast.intake.read.source import SourceFile

READ_WHOLE: Final = ("workbook", "page", "json", "json_lines", "sqlite", "zip")
"""Kinds of files that are read whole, and whose rows come typed."""

NESTED: Final = "it is an archive inside of an archive"
_HELD: Final = 64


@lru_cache(maxsize=_HELD)
def lists_in(file: SourceFile) -> tuple[tuple[SourceFile, str], ...]:
    """Every list of rows in a file, each with why it is not read, or "".

    A file that holds one list alone stands for itself, and so does one that cannot be read.
    """
    try:
        with reading(file.name):
            return tuple(_members(file) if file.kind == "zip" else _parts(file))
    except UnreadableFileError:
        return ((file, ""),)


def rows_of(file: SourceFile, mapping: TableMapping) -> Rows:
    """The rows of a list that is read whole. Raises UnreadableFileError."""
    if file.kind in ("workbook", "page"):
        return grid.rows_of(content_of(file.whole), _sheet(file), mapping, file.name)
    if file.kind == "sqlite":
        return _table(file)
    if file.kind == "zip":
        members_of(file)
        raise UnreadableFileError(f"{file.name} is an archive without a file that can be read")
    documents = _documents(file.whole)
    return documents.get(file.part) or next(iter(documents.values()))


def forget() -> None:
    """Let go of what was held from the first look at files to the reading of them."""
    for held in (lists_in, content_of, sheets_of, _documents, _page, _table):
        held.cache_clear()


def _members(file: SourceFile) -> Iterator[tuple[SourceFile, str]]:
    for member, head in members_of(file).items():
        own = replace(file, member=member, kind=kind_of(member, head))
        if not files.is_candidate(member.rsplit("/", 1)[-1]):
            yield own, NO_TABLE
        elif own.kind == "zip":
            yield own, NESTED
        else:
            yield from lists_in(own)


def _parts(file: SourceFile) -> Iterator[tuple[SourceFile, str]]:
    if file.kind == "workbook":
        for sheet in _sheets(file):
            yield replace(file, part=sheet.name), HIDDEN if sheet.hidden else ""
    elif file.kind == "sqlite":
        for table in database.tables_of(content_of(file), file.name):
            yield replace(file, part=table), ""
    elif file.kind == "json":
        yield from ((replace(file, part=path), "") for path in _documents(file))
    else:
        yield file, ""


def _sheets(file: SourceFile) -> tuple[Sheet, ...]:
    return sheets_of(content_of(file.whole), file.whole.name, file.identity)


def _sheet(file: SourceFile) -> Sheet:
    if file.kind == "page":
        return _page(file)
    sheets = _sheets(file)
    return next((sheet for sheet in sheets if sheet.name == file.part), sheets[0])


@lru_cache(maxsize=_HELD)
def _page(file: SourceFile) -> Sheet:
    # The parser of pages takes longer to load than most books to read.
    texts = import_module("holdfast.intake.read.inside.page").table_of(_bytes(file), file.name)
    return Sheet(file.name, hidden=False, texts=texts, typed=False)


@lru_cache(maxsize=_HELD)
def _table(file: SourceFile) -> Rows:
    source = content_of(file.whole)
    table = file.part or database.tables_of(source, file.name)[0]
    return database.table_of(source, table, file.name)


@lru_cache(maxsize=_HELD)
def _documents(file: SourceFile) -> Mapping[str, Rows]:
    if file.kind == "json_lines":
        return {"": document.lines_of(_bytes(file), file.name)}
    return document.lists_of(_bytes(file), file.name)


def _bytes(file: SourceFile) -> bytes:
    content = content_of(file)
    return content.read_bytes() if isinstance(content, Path) else content
