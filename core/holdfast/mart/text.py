"""Text as Arrow's views: sixteen bytes a row, with the first bytes of a text or, of a short one, all of it.

Source: Arrow columnar format, Variable-size Binary View HowStored,
https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.mart import arrow

_INLINE: Final = 12
"""Texts of so many bytes stand in the view itself."""

_PREFIX: Final = 4
_LARGEST: Final = 2**31 - 1
"""Where a text may begin: an Int32 says."""

_HIGH: Final = 2**32


def views_of(texts: pl.Series) -> tuple[memoryview, bytes] | None:
    """The views of texts without nulls, and the bytes of all that are too long for them.

    None where those are too many for one buffer.
    """
    length, filled = pl.col("length"), pl.col("text") + "\0" * _INLINE
    is_long = length > _INLINE
    within_view = filled.cast(pl.Binary)
    frame = (
        texts.alias("text")
        .to_frame()
        .with_columns(pl.col("text").str.len_bytes().cast(pl.UInt64).alias("length"))
    )
    longer = frame.filter(is_long).get_column("text")
    total = int(longer.str.len_bytes().cast(pl.UInt64).sum())
    if total > _LARGEST:
        return None
    first = _number(within_view.bin.slice(0, _PREFIX), pl.UInt32).cast(pl.UInt64)
    rest = _number(within_view.bin.slice(_PREFIX, _INLINE - _PREFIX), pl.UInt64)
    begins = pl.when(is_long).then(length).otherwise(0).cum_sum() - length
    words = frame.select(
        (first * _HIGH + length).alias("low"),
        pl.when(is_long).then(begins * _HIGH).otherwise(rest).alias("high"),
    )
    views = words.select(pl.concat_list("low", "high").explode()).to_series()
    return arrow.Exported(views).values(8), "".join(longer.to_list()).encode()


def within(words: pl.Series, size: int) -> bool:
    """Whether every view (two UInt64 words each) lies in itself or in a buffer of `size` bytes."""
    low, high = words.gather_every(2), words.gather_every(2, offset=1)
    frame = pl.DataFrame({"length": low % _HIGH, "begins": high // _HIGH, "buffer": high % _HIGH})
    is_long = pl.col("length") > _INLINE
    wrong = is_long & ((pl.col("buffer") != 0) | (pl.col("begins") + pl.col("length") > size))
    return not frame.select(wrong.any()).item()


def _number(bytes_of: pl.Expr, dtype: type[pl.UInt32 | pl.UInt64]) -> pl.Expr:
    return bytes_of.bin.reinterpret(dtype=dtype, endianness="little")
