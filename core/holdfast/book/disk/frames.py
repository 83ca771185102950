"""Frames kept on disk in the user's cache: an entry is whole or absent, and checked when it is read."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

from holdfast.book.disk.made_by import made_by
from holdfast.own.files import private_file, private_folder

UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, PolarsError)
"""What reading a damaged entry may raise: it is rebuilt."""

DRAFT: Final = "writing-"
"""How the name of a folder begins that is still being written, or was when its writer died."""

_TOLD: Final = "book.json"
_TOLD_SUM: Final = "book.json.sha256"
_BLOCK: Final = 1 << 22


def write_frames(target: Path, frames: Mapping[str, pl.DataFrame], described: Mapping[str, Any]) -> bool:
    """Write frames and what describes them (JSON) as one folder, whole or not at all; False if impossible.

    A folder that is there already is replaced.
    """
    home = target.parent
    try:
        draft = Path(tempfile.mkdtemp(dir=private_folder(home), prefix=DRAFT))
    except OSError:
        return False
    try:
        for name, frame in frames.items():
            frame.write_ipc(private_file(draft / f"{name}.arrow"))
        checked = {
            **described,
            "rows": {name: frame.height for name, frame in frames.items()},
            "checksums": {name: _checksum(draft / f"{name}.arrow") for name in frames},
        }
        told = json.dumps(checked, default=_iso).encode()
        private_file(draft / _TOLD).write_bytes(told)
        private_file(draft / _TOLD_SUM).write_text(_digest(told), encoding="ascii")
        shutil.rmtree(target, ignore_errors=True)
        # The rename is the only step another reader can see: an entry is whole or absent.
        draft.rename(target)
    except (OSError, PolarsError):
        shutil.rmtree(draft, ignore_errors=True)
        return False
    return True


def read_frames(entry: Path) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """What `write_frames` wrote; raises one of UNREADABLE where anything is missing or damaged."""
    told = (entry / _TOLD).read_bytes()
    if (entry / _TOLD_SUM).read_text(encoding="ascii") != _digest(told):
        raise ValueError(f"{_TOLD} is not as it was written")
    stored = json.loads(told)
    frames = {
        name: _read(entry, name, rows, stored["checksums"][name]) for name, rows in stored["rows"].items()
    }
    return frames, stored


def entry_name(fingerprint: str) -> str:
    """The folder of a book in the cache: these files, as read by this very code."""
    return f"{fingerprint}-{made_by()}"


def is_ours(name: str) -> bool:
    """Whether `entry_name` gave a folder its name, rather than that of another version."""
    return name.endswith(f"-{made_by()}")


def is_there(entry: Path) -> bool:
    """Whether a folder is there; no for one that cannot be looked at."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _read(entry: Path, name: str, rows: int, checksum: int) -> pl.DataFrame:
    # Arrow does not notice lost bits: they make it answer wrongly, or panic.
    if _checksum(entry / f"{name}.arrow") != checksum:
        raise ValueError(f"{name} is not as it was written")
    frame = pl.read_ipc(entry / f"{name}.arrow")
    if frame.height != rows:
        raise ValueError(f"{name} has {frame.height} rows, {rows} were written")
    return frame


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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
