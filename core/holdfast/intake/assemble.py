"""The steps of intake in order: locate, discover, load, finish every table, write the receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from holdfast.book import Intake
from holdfast.intake import currency, files, grain, intervals, keys
from holdfast.intake.dates import DayOrder
from holdfast.intake.describe import LAST_DAY_NOTE
from holdfast.intake.discover import Located, Source, discover, locate
from holdfast.intake.draft import FILE, ROW, Draft, merge
from holdfast.intake.evidence import FileFacts, Style, ambiguous_dates, file_facts
from holdfast.intake.identity import fingerprint_of
from holdfast.intake.integrity import findings_of
from holdfast.intake.load import Loaded, load
from holdfast.intake.match import apply_matches
from holdfast.intake.presets import choose_headers, presets
from holdfast.intake.read import RawFile, UnsoundFileError, guarded, open_raw
from holdfast.intake.wiring import Wiring, wire
from holdfast.intake.wording import count
from holdfast.receipt import QUARANTINE_SCHEMA, FileReceipt, Finding, Receipt
from holdfast.schema import DTYPES
from holdfast.settings import BookSettings
from holdfast.tables import SEEN, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping


@dataclass(frozen=True, eq=False)
class Reading:
    """One file read for one table."""

    source: Source
    raw: RawFile
    wiring: Wiring | None
    loaded: Loaded | None
    notes: tuple[str, ...] = ()


def read_settings(sources: Sequence[Path], config: Path | None = None) -> BookSettings:
    """What a book says about itself, without reading its rows. Raises UsageError."""
    return _settings_of(locate(sources, config))


def _settings_of(located: Located) -> BookSettings:
    return located.config.settings if located.config else BookSettings(located.name)


def read_book(sources: Sequence[Path], config: Path | None = None) -> Intake:
    """Read a book: one folder, or files and patterns; `config` names a mapping elsewhere.

    Raises UsageError with one clear line for unusable input.
    """
    located = locate(sources, config)
    found = discover(located)
    identity = fingerprint_of(located)
    readings = _read_all(found.sources, located)
    drafts = _drafts(readings)
    settings = _settings_of(located)
    drafts, settings = _finish(drafts, settings)
    merged = _merge_tables(drafts, readings)
    tables, remarks = _tables(merged)
    quarantine = _quarantine(readings, merged)
    # Lines taken out of orders cannot contradict them.
    checked = {name: tables[name] for name in tables if any(draft.table == name for draft in merged)}
    remarks = [*found.findings, *remarks, *findings_of(checked, quarantine, datetime.now(UTC).date())]
    receipt = Receipt(
        files=_receipts(readings, merged),
        findings=tuple(remarks),
        quarantine=quarantine,
        ignored_files=tuple(located.relative(path) for path in found.ignored),
    )
    return Intake(settings, tables, receipt, identity, _numbered_tables(readings))


def _read_all(sources: Sequence[Source], located: Located) -> list[Reading]:
    opened: dict[tuple[object, ...], RawFile] = {}
    before = {
        path: files.identity(path, located.relative(path)) for source in sources for path in source.files
    }
    readings: list[Reading] = []
    for source in sources:
        readings += _read_source(source, located, opened, len(readings))
    for path, was in before.items():
        files.check_unchanged(path, located.relative(path), was)
    return readings


def _read_source(
    source: Source, located: Located, opened: dict[tuple[object, ...], RawFile], start: int
) -> list[Reading]:
    try:
        return _read_opened(source, located, opened, start, checked=False)
    except UnsoundFileError:
        return _read_opened(source, located, opened, start, checked=True)


def _read_opened(
    source: Source, located: Located, opened: dict[tuple[object, ...], RawFile], start: int, *, checked: bool
) -> list[Reading]:
    parts: list[tuple[RawFile, TableMapping, Wiring | None]] = []
    for path in source.files:
        mapping = source.mapping
        key = (path, mapping.separator, mapping.encoding, mapping.header)
        if key not in opened or (checked and opened[key].unchecked):
            opened[key] = open_raw(path, located.relative(path), mapping, checked=checked)
        raw = opened[key]
        if not raw.columns:
            parts.append((raw, mapping, None))
            continue
        mapping = choose_headers(mapping, raw.columns)
        parts.append((raw, mapping, wire(mapping, raw.columns, raw.name)))
    facts = [_facts(*part) for part in parts]
    pooled = sum((fact.days for fact in facts if fact and fact.days), DayOrder())
    readings = []
    for index, ((raw, mapping, wiring), fact) in enumerate(zip(parts, facts, strict=True), start):
        if wiring is None or fact is None:
            readings.append(Reading(source, raw, None, None))
            continue
        style, notes = _style(raw, mapping, fact, pooled)
        with guarded(raw):
            loaded = load(raw, wiring, mapping, style, index)
        readings.append(Reading(source, raw, wiring, loaded, notes))
    return readings


def _facts(raw: RawFile, mapping: TableMapping, wiring: Wiring | None) -> FileFacts | None:
    if wiring is None:
        return None
    with guarded(raw):
        return file_facts(raw, wiring, mapping)


def _style(
    raw: RawFile, mapping: TableMapping, fact: FileFacts, pooled: DayOrder
) -> tuple[Style, tuple[str, ...]]:
    """How this file writes dates and numbers; a sibling file may decide what it leaves open."""
    notes: list[str] = []
    day_first = fact.days.verdict if fact.days else None
    if mapping.date_format:
        day_first = _stated_order(mapping.date_format)
    elif day_first is not None:
        notes.append(f"dates are written with the {'day' if day_first else 'month'} first")
    elif fact.days is not None and fact.days.is_open:
        day_first = pooled.verdict
        if day_first is None:
            raise ambiguous_dates(raw.name, fact.date_columns, mapping.key)
        first = "day" if day_first else "month"
        notes.append(f"the {first} stands first in dates, as in the other files of {mapping.table}")
    elif fact.days is not None:
        # Only days such as 03/03/2025: both ways of reading them agree.
        day_first = True
    decimal = mapping.decimal or fact.decimals.verdict(raw.separator)
    if decimal == "," and not mapping.decimal:
        notes.append("decimal comma")
    elif fact.decimals.open_commas and not (fact.decimals.point or mapping.decimal):
        notes.append(
            'numbers such as 1,234 are read as thousands; say decimal = "," if the comma is a decimal sign'
        )
    return Style(day_first, ("," if decimal == "," else ".")), tuple(notes)


def _stated_order(date_format: str) -> bool | None:
    day, month = date_format.find("%d"), max(date_format.find(code) for code in ("%m", "%b", "%B"))
    return day < month if day >= 0 and month >= 0 and not date_format.startswith("%Y") else None


def _drafts(readings: Sequence[Reading]) -> list[Draft]:
    """One draft for each source that had rows, in order."""
    drafts: list[Draft] = []
    for source in dict.fromkeys(id(reading.source) for reading in readings):
        parts = [
            reading for reading in readings if id(reading.source) == source and reading.loaded is not None
        ]
        if not parts:
            continue
        mapping = parts[0].source.mapping
        frames = [_dated(part, _numbered(part), readings) for part in parts]
        pending = tuple(part.loaded.pending for part in parts if part.loaded is not None)
        if any(part.wiring is not None and part.wiring.last_day for part in parts):
            mapping = replace(mapping, end_is_last_day=True)
        drafts.append(Draft(mapping.table, mapping, pl.concat(frames, how="diagonal_relaxed"), pending))
    return drafts


def _numbered_tables(readings: Sequence[Reading]) -> frozenset[str]:
    """The tables of which some file has no id."""
    return frozenset(one.source.mapping.table for one in readings if one.wiring and one.wiring.numbered)


def _numbered(reading: Reading) -> pl.DataFrame:
    """The file's rows; where the file has no id, one is made of its name and the row number."""
    assert reading.loaded is not None
    assert reading.wiring is not None
    frame = reading.loaded.frame
    if reading.wiring.numbered is None:
        return frame
    label = pl.lit(f"{files.stem(reading.raw.path)}#") + (pl.col(ROW) + 1).cast(pl.String)
    return frame.with_columns(label.alias(reading.wiring.numbered))


