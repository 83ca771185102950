"""A table on its way to a CSV file, and how its cells are written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

Cell: TypeAlias = str | int | Decimal | bool | date | datetime | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class TableSheet:
    """One table: its canonical name, the canonical columns it fills, and its rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        unknown = [column for column in self.header if TABLES[self.name].column(column) is None]
        if unknown:
            raise ValueError(f"{self.name} has no column {', '.join(unknown)}")
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"{self.name} has rows that do not fit its {len(self.header)} columns")


def sheet(name: str, header: str, rows: Iterable[Row]) -> TableSheet:
    """A sheet from a header written as `"order_id customer_id amount"`. Raises ValueError, KeyError."""
    return TableSheet(name, tuple(header.split()), tuple(rows))


def money(cents: float) -> Decimal:
    """Cents → currency units with exactly two decimals."""
    return Decimal(round(cents)).scaleb(-2)


def one_decimal(value: float) -> Decimal:
    """A number with exactly one decimal, so that its text is the same everywhere."""
    return Decimal(round(value * 10)).scaleb(-1)


def csv_text(table: TableSheet) -> str:
    """The sheet as CSV: ISO dates, UTC timestamps, true/false, empty for unknown, newline line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
