"""The filters that were typed over one book, the newest first, kept for the next sitting."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast_tui.sitting.files.kept import book_digest

MOST: Final = 100
"""So many filters are kept of a book."""


class EarlierFilters:
    """Filters without duplicates; a state folder that cannot be read or written is no reason to stop.

    Without a `path` they last as long as the sitting.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._texts: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls, sources: Sequence[Path], config: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> EarlierFilters:
        """Those of the book that is read from these files by this mapping."""
        return cls(folder_for("state", environ) / "filters" / f"{book_digest(sources, config)}.json")

    @property
    def texts(self) -> tuple[str, ...]:
        """Every one, the newest first."""
        if self._texts is None:
            self._texts = self._read()
        return self._texts

    def add(self, text: str) -> None:
        """A filter was applied."""
        if not text.strip() or self.texts[:1] == (text,):
            return
        if self._path is not None:
            # Read again first: another desk over the same book keeps its filters in the same file.
            self._texts = self._read()
        self._texts = tuple(dict.fromkeys((text, *self.texts)))[:MOST]
        if self._path is not None:
            with suppress(OSError, UnicodeError):
                write_private(self._path, json.dumps(self._texts))

    def _read(self) -> tuple[str, ...]:
        if self._path is None:
            return ()
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return ()
        listed = found if isinstance(found, list) else []
        return tuple(dict.fromkeys(one for one in listed if isinstance(one, str) and one.strip()))[:MOST]


class Walk:
    """A walk through filters from the one that stands in the bar; it ends where somebody changes the text."""

    def __init__(self, texts: Sequence[str], start: str) -> None:
        self._texts = (start, *(text for text in texts if text != start))
        self._at = 0

    def is_on(self, text: str) -> bool:
        """Whether a text is the one that the walk has come to."""
        return text == self._texts[self._at]

    def step(self, steps: int) -> str | None:
        """The filter so many steps further back; None where there is none."""
        if not 0 <= self._at + steps < len(self._texts):
            return None
        self._at += steps
        return self._texts[self._at]

    @property
    def leads_somewhere(self) -> bool:
        """Whether there is any other filter."""
        return len(self._texts) > 1

    @property
    def has_begun(self) -> bool:
        """Whether another filter than the first stands in the bar."""
        return self._at > 0
