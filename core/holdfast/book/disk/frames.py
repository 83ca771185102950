"""Frames kept in the user's cache: an entry is whole or absent, and checked when it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import polars as pl
from polars.exceptions import PolarsError

from holdfast.book.disk.made_by import made_by
from holdfast.mart.errors import MartError, OtherVersionError
from holdfast.mart.read import open_mart
from holdfast.mart.write import write_mart
from holdfast.own.files import private_folder

T = TypeVar("T")

UNREADABLE: Final = (MartError, OSError, ValueError, KeyError, TypeError, AttributeError, PolarsError)
"""What reading a damaged entry may raise: it is rebuilt."""


def write_frames(target: Path, frames: Mapping[str, pl.DataFrame], described: Mapping[str, Any]) -> bool:
    """Write frames and what describes them (JSON) as one file, whole or not at all; False if impossible.

    A file that is there already is replaced.
    """
    try:
        private_folder(target.parent)
        told = json.loads(json.dumps(described, default=_iso))
        write_mart(target, frames, told, made_by(), private=True)
    except (OSError, PolarsError):
        return False
    return True


def read_frames(entry: Path) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """What `write_frames` wrote; raises one of UNREADABLE where anything is missing or damaged."""
    mart = open_mart(entry)
    if mart.manifest.made_by != made_by():
        raise OtherVersionError(f"{entry} was made by another version of Holdfast")
    mart.blocks.check_all()
    return dict(mart.frames.items()), dict(mart.manifest.told)


def read_if_there(entry: Path, read: Callable[[dict[str, pl.DataFrame], dict[str, Any]], T]) -> T | None:
    """What `read` makes of the frames of an entry; None where it is absent or damaged."""
    try:
        found = read(*read_frames(entry))
        with suppress(OSError):
            entry.touch()
        return found
    except UNREADABLE:
        return None


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


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place beside stored frames")
