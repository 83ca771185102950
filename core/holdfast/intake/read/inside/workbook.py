"""Workbooks of Excel and LibreOffice: sheets with what their cells hold, formulas with their last results.

The library (calamine, by way of fastexcel) is only loaded where a workbook is read.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError, is_panic, reason
from holdfast.intake.read.inside.content import check_unfolds
from holdfast.intake.read.inside.kinds import OLE_MAGIC, ZIP_MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What the library finds odd about a file it says here; nobody is listening who could use it.
for _library_name in ("calamine", "fastexcel"):
    logging.getLogger(_library_name).addHandler(logging.NullHandler())

_MOST_CELLS: Final = 2**26
"""Cells of a sheet, empty ones included: they are held in memory."""
_SEARCHED: Final = 8 * 2**20
"""Bytes of a sheet that are searched for a far-off cell; a larger one is large by the cells it has."""
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE: Final = re.compile(rb'([\w:]+)="([^"]*)"')
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_AREA: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_UNSOLVED: Final = re.compile(
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
MIDNIGHT: Final = time(0)
_HELD: Final = 16


class Merged(NamedTuple):
    """Cells that are one from row `first` to row `last` (from 0): what they hold stands in the first."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: its cells as text, from the first row and the first used column on.

    `merged` are the areas of merged cells that reach over several rows, where the file tells them. Cells that
    are not `typed` are nothing but text. `unsolved` counts formulas that no program has worked out yet.
    """

    name: str
    hidden: bool
    texts: pl.DataFrame
    merged: tuple[Merged, ...] = ()
    typed: bool = True
    unsolved: int = 0


@lru_cache(maxsize=_HELD)
def sheets_of(source: Path | bytes, name: str, identity: str) -> tuple[Sheet, ...]:
    """The sheets that hold anything; `identity` tells that the file is still the same.

    Raises UnreadableFileError where it is damaged, locked, too large, or holds nothing.
    """
    del identity
    parts = _parts(source, name)
    with _library(source, name) as workbook:
        loaded = [
            (sheet, workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string"))
            for sheet in workbook.sheet_names
        ]
        found = tuple(_sheet(sheet, cells, parts.get(sheet, b"")) for sheet, cells in loaded)
    filled = tuple(sheet for sheet in found if not sheet.texts.is_empty())
    if not filled:
        raise UnreadableFileError(f"{name} is a workbook without a single filled cell: export it again")
    return filled


def _sheet(name: str, cells: Any, part: bytes) -> Sheet:
    """A sheet as the library has it, with what only its XML tells."""
    columns = [one.absolute_index for one in cells.available_columns()]
    return Sheet(
        name=name,
        hidden=cells.visible != "visible",
        texts=cells.to_polars(),
        merged=_merged(part, columns),
        unsolved=len(_UNSOLVED.findall(part)),
    )


def typed_rows(source: Path | bytes, sheet: Sheet, start: int, name: str) -> pl.DataFrame:
    """The rows of a sheet from row `start` (from 0) on, each column of the type that all its cells have.

    Midnights are days. A column of several types is of text, and so is one that no type can hold whole.
    What merged cells hold stands in each row that they reach over.
    """
    with _library(source, name) as workbook:
        loaded = workbook.load_sheet(sheet.name, header_row=None, skip_rows=start, schema_sample_rows=None)
        typed: pl.DataFrame = loaded.to_polars()
    texts = sheet.texts.slice(start)
    columns = [_column(typed.to_series(place), text) for place, text in enumerate(texts.iter_columns())]
    below = [area for area in sheet.merged if area.first >= start]
    for place in {area.column for area in below}:
        columns[place] = _spread(columns[place], [area for area in below if area.column == place], start)
    return pl.DataFrame(columns)


def _spread(column: pl.Series, areas: Sequence[Merged], start: int) -> pl.Series:
    """A column with the value of merged cells in all of their rows."""
    covered = [False] * len(column)
    for area in areas:
        rows = min(area.last + 1 - start, len(column)) - (area.first + 1 - start)
        covered[area.first + 1 - start : area.last + 1 - start] = [True] * max(rows, 0)
    marked = pl.Series("covered", covered, dtype=pl.Boolean)
    spread = pl.when(marked).then(pl.col(column.name).forward_fill()).otherwise(pl.col(column.name))
    return column.to_frame().select(spread).to_series()


def _column(typed: pl.Series, text: pl.Series) -> pl.Series:
    typed = typed.alias(text.name)
    if typed.null_count() > text.null_count() or not (
        typed.dtype in (pl.Float64, pl.Int64, pl.Boolean) or isinstance(typed.dtype, pl.Datetime)
    ):
        return text
    if isinstance(typed.dtype, pl.Datetime) and (typed.dt.time() == MIDNIGHT).all():
        return typed.dt.date()
    return typed


@contextmanager
def _library(source: Path | bytes, name: str) -> Iterator[Any]:
    """The workbook, opened. Raises UnreadableFileError for whatever the library says about it."""
    library = import_module("fastexcel")
    try:
        yield library.read_excel(source if isinstance(source, bytes) else str(source))
    except library.FastExcelError as error:
        said = str(error).split("\n", 1)[0].removeprefix("calamine error: ")
        raise UnreadableFileError(f"{name} cannot be read as a workbook: {said}; export it again") from None
    except BaseException as error:
        # A panic is no Exception, and each library has a class of panics of its own that it does not show.
        if not is_panic(error):
            raise
        raise UnreadableFileError(f"{name} cannot be read as a workbook: {reason(error)}") from None


def _parts(source: Path | bytes, name: str) -> dict[str, bytes]:
    """The XML of each sheet by its name, where the workbook is an archive of XML (.xlsx).

    Raises UnreadableFileError for what is locked, or larger than can be held.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    if data.startswith(OLE_MAGIC) and _LOCKED in data:
        raise UnreadableFileError(f"{name} is locked with a password: save it without one")
    if not data.startswith(ZIP_MAGIC):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_unfolds(archive, len(data), name)
        listed = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= listed:
            return {}
        targets = {
            one.get("Id"): one.get("Target", "").removeprefix("/xl/")
            for one in map(_attributes, _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
        }
        sheets = map(_attributes, _SHEET.findall(archive.read("xl/workbook.xml")))
        places = {one.get("name", ""): f"xl/{targets.get(_relation(one), '')}" for one in sheets}
        parts = {sheet: archive.read(place) for sheet, place in places.items() if place in listed}
    for sheet, part in parts.items():
        _check_extent(part, sheet, name)
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): _unescaped(value.decode("utf-8", errors="replace"))
        for key, value in _ATTRIBUTE.findall(tag)
    }


