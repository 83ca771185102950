"""Files as they are opened: each once, however many tables are read from it and whoever looks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.raw import RawFile, open_raw

if TYPE_CHECKING:
    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.source import SourceFile


class Opened:
    """The files of a book that are open, and what was wrong with those that cannot be opened."""

    def __init__(self) -> None:
        self._files: dict[tuple[object, ...], RawFile | UnreadableFileError] = {}

    def open(self, file: SourceFile, mapping: TableMapping, *, checked: bool = False) -> RawFile:
        """The raw frame of a file. Raises UnreadableFileError where it is no table."""
        key = (file, *mapping.form)
        raw = self._files.get(key)
        if raw is None or (checked and isinstance(raw, RawFile) and raw.unchecked):
            try:
                raw = open_raw(file, mapping, checked=checked)
            except UnreadableFileError as error:
                raw = error
            self._files[key] = raw
        if isinstance(raw, UnreadableFileError):
            raise raw
        return raw
