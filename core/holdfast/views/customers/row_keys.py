"""Columns of row keys as sets, and back."""

from __future__ import annotations

from typing import Final, cast

import polars as pl

from holdfast.rows.numbered import filled, marked
from holdfast.rows.rowset import RowSet

_BYTE: Final = 8


def row_set(keys: pl.Series) -> RowSet:
    """The set of a column of keys: row numbers of any integer type, or ids as text; nulls are no rows."""
    known = keys.drop_nulls()
    if not known.dtype.is_integer():
        return RowSet(ids=frozenset(known.cast(pl.String).to_list()))
    if known.is_empty():
        return RowSet()
    size = (cast("int", known.max()) // _BYTE + 1) * _BYTE
    bits = marked(known, size)
    packed = filled(0, size // _BYTE, pl.UInt8)
    for place in range(_BYTE):
        packed += bits.gather_every(_BYTE, place).cast(pl.UInt8) * (1 << place)
    return RowSet(bits=int.from_bytes(bytes(packed.to_list()), "little"))


def numbers_of(rows: RowSet) -> pl.Series:
    """The row numbers of a set (UInt32), ascending."""
    packed = list(rows.bits.to_bytes(rows.bits.bit_length() // _BYTE + 1, "little"))
    frame = pl.DataFrame({"byte": packed}, schema={"byte": pl.UInt8}).with_row_index("place")
    frame = frame.filter(pl.col("byte") > 0)
    parts = (
        frame.filter(pl.col("byte") & (1 << bit) > 0).select(
            (pl.col("place") * _BYTE + bit).cast(pl.UInt32).alias("number")
        )
        for bit in range(_BYTE)
    )
    return pl.concat(parts).get_column("number").sort()


def among(keys: pl.Series, rows: RowSet) -> pl.Series:
    """Which of a column of keys are in a set (Boolean, without nulls)."""
    if keys.dtype.is_integer():
        return keys.is_in(numbers_of(rows).cast(keys.dtype).implode()).fill_null(value=False)
    return keys.is_in(pl.Series(sorted(rows.ids), dtype=pl.String).implode()).fill_null(value=False)
