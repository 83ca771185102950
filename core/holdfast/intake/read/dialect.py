"""What a text file is written in: encoding, separator, where the header stands."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.layout.groups import are_grouped, group_title
from holdfast.intake.read.layout.headers import header_of, named_header, usual_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.layout.headers import Record

SAMPLE_BYTES: Final = 2**18
_SAMPLE_RECORDS: Final = 200
_SEPARATORS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SEPARATOR_HINT: Final = re.compile(r"sep=([\x01-\x7f])\r?\n?", re.IGNORECASE)

_CONTROLS: Final = bytes({*range(9), *range(14, 32)} - {0x1B})
_FEW_CONTROLS: Final = 100
_NOT_TEXT: Final = (
    (
        b"PK\x03\x04",
        "an Excel workbook or a zip archive under another name: give it the ending .xlsx or .zip",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook under another name: give it the ending .xls"),
    (b"%PDF", "a PDF document: export the table as CSV"),
    (b"PAR1", "a Parquet file under another name: give it the ending .parquet"),
    (b"<!DOCTYPE", "a web page (perhaps a login page saved in place of the export)"),
    (b"<html", "a web page (perhaps a login page saved in place of the export)"),
    (b"SQLite format", "a database under another name: give it the ending .sqlite"),
)


@dataclass(frozen=True)
class Dialect:
    """How to read one text file.

    `header_line` and `first_data_line` are physical lines counted from 0; without a header the former is -1.
    `preamble` lines before the header are not data.
    `group` names the column of groups where rows are grouped.
    """

    encoding: str
    separator: str
    columns: tuple[str, ...]
    header_line: int
    first_data_line: int
    preamble: int
    notes: tuple[str, ...] = ()
    group: str = ""

    @property
    def description(self) -> str:
        """`UTF-8, comma`, with the header's line where it is not the first."""
        parts = [self.encoding.upper() if self.encoding != "utf-8-sig" else "UTF-8 with BOM"]
        parts.append(_NAMES.get(self.separator, f"separator {self.separator!r}"))
        if self.header_line > 0:
            parts.append(f"header on line {self.header_line + 1}")
        elif self.header_line < 0:
            parts.append("no header")
        return ", ".join(parts)


def check_is_text(sample: bytes, name: str) -> None:
    """Raises UnreadableFileError for workbooks, web pages and other files that are not tables of text."""
    start = sample.lstrip(b"\xef\xbb\xbf \r\n\t")[:64]
    for magic, what in _NOT_TEXT:
        if start[: len(magic)].lower() == magic.lower():
            raise UnreadableFileError(f"{name} is not a table but {what}")
    # MYOB heads its lists with a line of nothing but braces.
    if (start[:1] == b"{" and not re.match(rb"\{\}\s*[\r\n]", start)) or start[:2] == b"[{":
        raise UnreadableFileError(
            f"{name} is not a table but JSON under another name: give it the ending .json"
        )
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if not _utf16(sample) and controls > _FEW_CONTROLS and controls * 20 > len(sample):
        raise UnreadableFileError(f"{name} is not a table of text: export it as CSV or Parquet")


def _utf16(sample: bytes) -> str | None:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(b"\0") > 0.6 * half:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(b"\0") > 0.6 * half else None


def detect_encoding(sample: bytes) -> str:
    """utf-8, utf-8-sig, utf-16…, or cp1252 for what is not valid UTF-8."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if found := _utf16(sample):
        return found
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # The sample may end inside a character.
        if error.start < len(sample) - 3:
            return "cp1252"
    return "utf-8"


def sniff(sample: bytes, name: str, mapping: TableMapping, encoding: str) -> Dialect:
    """The dialect of a file from its first bytes. Raises UnreadableFileError where nothing stands in it.

    Whatever the mapping says explicitly is taken as it stands.
    """
    whole = len(sample) < SAMPLE_BYTES
    text = sample.decode(encoding, errors="replace").removeprefix("\ufeff")
    notes = () if encoding != "cp1252" or mapping.encoding else ("not valid UTF-8: read as cp1252",)
    expected = set() if mapping.preset else set((mapping.columns or {}).values())
    hint = _SEPARATOR_HINT.match(text)
    separator = mapping.separator or (hint[1] if hint else None)
    if separator is None:
        separator = max(_SEPARATORS, key=lambda one: _score(_records(text, one, name, whole=whole), expected))
    records = _records(text, separator, name, whole=whole)
    filled = [record for record in records if any(cell.strip() for cell in record[1])]
    if not filled and whole and len(records) < _SAMPLE_RECORDS:
        raise UnreadableFileError(f"{name} is empty: export it again")
    if not filled:
        raise UnreadableFileError(
            f"{name} begins with {len(records)} empty rows: remove those before the data"
        )
    width = usual_width(filled)
    if width > files.MAX_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {width:,} columns, more than {files.MAX_COLUMNS:,}: is it really a table?"
        )
    if not mapping.header:
        columns = tuple(f"column_{index + 1}" for index in range(width))
        return Dialect(encoding, separator, columns, -1, 0, 0, notes)
    start, cells, end = named_header(filled, expected) or header_of(filled, width)
    width = len(cells) if expected & {cell.strip() for cell in cells} else width
    columns, renamed = unique_names([*cells, *[""] * (width - len(cells))])
    if renamed:
        notes = (*notes, f"header names a column twice: {', '.join(renamed)}")
    if start and not (hint and start == 1):
        notes = (*notes, f"header found on line {start + 1}; the lines before it are not data")
    group = ""
    if is_grouped(mapping, [cells for first, cells, _ in filled if first >= end]):
        group = group_title([name, *(cell for first, cells, _ in filled if first < start for cell in cells)])
    return Dialect(encoding, separator, columns, start, end, start, notes, group)


def is_grouped(mapping: TableMapping, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows below a header are grouped: as the mapping says, else by themselves."""
    return mapping.layout == "groups" or (mapping.layout is None and are_grouped(rows))


def _records(text: str, separator: str, name: str, *, whole: bool) -> list[Record]:
    """(first line, cells, line after) of the first records; a record that the sample may cut is dropped."""
    csv.field_size_limit(files.MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    records: list[Record] = []
    start = 0
    try:
        for cells in reader:
            records.append((start, cells, reader.line_num))
            start = reader.line_num
            if len(records) >= _SAMPLE_RECORDS:
                return records
    except csv.Error:
        raise files.cell_too_large(name) from None
    return records if whole or len(records) < 2 else records[:-1]


def _score(records: Sequence[Record], expected: set[str]) -> tuple[bool, int, int]:
    named = named_header(records, expected) is not None
    width = usual_width(records)
    if width < 2:
        return named, 0, 0
    return named, sum(len(cells) == width for _, cells, _ in records), width


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Column names made unique (`Name`, `Name_2`; `column_3` for an empty one), and the repeated ones."""
    seen: set[str] = set()
    result: list[str] = []
    repeated: list[str] = []
    for index, raw in enumerate(names):
        # Names that begin with two underscores are kept for working columns.
        base = raw.strip().lstrip("\ufeff")
        base = (base.strip("_") if base.startswith("__") else base) or f"column_{index + 1}"
        name, again = base, 1
        while name in seen:
            again += 1
            name = f"{base}_{again}"
        if again > 1:
            repeated.append(base)
        seen.add(name)
        result.append(name)
    return tuple(result), repeated
