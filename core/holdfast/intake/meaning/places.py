"""Where a value stands: the file and the header that a canonical column was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading


@dataclass(frozen=True)
class Places:
    """Names of files and their headers, by the number of the file."""

    files: tuple[str, ...]
    columns: tuple[dict[str, str], ...]
    unmapped: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Places:
        """The places of these readings, which drafts know by their number."""
        return cls(
            tuple(reading.raw.name for reading in readings),
            tuple(dict(reading.wiring.columns) for reading in readings),
            tuple(frozenset(reading.wiring.unused) for reading in readings),
        )

    def header(self, file: int, column: str) -> str:
        """The header that feeds a canonical column in one file; its own name where it is worked out."""
        return self.columns[file].get(column, column)
