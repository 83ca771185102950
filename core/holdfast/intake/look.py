"""One line of a file as it stands there, with its neighbours: to see what was set aside and why."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.config import TableMapping
from holdfast.intake.finish.draft import ROW
from holdfast.intake.finish.samples import samples_of
from holdfast.intake.locate import files_meant, locate
from holdfast.intake.read.dialect import SAMPLE_BYTES, detect_encoding
from holdfast.intake.read.faults import reading
from holdfast.intake.read.inside.content import content_of
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import guarded, open_raw
from holdfast.schema.receipt import LineInFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from holdfast.intake.locate import Located
    from holdfast.intake.read.source import SourceFile

Samples: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Headers of a file, each with a few values."""
NEIGHBOURS: Final = 2
"""Lines shown before and after the one that is meant."""
_LONGEST: Final = 2_000
"""Letters of one line: a cell may hold a whole book."""


def line_in_file(sources: Sequence[Path], config: Path | None, file: str, line: int) -> LineInFile:
    """Line `line` of the file that the receipt calls `file`. Raises UsageError where it is gone."""
    located = locate(sources, config)
    found = next((one for one in located.files if one.name == file), None)
    if found is None:
        raise UsageError(f"{file} is not in the folder any more")
    if found.kind == "text":
        return LineInFile(file, line, lines=tuple(_around(found, line)))
    return LineInFile(file, line, cells=_cells(found, line, _form(found, located)))


def columns_in_file(sources: Sequence[Path], config: Path | None, file: str) -> Samples:
    """The columns of the file that the receipt calls `file`, with a few values of each.

    Raises UsageError where it is gone or no table.
    """
    located = locate(sources, config)
    found = next((one for one in located.files if one.name == file), None)
    if found is None:
        raise UsageError(f"{file} has no rows that could be read as a table")
    raw = open_raw(found, _form(found, located))
    with guarded(raw):
        return samples_of(raw)


def _around(file: SourceFile, line: int) -> Iterator[tuple[int, str]]:
    first = max(1, line - NEIGHBOURS)
    with reading(file.name):
        source = content_of(file)
        if isinstance(source, bytes):
            texts = iter(source.decode(detect_encoding(source[:SAMPLE_BYTES]), "replace").splitlines())
            yield from enumerate(_cut(islice(texts, first - 1, line + NEIGHBOURS)), first)
            return
        with source.open("rb") as handle:
            encoding = detect_encoding(handle.read(SAMPLE_BYTES))
        with source.open(encoding=encoding, errors="replace") as handle:
            yield from enumerate(_cut(islice(handle, first - 1, line + NEIGHBOURS)), first)


def _cut(texts: Iterator[str]) -> Iterator[str]:
    return (text.rstrip("\r\n")[:_LONGEST] for text in texts)


def _form(file: SourceFile, located: Located) -> TableMapping:
    """How the mapping says that the file is to be read; nothing where it does not speak of it."""
    config = located.config
    meant = (
        mapping for mapping in (config.tables if config else ())
        if config and mapping.files and file in files_meant(mapping, located, config)
    )  # fmt: skip
    return next(meant, TableMapping("", ""))


def _cells(file: SourceFile, line: int, mapping: TableMapping) -> tuple[tuple[str, str], ...]:
    raw = open_raw(file, mapping)
    row = line - 1 if raw.record_lines is None else bisect_right(raw.record_lines, line) - 1
    schema = raw.frame.collect_schema()
    texts = [as_text(pl.col(name), schema[name]).str.head(_LONGEST).alias(name) for name in raw.columns]
    found = raw.frame.filter(pl.col(ROW) == row).select(texts).collect()
    return tuple((name, found[name][0] or "") for name in raw.columns) if found.height else ()
