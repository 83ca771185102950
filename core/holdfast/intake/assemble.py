"""The stages of intake in order, and how often each looks at every row of the largest table.

1. Discover (`recognise/`): which table each file is. Looks at the first thousand rows.
2. Load (`parse/load.py`): one scan of a file reads days and figures; its texts come as they stand, and a
   column is cleaned where one of them needs it. Then each is in one piece: later stages look up single rows.
3. Once (`once/`): of rows that several files have, one counts. Looks at keys where there are several files.
4. Meaning (`meaning/`): words of statuses, refunds, ends. Then whom each row names is looked up in the list
   of customers, once (`meaning/ids.py`); what follows asks the ids, each of them once, and not the rows.
5. Finish (`finish/`, `own_columns/`): matches, currencies, one row a key, tables in their declared form. What
   finds nothing to do hands on the columns that it got.
6. Integrity and receipt (`finish/integrity.py`, `finish/account.py`): what the tables say of each other, by
   what stage 4 found, and what became of every row.

`book/assemble.py` goes on from there: it packs customer, day and row of every order into one number, sorts
these once, and tells first days, purchases, gaps, months and activity by neighbours in that one order.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.finish import currency, grain, intervals, keys
from holdfast.intake.finish.account import (
    Reading,
    cells_of,
    cells_of_used_rows,
    quarantine_of,
    receipts_of,
    told_of_cells,
)
from holdfast.intake.finish.draft import ROW, TableDraft, merge
from holdfast.intake.finish.integrity import findings_of
from holdfast.intake.finish.match import apply_matches
from holdfast.intake.finish.repeats import settle_repeats
from holdfast.intake.finish.returns import returns_off
from holdfast.intake.identity import fingerprint_of
from holdfast.intake.locate import Located, locate
from holdfast.intake.meaning.changes import assignments_of_changes
from holdfast.intake.meaning.ids import EXPECTED_AT, LookedUp, rows_in_list
from holdfast.intake.meaning.understand import understand
from holdfast.intake.once.attributes import by_customer
from holdfast.intake.once.documents import one_row_per_document
from holdfast.intake.once.levels import ended_by_losses
from holdfast.intake.once.mentions import lists_before_mentions
from holdfast.intake.once.overlaps import settle_overlaps
from holdfast.intake.once.rowkeys import with_row_key
from holdfast.intake.once.sightings import as_of_newest, with_history
from holdfast.intake.once.snapshots import settle_snapshots
from holdfast.intake.once.two_exports import told_by_two_exports
from holdfast.intake.opened import Opened
from holdfast.intake.own_columns.fields import with_own_columns
from holdfast.intake.parse.evidence import FileFacts, file_facts, pooled_facts, style_of
from holdfast.intake.parse.fit import fitting_rows
from holdfast.intake.parse.load import sorted_out
from holdfast.intake.read.faults import OpenQuestionError, UnreadableFileError
from holdfast.intake.read.inside.lists import forget
from holdfast.intake.read.raw import RawFile, UnsoundFileError, guarded
from holdfast.intake.recognise.discover import Discovery, Source, discover, left_out, unread
from holdfast.intake.recognise.presets import choose_headers
from holdfast.intake.recognise.wiring import Wiring, wire
from holdfast.intake.thin import thin_spots
from holdfast.intake.wording import count
from holdfast.schema.dtypes import DTYPES
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Finding, Receipt, UnusedFile, accepted
from holdfast.schema.settings import BookSettings
from holdfast.schema.tables import LISTED, MEANS, SEEN, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.source import SourceFile


@dataclass(frozen=True, eq=False)
class _Part:
    """One file of a source, open, with its columns connected to those of the table."""

    raw: RawFile
    mapping: TableMapping
    wiring: Wiring
    facts: FileFacts


def read_settings(
    sources: Sequence[Path], config: Path | None = None, mapping: str | None = None
) -> BookSettings:
    """What a book says about itself, without reading its rows. Raises UsageError."""
    return settings_of(locate(sources, config, mapping))


def settings_of(located: Located) -> BookSettings:
    """What a located book says about itself."""
    return located.config.settings if located.config else BookSettings(located.name)


def read_book(sources: Sequence[Path], config: Path | None = None, mapping: str | None = None) -> Intake:
    """Read a book: one folder, or files and patterns; `config` names a mapping elsewhere.

    `mapping`: the text to read it by instead of that on disk, to see what it would do.

    Raises UsageError with one clear line for unusable input.
    """
    return read_located(locate(sources, config, mapping))


def read_located(located: Located) -> Intake:
    """Read a book that is already located, wherever its sources lie. Raises UsageError."""
    try:
        return _read(located)
    finally:
        forget()


def _read(located: Located) -> Intake:
    """Raises UsageError."""
    opened = Opened()
    found = discover(located, opened)
    identity = fingerprint_of(located)
    reader = _Reader(opened)
    reader.read(found.sources)
    readings = reader.readings
    unreadable = {fault.table for fault in reader.faults.values()}
    stated = settings_of(located)
    today = datetime.now(UTC).date()
    snapshots = settle_snapshots(_drafts(readings), readings, today)
    drafts, readings = snapshots.drafts, snapshots.readings
    twice = told_by_two_exports(drafts, readings)
    # First: what a newer export says of an order, such as that it was refunded, must not be lost.
    drafts, overlaps = settle_overlaps(drafts, readings)
    drafts, sums = grain.amounts_from_lines(drafts)
    understood = understand(drafts, readings, include_trials=stated.include_trials)
    drafts, named = currency.named_currencies(understood.drafts, stated.currency)
    drafts, settings = _finish(drafts, stated, unreadable)
    merged, repeats = _merge_tables(drafts, readings)
    lines = [] if stated.merge_same_day_orders else grain.lines_without_orders(merged, readings)
    own = with_own_columns(merged, readings, dict(stated.own))
    merged = own.drafts
    tables, placed, remarks = _tables(merged)
    tables, given_back = returns_off(tables)
    settings, seen_from = as_of_newest(
        settings, tables, snapshots.newest, is_told_by_lists=snapshots.levels_told
    )
    quarantine = quarantine_of(readings, merged)
    unread = cells_of_used_rows([reading.loaded.cells for reading in readings], merged)
    cells = cells_of(readings, unread)
    # Lines taken out of orders cannot contradict them.
    checked = {name: tables[name] for name in tables if any(draft.table == name for draft in merged)}
    listed = rows_in_list(tables, understood.expected, placed)
    left_alone = {*found.ignored, *reader.faults} - {reading.raw.file for reading in readings}
    accounts, unused = (
        receipts_of(readings, merged, unread, own.kept),
        _not_used(found, reader.faults, left_alone),
    )
    said = (*found.findings, *reader.faults.values())
    receipt = Receipt(
        files=accounts,
        findings=accepted(
            _each_once(
                *said,
                *thin_spots(tables, accounts, unused, said),
                *understood.findings,
                *(remark for reading in readings for remark in reading.remarks),
                *told_of_cells(cells),
                *snapshots.findings,
                *overlaps,
                *twice,
                *sums,
                *lines,
                *named,
                *repeats,
                *own.findings,
                *remarks,
                *given_back,
                *seen_from,
                *findings_of(checked, quarantine, today, listed),
            ),
            stated.known,
            stated.mapping,
        ),
        quarantine=quarantine,
        not_used=(*unused, *located.unread),
        cells_set_aside=cells,
        statuses=understood.statuses,
        questions=(*found.questions, *understood.questions),
    )
    described = by_customer(snapshots.history, merged)
    numbered = _numbered_tables(readings)
    return Intake(settings, tables, receipt, identity, numbered, described, own.fields, listed)


def _each_once(*findings: Finding) -> tuple[Finding, ...]:
    """What is to be said, without what two tables of one file would say alike."""
    return tuple({(one.severity, one.message): one for one in reversed(findings)}.values())[::-1]


def _not_used(
    found: Discovery, faults: Mapping[SourceFile, Finding], left_alone: Iterable[SourceFile]
) -> tuple[UnusedFile, ...]:
    """Why no table is read from these files, by name."""
    known = {one.file: one for one in found.unused}
    known |= {file.name: unread(file, fault.message) for file, fault in faults.items()}
    names = sorted(file.name for file in left_alone)
    return tuple(known.get(name, UnusedFile(name, "is in no section of the mapping")) for name in names)


class _Reader:
    """Reads the sources of a book into `readings`; of files that cannot be read, `faults` has what to say."""

    def __init__(self, opened: Opened) -> None:
        self.readings: list[Reading] = []
        self.faults: dict[SourceFile, Finding] = {}
        self._opened = opened

    def read(self, sources: Sequence[Source]) -> None:
        """Raises UsageError where files change meanwhile, and where not one of them can be read."""
        for source in sources:
            try:
                self.readings += self._read(source, checked=False)
            except UnsoundFileError:
                self.readings += self._read(source, checked=True)
        for file in dict.fromkeys(file for source in sources for file in source.files):
            file.check_unchanged()
        if self.faults and not self.readings:
            first, *more = (fault.message for fault in self.faults.values())
            raise UsageError(f"{first}; nor can {count(len(more), 'other file')} be read" if more else first)

    def _read(self, source: Source, *, checked: bool) -> list[Reading]:
        parts = []
        for file in source.files:
            with self._setting_aside(file, source):
                parts.append(self._open(file, source, checked=checked))
        pooled = pooled_facts([part.facts for part in parts])
        readings: list[Reading] = []
        for part in parts:
            with self._setting_aside(part.raw.file, source):
                readings.append(_loaded(source, part, pooled, len(self.readings) + len(readings)))
        return readings

    @contextmanager
    def _setting_aside(self, file: SourceFile, source: Source) -> Iterator[None]:
        try:
            yield
        except UsageError as error:
            # Where nobody wrote a mapping, none can be at fault.
            at_fault = isinstance(error, UnreadableFileError) or source.found_by != "mapping"
            if not at_fault or isinstance(error, OpenQuestionError):
                raise
            self.faults.setdefault(file, left_out(file, error, source.mapping.table))

    def _open(self, file: SourceFile, source: Source, *, checked: bool) -> _Part:
        mapping = source.mapping
        raw = self._opened.open(file, mapping, checked=checked)
        mapping = choose_headers(mapping, raw.columns)
        wiring = wire(mapping, raw.columns, raw.name)
        with guarded(raw):
            if source.found_by != "mapping":
                wiring = with_row_key(wiring, raw, mapping.table)
            return _Part(raw, mapping, wiring, file_facts(raw, wiring, mapping))


def _loaded(source: Source, part: _Part, pooled: FileFacts, index: int) -> Reading:
    """The rows of one file, which is number `index` of those that are read."""
    style, notes = style_of(part.raw, part.mapping, part.facts, pooled)
    with guarded(part.raw):
        rows, remarks = fitting_rows(
            part.raw, part.wiring, part.mapping, style, guessed=source.found_by != "mapping"
        )
        loaded = sorted_out(rows, part.mapping, index)
    return Reading(source, part.raw, rows.plan.wiring, loaded, notes, remarks, style, part.facts)


def _drafts(readings: Sequence[Reading]) -> list[TableDraft]:
    """One draft for each source that had rows, in order."""
    drafts: list[TableDraft] = []
    for source in dict.fromkeys(id(reading.source) for reading in readings):
        parts = [reading for reading in readings if id(reading.source) == source]
        mapping = parts[0].source.mapping
        frames = [_dated(part, _numbered(part, readings), readings) for part in parts]
        pending = tuple(part.loaded.pending for part in parts)
        if any(part.wiring.last_day for part in parts):
            mapping = replace(mapping, end_is_last_day=True)
        drafts.append(TableDraft(mapping.table, mapping, pl.concat(frames, how="diagonal_relaxed"), pending))
    return drafts


def _numbered_tables(readings: Sequence[Reading]) -> frozenset[str]:
    """The tables of which some file has no id."""
    return frozenset(one.source.mapping.table for one in readings if one.wiring.numbered)


def _numbered(reading: Reading, readings: Sequence[Reading]) -> pl.DataFrame:
    """The file's rows; where the file has no id, one is made of its name and the row number."""
    frame, file = reading.loaded.frame, reading.raw.file
    if reading.wiring.numbered is None:
        return frame
    # Files of one name in several folders: the whole name tells their rows apart.
    shared = any(other.raw.file.stem == file.stem and other.raw.file != file for other in readings)
    label = pl.lit(f"{file.name if shared else file.stem}#") + (pl.col(ROW) + 1).cast(pl.String)
    return frame.with_columns(label.alias(reading.wiring.numbered))


