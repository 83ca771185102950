"""One file as a raw frame: every column as it stands, a row number, and what was not a row at all.

Well-formed text goes through polars; ragged or odd text through a careful reader that knows each
record's line. Both give the same frame.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.finish.draft import ROW
from holdfast.intake.read import files, lines
from holdfast.intake.read.careful import Rejected, read_carefully, records_of
from holdfast.intake.read.dialect import SAMPLE_BYTES, Dialect, check_is_text, detect_encoding, sniff
from holdfast.intake.read.faults import LIBRARY_FAULTS, UnreadableFileError, reading, reason
from holdfast.intake.read.inside import compressed
from holdfast.intake.read.inside.content import content_of
from holdfast.intake.read.inside.lists import READ_WHOLE, rows_of
from holdfast.intake.read.lake.folders import TITLES
from holdfast.intake.read.lake.table import open_table
from holdfast.intake.read.layout.fill import filled_down
from holdfast.intake.read.layout.groups import regrouped
from holdfast.intake.read.layout.months import FEWEST, by_month, months_of
from holdfast.intake.read.parquet import open_parquet
from holdfast.intake.wording import count, listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.source import SourceFile


SAMPLE_ROWS: Final = 1_000
"""Rows at the head of a file from which its way of writing is learnt."""


class UnsoundFileError(Exception):
    """A file taken for well-formed text is ragged or wrongly decoded: open it again, checked."""


@dataclass(frozen=True, eq=False)
class RawFile:
    """One file, read but not yet understood.

    `frame` has the file's columns (String for text files, else native types) and ROW.
    `is_text`: written for people, so that totals and remarks may stand among the rows.
    `not_data` counts lines that are no rows: preamble, blank lines and footers.
    `unchecked` text may still turn out to be ragged or wrongly decoded while it is read.
    """

    file: SourceFile
    columns: tuple[str, ...]
    frame: pl.LazyFrame
    description: str
    is_text: bool
    separator: str = ","
    rejected: tuple[Rejected, ...] = ()
    not_data: int = 0
    notes: tuple[str, ...] = ()
    source: Path | bytes | None = None
    dialect: Dialect | None = None
    record_lines: Sequence[int] | None = field(default=None, repr=False)
    unchecked: bool = False

    @property
    def name(self) -> str:
        """The file as the receipt shows it."""
        return self.file.name

    @property
    def size(self) -> int:
        """Bytes of text, or 0 where the file is not plain text any more."""
        if isinstance(self.source, bytes):
            return len(self.source)
        return self.source.stat().st_size if self.source is not None else 0

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Physical lines, from 1, on which these rows begin (the row number for Parquet)."""
        if self.record_lines is not None:
            return [self.record_lines[row] for row in rows]
        if self.dialect is None or not rows:
            return [row + 1 for row in rows]
        if not self._has_quotes:
            return [self.dialect.first_data_line + 1 + row for row in rows]
        return [self._lines_by_row[row] for row in rows]

    def rows(self, numbers: Sequence[int] | pl.Series) -> pl.DataFrame:
        """These rows with all columns, read again; for the few that need a closer look."""
        wanted = pl.Series(numbers, dtype=pl.UInt32).implode()
        return self.frame.filter(pl.col(ROW).is_in(wanted)).collect().sort(ROW)

    @cached_property
    def head(self) -> pl.DataFrame:
        """The first rows with all columns, one more than SAMPLE_ROWS: read once, whoever looks."""
        return self.frame.head(SAMPLE_ROWS + 1).collect()

    @cached_property
    def is_sound(self) -> bool:
        """Whether every row of plain text has all its cells; worked out once, whatever is read from it."""
        return _is_sound(self)

    @cached_property
    def _has_quotes(self) -> bool:
        return self.source is not None and lines.has_quotes(self.source)

    @cached_property
    def _lines_by_row(self) -> list[int]:
        """The line of every row, by the quick count; one by one where stray quotation marks mislead it."""
        assert self.source is not None
        assert self.dialect is not None
        rows = int(self.frame.select(pl.len()).collect().item())
        index = lines.record_index(self.source, self.dialect)
        if index.height == rows:
            return index["line"].to_list()
        text = _decode(self.source, "utf-8-sig") or ""
        return [line for line, _, _ in records_of(text, self.dialect, self.name)]


