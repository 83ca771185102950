"""The journal of one book and writer: what is written goes into one file, what is read is everybody's."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.errors import NotSavedError
from holdfast.journal import file
from holdfast.journal.copies import Copies
from holdfast.journal.entry import Entry
from holdfast.journal.ids import next_id
from holdfast.journal.log import NOTHING_WRITTEN, Log
from holdfast.journal.rows import Row, checked, once_in_order, row_of

if TYPE_CHECKING:
    from holdfast.journal.entry import Draft

ENDING: Final = ".db"
IMPORTED: Final = "+imported"
"""What the name of a writer's file gets for entries that came from elsewhere, under their own times."""

_FILES_OF_A_WRITER: Final = 100
"""A writer whose file is damaged goes on in a second one; nobody gets through so many."""

_FULL: Final = ("full", "disk I/O error", "No space left", "File too large", "quota")


class Journal:
    """What users write about one book.

    `folder`: where the files of all writers lie; entries go into `WRITER.db` there, or into `WRITER~2.db` and
    so on while that is damaged or not ours. `book`: the id of the book. `shared`: a folder that others write
    in too, perhaps over a network. `also`: folders by what else the book was called; they are only read.
    `copies`: where long files are kept as they were read, for the next opening.
    """

    def __init__(
        self,
        folder: Path,
        book: str,
        writer: str,
        *,
        file_name: str = "",
        shared: bool = False,
        also: Mapping[str, Path] = MappingProxyType({}),
        copies: Copies | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self.book = book
        self.writer = writer
        self._name = file_name or writer
        self._shared = shared
        self._also = also
        self._copies = copies
        self._now = now
        self._files: dict[Path, file.Read] = {}
        self._log: tuple[tuple[object, ...], Log] = ((), NOTHING_WRITTEN)

    @property
    def books(self) -> tuple[str, ...]:
        """What the book is called in its entries."""
        return (self.book, *self._also)

    @property
    def why_read_only(self) -> str | None:
        """Why nothing can be written; None where it can."""
        if (lacking := self._lacking) is not None:
            return lacking
        standing = self.folder
        while not standing.exists() and standing != standing.parent:
            standing = standing.parent
        if not standing.is_dir():
            return f"{standing} is not a folder"
        if not file.may(standing, os.W_OK | os.X_OK):
            return f"{standing} may not be written in"
        own = self._own_file()
        if self._read(own).is_newer:
            return f"{own} was written by a newer Holdfast"
        if own.exists() and not file.may(own, os.W_OK):
            return f"{own} may not be written to"
        return None

    @property
    def _lacking(self) -> str | None:
        """A shared folder that is not there is not made: it may be one that is not connected now."""
        home = self.folder.parent
        if self._shared and not home.is_dir():
            return f"{home} is not there: connect it, or make it, or name another under [journal]"
        return None

    def write(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Write entries, all or none of them; they are on disk when this returns. Raises NotSavedError."""
        told = list(map(checked, drafts))
        if not told:
            return ()
        written: list[Entry] = []

        def rows(last: str | None) -> list[Row]:
            seconds = self._now()
            day = datetime.fromtimestamp(seconds).date()  # noqa: DTZ006 - the writer's own calendar day
            for draft in told:
                at, last = next_id(int(seconds * 1000), last)
                written.append(
                    Entry(
                        last,
                        datetime.fromtimestamp(at / 1000, UTC),
                        day,
                        self.writer,
                        self.book,
                        draft.as_of,
                        draft.subject,
                        draft.subject_id,
                        draft.kind,
                        draft.ref,
                        draft.fields,
                        draft.text,
                    )
                )
            return list(map(row_of, written))

        self._append(self._own_file(), rows)
        return tuple(written)

    def keep(self, entries: Sequence[Entry]) -> int:
        """Keep entries from elsewhere as they are, those that are here already left out; how many were new.

        Raises NotSavedError.
        """
        here = {entry.id for entry in self.read().written}
        new = {entry.id: entry for entry in entries if entry.id not in here}
        if new:
            ordered = sorted(new.values(), key=lambda entry: entry.order)
            self._append(self._usable(self._name + IMPORTED), lambda _last: list(map(row_of, ordered)))
        return len(new)

    def read(self) -> Log:
        """Everything that anybody wrote about the book; at once where nothing changed since it was asked."""
        paths = [path for folder in (self.folder, *self._also.values()) for path in _files_in(folder)]
        with file.uncollected():
            found = {path: self._read(path) for path in paths}
            lacking = self._lacking
            marks = (lacking, *((path, id(of_file)) for path, of_file in found.items()))
            if marks != self._log[0]:
                self._log = marks, _union(found, lacking)
        return self._log[1]

    @property
    def lacks_copies(self) -> bool:
        """Whether the next opening would be the quicker for `keep_copies`."""
        copies = self._copies
        return copies is not None and any(file.lacks_copy(one, copies) for one in list(self._files.values()))

    def keep_copies(self) -> None:
        """Let the next opening find what is read now without reading it: where nobody waits for anything."""
        if self._copies is not None and self.lacks_copies:
            self.read()
            with file.uncollected():
                for path, found in list(self._files.items()):
                    file.keep(path, found, self._copies)

    def _read(self, path: Path) -> file.Read:
        if not path.exists():
            return file.Read()
        self._files[path] = file.read(path, self._files.get(path), self._copies)
        return self._files[path]

    def _append(self, path: Path, rows: Callable[[str | None], list[Row]]) -> None:
        if (lacking := self._lacking) is not None:
            raise NotSavedError(f"{lacking}: nothing was saved")
        try:
            file.append(path, rows, shared=self._shared)
        except (sqlite3.Error, OSError, file.UnusableError) as error:
            raise NotSavedError(_not_saved(path, error)) from None

    def _own_file(self) -> Path:
        return self._usable(self._name)

    def _usable(self, name: str) -> Path:
        for number in range(1, _FILES_OF_A_WRITER):
            path = self.folder / f"{name}{'' if number == 1 else f'~{number}'}{ENDING}"
            if not self._is_spoilt(path):
                return path
        raise NotSavedError(f"{self.folder}: none of the files of {name} is a journal: nothing was saved")

    def _is_spoilt(self, path: Path) -> bool:
        """Whether a file is damaged or somebody else's: it is left alone."""
        return self._read(path).is_unusable


def _files_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            return sorted(folder / entry.name for entry in found if entry.name.endswith(ENDING))
    except OSError:
        return []


def _union(found: dict[Path, file.Read], lacking: str | None) -> Log:
    return Log(
        once_in_order([entry for of_file in found.values() for entry in of_file.entries]),
        tuple(dict.fromkeys(path.name for path, of_file in found.items() if of_file.entries)),
        (
            *((lacking,) if lacking is not None else ()),
            *(f"{path}: {of_file.problem}" for path, of_file in found.items() if of_file.problem is not None),
        ),
    )


def _not_saved(path: Path, error: Exception) -> str:
    said = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    if any(word in said for word in _FULL):
        why = "the disk is full"
    elif isinstance(error, file.UnusableError):
        why = f"it {said}"
    else:
        why = said
    return (
        f"{path}: nothing was saved ({why}): make room or let it be written to, or name another folder as "
        f"`folder` under [journal] in config.toml"
    )