def _dated(reading: Reading, frame: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """Rows of a list with the day that another table reads in them: before it nobody could list them."""
    if not TABLES[reading.source.mapping.table].is_list:
        return frame
    days = [
        other.loaded.days
        for other in readings
        if other.loaded.days is not None and other.raw.file == reading.raw.file
    ]
    if not days:
        return frame
    first = pl.concat(days).group_by(ROW).agg(pl.col(SEEN).min())
    return frame.join(first, on=ROW, how="left", maintain_order="left")


def _finish(
    drafts: list[TableDraft], settings: BookSettings, unreadable: set[str]
) -> tuple[list[TableDraft], BookSettings]:
    """Matches, monthly amounts, ends and currencies. `unreadable`: tables with files that cannot be read."""
    named = {
        table: merge([one for one in drafts if one.table == table]).frame
        for table in {d.table for d in drafts}
    }
    drafts = [apply_matches(draft, named, unreadable) for draft in drafts]
    drafts = [
        intervals.check_ends(intervals.first_reply(intervals.monthly_amount(draft))) for draft in drafts
    ]
    code = currency.book_currency(settings.currency, drafts)
    drafts = [currency.to_book_currency(draft, code, named.get("fx")) for draft in drafts]
    return drafts, replace(settings, currency=code)


def _merge_tables(
    drafts: Sequence[TableDraft], readings: Sequence[Reading]
) -> tuple[list[TableDraft], list[Finding]]:
    """One draft for each table, whose rows are there once, and what is to be said of those that are not."""

    def place(file: int, row: int) -> str:
        raw = readings[file].raw
        return f"on line {raw.lines([row])[0]} of {raw.name}"

    order = [table for table in TABLES if any(draft.table == table for draft in drafts)]
    merged = [
        merge(lists_before_mentions([draft for draft in drafts if draft.table == table])) for table in order
    ]
    documents = [one_row_per_document(draft, readings) for draft in merged]
    keyed = [keys.one_row_per_key(draft, place) for draft, _ in documents]
    settled = [settle_repeats(draft, readings) for draft in keyed]
    return [draft for draft, _ in settled], [said for _, found in (*documents, *settled) for said in found]


def _tables(
    drafts: Sequence[TableDraft],
) -> tuple[dict[str, pl.DataFrame], dict[str, LookedUp], list[Finding]]:
    """The finished tables by name, whose rows are placed among those expected; order lines become orders."""
    tables: dict[str, pl.DataFrame] = {}
    placed: dict[str, LookedUp] = {}
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
        if EXPECTED_AT in frame.columns:
            placed[draft.table] = LookedUp(tables[draft.table], frame[EXPECTED_AT])
    if any(draft.mapping.history == "changes" for draft in drafts):
        tables["assignments"] = assignments_of_changes(tables["assignments"], tables)
    tables, history = with_history(tables, drafts)
    tables, ended = ended_by_losses(tables, drafts)
    in_order = {name: tables[name] for name in TABLES if name in tables}
    return in_order, placed, [*remarks, *history, *ended]


def _shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Declared columns first, in their order and types, then the extra ones; no working columns."""
    declared = {
        column.name: DTYPES[column.type] for column in TABLES[table].columns if column.name in frame.columns
    }
    extra = [
        name
        for name in frame.columns
        if name not in declared and (name in (SEEN, MEANS, LISTED) or not name.startswith("__"))
    ]
    return frame.select(*(pl.col(name).cast(dtype) for name, dtype in declared.items()), *extra)
