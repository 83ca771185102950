"""A sheet as rows under a header, wherever on it the table stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read.careful import FOOTER
from holdfast.intake.read.dialect import unique_names
from holdfast.intake.read.inside.rows import Rows
from holdfast.intake.read.inside.workbook import typed_rows
from holdfast.intake.read.layout.headers import header_of, named_header
from holdfast.intake.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.inside.workbook import Sheet
    from holdfast.intake.read.layout.headers import Record

_SAMPLE: Final = 200


def columns_of(sheet: Sheet, mapping: TableMapping) -> tuple[str, ...]:
    """The names of the columns of a sheet."""
    columns, _, _ = _header(sheet, mapping)
    return tuple(columns.values())


def rows_of(source: Path | bytes, sheet: Sheet, mapping: TableMapping, name: str) -> Rows:
    """The rows below the header, typed; without blank ones, and without remarks that close the sheet."""
    columns, line, start = _header(sheet, mapping)
    typed = typed_rows(source, sheet, start, name)
    lone = _lone_at_the_end(sheet.texts.slice(start))
    filled = typed.select(pl.any_horizontal(pl.all().is_not_null()).alias("filled"))["filled"] & ~lone
    numbered = pl.int_range(start + 1, start + 1 + typed.height, eager=True)
    notes = [] if line <= 0 else [f"header found on row {line + 1}; the rows before it are not data"]
    if sheet.merged:
        notes.append(
            f"{count(sheet.merged, 'area')} of merged cells: the value stands in the first cell of each; "
            'fill_down = ["…"] repeats it'
        )
    return Rows(
        frame=typed.filter(filled).select(pl.col(own).alias(name) for own, name in columns.items()),
        description="workbook",
        lines=numbered.filter(filled).to_list(),
        not_data=max(line, 0) + int((~filled).sum()),
        notes=tuple(notes),
        for_people=True,
    )


def _header(sheet: Sheet, mapping: TableMapping) -> tuple[dict[str, str], int, int]:
    """The names of the columns by those of the sheet's own, the row of the header and of the first data."""
    texts = sheet.texts
    if not mapping.header:
        return {own: f"column_{place + 1}" for place, own in enumerate(texts.columns)}, -1, 0
    records = _records(texts)
    used = _used(records)
    narrow = [(start, [cells[place] for place in used], end) for start, cells, end in records]
    expected = set() if mapping.preset else set((mapping.columns or {}).values())
    start, cells, end = named_header(narrow, expected) or header_of(narrow, len(used))
    titles = [""] * texts.width
    for place, title in zip(used, cells, strict=True):
        titles[place] = title
    beyond = records[[one[0] for one in records].index(start)][1]
    titles = [title or other for title, other in zip(titles, beyond, strict=True)]
    names, _ = unique_names([" ".join(title.split()) for title in titles])
    empty = texts.slice(end).select(pl.all().null_count() == pl.len()).row(0) if texts.height > end else ()
    nameless = [not title.strip() for title in titles]
    kept = [not bare or not (empty[place] if empty else True) for place, bare in enumerate(nameless)]
    pairs = zip(texts.columns, names, kept, strict=True)
    return {own: name for own, name, keep in pairs if keep}, start, end


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
