"""Iceberg tables by their newest metadata file, as they stand or as a snapshot has them."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.extras import needed
from holdfast.intake.read.faults import LIBRARY_FAULTS, UnreadableFileError, reason
from holdfast.intake.read.lake.folders import METADATA
from holdfast.intake.read.lake.versions import Version, newest_until
from holdfast.intake.read.parquet import as_uuid

if TYPE_CHECKING:
    from collections.abc import Iterator

# Else polars warns of a package that plans faster and that nobody needs here.
os.environ.setdefault("POLARS_ICEBERG_PLANNER", "pyiceberg")

_COUNTED: Final = re.compile(r"v?(\d+)")


def open_iceberg(place: Path | str, version: str, name: str) -> pl.LazyFrame:
    """The rows of a table at a snapshot, "" for the current one. `place`: its folder, or a metadata file.

    Raises MissingExtraError, UnreadableFileError.
    """
    for library in ("pyiceberg", "pyarrow"):
        needed(library, "lake", f"{name} is an Iceberg table: reading it")
    tables = import_module("pyiceberg.table")
    faults = (
        *LIBRARY_FAULTS,
        ValueError,
        KeyError,
        import_module("pyiceberg.exceptions").NoSuchTableError,
    )
    try:
        metadata = _newest(place, name) if isinstance(place, Path) else place
        table = tables.StaticTable.from_metadata(str(metadata))
        if isinstance(place, Path):
            _check_is_here(table, name)
        snapshot = _snapshot(table, Version(version), name) if version else None
        frame = pl.scan_iceberg(table, snapshot_id=snapshot)
        frame.collect_schema()
    except UnreadableFileError:
        raise
    except faults as error:
        raise UnreadableFileError(f"{name} cannot be read as an Iceberg table: {reason(error)}") from None
    return frame.with_columns(_identities(table, frame))


def _newest(folder: Path, name: str) -> Path:
    """The metadata file with the highest number. Raises UnreadableFileError where two have it."""
    found: dict[int, list[Path]] = {}
    for path in (folder / METADATA).glob("*.metadata.json"):
        if counted := _COUNTED.match(path.name):
            found.setdefault(int(counted[1]), []).append(path)
    if not found:
        raise UnreadableFileError(f"{name} has no numbered metadata file: name the one that counts")
    newest = found[max(found)]
    if len(newest) > 1:
        raise UnreadableFileError(
            f"{name} has {len(newest)} newest metadata files, of which its catalog alone knows the right one"
        )
    return newest[0]


def _snapshot(table: Any, version: Version, name: str) -> int:
    if version.day is not None:
        return newest_until(
            version.day,
            {one.snapshot_id: one.timestamp_ms for one in table.metadata.snapshot_log},
            name,
            "snapshot",
        )
    known = [one.snapshot_id for one in table.metadata.snapshots]
    if version.number is None or version.number not in known:
        newest = ", ".join(f"v{one}" for one in known[-3:])
        raise UnreadableFileError(f"{name} has no such snapshot: its newest are {newest or 'none'}")
    return version.number


def _check_is_here(table: Any, name: str) -> None:
    """Raises UnreadableFileError where metadata on this disk name files that lie elsewhere.

    Each is looked at before it is opened: opening it might reach for a host that nobody named.
    """
    for path in _named(table):
        if "://" in path and not path.startswith("file:"):
            scheme = path.split("://", 1)[0]
            raise UnreadableFileError(
                f"{name} names files at {scheme}://, and a folder is read from this disk alone"
            )


def _named(table: Any) -> Iterator[str]:
    for snapshot in table.metadata.snapshots:
        yield snapshot.manifest_list
        for manifest in snapshot.manifests(table.io):
            yield manifest.manifest_path
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
                yield entry.data_file.file_path


def _identities(table: Any, frame: pl.LazyFrame) -> list[pl.Expr]:
    """Identifiers of 16 bytes as they are written everywhere: 8-4-4-4-12 figures."""
    schema = frame.collect_schema()
    named = [one.name for one in table.schema().fields if str(one.field_type) == "uuid"]
    return [as_uuid(pl.col(name)).alias(name) for name in named if schema.get(name) == pl.Binary]
