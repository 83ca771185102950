"""Files of a journal as they were read, in the user's cache: read in their place while not a byte differs.

A copy is never the source of anything. It says of which bytes it was made (their SHA-256) and by which rules
they were read; where either is another, or the copy itself is damaged, the file is read as if there were
none. It is one file: what it is, the CRC-32 of all that follows, one line of JSON, and columns of bytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from array import array
from contextlib import suppress
from functools import cache
from itertools import accumulate, pairwise
from operator import itemgetter
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdfast.journal.rows import StoredEntry, known_entries
from holdfast.own.files import write_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.journal.rows import StoredRow

LEAST: Final = 1_000
"""A file of fewer entries is read in a few milliseconds: there is no copy of it."""

MOST: Final = 64
"""So many copies are kept, the newest."""

ENDING: Final = ".rows"

_WHAT: Final = b"holdfast rows 1\n"
_CHECKSUM: Final = struct.Struct("<I")
_LONGEST_HEAD: Final = 1 << 16
_NUMBERS: Final = "I"
_END_BYTES: Final = 1 << 16

_COLUMNS: Final = 6
_LONG: Final = (0, _COLUMNS - 1)
"""Columns whose values are all different: the id, and the rest of an entry. The others repeat themselves."""


class KeptRows(NamedTuple):
    """What lay in a file: its entries in the order of writing, and the number of its last row."""

    entries: list[StoredEntry]
    last_row: int


class Copies:
    """The copies in one folder, one for each file; a folder that cannot be used makes opening slower.

    `least`: how many entries a file has to have.
    """

    def __init__(self, folder: Path, least: int = LEAST) -> None:
        self._folder = folder
        self._least = least

    def of(self, path: Path) -> KeptRows | None:
        """What lies in a file, where it was kept of these very bytes; None where it has to be read."""
        kept = self._place(path)
        try:
            with kept.open("rb") as file:
                head = _head(file.read(_LONGEST_HEAD))
                # What tells most changes costs nothing: all of the file is looked at where the rest agrees.
                if head is None or not _is_of(head, path) or head["content"] != content_of(path):
                    return None
                file.seek(0)
                told = file.read()
            return _read(head, told)
        except (OSError, ValueError, KeyError, TypeError, IndexError, struct.error, MemoryError):
            return None

    def is_worth(self, entries: Sequence[StoredEntry]) -> bool:
        """Whether so many entries are read sooner from a copy."""
        return len(entries) >= self._least

    def keep(self, path: Path, content: str, found: KeptRows) -> bool:
        """Write what lies in a file of these bytes; False where it cannot be kept."""
        try:
            columns = list(_columns([entry.row for entry in found.entries]))
            head = {
                "rules": _rules(),
                "path": str(path.absolute()),
                "end": _end_of(path),
                "content": content,
                "last_row": found.last_row,
                "rows": len(found.entries),
                "parts": list(map(len, columns)),
            }
            told = b"".join((json.dumps(head).encode(), b"\n", *columns))
            start = _WHAT + _CHECKSUM.pack(zlib.crc32(told))
            write_private(self._place(path), start + told, is_lasting=False)
            self._prune()
        except (OSError, ValueError, TypeError):
            return False  # the last two: of a changed entry, or with values that it would not tell apart
        return True

    def _place(self, path: Path) -> Path:
        named = hashlib.sha256(str(path.absolute()).encode(errors="surrogateescape")).hexdigest()
        return self._folder / f"{named[:24]}{ENDING}"

    def _prune(self) -> None:
        """Remove copies of files that are gone, and the oldest of too many."""
        found = sorted(self._folder.glob(f"*{ENDING}"), key=lambda path: -path.stat().st_mtime)
        for number, path in enumerate(found):
            with suppress(OSError):
                if number >= MOST or not self._is_needed(path):
                    path.unlink()

    def _is_needed(self, copy: Path) -> bool:
        """Whether what it is a copy of is still there; no for a draft that somebody left."""
        with copy.open("rb") as file, suppress(ValueError, KeyError, TypeError):
            head = _head(file.read(_LONGEST_HEAD))
            if head is not None:
                path = Path(head["path"])
                return path.exists() and self._place(path) == copy
        return False


def content_of(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _rules() -> str:
    """Digest of the code that reads rows, and of how this machine lays down numbers."""
    digest = hashlib.sha256(f"{sys.byteorder} {array(_NUMBERS).itemsize}".encode())
    for name in ("copies", "entry", "file", "ids", "rows"):
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()


def _head(told: bytes) -> dict[str, Any] | None:
    """What stands at the start of a copy, not checked yet. Raises ValueError."""
    if not told.startswith(_WHAT):
        return None
    start = len(_WHAT) + _CHECKSUM.size
    head: dict[str, Any] = json.loads(told[start : told.index(b"\n", start)])
    return head


def _is_of(head: dict[str, Any], path: Path) -> bool:
    now = _rules(), str(path.absolute()), _end_of(path)
    return (head["rules"], head["path"], head["end"]) == now


def _end_of(path: Path) -> str:
    """What almost every entry that is added changes: how long a file is, and how it ends."""
    with path.open("rb", buffering=0) as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - _END_BYTES))
        return f"{size} {hashlib.sha256(file.read(_END_BYTES)).hexdigest()}"


def _columns(rows: Sequence[StoredRow]) -> Iterator[bytes]:
    """Rows as columns of bytes. Raises ValueError, TypeError."""
    for number in range(_COLUMNS):
        column = list(map(itemgetter(number), rows))
        if number in _LONG:
            yield from _words(column)
            continue
        words = {word: place for place, word in enumerate(dict.fromkeys(column))}
        if b"" in words:
            raise ValueError("nothing, and a text without letters")
        yield from _words([word or b"" for word in words])
        yield array(_NUMBERS, map(words.__getitem__, column)).tobytes()


def _words(words: Sequence[bytes]) -> Iterator[bytes]:
    """Words as the form that `struct` reads them in, and themselves."""
    yield "".join(map("%ds".__mod__, map(len, words))).encode()
    yield b"".join(words)


def _read(head: dict[str, Any], told: bytes) -> KeptRows | None:
    """The entries of a copy; None for a damaged one. Raises what damage may lead to."""
    start = len(_WHAT) + _CHECKSUM.size
    if _CHECKSUM.unpack_from(told, len(_WHAT))[0] != zlib.crc32(memoryview(told)[start:]):
        return None
    begin = told.index(b"\n", start) + 1
    ends = accumulate(head["parts"], initial=begin)
    parts = iter([memoryview(told)[first:last] for first, last in pairwise(ends)])
    columns: list[Sequence[bytes | None]] = []
    for number in range(_COLUMNS):
        words: Sequence[bytes] = struct.Struct(bytes(next(parts))).unpack(next(parts))
        if number in _LONG:
            columns.append(words)
        else:
            places = array(_NUMBERS, next(parts).tobytes())
            columns.append(list(map([word or None for word in words].__getitem__, places)))
    rows: Any = list(zip(*columns, strict=True))
    return KeptRows(known_entries(rows), head["last_row"]) if len(rows) == head["rows"] else None
