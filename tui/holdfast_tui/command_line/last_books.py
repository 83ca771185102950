"""The books that were opened last, and choosing one of them where none is named."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast.schema.sources import version_in
from holdfast_tui.safe_text import literal, safe

BOOKS_KEPT: Final = 9
"""As many as one digit names."""
SAMPLE: Final = "s"
_LEAVE: Final = "q"


@dataclass(frozen=True)
class LastBook:
    """A book that was opened: its folder or files, and its mapping where one was named."""

    sources: tuple[Path, ...]
    config: Path | None = None

    @property
    def is_there(self) -> bool:
        """Whether all of it is still where it was."""
        paths = (*self.sources, *([self.config] if self.config else []))
        return all(version_in(path)[0].exists() for path in paths)

    @property
    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "sources": [str(path.resolve()) for path in self.sources],
            "config": str(self.config.resolve()) if self.config else None,
        }


def last_books(environ: Mapping[str, str] = os.environ) -> tuple[LastBook, ...]:
    """The books opened last, the newest first; none where what was kept is damaged."""
    try:
        told = json.loads(_file(environ).read_text(encoding="utf-8"))
        return tuple(_opened(one) for one in (told, *told.get("before", ())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def remember(book: LastBook, environ: Mapping[str, str] = os.environ) -> None:
    """Keep in mind that a book was opened; a state folder that cannot be written is no reason to stop."""
    told = book.told
    before = [one.told for one in last_books(environ) if one.told != told]
    with suppress(OSError, UnicodeError):
        write_private(_file(environ), json.dumps({**told, "before": before[: BOOKS_KEPT - 1]}))


def choose(books: Sequence[LastBook], ask: Callable[[str], str]) -> LastBook | str:
    """The book that somebody at the terminal chooses, `SAMPLE`, or "" for none.

    `ask` shows words and answers the line that was typed, "" where there will be none. Enter alone takes the
    newest that is still there, or the sample where none is.
    """
    there = {str(number): book for number, book in enumerate(books, 1) if book.is_there}
    first = next(iter(there), SAMPLE)
    question = f"Number, {SAMPLE} or {_LEAVE} (enter: {first}): "
    words = "\n".join([*_listed(books), question])
    while True:
        line = ask(words)
        answer = line.strip().lower() or first
        if not line or answer == _LEAVE:
            return ""
        if answer == SAMPLE:
            return SAMPLE
        if answer in there:
            return there[answer]
        words = question


def ask_at_terminal(words: str) -> str:
    """A line that is typed; empty at its end."""
    sys.stderr.write(words)
    sys.stderr.flush()
    return sys.stdin.readline()


def _listed(books: Sequence[LastBook]) -> list[str]:
    lines: list[str] = [
        literal("Which book?") if books else literal("No book was opened yet: holdfast FOLDER opens one.")
    ]
    for number, book in enumerate(books, 1):
        gone = "" if book.is_there else "   (not there any more)"
        lines.append(f"  {number}  {', '.join(safe(path) for path in book.sources)}{gone}")
    return [*lines, f"  {SAMPLE}  the sample book"]


def _opened(told: Mapping[str, Any]) -> LastBook:
    sources = tuple(Path(path) for path in told["sources"])
    if not sources:
        raise ValueError("no book")
    return LastBook(sources, Path(told["config"]) if told["config"] else None)


def _file(environ: Mapping[str, str]) -> Path:
    return folder_for("state", environ) / "last_book.json"
