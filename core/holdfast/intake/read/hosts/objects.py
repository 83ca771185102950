"""Tables in an object store, read by polars' own scans: one source is one table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.read import files
from holdfast.intake.read.faults import LIBRARY_FAULTS, reason
from holdfast.intake.read.inside.kinds import COMPRESSED_ENDINGS, ENDINGS, ending
from holdfast.intake.read.lake.delta import open_delta
from holdfast.intake.read.lake.folders import LOG, METADATA
from holdfast.intake.read.lake.iceberg import open_iceberg
from holdfast.intake.read.parquet import workable

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.schema.sources import OnHost

_VERSION: Final = re.compile(r"(.+)@(v\d+|\d{4}-\d{2}-\d{2})")
_METADATA_FILE: Final = ".metadata.json"


def fetch_object(source: OnHost, folder: Path) -> Path:
    """One table of a store as a file in `folder`, named as it is there. Raises UsageError."""
    try:
        return _fetched(source.url.rstrip("/"), source.shown, folder)
    except LIBRARY_FAULTS as error:
        raise UsageError(f"{source.shown} cannot be read: {reason(error)}") from None


def _fetched(url: str, shown: str, folder: Path) -> Path:
    dated = _VERSION.fullmatch(url)
    url, version = (dated[1], dated[2]) if dated else (url, "")
    name = next(part for part in reversed(url.split("/")) if part and "*" not in part)
    if url.endswith(_METADATA_FILE):
        table = url.split("/")[-3]
        return _kept(open_iceberg(url, version, shown), folder, table, shown)
    kind = ENDINGS.get(ending(url.rsplit("/", 1)[-1]))
    if kind in ("text", "json_lines") and "*" not in url:
        return _copied(url, folder / _plain_name(name))
    if kind not in (None, "parquet"):
        raise UsageError(
            f"{shown}: of a store Parquet, CSV, JSON lines, Delta and Iceberg are read: copy it here"
        )
    if kind is None and _holds(url, LOG, "*.json"):
        return _kept(open_delta(url, version, shown), folder, name, shown)
    if version:
        raise UsageError(f"{shown} keeps no versions: '@{version}' goes with Delta and Iceberg tables")
    if kind is None and _holds(url, METADATA, f"*{_METADATA_FILE}"):
        raise UsageError(f"{shown} is an Iceberg table: name its newest file in {METADATA}/ itself")
    wanted = url if kind or "*" in url else f"{url}/**/*.parquet"
    return _kept(_parquet(wanted), folder, files.stem_of(name), shown)


def _parquet(url: str) -> pl.LazyFrame:
    """The rows of all files; what the names of folders tell is text, as in a folder on disk."""
    if "*" not in url:
        return pl.scan_parquet(url, glob=False, hive_partitioning=False)
    found = pl.scan_parquet(url, hive_partitioning=True, try_parse_hive_dates=False)
    own = pl.scan_parquet(url, hive_partitioning=False).collect_schema()
    told = {name: pl.String() for name in found.collect_schema() if name not in own}
    if not told:
        return found
    return pl.scan_parquet(url, hive_schema=told, hive_partitioning=True, missing_columns="insert")


def _kept(frame: pl.LazyFrame, folder: Path, name: str, shown: str) -> Path:
    path = folder / f"{name}.parquet"
    workable(frame, shown)[0].sink_parquet(path, maintain_order=True)
    return path


def _copied(url: str, path: Path) -> Path:
    """A file of text, line by line: polars unfolds it on the way."""
    pl.scan_lines(url, name="line").sink_csv(
        path, include_header=False, quote_style="never", separator="\x1f", line_terminator="\n"
    )
    return path


def _plain_name(name: str) -> str:
    return next((name[: -len(one)] for one in COMPRESSED_ENDINGS if name.lower().endswith(one)), name)


def _holds(url: str, folder: str, pattern: str) -> bool:
    """Whether a store has such files there, which are never empty.

    What fails here fails for good: files that a Delta table has deleted must not be taken for its rows.
    """
    return pl.scan_lines(f"{url}/{folder}/{pattern}").head(1).collect().height > 0
