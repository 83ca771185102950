"""One file of a journal: SQLite, append-only, whole after a crash at any moment, left alone where in doubt.

A connection lives as long as one reading or one writing: between two of them the file is whole by itself,
so that copying it is a backup, and merging journals is copying files.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from holdfast.journal.copies import Copies, KeptRows, content_of
from holdfast.journal.rows import Row, StoredEntry, stored_entries
from holdfast.own.files import private_file, private_folder
from holdfast.own.places import is_on_network

APPLICATION_ID: Final = 1215261796
"""`Hold` in ASCII: what tells a journal from any other SQLite file."""

STEPS: Final = (
    """
    CREATE TABLE entry (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, day TEXT NOT NULL, kind TEXT NOT NULL,
        about TEXT NOT NULL, takes_back TEXT, entry TEXT NOT NULL
    );
    CREATE TRIGGER unchanged BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'a journal is only added to'); END;
    CREATE TRIGGER kept BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'a journal is only added to'); END;
    CREATE TRIGGER new BEFORE INSERT ON entry
        WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id OR n = NEW.n)
        BEGIN SELECT RAISE(ABORT, 'a journal is only added to'); END;
    PRAGMA application_id = 1215261796;
    """,
)
"""What brings a file from each version of its layout to the next; its `user_version` counts them."""

_SELECT: Final = "SELECT id, day, kind, about, takes_back, entry FROM entry WHERE n > ? ORDER BY n"
_INSERT: Final = "INSERT INTO entry (id, day, kind, about, takes_back, entry) VALUES (?, ?, ?, ?, ?, ?)"

NEWER: Final = "was written by a newer Holdfast and cannot be read by this one"

_PATIENCE: Final = 5.0
"""Seconds to wait for another desk that is writing."""

_SETTLED: Final = 0.1
"""A file that was written less than so many seconds ago may be in the middle of a change."""

_RETRIES: Final = 20


class UnusableError(Exception):
    """A file that is no journal of ours, damaged, or of a newer version: in words, without its name."""


@dataclass
class Read:
    """What was read of a file: entries in the order of writing, and why some or all of them are missing.

    `is_unusable`: it is damaged or somebody else's, and is left alone. `is_newer`: of a newer version, read
    as far as it can be, and never written to. `is_checked`: SQLite looked at all of it as it is now, or at
    the same bytes once; no where it was found whole before and more was read since. `is_kept`: a copy of it
    is there.
    """

    entries: list[StoredEntry] = field(default_factory=list)
    problem: str | None = None
    is_newer: bool = False
    is_unusable: bool = False
    is_checked: bool = False
    is_kept: bool = False
    last_row: int = 0
    mark: tuple[int, ...] = ()


def mark_of(path: Path) -> tuple[int, ...]:
    """What changes with every change of a file: its place, size and times, and those of what is beside it."""
    mark: list[int] = []
    for name in (path, _beside(path, "wal"), _beside(path, "journal")):
        try:
            found = name.stat()
        except OSError:
            mark.append(-1)
        else:
            mark += (found.st_ino, found.st_size, found.st_mtime_ns)
    return tuple(mark)


def read(path: Path, before: Read | None = None, copies: Copies | None = None) -> Read:
    """The entries of a file; those read `before` are not read again, nor what `copies` hold of it.

    Never writes to it.
    """
    mark = mark_of(path)
    if before is not None and before.mark == mark:
        return before
    for _ in range(_RETRIES):
        try:
            found = _read(path, before, copies)
        except (UnusableError, sqlite3.Error, OSError) as error:
            found = Read(problem=_words(error), is_unusable=_is_spoilt(error))
            if _is_busy(error):
                return replace(found if before is None else before, mark=())
        after = mark_of(path)
        if after == mark:
            # Two changes of one tick of the clock leave the same mark: it is trusted once it is older.
            found.mark = mark if _is_settled(path) else ()
            return found
        mark = after
    # It changes faster than it can be read: what was found is true of a moment, and is looked at again.
    found.mark = ()
    return found


def lacks_copy(found: Read, copies: Copies) -> bool:
    """Whether the next opening would be the quicker for a copy of what was read, and may have one."""
    is_whole = found.problem is None and not found.is_newer
    return is_whole and not found.is_kept and copies.is_worth(found.entries)


def keep(path: Path, found: Read, copies: Copies) -> None:
    """Let the next opening find what was read of a file, unless it is in doubt or somebody is writing."""
    if not lacks_copy(found, copies) or not _is_still(path, found):
        return
    try:
        content = content_of(path)
        if not found.is_checked:
            with _to_read(path) as connection:
                _refuse_damaged(connection)
    except (UnusableError, sqlite3.Error, OSError):
        return
    # Unchanged since it was read, so that these bytes are what was read.
    if _is_still(path, found):
        found.is_checked = True
        found.is_kept = copies.keep(path, content, KeptRows(found.entries, found.last_row))


def _is_still(path: Path, found: Read) -> bool:
    """Whether a file is for certain as it was when it was read, and all of it is in the file."""
    return bool(found.mark) and found.mark == mark_of(path) and not _has_more_beside(path)


def _read(path: Path, before: Read | None, copies: Copies | None) -> Read:
    if path.stat().st_size == 0 and not _beside(path, "wal").exists():
        return Read()
    if before is None and copies is not None and not _has_more_beside(path):
        copy = copies.of(path)
        if copy is not None:
            return Read(copy.entries, is_checked=True, is_kept=True, last_row=copy.last_row)
    with _to_read(path) as connection:
        connection.execute("BEGIN")
        version = _state(connection)
        if not version:
            return Read()  # somebody is about to make it
        is_newer = version > len(STEPS)
        if is_newer and not _is_known(connection):
            raise UnusableError(NEWER)
        start = 0
        if before is not None and before.problem is None and before.entries:
            last = connection.execute("SELECT id FROM entry WHERE n = ?", (before.last_row,)).fetchone()
            start = before.last_row if last == (before.entries[-1].id,) else 0
        if not start:
            _refuse_damaged(connection)
        last_row: int = connection.execute("SELECT coalesce(max(n), 0) FROM entry").fetchone()[0]
        connection.text_factory = bytes  # most of it is never looked at, and made text where it is
        rows = connection.execute(_SELECT, (start,)).fetchall()
    if start and not rows and before is not None:
        return before
    found = Read(list(before.entries) if before is not None and start else [], is_newer=is_newer)
    found.is_checked = not start
    found.last_row = last_row
    entries, damaged = stored_entries(rows)
    found.entries += entries
    if damaged:
        found.problem = f"{damaged} of its entries cannot be read and are left out"
    return found


@contextmanager
def uncollected() -> Iterator[None]:
    """The garbage collector, which would look at everything again and again while much is made, waits."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def append(path: Path, rows: Callable[[str | None], Sequence[Row]], *, shared: bool) -> None:
    """Add rows, durably and together or not at all; the file is made where it is missing.

    `rows` are made under the file's lock from the id of the newest entry in it, None for the first.
    `shared`: a folder that others write in too, whose own rules say who may read. Raises sqlite3.Error,
    OSError, UnusableError.
    """
    with _to_write(path, shared=shared) as connection:
        last = connection.execute("SELECT id FROM entry ORDER BY n DESC LIMIT 1").fetchone()
        connection.executemany(_INSERT, rows(last and last[0]))


