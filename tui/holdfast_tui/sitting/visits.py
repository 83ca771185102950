"""On which day of its data each book was last looked at, so that the next visit says what is new."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from holdfast.own.files import write_private
from holdfast.own.places import folder_for

BOOKS_KEPT: Final = 100
VISITS: Final = "visits.json"
DAYS_KEPT: Final = 2
"""The last day and the one before it: opening the same data twice still compares with the visit before."""


class Visits:
    """The visits to one book; a state folder that cannot be read or written is no reason to stop.

    `name`: the file there, for what else is looked at from time to time.
    """

    def __init__(
        self, sources: Sequence[Path], environ: Mapping[str, str] = os.environ, name: str = VISITS
    ) -> None:
        self._book = "\n".join(sorted(str(path.resolve()) for path in sources))
        self._file = folder_for("state", environ) / name

    def before(self, as_of: date) -> date | None:
        """The latest day of an earlier visit that lies before `as_of`."""
        days = [day for day in self._days() if day < as_of]
        return max(days, default=None)

    def record(self, as_of: date) -> None:
        """Remember that the book was looked at with data up to `as_of`."""
        days = sorted({*self._days(), as_of})[-DAYS_KEPT:]
        books = {name: kept for name, kept in self._read().items() if name != self._book}
        books[self._book] = [day.isoformat() for day in days]
        newest = dict(list(books.items())[-BOOKS_KEPT:])
        with suppress(OSError, UnicodeError):
            write_private(self._file, json.dumps(newest))

    def _days(self) -> list[date]:
        days = self._read().get(self._book, [])
        with suppress(ValueError, TypeError):
            return [date.fromisoformat(day) for day in days]
        return []

    def _read(self) -> dict[str, list[str]]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
