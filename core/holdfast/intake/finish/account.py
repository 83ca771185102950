"""What became of every row: the receipt of each file, the quarantine, and the cells set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.describe import LAST_DAY_NOTE, settings_of
from holdfast.intake.finish.draft import FILE, PENDING_SCHEMA, ROW
from holdfast.intake.finish.samples import samples_of
from holdfast.intake.recognise.presets import presets
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import CELLS_SCHEMA, QUARANTINE_SCHEMA, FileReceipt, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.parse.evidence import FileFacts, Style
    from holdfast.intake.parse.load import Loaded
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.discover import Source
    from holdfast.intake.recognise.wiring import Wiring


@dataclass(frozen=True, eq=False)
class Reading:
    """One file read for one table; `style` and `facts`: how it writes, and what proves it."""

    source: Source
    raw: RawFile
    wiring: Wiring
    loaded: Loaded
    notes: tuple[str, ...] = ()
    remarks: tuple[Finding, ...] = ()
    style: Style | None = None
    facts: FileFacts | None = None


def receipts_of(
    readings: Sequence[Reading],
    drafts: Sequence[TableDraft],
    cells: pl.DataFrame,
    own: Mapping[int, tuple[tuple[str, str], ...]],
) -> tuple[FileReceipt, ...]:
    """The receipt of every file, in the order they were read. `cells`: PENDING_SCHEMA.

    `own`: by file number its own columns, word and header.
    """
    used = _count_by_file(draft.frame for draft in drafts)
    late = _count_by_file(part for draft in drafts for part in draft.pending)
    dropped = _count_by_file(part for draft in drafts for part in draft.left_out)
    aside = _count_by_file([cells])
    receipts = []
    minded: set[str] = set()
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
                unused_columns=(*wiring.unused, *wiring.left_out),
                dialect=raw.description,
                notes=_notes(reading, minded),
                why=reading.source.why.get(raw.file, ""),
                derived=tuple(wiring.derived),
                settings=settings_of(reading.source.mapping),
                cells_set_aside=aside.get(index, 0),
                samples=samples_of(raw),
                own_columns=own.get(index, ()),
            )
        )
    return tuple(receipts)


def _notes(reading: Reading, minded: set[str]) -> tuple[str, ...]:
    """What is to be said of a file; the traps of an export once, where its first file is (`minded`)."""
    notes = [*reading.raw.notes, *reading.notes]
    preset = reading.source.mapping.preset
    if preset:
        known = presets()[preset]
        notes.insert(0, f"read as {known.title} (preset {preset})")
        if reading.source.mapping.table == known.table and preset not in minded:
            minded.add(preset)
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


def quarantine_of(readings: Sequence[Reading], drafts: Sequence[TableDraft]) -> pl.DataFrame:
    """Every quarantined row with its table, file and line, in file order."""
    pending = [PENDING_SCHEMA.to_frame(), *(part for draft in drafts for part in draft.pending)]
    together = pl.concat(pending)
    parts = [QUARANTINE_SCHEMA.to_frame()]
    for index, reading in enumerate(readings):
        raw, table = reading.raw, reading.source.mapping.table
        parts.append(_placed(together, index, reading))
        rejected = [(table, raw.name, one.line, "", one.text, one.reason) for one in raw.rejected]
        parts.append(pl.DataFrame(rejected, schema=QUARANTINE_SCHEMA, orient="row"))
    return pl.concat(parts)


def cells_of(readings: Sequence[Reading], cells: pl.DataFrame) -> pl.DataFrame:
    """Every cell set aside (PENDING_SCHEMA) as CELLS_SCHEMA, in file order."""
    placed = [_placed(cells, index, reading) for index, reading in enumerate(readings)]
    return pl.concat([CELLS_SCHEMA.to_frame(), *placed])


def _placed(together: pl.DataFrame, index: int, reading: Reading) -> pl.DataFrame:
    """What of PENDING_SCHEMA belongs to file number `index`, with its table, file and line."""
    own = together.filter(pl.col(FILE) == index).sort(ROW, maintain_order=True)
    numbers = reading.raw.lines(own[ROW].to_list())
    return own.select(
        pl.lit(reading.source.mapping.table).alias("table"),
        pl.lit(reading.raw.name).alias("file"),
        pl.Series("line", numbers, dtype=pl.Int64),
        "column",
        "text",
        "reason",
    )


def cells_of_used_rows(cells: Sequence[pl.DataFrame], drafts: Sequence[TableDraft]) -> pl.DataFrame:
    """PENDING_SCHEMA of those `cells` whose rows are used: of others the whole row is told."""
    every = pl.concat(cells)
    if every.is_empty():
        return every
    used = pl.concat([draft.frame.select(FILE, ROW) for draft in drafts])
    return every.join(used, on=[FILE, ROW], how="semi", maintain_order="left")


def told_of_cells(placed: pl.DataFrame) -> list[Finding]:
    """One remark for each file; `placed`: CELLS_SCHEMA."""
    found = []
    for (table, file), own in placed.group_by("table", "file", maintain_order=True):
        first = own.row(0, named=True)
        found.append(
            Finding(
                "warning",
                str(table),
                f"{count(own.height, 'cell')} of {file} could not be read and "
                f"{'is' if own.height == 1 else 'are'} left empty, in "
                f"{listing(own['column'].unique(maintain_order=True))}: the first, on line {first['line']}, "
                f"'{first['text'][:40]}' {first['reason']}",
            )
        )
    return found
