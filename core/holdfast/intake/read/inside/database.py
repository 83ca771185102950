"""SQLite files, opened for reading alone: the standard library's own engine, and nothing is written."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import polars as pl

from holdfast.intake.read.dialect import unique_names
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.files import journals
from holdfast.intake.read.inside.rows import Rows, column_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) != 'sqlite_' ORDER BY name"
)


def tables_of(source: Path | bytes, name: str) -> tuple[str, ...]:
    """The names of the tables. Raises UnreadableFileError where it is damaged or has none."""
    with _opened(source, name) as connection:
        tables = tuple(str(row[0]) for row in connection.execute(_TABLES))
    if not tables:
        raise UnreadableFileError(f"{name} is a database without tables")
    return tables


def table_of(source: Path | bytes, table: str, name: str) -> Rows:
    """The rows of one table, with the types its values have. Raises UnreadableFileError."""
    with _opened(source, name) as connection:
        cursor = connection.execute(" ".join(("SELECT * FROM", _identifier(table))))
        columns, _ = unique_names([column[0] for column in cursor.description])
        values = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(columns)
    series = [column_of(column).alias(title) for title, column in zip(columns, values, strict=True)]
    return Rows(pl.DataFrame(series), "SQLite")


def _identifier(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


@contextmanager
def _opened(source: Path | bytes, name: str) -> Iterator[sqlite3.Connection]:
    """Raises UnreadableFileError for whatever the library says about the file."""
    try:
        with closing(_connection(source, name)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", errors="replace")
            yield connection
    except (sqlite3.Error, OverflowError) as error:
        raise UnreadableFileError(f"{name} cannot be read as a database: {error}") from None


def _connection(source: Path | bytes, name: str) -> sqlite3.Connection:
    if isinstance(source, Path) and not any(beside.is_file() for beside in journals(source)):
        return sqlite3.connect(f"file:{quote(str(source))}?mode=ro&immutable=1", uri=True)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(source if isinstance(source, bytes) else _with_journals(source))
    return connection


def _with_journals(source: Path) -> bytes:
    """A database with what stands in its journals, brought together in a copy: only that may be written."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        for path in (source, *(beside for beside in journals(source) if beside.is_file())):
            shutil.copy(path, folder)
        with closing(sqlite3.connect(Path(folder) / source.name)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
            return copy.serialize()
