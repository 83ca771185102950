"""A mart from its file: the manifest alone, or frames whose columns are mapped when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO

import polars as pl

from holdfast.mart.columns import WIDEST, dtype_of, read
from holdfast.mart.errors import AbsentError, DamagedError, ForeignError, OtherVersionError
from holdfast.mart.frame import StoredFrame
from holdfast.mart.layout import (
    FOOT,
    FORMAT,
    HEAD,
    Manifest,
    StoredColumn,
    StoredFrameEntry,
    decoded,
    format_of,
    manifest_place,
)
from holdfast.mart.mapping import MappedBlocks


@dataclass(frozen=True, eq=False)
class Mart:
    """A mart that is open: what it says about itself, and its frames."""

    manifest: Manifest
    frames: Mapping[str, StoredFrame]
    blocks: MappedBlocks


def read_manifest(path: Path) -> Manifest:
    """What a mart says about itself; none of its columns is touched. Raises MartError."""
    with _opened(path) as file:
        return _manifest(path, file)


def open_mart(path: Path) -> Mart:
    """The mart of a file, mapped. Raises MartError, and DamagedError when a damaged column is asked for."""
    with _opened(path) as file:
        manifest = _manifest(path, file)
        tallest = max((frame.height for frame in manifest.frames.values()), default=0)
        try:
            blocks = MappedBlocks(path, file.fileno(), manifest.blocks, tallest * WIDEST)
        except (OSError, OverflowError) as error:
            raise AbsentError(f"{path} cannot be mapped ({error})") from None
    frames: dict[str, StoredFrame] = {}
    for name, entry in manifest.frames.items():
        frames[name] = _frame(entry, frames, blocks)
    return Mart(manifest, frames, blocks)


def _frame(entry: StoredFrameEntry, frames: Mapping[str, StoredFrame], blocks: MappedBlocks) -> StoredFrame:
    readers: dict[str, Callable[[], pl.Series]] = {}
    for column in entry.columns:
        if column.lookup:
            reader: Callable[[], pl.Series] = partial(_look_up, column, readers, frames, blocks)
        else:
            reader = partial(read, column, entry.height, blocks)
        # What is packed takes memory of one's own once it is read: it is kept by who asked for it.
        readers[column.name] = reader if column.stored in ("packed", "looked up") else cache(reader)
    try:
        dtypes = {column.name: dtype_of(column) for column in entry.columns}
    except (ValueError, TypeError, pl.exceptions.PolarsError) as error:
        raise blocks.damaged("a column has no type") from error
    return StoredFrame(entry.height, readers, dtypes)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise AbsentError(f"{path} is not there") from None
    except OSError as error:
        raise AbsentError(f"{path} cannot be read ({error.strerror})") from None


def _manifest(path: Path, file: IO[bytes]) -> Manifest:
    """The manifest of an open file, checked. Raises MartError."""
    try:
        size = file.seek(0, os.SEEK_END)
        first = _at(file, 0, HEAD)
        number = format_of(first)
        if number is None:
            raise ForeignError(f"{path} is no mart of Holdfast")
        if number != FORMAT:
            raise OtherVersionError(f"{path} has format {number}, this Holdfast reads {FORMAT}")
        offset, length, digest = manifest_place(_at(file, max(0, size - FOOT), FOOT), size)
        return decoded(_at(file, offset, length), digest, first, offset)
    except OSError as error:
        raise AbsentError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DamagedError(f"{path} is damaged: {error}") from None


def _at(file: IO[bytes], offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _look_up(
    column: StoredColumn,
    readers: Mapping[str, Callable[[], pl.Series]],
    frames: Mapping[str, StoredFrame],
    blocks: MappedBlocks,
) -> pl.Series:
    by, frame, name = column.lookup or ("", "", "")
    try:
        there: pl.Series = frames[frame].get_column(name)
        return there.gather(readers[by]()).alias(column.name)
    except (KeyError, pl.exceptions.PolarsError) as error:
        raise blocks.damaged(f"column {column.name} leads nowhere") from error
