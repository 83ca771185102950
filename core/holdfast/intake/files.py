"""Files on disk: which ones may hold a table, and refusing those that could hang or flood the program."""

from __future__ import annotations

import mmap
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT_ENDINGS: Final = (".csv", ".tsv", ".tab", ".txt", ".psv")
COMPRESSED_ENDINGS: Final = (".gz", ".zst")
PARQUET_ENDINGS: Final = (".parquet", ".pq")

MAX_DECOMPRESSED: Final = 4 * 2**30
"""Bytes a compressed file may unfold to; beyond it is taken for a zip bomb."""
MAX_CELL: Final = 50 * 2**20
"""Bytes one cell may hold."""
MAX_COLUMNS: Final = 5_000
MAX_FILES: Final = 20_000
_MEGABYTE: Final = 2**20


@dataclass(frozen=True)
class Identity:
    """Size in bytes and modification time in nanoseconds: enough to notice that a file changed."""

    size: int
    modified: int


def ending(path: Path) -> str:
    """The ending that says what is inside, without `.gz` or `.zst`: `orders.csv.gz` → `.csv`."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in COMPRESSED_ENDINGS:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def stem(path: Path) -> str:
    """The file name without any of its endings."""
    name = path.name
    lowered = name.lower()
    for suffix in (*COMPRESSED_ENDINGS, *TEXT_ENDINGS, *PARQUET_ENDINGS):
        if lowered.endswith(suffix):
            name, lowered = name[: -len(suffix)], lowered[: -len(suffix)]
    return name


def is_candidate(path: Path) -> bool:
    """Whether the name says that a table may be inside."""
    return ending(path) in (*TEXT_ENDINGS, *PARQUET_ENDINGS) and not path.name.startswith((".", "~$"))


def walk(folder: Path) -> Iterator[Path]:
    """Files under `folder` that may hold a table, in order of their path; hidden folders are left alone."""
    found = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") for part in parts) or not is_candidate(path):
            continue
        if path.is_dir():
            continue
        found += 1
        if found > MAX_FILES:
            raise UsageError(f"{folder.name} holds more than {MAX_FILES:,} files: name the files to read")
        yield path


def identity(path: Path, name: str) -> Identity:
    """Size and time of a regular file. Raises UsageError for what is not one or cannot be read."""
    try:
        found = path.stat()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from None
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{name} is a folder where a file is expected")
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{name} is not a regular file (a pipe or a device): copy the data into a file")
    return Identity(found.st_size, found.st_mtime_ns)


def check_unchanged(path: Path, name: str, before: Identity) -> None:
    """Raises UsageError when the file was written to while it was read."""
    if identity(path, name) != before:
        raise UsageError(f"{name} changed while it was read: wait until the export has finished, then retry")


def check_line_lengths(path: Path, name: str, size: int) -> None:
    """Raises UsageError where more than MAX_CELL bytes follow without a line break.

    Looks for the next line break once per megabyte, so an ordinary file costs next to nothing.
    """
    if size <= MAX_CELL:
        return
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as view:
        for offset in range(0, size - MAX_CELL, _MEGABYTE):
            if (
                view.find(b"\n", offset, offset + MAX_CELL) < 0
                and view.find(b"\r", offset, offset + MAX_CELL) < 0
            ):
                raise cell_too_large(name)


def cell_too_large(name: str) -> UsageError:
    """The error for a cell beyond MAX_CELL."""
    return UsageError(f"{name} holds a cell larger than {MAX_CELL // _MEGABYTE} MB: is it really a table?")