def open_raw(file: SourceFile, mapping: TableMapping, *, checked: bool = False) -> RawFile:
    """The raw frame of one file.

    Raises UnreadableFileError for anything that is not a table, UsageError where the mapping is at fault.
    Unless `checked`, plain text is trusted to be well formed until it is read.
    """
    name, by_months = file.name, mapping.layout in ("months", "levels")
    size = 0 if file.kind in TITLES else files.size(file.path, name)
    with reading(name):
        if file.kind in TITLES:
            raw = _open_table(file)
        elif file.kind in READ_WHOLE:
            raw = _open_whole(file, mapping)
        elif file.kind == "parquet":
            raw = _open_parquet(file)
        else:
            source = content_of(file)
            if source == file.path:
                files.check_line_lengths(file.path, name, size)
            folded = isinstance(source, bytes)
            raw = _open_text(source, file, mapping, checked=checked or folded or by_months)
    file.check_unchanged()
    if by_months:
        raw = _by_month(raw, mapping)
    return replace(raw, frame=filled_down(raw.frame, mapping, name)) if mapping.fill_down else raw


@contextmanager
def guarded(raw: RawFile, key: str = "") -> Iterator[None]:
    """Turn what a library says about a broken file into UnsoundFileError where it was not checked.

    Else into UnreadableFileError, or into UsageError where `key`, a part of the mapping, had a hand in it.
    """
    try:
        yield
    except LIBRARY_FAULTS as error:
        if raw.unchecked:
            raise UnsoundFileError(raw.name) from None
        if key:
            raise UsageError(f"{key} on {raw.name}: {reason(error)}") from None
        raise UnreadableFileError(f"{raw.name} cannot be read: {reason(error)}") from None


def _beginning(file: SourceFile) -> bytes:
    if not file.member and compressed.is_compressed(file.path):
        return compressed.beginning(file.path, file.name, SAMPLE_BYTES)
    return _sample(content_of(file))


def _open_whole(file: SourceFile, mapping: TableMapping) -> RawFile:
    rows = rows_of(file, mapping)
    return RawFile(
        file,
        tuple(rows.frame.columns),
        rows.frame.lazy().with_row_index(ROW),
        rows.description,
        is_text=rows.for_people,
        rejected=rows.rejected,
        not_data=rows.not_data,
        notes=rows.notes,
        record_lines=rows.lines,
    )


def _open_parquet(file: SourceFile) -> RawFile:
    frame, notes = open_parquet(content_of(file), file.name)
    columns = tuple(frame.collect_schema().names())
    return RawFile(file, columns, frame.with_row_index(ROW), "Parquet", is_text=False, notes=notes)


def _open_table(file: SourceFile) -> RawFile:
    frame, notes = open_table(file)
    columns = tuple(frame.collect_schema().names())
    return RawFile(file, columns, frame.with_row_index(ROW), TITLES[file.kind], is_text=False, notes=notes)


def _open_text(source: Path | bytes, file: SourceFile, mapping: TableMapping, *, checked: bool) -> RawFile:
    name, sample = file.name, _sample(source)
    check_is_text(sample, name)
    encoding = mapping.encoding or detect_encoding(sample)
    if not checked and encoding in ("utf-8", "utf-8-sig") and b"\n" in sample:
        dialect = sniff(sample, name, mapping, encoding)
        trusted = _trusted(source, file, dialect)
        if not dialect.group and _has_all_columns(trusted):
            return replace(trusted, unchecked=True)
    raw = _try_text(source, file, mapping, encoding)
    if raw is None and mapping.encoding:
        raise UsageError(f"{name} is not {encoding} text, as {mapping.key} encoding says")
    if raw is None and encoding in ("utf-8", "utf-8-sig"):
        raw = _try_text(source, file, mapping, "cp1252")
    if raw is None:
        raise UnreadableFileError(
            f"{name} is damaged: it is not {encoding} text to its end; export it again, "
            f"or name its encoding in {mapping.key} encoding"
        )
    return raw


def _try_text(source: Path | bytes, file: SourceFile, mapping: TableMapping, encoding: str) -> RawFile | None:
    """The file read with this encoding, or None where its bytes are not valid in it."""
    sample = _sample(source)
    dialect = sniff(sample, file.name, mapping, encoding)
    plain: Path | bytes | None = source
    if encoding not in ("utf-8", "utf-8-sig"):
        text = _decode(source, encoding)
        if text is None:
            return None
        plain = text.encode("utf-8", errors="replace")
    lone_returns = b"\r" in sample and b"\n" not in sample
    assert plain is not None
    if not lone_returns and not dialect.group and (raw := _fast(plain, file, dialect)):
        return raw
    text = _decode(plain, "utf-8-sig")
    if text is None:
        return None
    rows = read_carefully(text, dialect, file.name)
    raw = RawFile(
        file,
        dialect.columns,
        rows.frame.lazy().with_row_index(ROW),
        dialect.description,
        is_text=True,
        separator=dialect.separator,
        rejected=rows.rejected,
        not_data=rows.not_data,
        notes=dialect.notes,
        record_lines=rows.lines,
    )
    return _grouped(raw, rows.frame, rows.lines, dialect.group) if dialect.group else raw


