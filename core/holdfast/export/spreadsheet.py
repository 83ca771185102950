"""A frame as a workbook: typed cells under a frozen header, and a sheet that says where they come from.

The same frame gives the same bytes. The library is only loaded where a workbook is written.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from importlib import import_module
from typing import Final

import polars as pl
import polars.selectors as cs

from holdfast.errors import UsageError
from holdfast.words.folding import OBEYED_BY_TERMINALS, REPLACEMENT

MOST_ROWS: Final = 2**20 - 1
"""Rows that a sheet can hold below its header."""
LONGEST_TEXT: Final = 2**15 - 1
"""Characters that a cell can hold."""
LARGEST_INTEGER: Final = 10**15
"""Spreadsheets have 15 figures: whole numbers from here on are written as text, as long ids are."""

ABOUT: Final = "About"
_FIRST_DAY: Final = date(1900, 3, 1)
"""Spreadsheets count days from here on as everybody does; earlier ones are written as text."""

_OPTIONS: Final = {
    "in_memory": True,
    # A text stays a text, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd",
}
_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_WIDEST: Final = 60
_LOOKED_AT: Final = 200


def workbook(
    frame: pl.DataFrame,
    title: str,
    made: date,
    provenance: Sequence[tuple[str, str]],
    total: Mapping[str, str | float] | None = None,
) -> bytes:
    """The bytes of a workbook (.xlsx) with a frame on the sheet `title` and the provenance on another.

    `made` is the day the file gives for its making; `total`: cells of a line below the rows, by column,
    outside of what is filtered. Raises UsageError beyond MOST_ROWS.
    """
    return workbook_of(((title, frame),), made, provenance, total)


def workbook_of(
    sheets: Sequence[tuple[str, pl.DataFrame]],
    made: date,
    provenance: Sequence[tuple[str, str]],
    total: Mapping[str, str | float] | None = None,
) -> bytes:
    """The bytes of a workbook with a frame on each sheet, by title; `total` as above, of the last of them.

    Raises UsageError beyond MOST_ROWS.
    """
    for _, frame in sheets:
        if frame.height > MOST_ROWS:
            raise UsageError(
                f"{frame.height:,} rows are more than a sheet can hold ({MOST_ROWS:,}): write CSV or Parquet"
            )
    buffer = io.BytesIO()
    book = import_module("xlsxwriter").Workbook(buffer, _OPTIONS)
    book.set_properties({"created": datetime.combine(made, time())})
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": _MOMENT})
    for title, frame in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        cells = sheet_cells(frame)
        for place, column in enumerate(cells.iter_columns()):
            sheet.write_string(0, place, column.name, bold)
            sheet.write_column(1, place, column.to_list(), moment if column.dtype == pl.Datetime else None)
            sheet.set_column(place, place, _width(column))
        if frame.width:
            sheet.autofilter(0, 0, frame.height, frame.width - 1)
    for name, value in (total or {}).items():
        sheet.write(frame.height + 1, frame.columns.index(name), value, bold)
    if provenance:
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 1, _WIDEST // 2)
        for row, (name, value) in enumerate(provenance):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, value[:LONGEST_TEXT])
    book.close()
    return buffer.getvalue()


def sheet_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows in what a cell can hold: text, numbers, booleans, days and moments; no NaN, no -0.0."""
    texts = frame.with_columns(
        (cs.categorical() | cs.enum()).cast(pl.String),
        cs.list().list.eval(pl.element().cast(pl.String)).list.join(" ", ignore_nulls=True),
    )
    days = cs.date() | cs.datetime()
    early = texts.select((days.dt.date() < _FIRST_DAY).any()).row(0) if texts.select(days).width else ()
    written = [name for name, is_early in zip(texts.select(days).columns, early, strict=True) if is_early]
    long = [
        column.name
        for column in texts.select(cs.integer()).iter_columns()
        if (column.cast(pl.Float64).abs() >= LARGEST_INTEGER).any()
    ]
    return texts.with_columns(
        pl.col(written).cast(pl.String),
        pl.col(long).cast(pl.String),
        cs.float().replace(-0.0, 0.0),
    ).with_columns(
        pl.when(cs.float().is_finite()).then(cs.float()).name.keep(),
        cs.string().str.replace_all(OBEYED_BY_TERMINALS.pattern, REPLACEMENT).str.slice(0, LONGEST_TEXT),
    )


def _width(column: pl.Series) -> int:
    """The width that shows the name and the first cells of a column."""
    longest = column.head(_LOOKED_AT).cast(pl.String).str.len_chars().max()
    return min(_WIDEST, max(len(column.name), longest if isinstance(longest, int) else 0) + 2)
