"""One table in every kind of file is one book: nothing is lost or changed by the way it is kept."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from tests.core.intake.read.workbooks import ods, xlsx

from holdfast.intake import read_book
from holdfast.schema.exports import Intake

HEADER: Final = ("Order ID", "Customer", "Date", "Amount", "Colour")
ROWS: Final = (
    ("0001", "Café Noir", date(2025, 1, 2), 1234.5, "red"),
    ("0002", "Acme, \"Ltd\"", date(2025, 2, 3), -0.01, None),
    ("A-3", "=1+1", date(2025, 12, 31), 5.678, "blau\nund rot"),
    ("0004", "007", date(2024, 2, 29), 100, "x"),
)  # fmt: skip
Table = Sequence[Sequence[object]]


def text(rows: Table) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _plain(rows: Table) -> list[dict[str, object]]:
    return [
        {
            str(name): str(cell) if isinstance(cell, date) else cell
            for name, cell in zip(rows[0], row, strict=True)
        }
        for row in rows[1:]
    ]


def parquet(rows: Table) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(_plain(rows)).write_parquet(buffer)
    return buffer.getvalue()


def database(rows: Table) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        names = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(f"CREATE TABLE orders ({names})")
        cells = [tuple(row.values()) for row in _plain(rows)]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", cells)
        connection.commit()
        return connection.serialize()


def zipped(rows: Table) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("orders.csv", text(rows))
    return buffer.getvalue()


FORMS: Final[dict[str, Callable[[Table], bytes]]] = {
    "orders.csv.gz": lambda rows: gzip.compress(text(rows)),
    "orders.parquet": parquet,
    "orders.xlsx": lambda rows: xlsx({"Orders": rows}),
    "orders.json": lambda rows: json.dumps(_plain(rows)).encode(),
    "orders.jsonl": lambda rows: "\n".join(map(json.dumps, _plain(rows))).encode(),
    "orders.sqlite": database,
    "orders.zip": zipped,
}


def read(folder: Path, name: str, content: bytes) -> Intake:
    folder.mkdir()
    (folder / name).write_bytes(content)
    intake = read_book([folder])
    (file,) = intake.receipt.files
    assert file.rows_read == file.used + file.quarantined + file.left_out + file.not_data
    return intake


@pytest.mark.thorough
@pytest.mark.parametrize("name", FORMS)
def test_a_table_is_the_same_book_in_every_form(tmp_path: Path, name: str) -> None:
    rows = (HEADER, *ROWS)
    wanted = read(tmp_path / "text", "orders.csv", text(rows))
    found = read(tmp_path / "other", name, FORMS[name](rows))
    assert found.tables["orders"].equals(wanted.tables["orders"])
    assert found.tables["orders"].height == len(ROWS)


def test_a_table_of_libreoffice_is_the_same_book(tmp_path: Path) -> None:
    rows = (HEADER[:4], *(row[:4] for row in ROWS[3:]))
    wanted = read(tmp_path / "text", "orders.csv", text(rows))
    assert (
        read(tmp_path / "other", "orders.ods", ods("Orders", rows))
        .tables["orders"]
        .equals(wanted.tables["orders"])
    )


@pytest.mark.parametrize("name", [name for name in FORMS if name != "orders.parquet"])
def test_a_bad_row_is_accounted_for_in_every_form(tmp_path: Path, name: str) -> None:
    rows = (HEADER, *ROWS, ("0005", "Acme", "soon", 1, ""), ("0006", None, date(2025, 1, 1), 1, ""))
    receipt = read(tmp_path / "other", name, FORMS[name](rows)).receipt
    (file,) = receipt.files
    assert (file.rows_read, file.used, file.quarantined) == (6, 4, 2)
    assert receipt.quarantine["column"].to_list() == ["Date", "Customer"]
