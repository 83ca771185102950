"""A sheet as rows under a header, wherever on it the table stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read.careful import FOOTER
from holdfast.intake.read.dialect import is_grouped, unique_names
from holdfast.intake.read.inside.rows import Rows
from holdfast.intake.read.inside.workbook import typed_rows
from holdfast.intake.read.layout.below import second_table
from holdfast.intake.read.layout.groups import group_title, regrouped
from holdfast.intake.read.layout.headers import header_of, named_header
from holdfast.intake.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.inside.workbook import Sheet
    from holdfast.intake.read.layout.headers import Record

_SAMPLE: Final = 200


@dataclass(frozen=True)
class _Place:
    """Where a table stands on a sheet.

    `columns` are its names by the sheet's own, `line` is the row of the header (-1 for none), `start` the
    first row of data; `group` is how the column of groups is called, "" where rows are not grouped.
    """

    columns: Mapping[str, str]
    line: int
    start: int
    group: str = ""


def rows_of(source: Path | bytes, sheet: Sheet, mapping: TableMapping, name: str) -> Rows:
    """The rows below the header, typed; without blank ones, and without remarks that close the sheet."""
    place = _place(sheet, mapping, name)
    texts = sheet.texts.slice(place.start)
    typed = typed_rows(source, sheet, place.start, name) if sheet.typed else texts
    filled = typed.select(pl.any_horizontal(pl.all().is_not_null()).alias("filled"))["filled"]
    below = None if place.group else second_table(texts, place.columns)
    if below is not None:
        filled &= pl.int_range(typed.height, eager=True) < below
    if not place.group:
        filled &= ~_lone_at_the_end(texts) & ~_between_headers(texts, place)
    lines = pl.int_range(place.start + 1, place.start + 1 + typed.height, eager=True).filter(filled).to_list()
    frame = typed.filter(filled).select(pl.col(own).alias(title) for own, title in place.columns.items())
    notes = _notes(sheet, place)
    if below is not None:
        notes.append(
            f"another table begins below, after row {place.start + below + 1}: "
            "it is not read; give it a sheet of its own"
        )
    if place.group:
        grouped = regrouped(frame, place.group)
        frame, lines = grouped.frame, [lines[row] for row in grouped.kept]
        notes = [*notes, grouped.note]
    return Rows(
        frame=frame,
        description="workbook" if sheet.typed else "web page",
        lines=lines,
        not_data=max(place.line, 0) + typed.height - frame.height,
        notes=tuple(notes),
        for_people=True,
    )


def _between_headers(texts: pl.DataFrame, place: _Place) -> pl.Series:
    """Which rows repeat the header, as boards and pages do for each group, or stand alone around it."""
    same = [(pl.col(own).str.strip_chars() == title) for own, title in place.columns.items()]
    repeated = texts.select(pl.all_horizontal(same).fill_null(value=False).alias("repeated"))["repeated"]
    if place.line < 0 or not repeated.any():
        return repeated & False
    # The name of the next group, the sum of the last one.
    lone = texts.select(pl.sum_horizontal(pl.all().str.strip_chars() != "").alias("filled"))["filled"] <= 1
    return repeated | lone


def _notes(sheet: Sheet, place: _Place) -> list[str]:
    notes = []
    if place.line > 0:
        notes.append(f"header found on row {place.line + 1}; the rows before it are not data")
    if merged := sum(area.first >= place.start for area in sheet.merged):
        notes.append(f"{count(merged, 'area')} of merged cells: each of their rows has what they hold")
    if sheet.unsolved:
        notes.append(
            f"{count(sheet.unsolved, 'formula')} without a result, read as empty: open the workbook in its "
            "program and save it"
        )
    return notes


def _place(sheet: Sheet, mapping: TableMapping, name: str) -> _Place:
    """Where the table stands on a sheet, as the mapping says or as its first rows tell."""
    texts = sheet.texts
    if not mapping.header:
        return _Place({own: f"column_{place + 1}" for place, own in enumerate(texts.columns)}, -1, 0)
    records = _records(texts)
    used = _used(records)
    narrow = [(row, [cells[place] for place in used], end) for row, cells, end in records]
    expected = set() if mapping.preset else set((mapping.columns or {}).values())
    line, cells, start = named_header(narrow, expected) or header_of(narrow, len(used))
    titles = [" ".join(title.split()) for title in next(cells for row, cells, _ in records if row == line)]
    for place, title in zip(used, cells, strict=True):
        titles[place] = " ".join(title.split())
    names, _ = unique_names(titles)
    empty = [column.null_count() == column.len() for column in texts.slice(start).iter_columns()]
    kept = [bool(title) or not is_empty for title, is_empty in zip(titles, empty, strict=True)]
    columns = {own: title for own, title, keep in zip(texts.columns, names, kept, strict=True) if keep}
    group = ""
    if is_grouped(mapping, [cells for row, cells, _ in records if row >= start]):
        group = group_title([name, *(cell for row, cells, _ in records if row < line for cell in cells)])
    return _Place(columns, line, start, group)


def _records(texts: pl.DataFrame) -> list[Record]:
    """The first filled rows, cell by cell."""
    cells = texts.head(_SAMPLE).fill_null("").rows()
    return [(row, list(own), row + 1) for row, own in enumerate(cells) if any(cell.strip() for cell in own)]


def _used(records: Sequence[Record]) -> list[int]:
    """The columns that the table takes up: titles and remarks beside it fill theirs but once."""
    counts = [
        sum(bool(cell.strip()) for cell in cells) for cells in zip(*(one[1] for one in records), strict=True)
    ]
    most = min(2, max(counts))
    return [place for place, filled in enumerate(counts) if filled >= most]


def _lone_at_the_end(texts: pl.DataFrame) -> pl.Series:
    """Which of the last rows hold one cell that closes a report, after a blank row or in such words."""
    filled = texts.select(pl.sum_horizontal(pl.all().str.strip_chars() != "").alias("filled"))["filled"]
    lone = [False] * texts.height
    if texts.width <= 2:
        return pl.Series(lone, dtype=pl.Boolean)
    last = texts.height
    while last and (filled[last - 1] or 0) <= 1:
        last -= 1
    after_blank = False
    for row in range(last, texts.height):
        after_blank = after_blank or not filled[row]
        said = next((cell.strip() for cell in texts.row(row) if cell and cell.strip()), "")
        lone[row] = bool(said) and (after_blank or re.fullmatch(FOOTER, said) is not None)
    return pl.Series(lone, dtype=pl.Boolean)
