"""Files that hold lists of rows inside of them, to be harmed from without and from within."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final

import xlsxwriter
from tests.fuzz.mutations import mutated_bytes, mutated_rows

Rows = Sequence[Sequence[str]]
Held = tuple[str, bytes, str]
"""A file's ending, its content, and what was done to it."""


def workbook(rng: random.Random, rows: Rows) -> Held:
    """A workbook, its figures numbers in half of the cases, perhaps damaged in one of its parts."""
    table, told = _mutated(rng, rows)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": rng.random() < 0.5})
    sheet = book.add_worksheet()
    for row, cells in enumerate(table):
        sheet.write_row(row + rng.choice([0, 0, 0, 1]), 0, [cell[:100] for cell in cells])
    book.close()
    data = buffer.getvalue()
    if rng.random() < 0.4:
        data, harm = _harmed_within(rng, data)
        told += f", {harm}"
    return ".xlsx", data, told


def archive(rng: random.Random, rows: Rows) -> Held:
    """An archive of one or two files, one of which may be an archive, a workbook or anything else."""
    buffer, told = io.BytesIO(), []
    with zipfile.ZipFile(buffer, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as packed:
        for number in range(rng.choice([1, 1, 2])):
            ending, data, harm = rng.choice((workbook, document, lines, database, _text))(rng, rows)
            packed.writestr(f"{rng.choice(['orders', 'x/orders', '../orders', 'ö#1'])}{number}{ending}", data)
            told.append(harm)
    return ".zip", buffer.getvalue(), " and ".join(told)


def document(rng: random.Random, rows: Rows) -> Held:
    """A list of objects, alone or inside of a document."""
    objects, told = _objects(rng, rows)
    whole = rng.choice(
        [objects, {"data": objects}, {"a": {"b": objects}, "n": 1}, {"a": objects, "b": objects[:2]}]
    )
    return ".json", json.dumps(whole, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace"), told


def lines(rng: random.Random, rows: Rows) -> Held:
    """An object on every line."""
    objects, told = _objects(rng, rows)
    return ".jsonl", "\n".join(map(json.dumps, objects)).encode("utf-8", "replace"), told


def database(rng: random.Random, rows: Rows) -> Held:
    """A table of a database, its figures numbers in half of the columns."""
    table, told = _mutated(rng, rows)
    width = max(map(len, table))
    names = ", ".join(f"c{place} {rng.choice(['', 'TEXT', 'REAL', 'INTEGER'])}" for place in range(width))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE orders ({names})")
        for place, title in enumerate(table[0]):
            quoted = title.replace('"', '""').replace("\x00", "")
            try:
                connection.execute(f'ALTER TABLE orders RENAME COLUMN c{place} TO "{quoted}"')
            except sqlite3.Error:
                told += ", a name left out"
        marks = ", ".join("?" * width)
        padded = [[*row, *[None] * (width - len(row))] for row in table[1:]]
        connection.executemany(f"INSERT INTO orders VALUES ({marks})", padded)
        connection.commit()
        return ".sqlite", connection.serialize(), told


def _mutated(rng: random.Random, rows: Rows) -> tuple[list[list[str]], str]:
    """Mutated rows in letters that can be written at all."""
    table, told = mutated_rows(rng, rows)
    return [[cell.encode("utf-8", "replace").decode() for cell in row] for row in table], told


def _text(rng: random.Random, rows: Rows) -> Held:
    table, told = _mutated(rng, rows)
    return ".csv", "\n".join(map(",".join, table)).encode("utf-8", "replace"), told


def _objects(rng: random.Random, rows: Rows) -> tuple[list[object], str]:
    table, told = _mutated(rng, rows)
    objects: list[object] = [dict(zip(table[0], map(_value(rng), row), strict=False)) for row in table[1:]]
    if rng.random() < 0.2:
        objects.insert(rng.randrange(len(objects) + 1), rng.choice([None, 1, "x", [], {}, {"a": {"b": [1]}}]))
    return objects, told


def _value(rng: random.Random) -> Callable[[str], object]:
    if rng.random() < 0.5:
        return lambda cell: cell
    return lambda cell: float(cell) if cell.replace(".", "", 1).isdecimal() and len(cell) < 20 else cell


def _harmed_within(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    """One part of a workbook changed, and all of it packed soundly again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sound, zipfile.ZipFile(buffer, "w") as changed:
        chosen = rng.choice(sound.namelist())
        told = ""
        for name in sound.namelist():
            part = sound.read(name)
            if name == chosen:
                part, harm = mutated_bytes(rng, part)
                told = f"{harm} in {name}"
            changed.writestr(name, part)
    return buffer.getvalue(), told


HOLDERS: Final[tuple[Callable[[random.Random, Rows], Held], ...]] = (
    workbook,
    archive,
    document,
    lines,
    database,
)
"""Forms of files with lists of rows inside of them."""