def _dated(reading: Reading, frame: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """Rows of a list with the day that another table reads in them: before it nobody could list them."""
    if not TABLES[reading.source.mapping.table].is_list:
        return frame
    days = [
        other.loaded.days
        for other in readings
        if other.loaded and other.loaded.days is not None and other.raw.path == reading.raw.path
    ]
    if not days:
        return frame
    first = pl.concat(days).group_by(ROW).agg(pl.col(SEEN).min())
    return frame.join(first, on=ROW, how="left", maintain_order="left")


def _finish(drafts: list[Draft], settings: BookSettings) -> tuple[list[Draft], BookSettings]:
    """Matches, monthly amounts, ends and currencies."""
    named = {
        table: merge([one for one in drafts if one.table == table]).frame
        for table in {d.table for d in drafts}
    }
    drafts = [apply_matches(draft, named) for draft in drafts]
    drafts = [intervals.check_ends(intervals.monthly_amount(draft)) for draft in drafts]
    code = currency.book_currency(settings.currency, drafts)
    drafts = [currency.to_book_currency(draft, code, named.get("fx")) for draft in drafts]
    return drafts, replace(settings, currency=code)


def _merge_tables(drafts: Sequence[Draft], readings: Sequence[Reading]) -> list[Draft]:
    def place(file: int, row: int) -> str:
        raw = readings[file].raw
        return f"on line {raw.lines([row])[0]} of {raw.name}"

    order = [table for table in TABLES if any(draft.table == table for draft in drafts)]
    merged = [merge([draft for draft in drafts if draft.table == table]) for table in order]
    return [keys.one_row_per_key(draft, place) for draft in merged]


def _tables(drafts: Sequence[Draft]) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """The finished tables by name; order lines become orders and lines."""
    tables: dict[str, pl.DataFrame] = {}
    remarks: list[Finding] = []
    for draft in drafts:
        frame = draft.frame
        if draft.mapping.grain == "line":
            lines = grain.kept_lines(frame)
            frame, split, spread = grain.orders_of_lines(frame)
            if lines is not None and not any(other.table == "order_lines" for other in drafts):
                tables["order_lines"] = _shaped(lines, "order_lines")
            elif lines is not None:
                remarks.append(
                    Finding(
                        "info",
                        "order_lines",
                        "the order_lines table is used; the lines of orders are not added",
                    )
                )
            if split:
                remarks.append(
                    Finding(
                        "warning",
                        "orders",
                        f"{count(split, 'order')} name two customers; the first line's is used",
                    )
                )
            if spread:
                remarks.append(
                    Finding(
                        "warning",
                        "orders",
                        f"{count(spread, 'order')} {'has' if spread == 1 else 'have'} lines of several days; "
                        "the whole order counts from the first of them on",
                    )
                )
        tables[draft.table] = _shaped(frame, draft.table)
    return {name: tables[name] for name in TABLES if name in tables}, remarks


def _shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Declared columns first, in their order and types, then the extra ones; no working columns."""
    declared = {
        column.name: DTYPES[column.type] for column in TABLES[table].columns if column.name in frame.columns
    }
    extra = [
        name for name in frame.columns if name not in declared and (name == SEEN or not name.startswith("__"))
    ]
    return frame.select(*(pl.col(name).cast(dtype) for name, dtype in declared.items()), *extra)


def _receipts(readings: Sequence[Reading], drafts: Sequence[Draft]) -> tuple[FileReceipt, ...]:
    used = _count_by_file(draft.frame for draft in drafts)
    late = _count_by_file(part for draft in drafts for part in draft.pending)
    dropped = _count_by_file(part for draft in drafts for part in draft.left_out)
    receipts = []
    for index, reading in enumerate(readings):
        loaded, raw, wiring = reading.loaded, reading.raw, reading.wiring
        pairs = tuple(wiring.columns.items()) if wiring else ()
        derived = tuple(wiring.derived.items()) if wiring else ()
        receipts.append(
            FileReceipt(
                table=reading.source.mapping.table,
                file=raw.name,
                rows_read=loaded.rows_read if loaded else 0,
                used=used.get(index, 0),
                quarantined=late.get(index, 0) + len(raw.rejected),
                left_out=dropped.get(index, 0) + (loaded.left_out if loaded else 0),
                not_data=loaded.not_data if loaded else 0,
                found_by=reading.source.found_by,
                columns=(*pairs, *derived),
                unused_columns=wiring.unused if wiring else (),
                dialect=raw.description,
                notes=_notes(reading),
            )
        )
    return tuple(receipts)


def _notes(reading: Reading) -> tuple[str, ...]:
    notes = [*reading.raw.notes, *reading.notes]
    preset = reading.source.mapping.preset
    if preset:
        notes.insert(0, f"read as {presets()[preset].title} (preset {preset})")
    wiring = reading.wiring
    if wiring and wiring.last_day:
        notes.append(LAST_DAY_NOTE)
    if wiring and wiring.numbered:
        notes.append(
            f"the file has no {wiring.numbered}: each row counts as one and is named after its row number"
        )
    if wiring and wiring.name_is_id:
        notes.append("the file has no customer id: the name is used as the id")
    if reading.loaded:
        notes += reading.loaded.notes
    return tuple(notes)


def _count_by_file(frames: Iterable[pl.DataFrame]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for frame in frames:
        for file, rows in frame[FILE].value_counts().iter_rows():
            counts[file] = counts.get(file, 0) + rows
    return counts


def _quarantine(readings: Sequence[Reading], drafts: Sequence[Draft]) -> pl.DataFrame:
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
