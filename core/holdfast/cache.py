"""The book on disk between two openings: Arrow files in the user's cache, rebuilt whenever in doubt."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.exceptions import PolarsError

from holdfast.activity import Activity
from holdfast.book import Book
from holdfast.receipt import FileReceipt, Finding, Receipt
from holdfast.settings import BookSettings
from holdfast.timeline import Duration

KEPT_BOOKS: Final = 8
"""Older entries are removed when a new one is written."""

_BLOCK: Final = 1 << 22
UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, PolarsError)
"""What reading a damaged entry may raise: it is rebuilt."""


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where books are kept: `$XDG_CACHE_HOME/holdfast/books`, else `~/.cache/holdfast/books`."""
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "holdfast" / "books"


def load(fingerprint: str, folder: Path | None = None) -> Book | None:
    """The book as it was stored for these very files; None when absent or damaged."""
    entry = (folder or cache_folder()) / entry_name(fingerprint)
    if not entry.is_dir():
        return None
    try:
        frames, stored = read_frames(entry)
        return Book(
            settings=_settings(stored["settings"]),
            customers=frames["customers"],
            tables={name: frames[f"table-{name}"] for name in stored["tables"]},
            purchases=frames["purchases"],
            sales=frames["sales"],
            activity=Activity(changes=frames["changes"], months=frames["months"], gaps=frames["gaps"]),
            receipt=_receipt(stored["receipt"], frames["quarantine"]),
            fingerprint=fingerprint,
            assumed_assignments=stored["assumed_assignments"],
        )
    except UNREADABLE:
        return None


def store(book: Book, folder: Path | None = None) -> bool:
    """Write the book for the next opening; False when the cache cannot be written."""
    home = folder or cache_folder()
    frames = {
        "customers": book.customers,
        "purchases": book.purchases,
        "sales": book.sales,
        "changes": book.activity.changes,
        "months": book.activity.months,
        "gaps": book.activity.gaps,
        "quarantine": book.receipt.quarantine,
        **{f"table-{name}": frame for name, frame in book.tables.items()},
    }
    described = {
        "settings": asdict(book.settings),
        "tables": list(book.tables),
        "assumed_assignments": book.assumed_assignments,
        "receipt": {
            "files": [asdict(file) for file in book.receipt.files],
            "findings": [asdict(finding) for finding in book.receipt.findings],
            "ignored_files": list(book.receipt.ignored_files),
        },
    }
    if not write_frames(home / entry_name(book.fingerprint), frames, described):
        return False
    _prune(home)
    return True


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
    sources = [package / f"{name}.py" for name in ("activity", "book", "cache", "schema", "tables", "text")]
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


def _settings(stored: dict[str, Any]) -> BookSettings:
    values = dict(stored)
    values["active_window"] = Duration(**values["active_window"])
    if values["reactivation_window"] is not None:
        values["reactivation_window"] = Duration(**values["reactivation_window"])
    if values["as_of"] is not None:
        values["as_of"] = date.fromisoformat(values["as_of"])
    values["assumed"] = tuple((name, value) for name, value in values["assumed"])
    values["thresholds"] = tuple(
        (place, tuple(value) if isinstance(value, list) else value) for place, value in values["thresholds"]
    )
    values["thresholds"] = tuple(
        (place, tuple(value) if isinstance(value, list) else value) for place, value in values["thresholds"]
    )
    return BookSettings(**values)


def _receipt(stored: dict[str, Any], quarantine: pl.DataFrame) -> Receipt:
    files = tuple(
        FileReceipt(
            **{
                **file,
                "columns": tuple((canonical, source) for canonical, source in file["columns"]),
                "unused_columns": tuple(file["unused_columns"]),
                "notes": tuple(file["notes"]),
            }
        )
        for file in stored["files"]
    )
    findings = tuple(Finding(**finding) for finding in stored["findings"])
    return Receipt(files, findings, quarantine, tuple(stored["ignored_files"]))


def _prune(home: Path) -> None:
    """Keep the newest entries; what cannot be removed now is removed another time."""
    entries = sorted(
        (path for path in home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for stale in entries[:-KEPT_BOOKS]:
        shutil.rmtree(stale, ignore_errors=True)
