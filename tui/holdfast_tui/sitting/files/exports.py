"""The files that the book of this sitting is read from. Asked in the worker thread: intake needs polars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.schema.receipt import LineInFile


@dataclass(frozen=True)
class Exports:
    """Where the files are, as they were named to the desk, and the mapping that was named with them."""

    sources: Sequence[Path]
    config: Path | None = None

    def line(self, file: str, line: int) -> LineInFile:
        """A line of a file as it stands there. Raises UsageError."""
        from holdfast.intake.look import line_in_file  # noqa: PLC0415 - polars comes after the first paint

        return line_in_file(self.sources, self.config, file, line)
