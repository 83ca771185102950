"""Compressed text: unfolded piece by piece within stated limits, so that a zip bomb costs one line."""

from __future__ import annotations

import gzip
import io
from typing import IO, TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.inside.kinds import GZIP_MAGIC, ZSTD_MAGIC, head_of

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = 2**20
_BLOCK_MAX: Final = 2**17
_RLE_BLOCK: Final = 1


def is_compressed(source: Path | bytes) -> bool:
    """Whether a file begins as gzip or zstd do."""
    head = source if isinstance(source, bytes) else head_of(source)
    return head.startswith((GZIP_MAGIC, ZSTD_MAGIC))


def beginning(source: Path | bytes, name: str, size: int) -> bytes:
    """The first `size` bytes inside a gzip or zstd file; damage raises what the libraries raise."""
    if _is_gzip(source):
        with _gunzip(source) as handle:
            return handle.read(size)
    # As many lines hold at least as many bytes; the streaming engine unfolds little more than it needs.
    return _text(_zstd_lines(_bytes(source), name).head(size).collect(engine="streaming"))[:size]


def decompress(source: Path | bytes, name: str) -> bytes:
    """The bytes inside a gzip or zstd file; damage raises what the libraries raise.

    Raises UnreadableFileError beyond the limits.
    """
    if _is_gzip(source):
        packed = len(source) if isinstance(source, bytes) else source.stat().st_size
        return unfolded(_gunzip(source), packed, name)
    return _text(_zstd_lines(_bytes(source), name).collect(engine="streaming"))


def unfolded(handle: IO[bytes] | io.BufferedIOBase, packed: int, name: str) -> bytes:
    """All that comes out of `packed` bytes. Raises UnreadableFileError beyond the limits."""
    text = io.BytesIO()
    with handle:
        while chunk := handle.read(_CHUNK):
            text.write(chunk)
            check_size(text.tell(), packed, name)
    return text.getvalue()


def check_size(unfolded: int, packed: int, name: str) -> None:
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


def _is_gzip(source: Path | bytes) -> bool:
    return (source if isinstance(source, bytes) else head_of(source)).startswith(GZIP_MAGIC)


def _gunzip(source: Path | bytes) -> gzip.GzipFile:
    return gzip.open(io.BytesIO(source) if isinstance(source, bytes) else source, "rb")


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _zstd_lines(data: bytes, name: str) -> pl.LazyFrame:
    """One row per line: a separator that no export uses makes every line one cell."""
    # Beforehand: a bomb without line breaks is unfolded whole for its first line.
    check_size(zstd_upper_bound(data), len(data), name)
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
