"""The book on disk between two openings: a mart in the user's cache, written again whenever in doubt."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from polars.exceptions import PolarsError

from holdfast.book.book import Book
from holdfast.book.disk.frames import entry_name, is_ours
from holdfast.book.disk.stored import read_book, write_book
from holdfast.mart.errors import MartError
from holdfast.own.files import private_folder
from holdfast.own.places import cached_books

KEPT_BOOKS: Final = 8
"""Older entries are removed when a new one is written."""


def load(fingerprint: str, folder: Path | None = None) -> Book | None:
    """The book as it was stored for these very files; None when absent or damaged."""
    try:
        return read_book((folder or cached_books()) / entry_name(fingerprint), check=True)
    except MartError:
        return None


def store(book: Book, folder: Path | None = None) -> bool:
    """Write the book for the next opening; False when the cache cannot be written."""
    home = folder or cached_books()
    entry = home / entry_name(book.fingerprint)
    try:
        write_book(book, private_folder(entry), private=True)
    except (OSError, PolarsError):
        with suppress(OSError):
            entry.rmdir()
        return False
    _prune(home)
    return True


def make_room(fingerprint: str, folder: Path | None = None) -> None:
    """Let what is learnt of the past of a book be kept, which itself is kept elsewhere."""
    home = folder or cached_books()
    entry = home / entry_name(fingerprint)
    with suppress(OSError):
        if not entry.is_dir():
            private_folder(entry)
            _prune(home)


def _prune(home: Path) -> None:
    """Keep the newest entries that this very code can read; what cannot be removed now is so another time."""
    with suppress(OSError):
        written = {path: path.stat().st_mtime for path in home.iterdir() if path.is_dir()}
        ours = sorted((path for path in written if is_ours(path.name)), key=written.__getitem__)
        for stale in written.keys() - set(ours[-KEPT_BOOKS:]):
            shutil.rmtree(stale, ignore_errors=True)
