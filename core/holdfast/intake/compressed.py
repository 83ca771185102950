"""Compressed text: decompression with an upper bound, so that a zip bomb gives a line and not a crash."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake import files

if TYPE_CHECKING:
    from pathlib import Path

GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_CHUNK: Final = 2**22
_BLOCK_MAX: Final = 2**17
_RLE_BLOCK: Final = 1


def magic(path: Path) -> bytes:
    """The first four bytes."""
    with path.open("rb") as handle:
        return handle.read(4)


def decompress(path: Path, name: str) -> bytes:
    """The bytes inside a gzip or zstd file. Raises UsageError when damaged or too large."""
    if magic(path).startswith(GZIP_MAGIC):
        return _gunzip(path, name)
    return _unzstd(path, name)


def _too_large(name: str) -> UsageError:
    return UsageError(
        f"{name} unfolds to more than {files.MAX_DECOMPRESSED // 2**20:,} MB: "
        "decompress it first if that is right"
    )


def _gunzip(path: Path, name: str) -> bytes:
    parts: list[bytes] = []
    total = 0
    try:
        with gzip.open(path, "rb") as handle:
            while chunk := handle.read(_CHUNK):
                total += len(chunk)
                if total > files.MAX_DECOMPRESSED:
                    raise _too_large(name)
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{name} is damaged or cut off (gzip: {error})") from None
    return b"".join(parts)


def _unzstd(path: Path, name: str) -> bytes:
    data = path.read_bytes()
    if zstd_upper_bound(data) > files.MAX_DECOMPRESSED:
        raise _too_large(name)
    try:
        # A separator that no export uses makes every line one cell, so the text comes back unchanged.
        lines = pl.scan_csv(
            data,
            has_header=False,
            separator="\x1f",
            quote_char=None,
            schema={"line": pl.String},
            empty_string_is_null=False,
        ).collect()
    except pl.exceptions.PolarsError as error:
        raise UsageError(f"{name} is damaged or not zstd text: {str(error).splitlines()[0]}") from None
    text = "\n".join(lines["line"].to_list())
    return (text + "\n").encode() if text else b""


def zstd_upper_bound(data: bytes) -> int:
    """An upper bound of what zstd frames unfold to, from the block headers alone (RFC 8878, 3.1.1)."""
    total = position = 0
    while position + 5 < len(data):
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
        while not last and position + 3 <= len(data):
            header = int.from_bytes(data[position : position + 3], "little")
            last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
            total += size if kind == _RLE_BLOCK else _BLOCK_MAX
            position += 3 + (1 if kind == _RLE_BLOCK else size)
        position += 4 if descriptor & 0x04 else 0
    return total
