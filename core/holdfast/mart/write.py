"""Frames into a mart: whole or not at all, in the place of one that may be there."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import polars as pl

from holdfast.mart.columns import stored, type_of
from holdfast.mart.layout import (
    ALIGNED,
    HEAD,
    NO_BLOCK,
    Block,
    Manifest,
    StoredColumn,
    StoredFrameEntry,
    aligned,
    content_of,
    head,
    tail,
)

DRAFT: Final = ".writing"
"""How the name of a file ends that is still being written, or was when its writer died."""

_DRAFT_SECONDS: Final = 24 * 60 * 60
"""Nothing takes longer to write: what is older was left behind by a process that died."""

_READABLE: Final = 0o666
_PRIVATE: Final = 0o600


@dataclass(frozen=True)
class Lookup:
    """Where a column may stand already: `column` of `frame`, in the row that its neighbour `by` says."""

    by: str
    frame: str
    column: str


@dataclass(frozen=True)
class HowStored:
    """What of a mart is stored how.

    `packed`: frames of which little is read at a time, in as few bytes as possible. `views`: frames whose
    text is mapped; elsewhere it is packed. `lookups`: by the name of a column, where it may be looked up.
    """

    packed: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()
    lookups: Mapping[str, Lookup] = field(default_factory=dict)


def write_mart(
    path: Path,
    frames: Mapping[str, pl.DataFrame],
    told: Mapping[str, Any],
    made_by: str,
    how: HowStored = HowStored(),
    *,
    private: bool = False,
    beside: frozenset[str] = frozenset(),
) -> Manifest:
    """Write frames and what describes them (as JSON has it) to a file, whose folder is there.

    A file of that name is replaced at once and stays as it was until then: of two that write, one wins whole.
    `private`: for nobody else to read. `beside`: what of `told` is no part of its content.
    Raises OSError, and PolarsError for what cannot be stored.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=DRAFT)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            entries, blocks = _write(file, frames, how)
            counted = {name: value for name, value in told.items() if name not in beside}
            content = content_of(entries, blocks.digests, counted)
            manifest = Manifest(made_by, content, entries, tuple(blocks.written), told)
            file.write(tail(manifest, blocks.end))
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(_PRIVATE if private else _READABLE & ~_umask())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    settle(path)
    return manifest


class _Blocks:
    """The blocks of a file as they are written: each once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._end = HEAD
        self._numbers: dict[bytes, int] = {}
        self.written: list[Block] = []

    def keep(self, content: bytes | memoryview) -> int:
        """Write bytes, unless they are there already: their number."""
        if not any(content[:ALIGNED]) and not any(bytes(content).strip(b"\0")):
            return NO_BLOCK
        digest = hashlib.sha256(content).digest()
        if digest not in self._numbers:
            self._numbers[digest] = len(self.written)
            filling = bytes(aligned(len(content)) - len(content))
            self._file.write(content)
            self._file.write(filling)
            crc = zlib.crc32(filling, zlib.crc32(content))
            self.written.append(Block(self._end, len(content), crc))
            self._end = self.written[-1].end
        return self._numbers[digest]

    @property
    def digests(self) -> list[bytes]:
        """The SHA-256 of every block."""
        return list(self._numbers)

    @property
    def end(self) -> int:
        """Where the next block would begin."""
        return self._end


def _write(
    file: IO[bytes], frames: Mapping[str, pl.DataFrame], how: HowStored
) -> tuple[dict[str, StoredFrameEntry], _Blocks]:
    file.write(head())
    blocks = _Blocks(file)
    entries = {
        name: StoredFrameEntry(
            frame.height,
            tuple(
                _looked_up(column, name, frames, how)
                or stored(column, blocks.keep, packed=name in how.packed, views=name in how.views)
                for column in map(frame.get_column, frame.columns)
            ),
        )
        for name, frame in frames.items()
    }
    return entries, blocks


def _looked_up(
    column: pl.Series, frame: str, frames: Mapping[str, pl.DataFrame], how: HowStored
) -> StoredColumn | None:
    """A column that another leads to, row by row; None where it must be stored."""
    lookup = how.lookups.get(column.name)
    if lookup is None or lookup.frame == frame or lookup.by not in frames[frame].columns:
        return None
    there = frames[lookup.frame].get_column(lookup.column)
    if there.dtype != column.dtype or not there.gather(frames[frame].get_column(lookup.by)).equals(column):
        return None
    kind = type_of(column.dtype)
    return StoredColumn(column.name, kind, "looked up", lookup=(lookup.by, lookup.frame, lookup.column))


def _umask() -> int:
    """What new files are not allowed here; asking for it sets it, so it is set back at once."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def settle(path: Path) -> None:
    """Let the new name of a file outlive a power cut, where the system can say so; remove its dead drafts."""
    with suppress(OSError):
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    with suppress(OSError):
        for draft in path.parent.glob(f".{path.name}-*{DRAFT}"):
            if time.time() - draft.stat().st_mtime >= _DRAFT_SECONDS:
                draft.unlink()
