"""Several whole numbers packed into one that sorts as they do: to sort by it takes a third of the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from holdfast.rows.pieces import in_one_piece

KEY_BITS: Final = 63
"""What fits: with the last bit, the distance between two values might not fit into an Int64 on the way."""


@dataclass(frozen=True)
class Packing:
    """How columns of whole numbers or days share the bits of one UInt64, the first the highest.

    `names`, and of each column its least value, as an Int64, and its number of bits.
    """

    names: tuple[str, ...]
    lowest: tuple[int, ...]
    bits: tuple[int, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Packing | None:
        """The packing of all columns of a frame; None where they do not fit, or where one has a null."""
        if not frame.height or sum(frame.null_count().row(0)):
            return None
        lowest, highest = (
            ends.select(pl.all().to_physical().cast(pl.Int64)).row(0) for ends in (frame.min(), frame.max())
        )
        bits = tuple((high - low).bit_length() for low, high in zip(lowest, highest, strict=True))
        return cls(tuple(frame.columns), lowest, bits) if sum(bits) <= KEY_BITS else None

    @property
    def _shifts(self) -> tuple[int, ...]:
        """How many bits stand below each column's."""
        return tuple(sum(self.bits[place + 1 :]) for place in range(len(self.bits)))

    def key(self) -> pl.Expr:
        """The key of the columns, UInt64."""
        parts = [
            _above(pl.col(name).to_physical(), low) * _power(shift)
            for name, low, shift in zip(self.names, self.lowest, self._shifts, strict=True)
        ]
        return sum(parts[1:], start=parts[0])

    def column(self, name: str, key: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
        """A column back from the `key`, in the type that it had."""
        place, value = self.names.index(name), pl.col(key)
        if self._shifts[place]:
            value //= _power(self._shifts[place])
        if place:
            value &= pl.lit((1 << self.bits[place]) - 1, dtype=pl.UInt64)
        if low := self.lowest[place]:
            value = value.cast(pl.Int64) + low
        return value.cast(dtype).alias(name)


def _above(value: pl.Expr, low: int) -> pl.Expr:
    """How far a whole number lies above the least of its column, UInt64."""
    return (value.cast(pl.Int64) - low).cast(pl.UInt64) if low else value.cast(pl.UInt64)


def _power(bits: int) -> pl.Expr:
    # As a number of Python, 2 to the 63rd would not be taken for a UInt64.
    return pl.lit(1 << bits, dtype=pl.UInt64)


def sorted_by(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of whole numbers and days sorted by all its columns, the first first.

    Ten million customers, days and rows take 1.4 s as one key where they take 5 s as columns; what does not
    fit into a key is sorted as columns.
    """
    packing = Packing.of(frame)
    if packing is None:
        return frame.sort(frame.columns)
    # In small pieces: as whole columns, what is worked out on the way would take several times their memory.
    keys = frame.lazy().select(packing.key().alias(_KEY)).collect(engine="streaming").get_column(_KEY).sort()
    columns = [packing.column(name, _KEY, dtype) for name, dtype in frame.schema.items()]
    return in_one_piece(keys.to_frame().lazy().select(columns).collect(engine="streaming"))


_KEY: Final = "__key"
