"""Parquet files in folders whose names tell values of columns: `year=2024/region=north/part-0.parquet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.lake.folders import PARTED, parts_of
from holdfast.intake.read.parquet import open_parquet

if TYPE_CHECKING:
    from pathlib import Path

_NOTHING: Final = "__HIVE_DEFAULT_PARTITION__"


def open_parted(folder: Path, name: str) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """The rows of all files in the order of their paths, with a column of text for each name of a folder.

    What is told by folders stays text, as in a CSV file: `region=007` is no number. A column that some files
    lack is empty there. Raises UnreadableFileError.
    """
    parts = parts_of(folder)
    if not parts:
        raise UnreadableFileError(f"{name} holds no Parquet file")
    frames: list[pl.LazyFrame] = []
    notes: list[str] = []
    for path in parts:
        frame, said = open_parquet(
            files.contents(path), f"{name}/{files.printable(path.relative_to(folder).as_posix())}"
        )
        values = _told(path, folder)
        frames.append(
            frame.with_columns(pl.lit(value, dtype=pl.String).alias(title) for title, value in values.items())
        )
        notes += said
    return pl.concat(frames, how="diagonal_relaxed"), tuple(dict.fromkeys(notes))


def _told(path: Path, folder: Path) -> dict[str, str | None]:
    """Column → value, by the folders between the table's and the file."""
    parts = [part for part in path.relative_to(folder).parts[:-1] if PARTED.fullmatch(part)]
    pairs = (part.partition("=") for part in parts)
    return {unquote(title): None if value == _NOTHING else unquote(value) for title, _, value in pairs}
