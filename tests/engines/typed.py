"""The sample book with the types that a database gives its columns, and the forms in which it may lie."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import polars as pl
from tests.conftest import REPOSITORY

SAMPLE: Final = REPOSITORY / "sample_data"
MONEY: Final = (
    "amount",
    "balance",
    "value",
    "discount",
    "mrr",
    "quota",
    "attained",
    "margin_pct",
    "unit_rate",
)
NUMERIC: Final = pl.Decimal(38, 2)
PARTED_BY: Final = {"orders": "status", "customers": "region"}
"""Columns that a folder of Parquet files keeps in the names of its folders alone."""


def typed_tables(folder: Path = SAMPLE) -> dict[str, pl.DataFrame]:
    """The tables of a folder of CSV files, each column of its type, in the order of their ids."""
    return {path.stem: _typed(pl.read_csv(path, infer_schema=False)) for path in sorted(folder.glob("*.csv"))}


def _typed(texts: pl.DataFrame) -> pl.DataFrame:
    return texts.select(_column(texts[name]) for name in texts.columns)


def _column(text: pl.Series) -> pl.Series:
    filled = text.drop_nulls()
    if not filled.len():
        return text
    if filled.is_in(["true", "false"]).all():
        return text == "true"
    if filled.str.contains(r"^\d{4}-\d\d-\d\d$").all():
        return text.str.to_date("%Y-%m-%d")
    if filled.str.contains(r"^\d{4}-\d\d-\d\dT").all():
        return text.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", time_zone="UTC")
    if text.name in MONEY and filled.str.contains(r"^-?\d+(\.\d{1,2})?$").all():
        return text.cast(NUMERIC)
    return text.cast(pl.Int64) if filled.str.contains(r"^-?(0|[1-9]\d*)$").all() else text


def with_mapping(folder: Path) -> Path:
    """A folder with the settings of the sample book."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLE / "holdfast.toml", folder)
    return folder


def as_csv(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    for name, frame in tables.items():
        frame.write_csv(folder / f"{name}.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")


def as_parquet(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")


def as_sqlite(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "book.sqlite")) as database:
        for name, frame in tables.items():
            columns = ", ".join(f'"{column}"' for column in frame.columns)
            database.execute(f'CREATE TABLE "{name}" ({columns})')
            plain = frame.with_columns(
                pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
                pl.col(pl.Date).dt.to_string("%Y-%m-%d"),
                pl.col(pl.Decimal).cast(pl.Float64),
            )
            marks = ", ".join("?" * frame.width)
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', plain.rows())
        database.commit()


def as_delta(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    for name, frame in tables.items():
        half = frame.height // 2
        _complete(frame.head(half)).write_delta(folder / name)
        _complete(frame.slice(half)).write_delta(folder / name, mode="append")


def as_iceberg(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    catalog = iceberg_catalog(folder)
    for name, frame in tables.items():
        rows = _complete(frame).to_arrow()
        catalog.create_table(f"book.{name}", schema=rows.schema, location=f"file://{folder / name}").append(
            rows
        )


def iceberg_catalog(folder: Path) -> Any:
    """A catalog that lives as long as the test; the tables stay on disk."""
    from pyiceberg.catalog.memory import InMemoryCatalog  # noqa: PLC0415 - an extra

    catalog = InMemoryCatalog("here", warehouse=f"file://{folder}")
    catalog.create_namespace("book")
    return catalog


def as_parted(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Folders such as `orders/status=completed/part-0.parquet`, two files in each."""
    for name, frame in tables.items():
        title = PARTED_BY.get(name, "")
        rows = frame if title else frame.with_columns(pl.lit("all").alias("part"))
        for (value,), part in rows.partition_by(title or "part", as_dict=True, maintain_order=True).items():
            place = folder / name / f"{title or 'part'}={value}"
            place.mkdir(parents=True)
            half = part.height // 2
            part.head(half).drop(title or "part").write_parquet(place / "part-0.parquet")
            part.slice(half).drop(title or "part").write_parquet(place / "part-1.parquet")


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    """Without columns of no type, which neither of these formats has."""
    return frame.with_columns(pl.col(pl.Null).cast(pl.String))


FORMS: Final = {
    "csv": as_csv,
    "parquet": as_parquet,
    "sqlite": as_sqlite,
    "delta": as_delta,
    "iceberg": as_iceberg,
    "hive": as_parted,
}
