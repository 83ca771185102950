"""The room data: the receipt of the book, put in the order in which somebody settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.schema.receipt import CELLS_SCHEMA
from holdfast.schema.tables import TABLES
from holdfast.views.customers.rows import FrameRows
from holdfast.views.data.view import ColumnUse, DataRoomView, FileUse, Lock, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.built import Built
    from holdfast.schema.receipt import FileReceipt, Receipt, Severity

_GRAVEST_FIRST: Final[tuple[Severity, ...]] = ("problem", "warning", "known", "info")
ROW: Final = "row"
CELL: Final = "cell"
"""What was set aside: a whole row, which is in quarantine, or one cell of a row that counts."""


class AsideFrame(FrameRows):
    """What was set aside, and the place that each of it came from."""

    def place_at(self, index: int) -> tuple[str, int]:
        """The file and the line from which a row came."""
        found = self.fetch(index, index + 1, ("file", "line"))
        return str(found["file"][0]), int(found["line"][0])


def data_room(store: FactsStore, answer: Answer) -> DataRoomView:
    """What became of the files of the book, whichever customers are chosen."""
    receipt = store.book.receipt
    return DataRoomView(
        moment=answer.moment,
        remarks=tuple(_remarks(receipt, store.book.built)),
        files=tuple(_files(receipt)),
        columns=tuple(use for file in receipt.files for use in _columns(file)),
        statuses=receipt.statuses,
        aside=AsideFrame(_aside(receipt)),
        locked=tuple(
            Lock(name, table.unlocks)
            for name, table in TABLES.items()
            if table.unlocks and name not in _tables_of(store)
        ),
    )


def _tables_of(store: FactsStore) -> set[str]:
    """The tables of the book; assignments that are only assumed are still to be had."""
    book = store.book
    read = {file.table for file in book.receipt.files}
    return {*read, *book.tables} - ({"assignments"} if book.assumed_assignments else set())


def _remarks(receipt: Receipt, built: Built | None) -> Iterator[Remark]:
    for question in receipt.questions:
        named = "" if not question.file or question.file in question.question else f"{question.file}: "
        yield Remark("question", f"{named}{question.question}", question)
    for severity in _GRAVEST_FIRST:
        for finding in receipt.findings:
            if finding.severity == severity:
                yield Remark(severity, finding.sentence)
    if built is not None:
        yield Remark("info", f"this is {built.sentence}, by {built.versions}")


def _files(receipt: Receipt) -> Iterator[FileUse]:
    for file in receipt.files:
        yield FileUse(
            file=file.file,
            table=file.table,
            read=file.rows_read,
            used=file.used,
            quarantined=file.quarantined,
            left_out=file.left_out,
            not_data=file.not_data,
            cells=file.cells_set_aside,
            found=f"found by {file.found_by}",
            why=file.why,
            notes=(*((file.dialect,) if file.dialect else ()), *file.notes),
        )
    for unused in receipt.not_used:
        yield FileUse(unused.file, "", why=unused.why, missing=unused.missing, next=unused.next)


def _columns(file: FileReceipt) -> Iterator[ColumnUse]:
    samples = dict(file.samples)
    for canonical, source in file.columns:
        derived = canonical in file.derived
        yield ColumnUse(file.file, file.table, canonical, source, derived, samples.get(source, ()))
    kept = {header: word for word, header in file.own_columns}
    for header in file.unused_columns:
        yield ColumnUse(
            file.file, file.table, "", header, samples=samples.get(header, ()), own=kept.get(header, "")
        )


def _aside(receipt: Receipt) -> pl.DataFrame:
    """Rows in quarantine, then cells set aside: a row that is lost weighs more."""
    parts = [
        frame.select(pl.lit(kind).alias("kind"), *CELLS_SCHEMA, pl.col("line").cast(pl.String).alias("place"))
        for kind, frame in ((ROW, receipt.quarantine), (CELL, receipt.cells_set_aside))
    ]
    return pl.concat(parts)
