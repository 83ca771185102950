"""The book on disk between two openings: Arrow files in the user's cache, rebuilt whenever in doubt."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.activity import Activity
from holdfast.book.book import Book
from holdfast.book.disk.frames import DRAFT, UNREADABLE, entry_name, is_ours, read_frames, write_frames
from holdfast.own.places import cached_books
from holdfast.schema.fields import Field
from holdfast.schema.receipt import FileReceipt, Finding, Question, Receipt, StatusCount, UnusedFile
from holdfast.schema.settings import BookSettings, OwnColumn
from holdfast.timeline import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_BOOKS: Final = 8
"""Older entries are removed when a new one is written."""

_DRAFT_SECONDS: Final = 24 * 60 * 60
"""Nothing takes longer to write: what is older was left behind by a process that died."""


def load(fingerprint: str, folder: Path | None = None) -> Book | None:
    """The book as it was stored for these very files; None when absent or damaged."""
    entry = (folder or cached_books()) / entry_name(fingerprint)
    try:
        frames, stored = read_frames(entry)
        return Book(
            settings=_settings(stored["settings"]),
            customers=frames["customers"],
            tables={name: frames[f"table-{name}"] for name in stored["tables"]},
            purchases=frames["purchases"],
            sales=frames["sales"],
            activity=Activity(changes=frames["changes"], months=frames["months"], gaps=frames["gaps"]),
            receipt=_receipt(stored["receipt"], frames),
            fingerprint=fingerprint,
            assumed_assignments=stored["assumed_assignments"],
            described=frames.get("described"),
            own={table: tuple(map(_own_field, told)) for table, told in stored["own"].items()},
        )
    except UNREADABLE:
        return None


def store(book: Book, folder: Path | None = None) -> bool:
    """Write the book for the next opening; False when the cache cannot be written."""
    home = folder or cached_books()
    frames = {
        "customers": book.customers,
        "purchases": book.purchases,
        "sales": book.sales,
        "changes": book.activity.changes,
        "months": book.activity.months,
        "gaps": book.activity.gaps,
        "quarantine": book.receipt.quarantine,
        "cells_set_aside": book.receipt.cells_set_aside,
        **({} if book.described is None else {"described": book.described}),
        **{f"table-{name}": frame for name, frame in book.tables.items()},
    }
    described = {
        "settings": asdict(book.settings),
        "tables": list(book.tables),
        "assumed_assignments": book.assumed_assignments,
        "own": {table: [asdict(field) for field in told] for table, told in book.own.items()},
        "receipt": {
            "files": [asdict(file) for file in book.receipt.files],
            "findings": [asdict(finding) for finding in book.receipt.findings],
            "not_used": [asdict(file) for file in book.receipt.not_used],
            "statuses": [asdict(status) for status in book.receipt.statuses],
            "questions": [asdict(question) for question in book.receipt.questions],
        },
    }
    if not write_frames(home / entry_name(book.fingerprint), frames, described):
        return False
    _prune(home)
    return True


def _own_field(stored: dict[str, Any]) -> Field:
    return Field(**{**stored, "aliases": tuple(stored["aliases"]), "needs": tuple(stored["needs"])})


def _settings(stored: dict[str, Any]) -> BookSettings:
    values = dict(stored)
    values["active_window"] = Duration(**values["active_window"])
    if values["reactivation_window"] is not None:
        values["reactivation_window"] = Duration(**values["reactivation_window"])
    if values["as_of"] is not None:
        values["as_of"] = date.fromisoformat(values["as_of"])
    values["assumed"] = tuple((name, value) for name, value in values["assumed"])
    values["known"] = tuple(values["known"])
    values["thresholds"] = tuple(
        (place, tuple(value) if isinstance(value, list) else value) for place, value in values["thresholds"]
    )
    values["own"] = tuple((word, OwnColumn(**told)) for word, told in values["own"])
    return BookSettings(**values)


def _receipt(stored: dict[str, Any], frames: Mapping[str, pl.DataFrame]) -> Receipt:
    files = tuple(
        FileReceipt(
            **{
                **file,
                "columns": tuple((canonical, source) for canonical, source in file["columns"]),
                "unused_columns": tuple(file["unused_columns"]),
                "notes": tuple(file["notes"]),
                "derived": tuple(file["derived"]),
                "settings": tuple((key, value) for key, value in file["settings"]),
                "own_columns": tuple((word, header) for word, header in file["own_columns"]),
                "samples": tuple((header, tuple(texts)) for header, texts in file["samples"]),
            }
        )
        for file in stored["files"]
    )
    return Receipt(
        files,
        findings=tuple(Finding(**finding) for finding in stored["findings"]),
        quarantine=frames["quarantine"],
        not_used=tuple(
            UnusedFile(**file | {"missing": tuple(file["missing"])}) for file in stored["not_used"]
        ),
        statuses=tuple(StatusCount(**status) for status in stored["statuses"]),
        cells_set_aside=frames["cells_set_aside"],
        questions=tuple(Question(**question) for question in stored["questions"]),
    )


def _prune(home: Path) -> None:
    """Keep the newest entries that this very code can read; what cannot be removed now is so another time."""
    with suppress(OSError):
        written = {path: path.stat().st_mtime for path in home.iterdir() if path.is_dir()}
        drafts = {path for path in written if path.name.startswith(DRAFT)}
        ours = sorted((path for path in written if is_ours(path.name)), key=written.__getitem__)
        busy = {path for path in drafts if time.time() - written[path] < _DRAFT_SECONDS}
        for stale in written.keys() - busy - set(ours[-KEPT_BOOKS:]):
            shutil.rmtree(stale, ignore_errors=True)
