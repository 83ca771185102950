"""A folder that is one table as rows: one answer for every kind of such folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.lake.delta import open_delta
from holdfast.intake.read.lake.iceberg import open_iceberg
from holdfast.intake.read.lake.parted import open_parted
from holdfast.intake.read.parquet import workable

if TYPE_CHECKING:
    import polars as pl

    from holdfast.intake.read.source import SourceFile


def open_table(file: SourceFile) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """The rows of the table and remarks about it. Raises MissingExtraError, UnreadableFileError."""
    if file.kind == "hive":
        if file.version:
            raise UnreadableFileError(f"{file.name}: a folder of Parquet files keeps no versions")
        return open_parted(file.path, file.name)
    read = open_delta if file.kind == "delta" else open_iceberg
    return workable(read(file.path, file.version, file.name), file.name)
