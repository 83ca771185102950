"""What became of every row: the receipt of each file, and the quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.describe import LAST_DAY_NOTE, settings_of
from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.recognise.presets import presets
from holdfast.schema.receipt import QUARANTINE_SCHEMA, FileReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.intake.finish.draft import Draft
    from holdfast.intake.parse.load import Loaded
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.discover import Source
    from holdfast.intake.recognise.wiring import Wiring


@dataclass(frozen=True, eq=False)
class Reading:
    """One file read for one table."""

    source: Source
    raw: RawFile
    wiring: Wiring
    loaded: Loaded
    notes: tuple[str, ...] = ()


def receipts_of(readings: Sequence[Reading], drafts: Sequence[Draft]) -> tuple[FileReceipt, ...]:
    """The receipt of every file, in the order they were read."""
    used = _count_by_file(draft.frame for draft in drafts)
    late = _count_by_file(part for draft in drafts for part in draft.pending)
    dropped = _count_by_file(part for draft in drafts for part in draft.left_out)
    receipts = []
    for index, reading in enumerate(readings):
        loaded, raw, wiring = reading.loaded, reading.raw, reading.wiring
        receipts.append(
            FileReceipt(
                table=reading.source.mapping.table,
                file=raw.name,
                rows_read=loaded.rows_read,
                used=used.get(index, 0),
                quarantined=late.get(index, 0) + len(raw.rejected),
                left_out=dropped.get(index, 0) + loaded.left_out,
                not_data=loaded.not_data,
                found_by=reading.source.found_by,
                columns=(*wiring.columns.items(), *wiring.derived.items()),
                unused_columns=wiring.unused,
                dialect=raw.description,
                notes=_notes(reading),
                why=reading.source.why.get(raw.file, ""),
                derived=tuple(wiring.derived),
                settings=settings_of(reading.source.mapping),
            )
        )
    return tuple(receipts)


def _notes(reading: Reading) -> tuple[str, ...]:
    notes = [*reading.raw.notes, *reading.notes]
    preset = reading.source.mapping.preset
    if preset:
        known = presets()[preset]
        notes.insert(0, f"read as {known.title} (preset {preset})")
        if reading.source.mapping.table == known.table:
            notes += [f"mind: {trap}" for trap in known.traps]
    wiring = reading.wiring
    if wiring.last_day:
        notes.append(LAST_DAY_NOTE)
    if wiring.numbered:
        notes.append(
            f"the file has no {wiring.numbered}: each row counts as one and is named after its row number"
        )
    if wiring.name_is_id:
        notes.append("the file has no customer id: the name is used as the id")
    return (*notes, *reading.loaded.notes)


def _count_by_file(frames: Iterable[pl.DataFrame]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for frame in frames:
        for file, rows in frame[FILE].value_counts().iter_rows():
            counts[file] = counts.get(file, 0) + rows
    return counts


def quarantine_of(readings: Sequence[Reading], drafts: Sequence[Draft]) -> pl.DataFrame:
    """Every quarantined row with its table, file and line, in file order."""
    parts = [pl.DataFrame(schema=QUARANTINE_SCHEMA)]
    pending = [part for draft in drafts for part in draft.pending if part.height]
    together = pl.concat(pending) if pending else None
    for index, reading in enumerate(readings):
        raw, table = reading.raw, reading.source.mapping.table
        if together is not None:
            own = together.filter(pl.col(FILE) == index).sort(ROW, maintain_order=True)
            numbers = raw.lines(own[ROW].to_list())
            parts.append(
                own.select(
                    pl.lit(table).alias("table"),
                    pl.lit(raw.name).alias("file"),
                    pl.Series("line", numbers, dtype=pl.Int64),
                    "column",
                    "text",
                    "reason",
                )
            )
        rejected = [(table, raw.name, one.line, "", one.text, one.reason) for one in raw.rejected]
        parts.append(pl.DataFrame(rejected, schema=QUARANTINE_SCHEMA, orient="row"))
    return pl.concat(parts)