def _relation(attributes: Mapping[str, str]) -> str:
    """The relation of a sheet to its part, whatever the writer calls the name space of relations."""
    return next((value for key, value in attributes.items() if key.endswith(":id")), "")


def _unescaped(text: str) -> str:
    for entity, letter in _ENTITIES.items():
        text = text.replace(entity, letter)
    return text


def _check_extent(part: bytes, sheet: str, name: str) -> None:
    """Raises UnreadableFileError where a lonely cell far away would make a sheet of billions of cells."""
    if len(part) > _SEARCHED:
        return
    cells = _CELL.findall(part)
    rows = max((int(row) for _, row in cells), default=0)
    columns = max((_number(letters) for letters in {letters for letters, _ in cells}), default=0)
    if columns > files.MAX_COLUMNS or rows * columns > _MOST_CELLS:
        raise UnreadableFileError(
            f"{name}: sheet '{sheet}' reaches to row {rows:,} and column {columns:,}, more than can be read: "
            "delete what stands far from the table"
        )


def _number(letters: bytes) -> int:
    """The number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _merged(part: bytes, columns: Sequence[int]) -> tuple[Merged, ...]:
    """The areas of merged cells over several rows; `columns` are the numbers of those that are used."""
    places = {number: place for place, number in enumerate(columns)}
    areas = []
    for left, first, _, last in _AREA.findall(part):
        place = places.get(_number(left) - 1)
        if place is not None and int(last) > int(first):
            areas.append(Merged(place, int(first) - 1, int(last) - 1))
    return tuple(areas)
