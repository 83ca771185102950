"""Changes to a mapping that are not written yet, kept in the user's state folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast_tui.sitting.files.exports import MappingDraft


def book_digest(sources: Sequence[Path], config: Path | None = None) -> str:
    """What a book is called in the state folder: by its files, and the mapping named with them."""
    named = [str(path.resolve()) for path in (*sorted(sources), *([config] if config else []))]
    return hashlib.sha256("\n".join(named).encode("utf-8", "surrogateescape")).hexdigest()[:16]


class KeptDraft:
    """The draft of one book; a state folder that cannot be read or written is no reason to stop."""

    def __init__(
        self, sources: Sequence[Path], config: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> None:
        name = book_digest(sources, config)
        self.path = folder_for("state", environ) / "drafts" / f"{name}.json"
        self._offered = False

    @property
    def is_there(self) -> bool:
        """Whether changes are kept."""
        return self._read() is not None

    def offer(self) -> MappingDraft | None:
        """What was kept by an earlier sitting; once."""
        first, self._offered = not self._offered, True
        return self._read() if first else None

    def keep(self, draft: MappingDraft | None) -> None:
        """Keep changes, or forget them."""
        self._offered = True
        with suppress(OSError, UnicodeError):
            if draft is None:
                self.path.unlink(missing_ok=True)
            else:
                told = {"found": draft.found, "text": draft.text, "past": draft.past}
                write_private(self.path, json.dumps(told))

    def _read(self) -> MappingDraft | None:
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            texts = (told["found"], told["text"], *told["past"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        found, text, *past = texts
        return MappingDraft(found, text, tuple(past)) if all(isinstance(one, str) for one in texts) else None
