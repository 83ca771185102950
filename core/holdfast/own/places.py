"""Where Holdfast keeps the user's own files, by what they are for: one rule for every system."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from holdfast.errors import UnreadableError
from holdfast.own.files import NOWHERE, refuse_unless_absent

Kind = Literal["config", "cache", "data", "state"]

PURPOSES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "config": "who you are (config.toml), your keys, themes, thresholds, plays, drafts, figures, views",
        "cache": "books and long journals as they were read, and their past: made again where it is missing",
        "data": "what you write: a journal for each book",
        "state": "books, how each was left, filters, theme, visits, what is not written yet, crashes",
    }
)
"""What each kind of folder is for."""

_NETWORK: Final = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs")
)
"""Types of file systems that other machines write to."""

_BELOW_HOME: Final[Mapping[Kind, str]] = MappingProxyType(
    {"config": ".config", "cache": ".cache", "data": ".local/share", "state": ".local/state"}
)
"""Source: XDG Base Directory Specification 0.8."""


def folder_for(kind: Kind, environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> Path:
    """The folder of one kind of files; it need not exist. `system`: as sys.platform says.

    `$XDG_CONFIG_HOME` and its like count on every system, unless they are relative, as their specification
    says; then the places of Windows and macOS, elsewhere those below the home.
    """
    given, home = environ.get(_variable(kind), ""), _home(environ, system)
    if _is_absolute(given, system):
        return Path(given) / "holdfast"
    if system == "win32":
        variable, below = (
            ("APPDATA", "AppData/Roaming") if kind == "config" else ("LOCALAPPDATA", "AppData/Local")
        )
        base = environ.get(variable, "")
        return (Path(base) if _is_absolute(base, system) else home / below) / "holdfast" / kind
    if system == "darwin":
        library = home / "Library"
        return (
            library / "Caches/holdfast"
            if kind == "cache"
            else library / "Application Support/holdfast" / kind
        )
    return home / _BELOW_HOME[kind] / "holdfast"


def ignored(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> tuple[str, ...]:
    """The variables that are set to no full path, so that they do not count."""
    variables = map(_variable, PURPOSES)
    return tuple(name for name in variables if environ.get(name) and not _is_absolute(environ[name], system))


def full_path(text: str, environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> Path | None:
    """The path that somebody wrote down, `~/` being the home; None where it is none from the root on."""
    if text == "~" or text.startswith("~/"):
        home = _home(environ, system)
        return None if home == NOWHERE else home / text[2:]
    return Path(text) if _is_absolute(text, system) else None


def is_on_network(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether a path lies on another machine, as far as the system tells; no where it does not."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
        real = path.resolve()
    except OSError:
        return False
    kinds = {}
    for line in lines:
        _, place, kind, *_ = [*line.split(), "", "", ""]
        # Blanks in names are written as octal numbers.
        kinds[Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), place))] = kind
    return any(kinds[step] in _NETWORK for step in (real, *real.parents) if step in kinds)


def cached_books(environ: Mapping[str, str] = os.environ) -> Path:
    """Where books lie as they were read, with what was worked out about their past."""
    return folder_for("cache", environ) / "books"


def cached_journals(environ: Mapping[str, str] = os.environ) -> Path:
    """Where long files of journals lie as they were read."""
    return folder_for("cache", environ) / "journals"


class Usage(NamedTuple):
    """What lies in a folder: files and their bytes; `problem` says why that may not be all of it."""

    files: int = 0
    bytes: int = 0
    problem: str | None = None


def usage(folder: Path) -> Usage:
    """What lies in a folder and below it; nothing where it is not there."""
    faults: list[OSError] = []
    sizes = []
    for parent, _, names in os.walk(folder, onerror=faults.append):
        for name in names:
            with suppress(FileNotFoundError):  # gone meanwhile
                sizes.append(Path(parent, name).lstat().st_size)
    return Usage(len(sizes), sum(sizes), _problem(faults))


def clear(folder: Path) -> Usage:
    """Remove all that lies in a folder of things that can be made again; what was freed."""
    import shutil  # noqa: PLC0415 - most commands clear nothing

    before = usage(folder)
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    Path(entry.path).unlink()
    left = usage(folder)
    problem = left.problem or (f"{folder}: not everything could be removed" if left.files else None)
    return Usage(max(0, before.files - left.files), max(0, before.bytes - left.bytes), problem)


def _problem(faults: Sequence[OSError]) -> str | None:
    for fault in faults:
        try:
            refuse_unless_absent(Path(fault.filename), fault)
        except UnreadableError as error:
            return str(error)
    return None


def _variable(kind: Kind) -> str:
    return f"XDG_{kind.upper()}_HOME"


def _is_absolute(path: str, system: str) -> bool:
    return PureWindowsPath(path).is_absolute() if system == "win32" else path.startswith("/")


def _home(environ: Mapping[str, str], system: str) -> Path:
    given = environ.get("USERPROFILE" if system == "win32" else "HOME", "")
    if _is_absolute(given, system):
        return Path(given)
    try:
        return Path.home()
    except RuntimeError:
        return NOWHERE
