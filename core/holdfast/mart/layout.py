"""How a mart lies on disk: a head, blocks of bytes, a manifest that says what they are, and a foot.

    head      MAGIC and the number of the format, HEAD bytes
    blocks    each from a multiple of ALIGNED, filled up with zeros to the next, under a CRC-32 of its own
    manifest  JSON: frames, their columns, the blocks of each, and what describes the whole
    foot      where the manifest lies, its SHA-256, and MAGIC again, FOOT bytes

Nothing in the manifest is believed before its SHA-256 is found right, and no place it names is used before it
is found to lie among the blocks.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

MAGIC: Final = b"holdfast mart\n"
FORMAT: Final = 1
"""Raise when the layout changes: a mart of another one is refused."""

ALIGNED: Final = 64
"""Blocks begin at its multiples, as Arrow wants its buffers."""

_HEAD: Final = struct.Struct(f"<{len(MAGIC)}sH")
_FOOT: Final = struct.Struct(f"<QQ32s{len(MAGIC)}sH")
HEAD: Final = ALIGNED
FOOT: Final = _FOOT.size

Stored = Literal["plain", "views", "codes", "packed", "looked up"]
"""How a column is stored: numbers, days and truths as Arrow has them; text as Arrow's views of it; numbers
of `words`; a Parquet file of one column; or not at all, where another column of the frame leads to it."""

MOST_ROWS: Final = 2**32
"""Rows are counted by UInt32."""

NO_BLOCK: Final = -1
"""In the place of a block: one that holds nothing but zeros."""

NO_NULLS: Final = -2
"""In the place of a block that says which rows are null."""


@dataclass(frozen=True)
class Block:
    """A run of bytes: where it begins, how long it is without what fills it up, and the CRC-32 of both."""

    offset: int
    length: int
    crc: int

    @property
    def end(self) -> int:
        """Where the next block may begin."""
        return aligned(self.offset + self.length)


@dataclass(frozen=True)
class StoredColumn:
    """One column of a frame.

    `type`: a word of `columns.TYPES`, or `categorical`, `enum`, `other`. `blocks`: their numbers, as `stored`
    wants them. `words`: the categories. `lookup`: for "looked up", the column that leads to a row, and the
    frame and the column where it is one.
    """

    name: str
    type: str
    stored: Stored
    blocks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    lookup: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class StoredFrameEntry:
    """One frame: how many rows, and its columns in their order."""

    height: int
    columns: tuple[StoredColumn, ...]


@dataclass(frozen=True)
class Manifest:
    """What a mart says about itself.

    `made_by`: what wrote it, as `book/disk/made_by.py` says. `content`: digest of all the rows in it, whoever
    wrote them and wherever they lie. `told`: what describes the whole, as JSON has it.
    """

    made_by: str
    content: str
    frames: Mapping[str, StoredFrameEntry]
    blocks: tuple[Block, ...]
    told: Mapping[str, Any]


def aligned(size: int) -> int:
    """The next multiple of ALIGNED."""
    return -(-size // ALIGNED) * ALIGNED


def head() -> bytes:
    """The first HEAD bytes of a mart."""
    return _HEAD.pack(MAGIC, FORMAT).ljust(HEAD, b"\0")


def tail(manifest: Manifest, offset: int) -> bytes:
    """The manifest, which begins at `offset`, and the foot."""
    text = _encoded(manifest)
    return text + _FOOT.pack(offset, len(text), hashlib.sha256(text).digest(), MAGIC, FORMAT)


def format_of(first: bytes) -> int | None:
    """The number of the format that the first bytes of a file name; None for no mart."""
    if len(first) < _HEAD.size:
        return None
    magic, number = _HEAD.unpack(first[: _HEAD.size])
    return int(number) if magic == MAGIC else None


def manifest_place(foot: bytes, size: int) -> tuple[int, int, bytes]:
    """Where the manifest of a file of `size` bytes lies: offset, length, SHA-256. Raises ValueError."""
    if len(foot) != FOOT:
        raise ValueError("its end is missing")
    offset, length, digest, magic, number = _FOOT.unpack(foot)
    if (magic, number) != (MAGIC, FORMAT) or offset % ALIGNED or offset + length + FOOT != size:
        raise ValueError("its end is missing")
    return offset, length, digest


def decoded(text: bytes, digest: bytes, first: bytes, offset: int) -> Manifest:
    """The manifest as it was written, its blocks all before `offset`.

    Raises ValueError, KeyError, TypeError.
    """
    if hashlib.sha256(text).digest() != digest or first != head():
        raise ValueError("its manifest is not as it was written")
    stored = json.loads(text)
    blocks = tuple(Block(*block) for block in stored["blocks"])
    end = HEAD
    for block in blocks:
        if block.offset != end or block.length <= 0:
            raise ValueError("its blocks do not follow each other")
        end = block.end
    if end != offset:
        raise ValueError("its blocks do not reach the manifest")
    frames = {name: _frame(told, len(blocks)) for name, told in stored["frames"].items()}
    return Manifest(stored["made_by"], stored["content"], frames, blocks, stored["told"])


def content_of(
    frames: Mapping[str, StoredFrameEntry], digests: Sequence[bytes], told: Mapping[str, Any]
) -> str:
    """Digest of what frames hold, from those of the blocks, and of what describes them."""
    digest = hashlib.sha256(_json({"frames": _told_frames(frames), "told": told}))
    for one in digests:
        digest.update(one)
    return digest.hexdigest()


def _frame(told: Mapping[str, Any], blocks: int) -> StoredFrameEntry:
    columns = tuple(_column(column) for column in told["columns"])
    if not isinstance(told["height"], int) or not 0 <= told["height"] < MOST_ROWS:
        raise ValueError("a frame has no height")
    if any(not NO_NULLS <= number < blocks for column in columns for number in column.blocks):
        raise ValueError("a column lies in no block")
    return StoredFrameEntry(told["height"], columns)


def _column(told: Mapping[str, Any]) -> StoredColumn:
    lookup = told.get("lookup")
    return StoredColumn(
        told["name"],
        told["type"],
        told["stored"],
        tuple(told.get("blocks", ())),
        tuple(told.get("words", ())),
        None if lookup is None else (lookup[0], lookup[1], lookup[2]),
    )


def _told_frames(frames: Mapping[str, StoredFrameEntry]) -> dict[str, Any]:
    return {
        name: {"height": frame.height, "columns": [_told_column(column) for column in frame.columns]}
        for name, frame in frames.items()
    }


def _told_column(column: StoredColumn) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.type, "stored": column.stored}
    further: Iterable[tuple[str, Any]] = (
        ("blocks", column.blocks),
        ("words", column.words),
        ("lookup", column.lookup),
    )
    return told | {key: list(value) for key, value in further if value}


def _encoded(manifest: Manifest) -> bytes:
    return _json(
        {
            "made_by": manifest.made_by,
            "content": manifest.content,
            "frames": _told_frames(manifest.frames),
            "blocks": [[block.offset, block.length, block.crc] for block in manifest.blocks],
            "told": manifest.told,
        }
    )


def _json(told: object) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()
