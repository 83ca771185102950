"""The user's own files: written for nobody else to read, and done without where they cannot be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from holdfast.errors import UnreadableError

T = TypeVar("T")

NOWHERE: Final = Path(os.devnull)
"""The home of whoever has none: nothing is found in it, and nothing can be written."""

_FOLDER: Final = 0o700
_FILE: Final = 0o600


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for nobody else to enter. Raises OSError."""
    try:
        path.mkdir(_FOLDER, exist_ok=True)
    except FileNotFoundError:
        if path.parent == path:
            raise
        private_folder(path.parent)
        path.mkdir(_FOLDER, exist_ok=True)
    return path


def private_file(path: Path, *, exist_ok: bool = False) -> Path:
    """Make an empty file for nobody else to read; one that may be there stays as it is. Raises OSError."""
    path.touch(_FILE, exist_ok)
    return path


def write_private(path: Path, content: str | bytes, *, is_lasting: bool = True) -> None:
    """Write a file for nobody else to read, whole or not at all; its folder is made.

    `is_lasting`: else a machine that loses its power may lose it too, and whoever reads it has to notice.
    Raises OSError, and UnicodeError for what is no text.
    """
    import tempfile  # noqa: PLC0415 - most commands write nothing

    handle, name = tempfile.mkstemp(dir=private_folder(path.parent), prefix="writing-", suffix=path.suffix)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            if is_lasting:
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def has_own(path: Path) -> bool:
    """Whether a file that the user may have is there. Raises UnreadableError where it cannot be read."""
    try:
        with path.open("rb"):
            return True
    except OSError as error:
        refuse_unless_absent(path, error)
        return False


def own_files(folder: Path, ending: str) -> list[Path]:
    """The files with an ending in a folder that the user may have, by name. Raises UnreadableError."""
    try:
        with os.scandir(folder) as found:
            return sorted(folder / entry.name for entry in found if entry.name.endswith(ending))
    except OSError as error:
        refuse_unless_absent(folder, error)
        return []


def read_or(read: Callable[[], T], without: T, told: Callable[[str], object]) -> T:
    """What is read of the user's own, else what does without it; `told` hears why it cannot be read."""
    try:
        return read()
    except UnreadableError as error:
        told(str(error))
        return without


def refuse_unless_absent(path: Path, error: OSError) -> None:
    """Raises UnreadableError, naming what is in the way, where a path that failed is not just absent."""
    for step in (*reversed(path.parents), path):
        try:
            step.stat()
        except FileNotFoundError:
            if step.is_symlink():
                raise UnreadableError(f"{step} is a link that leads nowhere") from None
            return
        except NotADirectoryError:
            if step.parent == NOWHERE:
                return
            raise UnreadableError(f"{step.parent} is not a folder") from None
        except PermissionError as forbidden:
            raise UnreadableError(f"{step.parent} may not be entered ({forbidden.strerror})") from None
        except OSError as fault:
            raise UnreadableError(f"{step} cannot be read ({fault.strerror})") from None
    raise UnreadableError(f"{path} cannot be read ({error.strerror})")
