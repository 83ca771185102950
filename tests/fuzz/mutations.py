"""Small harm to bytes and texts, as disks, editors and exports do it; each says what it did."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from tests.hostile import HOSTILE_CELLS

ODD_CELLS: Final = (
    *(cell for cell in HOSTILE_CELLS if len(cell) < 1_000),
    *(
        "0",
        "-0",
        "-1",
        "1e308",
        "-1e308",
        "1e-320",
        "nan",
        "inf",
        "9" * 400,
        "9223372036854775808",
        "1,234.5",
    ),
    *("1.234,56", "€ 5", "(3.00)", "5-", "12%", "NULL", "N/A", "-", "#N/A", "None", "true", "0x1F", "½", "٣"),
    *("0000-00-00", "9999-12-31", "99999-01-01", "1800-01-01", "1799-12-31", "2025-02-30", "30.02.2025"),
    *("2025-01-01T25:61:61Z", "2025-01-01T10:00:00+99:99", "1735689600", "99999999999999", "13/13/2025"),
    *(
        "Total",
        "Grand Total",
        "Confidential",
        "page 1",
        "'",
        '"',
        '""',
        '"""',
        ",",
        ";",
        "\\",
        "\x00",
        "\ufeff",
    ),
)
_STRAY: Final = (
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b",",
    b";",
    b"\t",
    b"|",
    b"\xc3\x28",
    b"PAR1",
)


def mutated_bytes(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    """The data with one kind of harm done to them."""
    harm = rng.choice(_HARMS)
    return harm(rng, data), harm.__name__.strip("_")


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8, 64]) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _behead(rng: random.Random, data: bytes) -> bytes:
    return data[rng.randrange(min(len(data), 200) + 1) :]


def _take_out(rng: random.Random, data: bytes) -> bytes:
    at, length = rng.randrange(len(data) + 1), rng.choice([1, 2, 10, 100])
    return data[:at] + data[at + length :]


def _put_in(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    stray = rng.choice([*_STRAY, rng.randbytes(rng.choice([1, 4, 100]))])
    return data[:at] + stray * rng.choice([1, 1, 1, 3, 500]) + data[at:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    return data[:end] + data[start:end] * rng.choice([1, 2]) + data[end:]


def _replace_by_noise(rng: random.Random, data: bytes) -> bytes:
    return rng.randbytes(rng.choice([0, 1, 3, 20, 400, 5_000]))


_HARMS: Final[tuple[Callable[[random.Random, bytes], bytes], ...]] = (
    _flip, _cut, _behead, _take_out, _put_in, _put_in, _repeat, _replace_by_noise,
)  # fmt: skip


def mutated_rows(rng: random.Random, rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], str]:
    """A table, header first, with cells, rows or columns changed."""
    table = [list(row) for row in rows]
    changes = rng.choice([1, 1, 2, 3, 10])
    told = []
    for _ in range(changes):
        change = rng.choice(_CHANGES)
        change(rng, table)
        told.append(change.__name__.strip("_"))
    return table, ", ".join(dict.fromkeys(told))


def _odd_cell(rng: random.Random, table: list[list[str]]) -> None:
    row = rng.choice(table[1:] or table)
    row[rng.randrange(len(row))] = rng.choice(ODD_CELLS)


def _odd_column(rng: random.Random, table: list[list[str]]) -> None:
    at, cells = rng.randrange(len(table[0])), rng.sample(ODD_CELLS, 3)
    for row in table[1:]:
        if at < len(row):
            row[at] = rng.choice(cells)


def _odd_title(rng: random.Random, table: list[list[str]]) -> None:
    table[0][rng.randrange(len(table[0]))] = rng.choice([*ODD_CELLS, *table[0]])


def _ragged_row(rng: random.Random, table: list[list[str]]) -> None:
    at = rng.randrange(len(table))
    table[at] = table[at][:-1] or [""] if rng.random() < 0.5 else [*table[at], "more", ""]


def _row_again(rng: random.Random, table: list[list[str]]) -> None:
    table.insert(rng.randrange(len(table) + 1), list(rng.choice(table)))


def _all_again(rng: random.Random, table: list[list[str]]) -> None:
    table.extend([list(row) for row in table[rng.randrange(2) :]])


def _row_out(rng: random.Random, table: list[list[str]]) -> None:
    if len(table) > 1:
        del table[rng.randrange(len(table))]


def _report_lines(rng: random.Random, table: list[list[str]]) -> None:
    table.insert(0, ["Report of something"])
    table.append(["Grand Total", "", "12"])


def _column_out(rng: random.Random, table: list[list[str]]) -> None:
    at = rng.randrange(len(table[0]))
    for row in table:
        del row[at : at + 1]
        row.extend([""] * (not row))


def _column_again(rng: random.Random, table: list[list[str]]) -> None:
    at = rng.randrange(len(table[0]))
    for row in table:
        row.append(row[at] if at < len(row) else "")


_CHANGES: Final[tuple[Callable[[random.Random, list[list[str]]], None], ...]] = (
    _odd_cell, _odd_cell, _odd_cell, _odd_column, _odd_column, _odd_title, _ragged_row, _row_again,
    _all_again, _row_out, _report_lines, _column_out, _column_again,
)  # fmt: skip