def _grouped(raw: RawFile, frame: pl.DataFrame, numbers: Sequence[int], title: str) -> RawFile:
    """A report whose rows are grouped, as rows that name their group."""
    rows = regrouped(frame, title)
    return replace(
        raw,
        columns=tuple(rows.frame.columns),
        frame=rows.frame.lazy().with_row_index(ROW),
        not_data=raw.not_data + frame.height - len(rows.kept),
        notes=(*raw.notes, rows.note),
        record_lines=[numbers[row] for row in rows.kept],
    )


def _by_month(raw: RawFile, mapping: TableMapping) -> RawFile:
    """A report with a column a month as a row for each month. Raises UsageError where it has none."""
    months = months_of(raw.columns, raw.name)
    if not months:
        raise UsageError(
            f"{mapping.key} layout: {raw.name} has no columns of {FEWEST} months in a row "
            f"(it has: {listing(raw.columns)})"
        )
    with guarded(raw):
        rows = raw.frame.collect()
    told = by_month(raw.columns, rows, months, levels=mapping.layout == "levels")
    first, last = (f"{day:%Y-%m}" for day in (min(months.values()), max(months.values())))
    day = "from its first day on" if mapping.layout == "levels" else "on its last day"
    note = f"a column for each of {count(len(months), 'month')}, {first} to {last}: a row for each, {day}"
    return replace(
        raw,
        columns=tuple(told.frame.columns),
        frame=told.frame.lazy().with_row_index(ROW),
        not_data=raw.not_data + told.left,
        notes=(*raw.notes, note),
        record_lines=raw.lines(told.rows),
        unchecked=False,
        source=None,
        dialect=None,
    )


def _sample(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:SAMPLE_BYTES]
    with source.open("rb") as handle:
        return handle.read(SAMPLE_BYTES)


def _decode(source: Path | bytes, encoding: str) -> str | None:
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        # Five bytes have no meaning in cp1252; they occur in damaged exports and must not stop the rest.
        return data.decode(encoding, errors="replace") if encoding == "cp1252" else None


def _fast(source: Path | bytes, file: SourceFile, dialect: Dialect) -> RawFile | None:
    """The file through polars, or None where a row does not have exactly the header's columns."""
    raw = _trusted(source, file, dialect)
    if not _has_all_columns(raw):
        return None
    last = pl.col(dialect.columns[-1])
    try:
        # Without every column, rows with too many fields would go unnoticed.
        every = pl.QueryOptFlags(projection_pushdown=False)
        unended = bool(raw.frame.select((last == "").any()).collect(optimizations=every).item())
    except pl.exceptions.PolarsError:
        return None
    return raw if not unended or raw.is_sound else None


def _trusted(source: Path | bytes, file: SourceFile, dialect: Dialect) -> RawFile:
    """The file through polars, trusting that every row has exactly the header's columns."""
    frame = pl.scan_csv(
        source,
        has_header=dialect.header_line >= 0,
        skip_lines=max(dialect.header_line, 0),
        separator=dialect.separator,
        infer_schema=False,
        new_columns=dialect.columns,
        empty_string_is_null=False,
        glob=False,
    )
    return RawFile(
        file,
        dialect.columns,
        frame.with_row_index(ROW),
        dialect.description,
        is_text=True,
        separator=dialect.separator,
        not_data=dialect.preamble,
        notes=dialect.notes,
        source=source,
        dialect=dialect,
    )


def _has_all_columns(raw: RawFile) -> bool:
    """Whether polars sees the columns that the dialect found."""
    try:
        return raw.frame.collect_schema().names() == [ROW, *raw.columns]
    except pl.exceptions.PolarsError:
        return False


def _is_sound(raw: RawFile) -> bool:
    """Whether rows that end in an empty cell really have all their separators: polars pads short rows."""
    assert raw.source is not None
    assert raw.dialect is not None
    if len(raw.columns) == 1:
        return True
    frame = raw.frame.drop(ROW)
    blank = pl.all_horizontal(pl.all() == "")
    rows, empty = frame.select(pl.len(), blank.sum()).collect().row(0)
    if not empty and not lines.has_quotes(raw.source):
        return lines.separators_match(raw.source, raw.dialect, rows)
    index = lines.record_index(raw.source, raw.dialect)
    full = (pl.col("separators") == len(raw.columns) - 1) | pl.col("blank")
    return index.height == rows and bool(index.select(full.all()).item())
