"""Columns that come with a type of their own, as text: whatever the type, and whatever lies in it."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

_EPOCH: Final = date(1970, 1, 1)
_JSON: Final = (
    *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
    *(pl.Float32, pl.Float64, pl.Boolean, pl.String),
)
"""What can be written as JSON as it stands."""
_IN_A_SECOND: Final = {"ms": 10**3, "us": 10**6, "ns": 10**9}


def as_text(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Any column as text: ids stored as floats lose their `.0`, lists are joined by commas.

    Days and moments that no calendar has are told by their number; what holds bytes inside of lists or
    structures is null.
    """
    if dtype == pl.String:
        return source
    if dtype.is_float():
        whole = (source == source.floor()) & (source.abs() < 2**53)
        number = pl.when(whole).then(source.cast(pl.Int64, strict=False).cast(pl.String))
        return pl.when(source.is_finite()).then(number.otherwise(source.cast(pl.String)))
    if isinstance(dtype, pl.Date | pl.Datetime):
        written = pl.when(in_calendar(source, dtype, date.min)).then(source).cast(pl.String)
        return pl.coalesce(written, source.to_physical().cast(pl.String))
    if isinstance(dtype, pl.Duration):
        return source.to_physical().cast(pl.String)
    if dtype.is_nested():
        return _nested_as_text(source, dtype)
    return source.cast(pl.String, strict=False)


def in_calendar(source: pl.Expr, dtype: pl.DataType, earliest: date) -> pl.Expr:
    """Whether a Date or Datetime lies from `earliest` to the year 9999: polars panics far outside of that."""
    first, last = ((day - _EPOCH).days for day in (earliest, date.max))
    in_a_day = 86_400 * _IN_A_SECOND[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
    # Beyond 64 bits no number of this unit can lie.
    low, high = (max(-(2**63), min(days * in_a_day, 2**63 - 1)) for days in (first, last + 1))
    return source.to_physical().is_between(low, high, closed="left")


def _nested_as_text(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    plain = _plain(dtype)
    if plain is None:
        return pl.lit(None, dtype=pl.String)
    value = source.cast(plain)
    if isinstance(plain, pl.Struct):
        return value.struct.json_encode()
    if isinstance(plain, pl.List) and plain.inner in _JSON:
        return value.cast(pl.List(pl.String)).list.join(", ")
    # Only structures can be written as JSON.
    document = pl.struct(value.alias("_")).struct.json_encode()
    return pl.when(source.is_not_null()).then(document.str.slice(len('{"_":')).str.strip_suffix("}"))


def _plain(dtype: pl.DataType) -> pl.DataType | None:
    """The same shape of what can be written as text, days and moments as numbers; None where it cannot."""
    if isinstance(dtype, pl.List | pl.Array):
        inner = _plain(pl.Series(dtype=dtype.inner).dtype)
        return None if inner is None else pl.List(inner)
    if isinstance(dtype, pl.Struct):
        fields = {field.name: _plain(pl.Series(dtype=field.dtype).dtype) for field in dtype.fields}
        told = {name: inner for name, inner in fields.items() if inner is not None}
        return pl.Struct(told) if len(told) == len(fields) else None
    if dtype.is_temporal():
        return pl.Int64()
    if isinstance(dtype, pl.Binary | pl.Object):
        return None
    return dtype if dtype in _JSON else pl.String()
