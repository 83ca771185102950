"""From row numbers back to physical lines, and short rows, for files that polars reads at full speed."""

from __future__ import annotations

import io
import mmap
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from holdfast.intake.read.dialect import Dialect


def _view(source: Path | bytes) -> bytes | mmap.mmap:
    if isinstance(source, bytes):
        return source
    with source.open("rb") as handle:
        return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)


def has_quotes(source: Path | bytes) -> bool:
    """Whether any quotation mark occurs."""
    return _view(source).find(b'"') >= 0


def separators_match(source: Path | bytes, dialect: Dialect, filled_rows: int) -> bool:
    """Whether every filled row of a file without quotes has as many separators as the header."""
    view = _view(source)
    position = 0
    for _ in range(dialect.first_data_line):
        position = view.find(b"\n", position) + 1
    expected = filled_rows * (len(dialect.columns) - 1)
    separator = dialect.separator.encode()
    total = 0
    while position < len(view):
        chunk = view[position : position + 2**24]
        total += chunk.count(separator)
        position += len(chunk)
    return total == expected


def record_index(source: Path | bytes, dialect: Dialect) -> pl.DataFrame:
    """One row per record of the data: `line` (from 1), `separators` outside quotes, `blank`.

    A line belongs to the record before it while a quotation is open, which the count of quotation
    marks tells without parsing.
    """
    text = pl.col("line")
    quotes = text.str.count_matches('"', literal=True).cast(pl.Int64)
    opened = (pl.col("quotes").cum_sum() - pl.col("quotes")) % 2 == 1
    bare = (
        pl.when(pl.col("opened")).then(pl.lit('"') + text).otherwise(text).str.replace_all('"[^"]*("|$)', "")
    )
    separators = bare.str.count_matches(dialect.separator, literal=True).cast(pl.Int64)
    lines = pl.scan_lines(io.BytesIO(source) if isinstance(source, bytes) else source, glob=False)
    return (
        lines.with_row_index("number", 1)
        .slice(dialect.first_data_line)
        .with_columns(quotes=quotes)
        .with_columns(opened=opened)
        .select(
            first=pl.col("number").cast(pl.Int64),
            record=(~pl.col("opened")).cum_sum(),
            separators=separators,
            blank=text.str.strip_chars() == "",
        )
        .group_by("record")
        .agg(pl.col("first").min().alias("line"), pl.col("separators").sum(), pl.col("blank").all())
        .sort("line")
        .collect()
    )
