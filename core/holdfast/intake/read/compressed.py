"""Compressed text: unfolded piece by piece within stated limits, so that a zip bomb costs one line."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path

GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_CHUNK: Final = 2**20
_BLOCK_MAX: Final = 2**17
_RLE_BLOCK: Final = 1


def magic(path: Path) -> bytes:
    """The first four bytes."""
    with path.open("rb") as handle:
        return handle.read(4)


def beginning(path: Path, name: str, size: int) -> bytes:
    """The first `size` bytes inside a gzip or zstd file; damage raises what the libraries raise."""
    if magic(path).startswith(GZIP_MAGIC):
        with gzip.open(path, "rb") as handle:
            return handle.read(size)
    # As many lines hold at least as many bytes; the streaming engine unfolds little more than it needs.
    return _text(_zstd_lines(path, name).head(size).collect(engine="streaming"))[:size]


def decompress(path: Path, name: str) -> bytes:
    """The bytes inside a gzip or zstd file; damage raises what the libraries raise.

    Raises UnreadableFileError beyond the limits.
    """
    if magic(path).startswith(GZIP_MAGIC):
        return _gunzip(path, name)
    return _text(_zstd_lines(path, name).collect(engine="streaming"))


def _check_size(unfolded: int, packed: int, name: str) -> None:
    """Raises UnreadableFileError beyond what a file may unfold to."""
    way_out = "unpack it and put the file itself in its place"
    if unfolded > files.MAX_DECOMPRESSED:
        limit = files.MAX_DECOMPRESSED // 2**20
        raise UnreadableFileError(f"{name} unfolds to more than {limit:,} MB: {way_out}")
    if unfolded > max(files.SURELY_NO_BOMB, files.MAX_RATIO * packed):
        raise UnreadableFileError(
            f"{name} unfolds to more than {files.MAX_RATIO} times its size, as zip bombs do: "
            f"if that is right, {way_out}"
        )


def _gunzip(path: Path, name: str) -> bytes:
    packed = path.stat().st_size
    text = io.BytesIO()
    with gzip.open(path, "rb") as handle:
        while chunk := handle.read(_CHUNK):
            text.write(chunk)
            _check_size(text.tell(), packed, name)
    return text.getvalue()


def _zstd_lines(path: Path, name: str) -> pl.LazyFrame:
    """One row per line: a separator that no export uses makes every line one cell."""
    data = path.read_bytes()
    # Beforehand: a bomb without line breaks is unfolded whole for its first line.
    _check_size(zstd_upper_bound(data), len(data), name)
    return pl.scan_csv(
        data,
        has_header=False,
        separator="\x1f",
        quote_char=None,
        schema={"line": pl.String},
        empty_string_is_null=False,
    )


def _text(lines: pl.DataFrame) -> bytes:
    text = lines["line"].str.join("\n").item()
    return f"{text}\n".encode() if text else b""


def zstd_upper_bound(data: bytes) -> int:
    """An upper bound of what zstd frames unfold to, from the block headers alone (RFC 8878, 3.1.1).

    Counted no further than the limit.
    """
    total = position = 0
    while position + 5 < len(data) and total <= files.MAX_DECOMPRESSED:
        if (
            data[position : position + 3] != ZSTD_MAGIC[:3]
            and data[position + 1 : position + 4] == b"\x2a\x4d\x18"
        ):
            position += 8 + int.from_bytes(data[position + 4 : position + 8], "little")
            continue
        descriptor = data[position + 4]
        single_segment = bool(descriptor & 0x20)
        content_size = (int(single_segment), 2, 4, 8)[descriptor >> 6]
        position += 5 + (not single_segment) + (0, 1, 2, 4)[descriptor & 3] + content_size
        last = False
        while not last and position + 3 <= len(data) and total <= files.MAX_DECOMPRESSED:
            header = int.from_bytes(data[position : position + 3], "little")
            last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
            total += size if kind == _RLE_BLOCK else _BLOCK_MAX
            position += 3 + (1 if kind == _RLE_BLOCK else size)
        position += 4 if descriptor & 0x04 else 0
    return total
