"""What was typed into a form and not written, kept in the user's state folder by form and by whom."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from holdfast.own.files import write_private
from holdfast.own.places import folder_for

MOST: Final = 200
"""So many texts are kept for a book; the oldest go first."""

Typed = Mapping[str, str]
"""The lines of a form by name."""


class KeptTexts:
    """The unwritten texts of one book; a state folder that cannot be read or written is no reason to stop.

    Without a `path` they last as long as the sitting.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._texts: dict[str, dict[str, str]] | None = None

    @classmethod
    def of(cls, sources: Sequence[Path], environ: Mapping[str, str] = os.environ) -> KeptTexts:
        """The texts of the book that is read from these files."""
        named = "\n".join(str(path.resolve()) for path in sorted(sources))
        name = hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return cls(folder_for("state", environ) / "drafts" / f"{name}-texts.json")

    def of_form(self, form: str, about: str) -> Typed:
        """What was typed into a form about somebody and not written."""
        return dict(self._all().get(_key(form, about), {}))

    def keep(self, form: str, about: str, typed: Typed | None) -> None:
        """Keep what was typed, or forget it where nothing is left of it; on disk at once."""
        # Read again first: another desk over the same book keeps its texts in the same file.
        self._texts = None if self._path is not None else self._texts
        texts, key = self._all(), _key(form, about)
        left = {name: text for name, text in (typed or {}).items() if text.strip()}
        if left == texts.get(key, {}):
            return
        texts.pop(key, None)
        if left:
            texts[key] = left
        for old in list(texts)[:-MOST]:
            del texts[old]
        if self._path is not None:
            with suppress(OSError, UnicodeError):
                write_private(self._path, json.dumps(texts))

    def _all(self) -> dict[str, dict[str, str]]:
        if self._texts is None:
            self._texts = self._read()
        return self._texts

    def _read(self) -> dict[str, dict[str, str]]:
        if self._path is None:
            return {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            key: {name: text for name, text in lines.items() if isinstance(text, str)}
            for key, lines in found.items()
            if isinstance(lines, dict)
        }


def _key(form: str, about: str) -> str:
    return f"{form} {about}"
