"""Where a value stands: the file and header a canonical column was read from, and what is beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.draft import ROW
from holdfast.intake.read.native import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.read.raw import RawFile


@dataclass(frozen=True, eq=False)
class Places:
    """Names of files and their headers, by the number of the file; from `unmapped` ones nothing is read."""

    files: tuple[str, ...]
    columns: tuple[dict[str, str], ...]
    unmapped: tuple[tuple[str, ...], ...]
    raws: tuple[RawFile, ...]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Places:
        """The places of these readings, which drafts know by their number."""
        return cls(
            tuple(reading.raw.name for reading in readings),
            tuple(dict(reading.wiring.columns) for reading in readings),
            tuple(reading.wiring.unused for reading in readings),
            tuple(reading.raw for reading in readings),
        )

    def beside(self, file: int, rows: Sequence[int]) -> pl.DataFrame:
        """ROW and the unmapped columns of these rows of a file, as text."""
        frame = self.raws[file].rows(rows)
        return frame.select(
            ROW, *(as_text(pl.col(name), frame.schema[name]).alias(name) for name in self.unmapped[file])
        )

    def header(self, file: int, column: str) -> str:
        """The header that feeds a canonical column in one file; its own name where it is worked out."""
        return self.columns[file].get(column, column)
