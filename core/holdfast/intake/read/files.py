"""Files on disk: which ones may hold a table, and refusing those that could hang or flood the program."""

from __future__ import annotations

import mmap
import os
import stat
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.read.faults import UnreadableFileError, reading
from holdfast.intake.read.inside.kinds import COMPRESSED_ENDINGS, ENDINGS, ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_DECOMPRESSED: Final = 2**30
"""Bytes a compressed file may unfold to: they are held in memory, as those of a plain file are not."""
MAX_RATIO: Final = 200
"""Times its size that a compressed file may unfold to. Exports come to 5 to 50, a zip bomb to 1,000."""
SURELY_NO_BOMB: Final = 64 * 2**20
"""Bytes that any file may unfold to, however small it is."""
MAX_CELL: Final = 50 * 2**20
"""Bytes one cell may hold."""
MAX_COLUMNS: Final = 5_000
MAX_FILES: Final = 20_000
_MEGABYTE: Final = 2**20
_JOURNALS: Final = ("-wal", "-journal")


def printable(name: str) -> str:
    r"""A file's name as text that can be written anywhere: bytes that are not UTF-8 are spelt `\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def contents(path: Path) -> Path | bytes:
    """What polars can read the file from: it takes no path whose name is not UTF-8."""
    return path if printable(str(path)) == str(path) else path.read_bytes()


def stem(path: Path) -> str:
    """The file name without any of its endings."""
    return stem_of(printable(path.name))


def stem_of(name: str) -> str:
    """A name without any of the endings of files that hold a table."""
    lowered = name.lower()
    for suffix in (*COMPRESSED_ENDINGS, *ENDINGS):
        if lowered.endswith(suffix):
            name, lowered = name[: -len(suffix)], lowered[: -len(suffix)]
    return name


def is_candidate(name: str) -> bool:
    """Whether the name says that a table may be inside."""
    return ending(name) in ENDINGS and not name.startswith((".", "~$"))


def walk(folder: Path) -> Iterator[Path]:
    """Files under `folder`, in order of their path; hidden ones are left alone."""
    found = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts) or path.is_dir() or _is_journal(path):
            continue
        found += is_candidate(path.name)
        if found > MAX_FILES:
            raise UsageError(f"{folder.name} holds more than {MAX_FILES:,} files: name the files to read")
        yield path


def size(path: Path, name: str) -> int:
    """Bytes of a regular file. Raises UnreadableFileError for what is not one or cannot be read."""
    with reading(name):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableFileError(f"{name} is a folder where a file is expected")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFileError(
            f"{name} is not a regular file (a pipe or a device): copy the data into a file"
        )
    return found.st_size


def journals(path: Path) -> tuple[Path, ...]:
    """Where the newest rows of a database may lie while, and after, a program writes it."""
    if ENDINGS.get(ending(path.name)) != "sqlite":
        return ()
    return tuple(path.with_name(path.name + suffix) for suffix in _JOURNALS)


def _is_journal(path: Path) -> bool:
    """Whether a file belongs to the database beside it."""
    suffix = next((suffix for suffix in (*_JOURNALS, "-shm") if path.name.endswith(suffix)), "")
    return bool(suffix) and path.with_name(path.name.removesuffix(suffix)).is_file()


def state(path: Path) -> str:
    """What tells that a file changed, or that it can be read now and could not before."""
    try:
        found = path.stat()
    except OSError:
        return "unreadable"
    beside = "".join(f"\0{state(journal)}" for journal in journals(path) if journal.exists())
    return f"{found.st_size}\0{found.st_mtime_ns}\0{os.access(path, os.R_OK)}{beside}"


def check_unchanged(name: str, before: str, now: str) -> None:
    """Raises UsageError when a file is no longer in the state it was in before it was read."""
    if now != before:
        raise UsageError(f"{name} changed while it was read: wait until the export has finished, then retry")


def check_line_lengths(path: Path, name: str, size: int) -> None:
    """Raises UnreadableFileError where more than MAX_CELL bytes follow without a line break.

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


def cell_too_large(name: str) -> UnreadableFileError:
    """The error for a cell beyond MAX_CELL."""
    return UnreadableFileError(
        f"{name} holds a cell larger than {MAX_CELL // _MEGABYTE} MB: is it really a table?"
    )
