"""What a book of some customers says of its files: counts, and nothing that may name anybody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.schema.receipt import FileReceipt, Finding, Receipt

if TYPE_CHECKING:
    from datetime import date

    from holdfast.schema.receipt import Severity, StatusCount
    from holdfast.schema.settings import BookSettings

_STATUS: Final = ("status", "stage")
"""Columns whose words decide whether a row counts."""

COMPUTED: Final = "(computed)"
"""In the place of an expression over columns, which may name customers."""


def settings_of_some(settings: BookSettings, where: str, until: date) -> BookSettings:
    """The settings, without what is quoted from files or names reps; the name says that it is of some.

    `until`: the last day with data of them all.
    """
    name = f"{where} only, of {settings.name}"
    return replace(settings, name=name, until=until.isoformat(), known=(), not_used=(), calls=())


def receipt_of_some(receipt: Receipt, where: str, rows: Mapping[str, pl.DataFrame]) -> Receipt:
    """What became of the files, a line a table; `rows`: those of each that are left.

    Names of files, values and sentences may speak of anybody: how many there are is told, no more. Words of a
    status stay where a row that is left has them.
    """
    left = {name: frame.height for name, frame in rows.items()}
    tables = dict.fromkeys(file.table for file in receipt.files)
    return Receipt(
        files=tuple(
            _of_table([file for file in receipt.files if file.table == table], where, left.get(table, 0))
            for table in tables
        ),
        findings=tuple(_withheld(receipt)),
        statuses=tuple(_statuses(receipt, rows)),
    )


def _of_table(files: list[FileReceipt], where: str, left: int) -> FileReceipt:
    first = files[0]
    read, quarantined, not_data = (
        sum(getattr(file, name) for file in files) for name in ("rows_read", "quarantined", "not_data")
    )
    used = min(left, sum(file.used for file in files))
    columns = {
        (canonical, COMPUTED if canonical in file.derived else source)
        for file in files
        for canonical, source in file.columns
    }
    return FileReceipt(
        table=first.table,
        file=first.table,
        rows_read=read,
        used=used,
        quarantined=quarantined,
        left_out=read - used - quarantined - not_data,
        not_data=not_data,
        cells_set_aside=sum(file.cells_set_aside for file in files),
        found_by=first.found_by,
        columns=tuple(sorted(columns)),
        derived=tuple(sorted({canonical for canonical, source in columns if source == COMPUTED})),
        notes=(f"only the rows of {where} are here: the others count as left out",),
    )


def _statuses(receipt: Receipt, rows: Mapping[str, pl.DataFrame]) -> Iterator[StatusCount]:
    """The words that are left, and how many rows have them."""
    canonical = {
        (file.table, source): name
        for file in receipt.files
        for name, source in file.columns
        if name in _STATUS
    }
    told: set[tuple[str, str]] = set()
    for one in receipt.statuses:
        frame, name = rows.get(one.table), canonical.get((one.table, one.column), "")
        if frame is None or name not in frame.columns or (one.table, one.word) in told:
            continue
        if number := int((frame.get_column(name) == one.word).sum()):
            told.add((one.table, one.word))
            yield replace(one, file=one.table, rows=number)


def _withheld(receipt: Receipt) -> Iterator[Finding]:
    """How much is said elsewhere; what is a problem there is one here."""
    told: tuple[tuple[Severity, int, str], ...] = (
        ("problem", len(receipt.problems) + len(receipt.questions), "problems and open questions"),
        ("warning", sum(finding.severity == "warning" for finding in receipt.findings), "warnings"),
        ("warning", receipt.quarantine.height + receipt.cells_set_aside.height, "rows and cells set aside"),
    )
    for severity, number, what in told:
        if number:
            yield Finding(
                severity, "", f"{what} of all the files: {number:,}; what they say may name other customers"
            )
