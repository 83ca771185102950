"""Delta tables, as they stand or as they stood at a version or at the close of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.extras import needed
from holdfast.intake.read.faults import LIBRARY_FAULTS, UnreadableFileError, reason
from holdfast.intake.read.lake.versions import Version, newest_until

if TYPE_CHECKING:
    from pathlib import Path

_FEW: Final = 3


def open_delta(place: Path | str, version: str, name: str) -> pl.LazyFrame:
    """The rows of a table at a version, "" for the newest. Raises MissingExtraError, UnreadableFileError."""
    library = needed("deltalake", "lake", f"{name} is a Delta table: reading it")
    faults = (*LIBRARY_FAULTS, library.exceptions.DeltaError, ValueError)
    try:
        table = library.DeltaTable(str(place))
        if version:
            table.load_as_version(_number(table, Version(version), name))
        if not isinstance(place, str):
            _check_is_here(table, name)
        frame = pl.scan_delta(table)
        frame.collect_schema()
    except UnreadableFileError:
        raise
    except faults as error:
        raise UnreadableFileError(f"{name} cannot be read as a Delta table: {reason(error)}") from None
    return frame


def _number(table: Any, version: Version, name: str) -> int:
    """The version that is meant. A day before the first one is none: the library would take the first."""
    commits = {int(one["version"]): int(one["timestamp"]) for one in table.history() if "timestamp" in one}
    if version.day is not None:
        return newest_until(version.day, commits, name, "version")
    assert version.number is not None
    if not 0 <= version.number <= table.version():
        raise UnreadableFileError(f"{name} has no such version: its newest is v{table.version()}")
    return version.number


def _check_is_here(table: Any, name: str) -> None:
    """Raises UnreadableFileError where a log on this disk names files that lie elsewhere."""
    if away := next((uri for uri in table.file_uris() if "://" in uri and not uri.startswith("file:")), None):
        scheme = away.split("://", 1)[0]
        raise UnreadableFileError(
            f"{name} names files at {scheme}://, and a folder is read from this disk alone"
        )
