"""A book as a mart: one file in a folder, read where it lies by everybody who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from holdfast.book.activity import Activity
from holdfast.book.book import Book
from holdfast.book.built import MART
from holdfast.book.disk.made_by import made_by
from holdfast.book.disk.told import own_of, receipt_of, settings_of, told_of
from holdfast.mart.errors import DamagedError, ForeignError, OtherVersionError
from holdfast.mart.layout import Manifest
from holdfast.mart.read import Mart, open_mart, read_manifest
from holdfast.mart.write import HowStored, Lookup, write_mart
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings

_KIND: Final = "book"
_TABLE: Final = "table-"

_LAYOUT: Final = HowStored(
    # Orders stand once more in `sales`, sorted: few rows of the table itself are ever read at a time.
    packed=frozenset((f"{_TABLE}orders", "quarantine", "cells_set_aside")),
    views=frozenset(("customers",)),
    lookups={"customer_id": Lookup("customer", "customers", "customer_id")},
)

_BESIDE: Final = frozenset(("fingerprint", "built"))
"""What changes with the time and the place of writing, and is no part of the content."""

_MALFORMED: Final = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class StoredBook:
    """What a mart says about its book, none of whose columns is read for it.

    `content`: digest of the rows and of what describes them, the same wherever they were written.
    `made_by`: the code that made it (made_by.py). `as_of`: the day it is asked about where nobody names one.
    `fingerprint`: of the files it was read from. `receipt`: without the rows that were set aside. `rows`: of
    every frame. `built`: what its builder had to say.
    """

    content: str
    made_by: str
    as_of: date
    fingerprint: str
    settings: BookSettings
    receipt: Receipt
    rows: Mapping[str, int]
    built: Mapping[str, Any]


def is_mart(folder: Path) -> bool:
    """Whether a folder holds a file that is called as the mart of a book is."""
    return (folder / MART).is_file()


def write_book(
    book: Book, folder: Path, built: Mapping[str, Any] | None = None, *, private: bool = False
) -> StoredBook:
    """Write a book into a folder that is there, in the place of the one in it.

    That one stays whole until then, and mapped for whoever has it open. `built`: what is to be said about how
    this one was built, as JSON has it. `private`: for nobody else to read. Raises OSError, PolarsError.
    """
    frames = {
        "customers": book.customers,
        "sales": book.sales,
        "purchases": book.purchases,
        "changes": book.activity.changes,
        "months": book.activity.months,
        "gaps": book.activity.gaps,
        "quarantine": book.receipt.quarantine,
        "cells_set_aside": book.receipt.cells_set_aside,
        **({} if book.described is None else {"described": book.described}),
        **{f"{_TABLE}{name}": frame for name, frame in book.tables.items()},
    }
    told = {
        "kind": _KIND,
        "as_of": book.default_as_of.isoformat(),
        "fingerprint": book.fingerprint,
        "built": dict(built or {}),
        **told_of(book),
    }
    written = write_mart(folder / MART, frames, told, made_by(), _LAYOUT, private=private, beside=_BESIDE)
    return _described(folder, written)


def read_stored(folder: Path) -> StoredBook:
    """What the mart in a folder says about its book. Raises MartError."""
    return _described(folder, _ours(folder, read_manifest(folder / MART)))


def read_book(folder: Path, *, check: bool = False) -> Book:
    """The book in a folder, mapped: its columns are read when they are asked for.

    `check`: compare all of them with their checksums now, not when they are used. Raises MartError, and
    DamagedError when a column is asked for that is not as it was written.
    """
    mart = open_mart(folder / MART)
    if check:
        _ours(folder, mart.manifest)
        mart.blocks.check_all()
    return _book(folder, mart)


def open_stored(folder: Path) -> tuple[StoredBook, Book]:
    """What a mart says about its book, and the book, of one and the same file. Raises as `read_book` does."""
    mart = open_mart(folder / MART)
    return _described(folder, _ours(folder, mart.manifest)), _book(folder, mart)


def _book(folder: Path, mart: Mart) -> Book:
    told = _ours(folder, mart.manifest).told
    frames = mart.frames
    try:
        return Book(
            settings=settings_of(told),
            customers=frames["customers"],
            tables={name: frames[f"{_TABLE}{name}"] for name in told["tables"]},
            purchases=frames["purchases"],
            sales=frames["sales"],
            activity=Activity(changes=frames["changes"], months=frames["months"], gaps=frames["gaps"]),
            receipt=receipt_of(told, frames["quarantine"], frames["cells_set_aside"]),
            fingerprint=told["fingerprint"],
            assumed_assignments=told["assumed_assignments"],
            described=frames.get("described"),
            own=own_of(told),
        )
    except _MALFORMED as error:
        raise DamagedError(f"{folder / MART} is damaged: it does not describe a book") from error


def _ours(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest, if this very code has made it of a book. Raises ForeignError, OtherVersionError."""
    if not isinstance(manifest.told, dict) or manifest.told.get("kind") != _KIND:
        raise ForeignError(f"{folder / MART} holds no book")
    if manifest.made_by != made_by():
        raise OtherVersionError(f"{folder / MART} was made by another version of Holdfast")
    return manifest


def _described(folder: Path, manifest: Manifest) -> StoredBook:
    told = manifest.told
    nothing = pl.DataFrame()
    try:
        return StoredBook(
            content=manifest.content,
            made_by=manifest.made_by,
            as_of=date.fromisoformat(told["as_of"]),
            fingerprint=told["fingerprint"],
            settings=settings_of(told),
            receipt=receipt_of(told, nothing, nothing),
            rows={name: frame.height for name, frame in manifest.frames.items()},
            built=told["built"],
        )
    except _MALFORMED as error:
        raise DamagedError(f"{folder / MART} is damaged: it does not describe a book") from error
