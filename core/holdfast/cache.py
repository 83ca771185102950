"""The book on disk between two openings: Arrow files in the user's cache, rebuilt whenever in doubt."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
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

_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, PolarsError)


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where books are kept: `$XDG_CACHE_HOME/holdfast/books`, else `~/.cache/holdfast/books`."""
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "holdfast" / "books"


def load(fingerprint: str, folder: Path | None = None) -> Book | None:
    """The book as it was stored for these very files; None when absent or damaged."""
    entry = (folder or cache_folder()) / fingerprint
    if not entry.is_dir():
        return None
    try:
        stored = json.loads((entry / "book.json").read_text(encoding="utf-8"))
        frames = {name: _read(entry, name, rows) for name, rows in stored["rows"].items()}
        return Book(
            settings=_settings(stored["settings"]),
            customers=frames["customers"],
            tables={name: frames[f"table-{name}"] for name in stored["tables"]},
            purchases=frames["purchases"],
            sales=frames["sales"],
            activity=Activity(
                changes=frames["changes"], months=frames["months"], gaps=frames["gaps"]
            ),
            receipt=_receipt(stored["receipt"], frames["quarantine"]),
            fingerprint=fingerprint,
            assumed_assignments=stored["assumed_assignments"],
        )
    except _UNREADABLE:
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
        "rows": {name: frame.height for name, frame in frames.items()},
        "receipt": {
            "files": [asdict(file) for file in book.receipt.files],
            "findings": [asdict(finding) for finding in book.receipt.findings],
            "ignored_files": list(book.receipt.ignored_files),
        },
    }
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(dir=home, prefix="writing-"))
    except OSError:
        return False
    try:
        for name, frame in frames.items():
            frame.write_ipc(draft / f"{name}.arrow")
        (draft / "book.json").write_text(json.dumps(described, default=_iso), encoding="utf-8")
        target = home / book.fingerprint
        shutil.rmtree(target, ignore_errors=True)
        # The rename is the only step another reader can see: an entry is whole or absent.
        draft.rename(target)
    except (OSError, PolarsError):
        shutil.rmtree(draft, ignore_errors=True)
        return False
    _prune(home)
    return True


def _read(entry: Path, name: str, rows: int) -> pl.DataFrame:
    frame = pl.read_ipc(entry / f"{name}.arrow")
    if frame.height != rows:
        raise ValueError(f"{name} has {frame.height} rows, {rows} were written")
    return frame


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
