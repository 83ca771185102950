"""What a stored book says beside its tables: settings, receipt and own columns, as JSON has them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.schema.fields import Field
from holdfast.schema.pool.counts import PoolBook
from holdfast.schema.receipt import FileReceipt, Finding, Question, Receipt, StatusCount, UnusedFile
from holdfast.schema.settings import BookSettings, OwnColumn
from holdfast.timeline import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book


def told_of(book: Book) -> dict[str, Any]:
    """What is told of a book, with nothing but what JSON has."""
    settings = asdict(book.settings)
    settings["as_of"] = None if book.settings.as_of is None else book.settings.as_of.isoformat()
    settings["pool"] = [one.told() for one in book.settings.pool]
    return {
        "settings": settings,
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


def own_of(told: Mapping[str, Any]) -> dict[str, tuple[Field, ...]]:
    """The own fields by table."""
    return {table: tuple(map(_own_field, fields)) for table, fields in told["own"].items()}


def settings_of(told: Mapping[str, Any]) -> BookSettings:
    """The settings."""
    values = dict(told["settings"])
    values["active_window"] = Duration(**values["active_window"])
    if values["reactivation_window"] is not None:
        values["reactivation_window"] = Duration(**values["reactivation_window"])
    if values["as_of"] is not None:
        values["as_of"] = date.fromisoformat(values["as_of"])
    values["assumed"] = tuple((name, value) for name, value in values["assumed"])
    values["calls"] = tuple((rep, calls) for rep, calls in values.get("calls", ()))
    values["pool"] = tuple(PoolBook.of(one) for one in values.get("pool", ()))
    values["known"] = tuple(values["known"])
    values["not_used"] = tuple(values.get("not_used", ()))
    values["thresholds"] = tuple(
        (place, tuple(value) if isinstance(value, list) else value) for place, value in values["thresholds"]
    )
    values["own"] = tuple((word, OwnColumn(**told)) for word, told in values["own"])
    return BookSettings(**values)


def receipt_of(told: Mapping[str, Any], quarantine: pl.DataFrame, cells: pl.DataFrame) -> Receipt:
    """The receipt, with the rows and cells that were set aside."""
    stored = told["receipt"]
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
        quarantine=quarantine,
        not_used=tuple(
            UnusedFile(**file | {"missing": tuple(file["missing"])}) for file in stored["not_used"]
        ),
        statuses=tuple(StatusCount(**status) for status in stored["statuses"]),
        cells_set_aside=cells,
        questions=tuple(Question(**question) for question in stored["questions"]),
    )


def _own_field(stored: dict[str, Any]) -> Field:
    return Field(**{**stored, "aliases": tuple(stored["aliases"]), "needs": tuple(stored["needs"])})
