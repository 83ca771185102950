"""Where an export goes: proposed, understood from what is typed, and remembered for the next one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import write_private
from holdfast.own.places import folder_for, full_path

ENDINGS: Final = ("csv", "xlsx", "parquet", "json", "md")
"""What a list can be written as; the first unless another was chosen before."""


@dataclass(frozen=True)
class KeptTarget:
    """Folder and format of the last export; a state folder that cannot be used is no reason to stop.

    Without a `path` nothing is remembered.
    """

    path: Path | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> KeptTarget:
        """The user's own."""
        return cls(folder_for("state", environ) / "export.json")

    def read(self, book_folders: Sequence[Path] = ()) -> tuple[Path, str]:
        """The folder chosen last, else where the desk was started, else the home; and the format."""
        told: object = None
        if self.path is not None:
            with suppress(OSError, ValueError, RecursionError):
                told = json.loads(self.path.read_text(encoding="utf-8"))
        told = told if isinstance(told, dict) else {}
        folder, ending = told.get("folder"), told.get("ending")
        chosen = [Path(folder)] if isinstance(folder, str) and folder else []
        usable = (one for one in (*chosen, Path.cwd()) if _is_folder(one) and not _is_in(one, book_folders))
        return next(usable, None) or full_path("~") or Path.cwd(), ending if ending in ENDINGS else ENDINGS[0]

    def keep(self, written: Path) -> None:
        """Propose the folder and the format of this file from now on."""
        here = written.parent == Path.cwd()
        told = {"folder": "" if here else str(written.parent), "ending": written.suffix.removeprefix(".")}
        if self.path is not None:
            with suppress(OSError, UnicodeError):
                write_private(self.path, json.dumps(told))


def unused(path: Path) -> Path:
    """The path, with a number where there is something of that name."""
    found, number = path, 2
    while os.path.lexists(found):
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found


def with_ending(text: str, ending: str) -> str:
    """What is typed, with another ending; a folder stays as it is."""
    if not text.strip() or text.endswith(("/", os.sep)):
        return text
    typed = Path(text)
    stem = text[: -len(typed.suffix)] if typed.suffix.removeprefix(".").lower() in ENDINGS else text
    return f"{stem}.{ending}"


def ending_of(text: str) -> str:
    """The ending that is typed, where it is one of ours; else empty."""
    typed = Path(text.strip()).suffix.removeprefix(".").lower()
    return typed if typed in ENDINGS else ""


def target_of(text: str, usual: str, ending: str, book_folders: Sequence[Path]) -> Path:
    """The file that is meant: `~` is the home, a folder means a file `usual` in it.

    `ending` where none is typed. Raises UsageError for no path, a folder that is not there or is a book's.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("Type where the file goes.")
    if "\0" in typed:
        raise UsageError("This is no path: it holds a null character.")
    try:
        path = full_path(typed) or Path.cwd() / typed
        if _is_folder(path):
            path = path / usual
        if not ending_of(path.name):
            path = path.with_name(f"{path.name}.{ending}")
        if not _is_folder(path.parent):
            raise UsageError(f"There is no folder {path.parent}.")
        refuse_book_folder(path.parent, book_folders)
    except (OSError, ValueError) as error:
        raise UsageError(f"This is no path: {error}") from None
    return path


def refuse_book_folder(folder: Path, book_folders: Sequence[Path]) -> None:
    """Raises UsageError inside a book's folder, which is never written to."""
    if _is_in(folder, book_folders):
        told = "belongs to the book, which is never written to: choose another folder"
        raise UsageError(f"{folder.resolve()} {told}")


def _is_in(folder: Path, books: Sequence[Path]) -> bool:
    here = folder.resolve()
    return any(here.is_relative_to(book.resolve()) for book in books)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