@contextmanager
def _to_write(path: Path, *, shared: bool) -> Iterator[sqlite3.Connection]:
    """A connection inside of a transaction, to a file that is up to date; committed at the end."""
    _make(path, shared=shared)
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        _state(connection)
        with suppress(sqlite3.OperationalError):  # another desk has it open: it stays as it is
            connection.execute(
                f"PRAGMA journal_mode = {'WAL' if _keeps_wal(path, shared) else 'DELETE'}"
            ).fetchone()
        connection.execute("BEGIN IMMEDIATE")
        _bring_up(connection)
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def _to_read(path: Path) -> Iterator[sqlite3.Connection]:
    # Where nobody is writing there is nothing to wait for or to recover: `read` notices a change meanwhile
    # and reads again. Else as a writer would open it, who takes away what SQLite lays beside a file; one
    # that may not be written to is opened to be read all the same.
    quiet = not _has_more_beside(path) and (_is_settled(path) or not may(path.parent, os.W_OK))
    name = f"{path.absolute().as_uri()}?mode={'ro&immutable=1' if quiet else 'rw'}"
    connection = sqlite3.connect(name, timeout=_PATIENCE, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()


def _bring_up(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest layout. Raises UnusableError for one that is newer still."""
    version = _state(connection)
    if version > len(STEPS):
        raise UnusableError("was written by a newer Holdfast")
    for number, step in enumerate(STEPS[version:], start=version + 1):
        for statement in _statements(step):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _state(connection: sqlite3.Connection) -> int:
    """The version of a file's layout, 0 for an empty file. Raises UnusableError for what is not ours."""
    ours = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if ours == APPLICATION_ID:
        return version
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if ours or version or tables:
        raise UnusableError("is not a journal of Holdfast")
    return 0


def _is_known(connection: sqlite3.Connection) -> bool:
    """Whether the columns that are read here are there."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(entry)")}
    return columns >= {"n", "id", "day", "kind", "about", "takes_back", "entry"}


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        raise UnusableError("is damaged")


def _make(path: Path, *, shared: bool) -> None:
    if shared:
        os.makedirs(path.parent, exist_ok=True)  # noqa: PTH103 - as the folder above says, not for one user
        path.touch()
    else:
        private_folder(path.parent)
        private_file(path, exist_ok=True)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; inside of a transaction each has to be run by itself."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def may(path: Path, what: int) -> bool:
    """Whether whoever runs this may do something (os.W_OK …) with a path."""
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _keeps_wal(path: Path, shared: bool) -> bool:
    """Whether a write-ahead log is safe: the machines that share a folder share no memory."""
    return not (shared or is_on_network(path.parent))


def _is_settled(path: Path) -> bool:
    """Whether the last change of a file is over for certain."""
    try:
        return time.time() - path.stat().st_mtime > _SETTLED
    except OSError:
        return False


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}-{what}")


def _has_more_beside(path: Path) -> bool:
    """Whether SQLite keeps something of a file beside it: somebody writes, or was stopped while writing."""
    return any(map(_has_content, (_beside(path, "wal"), _beside(path, "journal"))))


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _is_busy(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _is_spoilt(error: Exception) -> bool:
    return isinstance(error, UnusableError) or (
        isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
    )


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    if isinstance(error, sqlite3.OperationalError):
        return f"cannot be read ({error})"
    if isinstance(error, sqlite3.DatabaseError):
        return "is damaged" if "malformed" in str(error) else "is not a journal of Holdfast"
    return str(error)
