"""Where the desk over one book is kept as it was left: one file, written whole, beside what is done here."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast_tui.sitting.files.kept import book_digest
from holdfast_tui.sitting.left.as_left import AsLeft, read_left

BOOKS_KEPT: Final = 100
_LONGEST: Final = 10_000_000
"""Bytes; what is larger was not written here."""
_PATIENCE_SECONDS: Final = 2.0
"""A disk that has not taken the file by then is not waited for."""


class LeftFile:
    """The file of one book; a state folder that cannot be read or written is no reason to stop.

    Two desks over one book write the same file, each whole: the one that is left last is found.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._newest = ""
        self._changed = threading.Condition()
        self._waiting: str | None = None
        self._writes = False

    @classmethod
    def of(
        cls, sources: Sequence[Path], config: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> LeftFile:
        """That of the book that is read from these files by this mapping."""
        return cls(folder_for("state", environ) / "sessions" / f"{book_digest(sources, config)}.json")

    def read(self) -> AsLeft | None:
        """The desk as it was left; None where it never was. Raises UsageError where that cannot be told."""
        try:
            if self.path.stat().st_size > _LONGEST:
                raise UsageError("it is damaged")
            told = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            return None
        except OSError as error:
            raise UsageError(f"it cannot be read ({error.strerror})") from None
        except (ValueError, RecursionError):
            raise UsageError("it is damaged") from None
        return read_left(told)

    def keep(self, left: AsLeft) -> None:
        """Write it soon, in a thread of its own: the disk may be slow, and somebody is typing."""
        text = _text(left)
        if text == self._newest:
            return
        self._newest = text
        with self._changed:
            self._waiting = text
            if not self._writes:
                self._writes = True
                threading.Thread(target=self._serve, name="holdfast-left", daemon=True).start()

    def keep_last(self, left: AsLeft) -> None:
        """Write it now, also where nothing has changed: another desk may have been left meanwhile."""
        self.settle()
        self._write(_text(left))

    def settle(self) -> None:
        """Wait until what was to be kept is on disk."""
        with self._changed:
            self._changed.wait_for(lambda: not self._writes, _PATIENCE_SECONDS)

    def forget(self) -> None:
        """Open the book afresh the next time."""
        self.settle()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            with self._changed:
                text, self._waiting = self._waiting, None
                if text is None:
                    self._writes = False
                    self._changed.notify_all()
                    return
            self._write(text)

    def _write(self, text: str) -> None:
        with suppress(OSError, UnicodeError):
            is_new = not self.path.exists()
            write_private(self.path, text)
            if is_new:
                self._make_room()

    def _make_room(self) -> None:
        """The books that were left longest ago are forgotten."""
        files = [(path.stat().st_mtime, path) for path in self.path.parent.glob("*.json")]
        for _, path in sorted(files)[:-BOOKS_KEPT]:
            path.unlink(missing_ok=True)


def _text(left: AsLeft) -> str:
    return json.dumps(left.as_json, ensure_ascii=False)
