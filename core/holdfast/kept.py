"""Frames kept on disk in the user's cache: an entry is whole or absent, and checked when it is read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, PolarsError)
"""What reading a damaged entry may raise: it is rebuilt."""

_BLOCK: Final = 1 << 22


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where books are kept: `$XDG_CACHE_HOME/holdfast/books`, else `~/.cache/holdfast/books`."""
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "holdfast" / "books"


def write_frames(target: Path, frames: Mapping[str, pl.DataFrame], described: Mapping[str, Any]) -> bool:
    """Write frames and what describes them (JSON) as one folder, whole or not at all; False if impossible.

    A folder that is there already is replaced.
    """
    home = target.parent
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(dir=home, prefix="writing-"))
    except OSError:
        return False
    try:
        for name, frame in frames.items():
            frame.write_ipc(draft / f"{name}.arrow")
        checked = {
            **described,
            "rows": {name: frame.height for name, frame in frames.items()},
            "checksums": {name: _checksum(draft / f"{name}.arrow") for name in frames},
        }
        (draft / "book.json").write_text(json.dumps(checked, default=_iso), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        # The rename is the only step another reader can see: an entry is whole or absent.
        draft.rename(target)
    except (OSError, PolarsError):
        shutil.rmtree(draft, ignore_errors=True)
        return False
    return True


def read_frames(entry: Path) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """What `write_frames` wrote; raises one of UNREADABLE where anything is missing or damaged."""
    stored = json.loads((entry / "book.json").read_text(encoding="utf-8"))
    frames = {
        name: _read(entry, name, rows, stored["checksums"][name]) for name, rows in stored["rows"].items()
    }
    return frames, stored


@cache
def _writer() -> str:
    """Digest of the code that decides what is stored: another version never reads what this one wrote."""
    package = Path(__file__).parent
    sources = [
        package / f"{name}.py" for name in ("activity", "book", "cache", "kept", "schema", "tables", "text")
    ]
    sources += sorted(path for path in (package / "intake").rglob("*") if path.suffix in (".py", ".toml"))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def entry_name(fingerprint: str) -> str:
    """The folder of a book in the cache: these files, as read by this very code."""
    return f"{fingerprint}-{_writer()}"


def _read(entry: Path, name: str, rows: int, checksum: int) -> pl.DataFrame:
    # Arrow does not notice lost bits: they make it answer wrongly, or panic.
    if _checksum(entry / f"{name}.arrow") != checksum:
        raise ValueError(f"{name} is not as it was written")
    frame = pl.read_ipc(entry / f"{name}.arrow")
    if frame.height != rows:
        raise ValueError(f"{name} has {frame.height} rows, {rows} were written")
    return frame


def _checksum(path: Path) -> int:
    """CRC-32 of a file."""
    checksum = 0
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a stored book")
