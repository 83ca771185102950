"""Digests of what a book holds, as it could be known on a day: the same wherever it was read.

They are taken of the tables after intake, rows in an order of their own: neither folder, file order, time
zone, line endings nor the kind of file are in them. Rows that became known after the day are not either: what
a newer export adds to the past of a book shows, what it adds after the day does not.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.disk.frames import entry_name, is_there
from holdfast.book.visible import as_known
from holdfast.keeping import keeps
from holdfast.own.files import private_folder, write_private
from holdfast.own.places import cached_books
from holdfast.schema.tables import MEANS, TABLES, UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from holdfast.book.book import Book

_DIGITS: Final = 16
_FOLDER: Final = "seals"
_KEPT: Final = 4
"""Days of which the digests of a book are kept in memory."""

_EXACT: Final = 2**53
"""Whole numbers up to here are exact with a point, too."""

_FIELD, _NULL = "\x1f", "\x00"
_OURS: Final = ("customer", "name_folded", "known_from", MEANS)
"""Columns that are worked out of others, or of the order of rows."""


def table_digests(book: Book, as_of: date) -> Mapping[str, str]:
    """The digest of each table of the export, by its name: hex digits; tables without a row have none.

    Beside the cached book they are kept, so that a day is looked at once.
    """
    return _of_day(book.exported, as_of)


@keeps(_KEPT)
def _of_day(book: Book, as_of: date) -> Mapping[str, str]:
    entry = cached_books() / entry_name(book.fingerprint)
    path = entry / _FOLDER / f"{as_of.isoformat()}.json" if is_there(entry) else None
    if path is not None and (kept := _read(path)) is not None:
        return kept
    found = {name: digest_of(frame) for name, frame in _tables(book, as_of) if frame.height}
    if path is not None:
        with suppress(OSError):
            private_folder(path.parent)
            write_private(path, json.dumps({"tables": found, "check": _check(found)}))
    return found


def _read(path: Path) -> dict[str, str] | None:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if told["check"] == _check(told["tables"]):
            return dict(told["tables"])
    return None


def _check(tables: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(tables.items())).encode()).hexdigest()


def _tables(book: Book, as_of: date) -> Iterator[tuple[str, pl.DataFrame]]:
    known = pl.col("known_from").is_null() | (pl.col("known_from") <= as_of)
    yield "customers", book.customers_as_known(as_of).filter(known)
    if book.described is not None:
        ids = book.customers.select("customer", "customer_id")
        past = book.described.filter(pl.col(UNTIL) <= as_of)
        yield "customers before", past.join(ids, on="customer")
    for name, frame in book.tables.items():
        if name == "assignments" and book.assumed_assignments:
            continue
        yield name, as_known(TABLES[name], frame.select(pl.all()).drop(_made_up(book, name)), as_of)


def _made_up(book: Book, name: str) -> list[str]:
    """The id of a table whose files have none: its rows are named after their place in them."""
    key = TABLES[name].key
    files = [file for file in book.receipt.files if file.table == name]
    told = {canonical for file in files for canonical, _ in file.columns}
    told |= {canonical for file in files for canonical in file.derived}
    return [key] if key is not None and files and key not in told else []


def digest_of(frame: pl.DataFrame) -> str:
    """The digest of the rows of a frame, in whatever order: hex digits.

    Columns of nothing but nulls are not in it.
    """
    told = frame.drop(_OURS, strict=False)
    told = told.select(sorted(name for name in told.columns if told[name].null_count() < told.height))
    # Most numbers with a point are whole ones, which are text in a fifth of the time.
    floats = (name for name, dtype in told.schema.items() if dtype.is_float())
    told = told.with_columns(
        pl.col(name).cast(pl.Int64) for name in floats if _is_whole(told.get_column(name))
    )
    found = hashlib.sha256(f"{told.height}".encode())
    order = _order(told)
    # Column by column: all of them as text would take several times the memory of the table.
    for name, dtype in told.schema.items():
        column = told.select(_as_text(name, dtype)).to_series().gather(order)
        found.update(f"{_NULL}{name}{_NULL}".encode())
        found.update(str(column.str.join(_FIELD).item()).encode())
    return found.hexdigest()[:_DIGITS]


def _is_whole(numbers: pl.Series) -> bool:
    return bool(((numbers == numbers.round(0)) & (numbers.abs() < _EXACT)).all())


def _order(told: pl.DataFrame) -> pl.Series:
    """The rows of a frame in an order of their own: by an id that each has once, else by all their cells."""
    for name in told.columns:
        if name.endswith("_id") and told.get_column(name).is_unique().all():
            return told.select(_as_text(name, told.schema[name])).to_series().arg_sort()
    texts = (_as_text(name, dtype) for name, dtype in told.schema.items())
    return told.select(pl.arg_sort_by(*texts)).to_series()


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text that is the same everywhere, null a character that no text has."""
    column = pl.col(name)
    if dtype == pl.Datetime:
        column = column.dt.timestamp("us")
    elif dtype == pl.Date:
        column = column.to_physical()
    elif dtype.is_float():
        column = (column + 0.0).round_sig_figs(12)
    elif isinstance(dtype, pl.List):
        column = column.list.eval(pl.element().cast(pl.String)).list.join(" ", ignore_nulls=True)
    text = column.cast(pl.String)
    if dtype.is_numeric() or dtype.is_temporal() or dtype == pl.Boolean:
        return text.fill_null(_NULL)
    # What parts the cells of a column is in none of them.
    return text.str.replace_all(_FIELD, " ", literal=True).fill_null(_NULL)
