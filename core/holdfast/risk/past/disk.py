"""Standings on disk, beside the cached book they belong to: checked like the book, rebuilt when in doubt."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import polars as pl

from holdfast.book.disk.frames import entry_name, is_there, read_if_there, write_frames
from holdfast.own.places import cached_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

T = TypeVar("T")

KEPT_BYTES: Final = 1 << 30
"""So much is kept for one book; of more, what was used least lately goes."""


def folder_of(book: Book, thresholds: Thresholds) -> Path | None:
    """Where the standings of a book under these thresholds are; None for a book that is not kept on disk."""
    # The name of the entry tells which code made it, and so which code all of this rests on.
    entry = cached_books() / entry_name(book.fingerprint)
    return entry / "history" / thresholds.digest if is_there(entry) else None


def load(folder: Path, name: str, read: Callable[[dict[str, pl.DataFrame], dict[str, Any]], T]) -> T | None:
    """What `read` makes of the frames stored under a name; None where they are absent or damaged."""
    return read_if_there(folder / name, read)


def store(folder: Path, name: str, frames: dict[str, pl.DataFrame], described: dict[str, Any]) -> bool:
    """Write frames under a name, whole or not at all; False where that cannot be done."""
    return write_frames(folder / name, frames, described)


def prune(home: Path, kept_bytes: int = KEPT_BYTES) -> None:
    """Remove what was used least lately until no more than `kept_bytes` are left below `home`."""
    with suppress(OSError):
        entries = sorted(
            (path for path in home.glob("*/*") if path.is_file()), key=lambda path: path.stat().st_mtime
        )
        sizes = [entry.stat().st_size for entry in entries]
        excess = sum(sizes) - kept_bytes
        for entry, size in zip(entries, sizes, strict=True):
            if excess <= 0:
                break
            entry.unlink(missing_ok=True)
            excess -= size
