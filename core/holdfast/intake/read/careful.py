"""Ragged or odd text, record by record, with the physical line of each."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.layout.groups import is_heading
from holdfast.intake.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from holdfast.intake.read.dialect import Dialect

FOOTER: Final = re.compile(
    r"(grand\s+)?totals?\b.*|gesamt(summe|betrag)?\b.*|summe\b.*|total[ei]\b.*|confidential\b.*|copyright\b.*"
    r"|generated\b.*|exported\b.*|created (by|on)\b.*|erstellt\b.*|report\b.*|page \d.*|seite \d.*"
    r"|\(?\d+ (rows|records)\)?",
    re.IGNORECASE | re.DOTALL,
)
"""Lines that close a report instead of stating a row."""

_BATCH: Final = 100_000


@dataclass(frozen=True)
class Rejected:
    """A record that is not a row of the table: its line, its text, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, eq=False)
class CarefulRows:
    """String rows, the line of each (from 1), the records that are no rows, and the number of other lines."""

    frame: pl.DataFrame
    lines: Sequence[int]
    rejected: tuple[Rejected, ...]
    not_data: int


def read_carefully(text: str, dialect: Dialect, name: str) -> CarefulRows:
    """Read with tolerance for ragged rows, saying where each record stands. Raises UsageError."""
    width = len(dialect.columns)
    kept: list[pl.DataFrame] = []
    batch: list[list[str]] = []
    record_lines: list[int] = []
    rejected: list[Rejected] = []
    not_data, after_footer, line = dialect.preamble, False, 0
    for line, cells, closed in records_of(text, dialect, name):
        filled = [cell for cell in cells if cell.strip()]
        if not filled:
            not_data, after_footer = not_data + 1, True
        elif closed and (len(cells) == width or (dialect.group and len(cells) < width and is_heading(cells))):
            batch.append([*cells, *[""] * (width - len(cells))])
            record_lines.append(line)
            after_footer = False
        elif (
            closed
            and len(filled) == 1
            and (FOOTER.fullmatch(filled[0].strip()) or (after_footer and width > 2))
        ):
            not_data, after_footer = not_data + 1, True
        elif closed and len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            batch.append(cells[:width])
            record_lines.append(line)
        else:
            rejected.append(_ragged(line, cells, dialect, closed=closed))
        if len(batch) >= _BATCH:
            kept.append(_frame(batch, dialect.columns))
            batch = []
    kept.append(_frame(batch, dialect.columns))
    if rejected and rejected[-1].line == line and not text.endswith(("\n", "\r")):
        cut = f"{rejected[-1].reason}; the file may be cut off here"
        rejected[-1] = replace(rejected[-1], reason=cut)
    return CarefulRows(pl.concat(kept), record_lines, tuple(rejected), not_data)


def _frame(rows: Iterable[list[str]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String), orient="row")


def _ragged(line: int, cells: list[str], dialect: Dialect, *, closed: bool) -> Rejected:
    text = dialect.separator.join(cells)[:500]
    if not closed:
        return Rejected(line, text, "a quotation mark is opened and never closed")
    return Rejected(line, text, f"{count(len(cells), 'field')} where the header has {len(dialect.columns)}")


def records_of(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str], bool]]:
    """(line from 1, cells, whether its quotes are closed) of every record of the data.

    An open quote swallows the rest of a file: only the line that opened it is given up, and reading
    starts again on the next one.
    """
    physical = list(io.StringIO(text, newline=""))
    start = dialect.first_data_line
    while start < len(physical):
        reader = csv.reader(physical[start:], delimiter=dialect.separator)
        line = start
        restart = None
        try:
            for cells in reader:
                end = start + reader.line_num
                if end >= len(physical) and end > line + 1 and _left_open(physical[line:end]):
                    restart = line + 1
                    yield line + 1, next(csv.reader([physical[line]], delimiter=dialect.separator)), False
                    break
                yield line + 1, cells, not (end >= len(physical) and _left_open(physical[line:end]))
                line = end
        except csv.Error:
            raise files.cell_too_large(name) from None
        if restart is None:
            return
        start = restart


def _left_open(record: Sequence[str]) -> bool:
    """Whether the quotation of a record's last cell is still open at the end of the file."""
    return sum(line.count('"') for line in record) % 2 == 1
