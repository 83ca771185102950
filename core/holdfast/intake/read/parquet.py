"""Parquet files as lazy frames whose columns can be worked with, whatever wrote them."""

from __future__ import annotations

import io
import os
import re
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError, reading
from holdfast.intake.read.native import in_calendar
from holdfast.intake.wording import listing

if TYPE_CHECKING:
    from pathlib import Path

# polars panics on every time zone that is not in the IANA database, fixed offsets such as +05:30 included;
# with this they are left to `_moments`. It is read whenever a schema is, so it has to stay set.
os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")

MAGIC: Final = b"PAR1"
_ENCRYPTED: Final = b"PARE"
_SMALLEST: Final = 12
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")
_WALL_CLOCK: Final = "%Y-%m-%dT%H:%M:%S%.6f"


def open_parquet(source: Path | bytes, name: str) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """The rows of a Parquet file and remarks about it. Raises UnreadableFileError."""
    _check_ends(source, name)
    with reading(name, "Parquet"):
        frame = pl.scan_parquet(source, glob=False, hive_partitioning=False)
        frame.collect_schema()
    return workable(frame, name)


def workable(frame: pl.LazyFrame, name: str) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """The same rows in columns that can be worked with, and remarks. Raises UnreadableFileError."""
    frame = _as_stored(frame)
    schema = frame.collect_schema()
    if not schema:
        raise UnreadableFileError(f"{name} has no columns: export it again")
    if len(schema) > files.MAX_COLUMNS:
        raise UnreadableFileError(f"{name} has {len(schema):,} columns, more than {files.MAX_COLUMNS:,}")
    foreign = {
        column: zone
        for column, dtype in schema.items()
        if isinstance(dtype, pl.Datetime) and (zone := dtype.time_zone) and not _is_known(zone)
    }
    unknown = sorted({zone for zone in foreign.values() if not _OFFSET.fullmatch(zone)})
    notes = (f"no such time zone: {listing(unknown)}; its times are read as UTC",) if unknown else ()
    moments = [_moments(column, zone) for column, zone in foreign.items()]
    texts = [_text(frame, column) for column, dtype in schema.items() if dtype == pl.Binary]
    return frame.with_columns(*moments, *texts), notes


def _as_stored(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Columns of a kind that somebody defined on top of the usual ones, as the usual ones; ids as written."""
    own = {
        name: dtype for name, dtype in frame.collect_schema().items() if isinstance(dtype, pl.BaseExtension)
    }
    if not own:
        return frame
    return frame.with_columns(
        as_uuid(pl.col(name).ext.storage()).alias(name)
        if dtype.ext_name() == "arrow.uuid"
        else pl.col(name).ext.storage()
        for name, dtype in own.items()
    )


def as_uuid(source: pl.Expr) -> pl.Expr:
    """Identifiers of 16 bytes as they are written everywhere: 8-4-4-4-12 figures."""
    return source.bin.encode("hex").str.replace(
        r"^(.{8})(.{4})(.{4})(.{4})(.{12})$", "${1}-${2}-${3}-${4}-${5}"
    )


def _check_ends(source: Path | bytes, name: str) -> None:
    """Tell apart what polars calls `out of specification`. Raises UnreadableFileError."""
    opened = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with opened as handle:
        start = handle.read(len(MAGIC))
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(0, size - len(MAGIC)))
        end = handle.read()
    what = ""
    if not size:
        what = "it is empty: export it again"
    elif _ENCRYPTED in (start, end):
        what = "it is encrypted: export it without encryption"
    elif start != MAGIC:
        what = "something else stands in it: give it the ending of what it is, such as .csv"
    elif end != MAGIC or size < _SMALLEST:
        what = "it is cut off: export or copy it again"
    if what:
        raise UnreadableFileError(f"{name} is not a readable Parquet file: {what}")


def _text(frame: pl.LazyFrame, column: str) -> pl.Expr:
    """Bytes as the text that older writers leave unmarked, or in hexadecimal where they are none."""
    text = pl.col(column).cast(pl.String)
    try:
        frame.select(text).collect()
    except pl.exceptions.ComputeError:
        return pl.col(column).bin.encode("hex")
    return text


def _is_known(zone: str) -> bool:
    """Whether polars can work with this time zone."""
    try:
        pl.Series([0], dtype=pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone(zone)
    except pl.exceptions.PolarsError:
        return False
    return True


def _moments(column: str, zone: str) -> pl.Expr:
    """Moments polars cannot place: with an offset as ISO text, which keeps the day it was there; else UTC."""
    moment = pl.col(column).cast(pl.Datetime("us"))
    offset = _OFFSET.fullmatch(zone)
    if offset is None:
        return moment
    sign, hours, minutes = offset.groups()
    ahead = pl.duration(minutes=(-1 if sign == "-" else 1) * (60 * int(hours) + int(minutes)))
    there = pl.when(in_calendar(moment, pl.Datetime("us"), date.min)).then(moment) + ahead
    text = there.dt.strftime(_WALL_CLOCK) + pl.lit(f"{sign}{hours}{minutes}")
    beyond = moment.to_physical().cast(pl.String)
    return pl.coalesce(text, beyond).alias(column)
