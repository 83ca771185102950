"""Rows that users wrote, beside those of an export or in a table of their own."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.schema.dtypes import DTYPES
from holdfast.schema.tables import OWN_LOG, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.book.book import Book
    from holdfast.journal.entry import Entry
    from holdfast.journal.log import Log


def appended(exported: Book, name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The exported table with these rows at its end, linked to their customers; the table may be new."""
    declared = {column.name: DTYPES[column.type] for column in TABLES[name].columns}
    schema = {**declared, OWN_LOG: pl.String()}
    own = pl.DataFrame(
        {column: [row.get(column) for row in rows] for column in schema}, schema=schema, strict=True
    )
    if "customer_id" in declared:
        ids = exported.customers.select("customer_id", "customer")
        own = own.join(ids, on="customer_id", how="left", maintain_order="left")
    if not exported.has(name):
        return own
    return pl.concat([exported.tables[name], own], how="diagonal_relaxed")


def mended(table: pl.DataFrame, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A table with its empty cells filled: each row names its place under `row`, and says who wrote it."""
    if not rows:
        return table
    columns = [name for name in rows[0] if name != "row"]
    schema = {"row": pl.UInt32(), **{name: table.schema.get(name, pl.String()) for name in columns}}
    own = pl.DataFrame({name: [row[name] for row in rows] for name in schema}, schema=schema, strict=True)
    wide = table.with_row_index("row").join(own, on="row", how="left", suffix="_own", maintain_order="left")
    filled = (
        pl.coalesce(name, f"{name}_own").alias(name) if name in table.columns else pl.col(name)
        for name in columns
    )
    return wide.with_columns(filled).select(*table.columns, *(c for c in columns if c not in table.columns))


def moment_of(entry: Entry, log: Log) -> datetime:
    """When an entry counts: its own time, on the day from which it is visible."""
    day = log.counts_from(entry)
    own = entry.at.astimezone().replace(tzinfo=None)
    return own if own.date() == day else datetime.combine(day, time())


def text_in(entry: Entry, name: str) -> str | None:
    """A field as text; None where it says nothing."""
    value = entry.fields.get(name)
    return str(value).strip() or None if isinstance(value, str | int | float) and value is not False else None


def day_in(entry: Entry, name: str) -> date | None:
    """A field as a day; None where it is none."""
    try:
        return date.fromisoformat(text_in(entry, name) or "")
    except ValueError:
        return None
