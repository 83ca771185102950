"""`holdfast check`: what became of every row of the exports, read afresh; of a mart, as it was built."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.export.results import to_json
from holdfast.intake import OpenQuestionError, read_book, read_settings
from holdfast.schema.receipt import FileReceipt, Finding, Question, Receipt, StatusCount, UnusedFile
from holdfast.schema.settings import BookSettings
from holdfast.shared.opened import shared_book
from holdfast.toml_files import basic_string
from holdfast.words.interface.catalogue import Area, colon
from holdfast.words.interface.sentences import REMARKS, translated, translated_after
from holdfast_tui.command_line import book
from holdfast_tui.command_line.grids import TextTable, grid_of
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.command_line.verbs import presets
from holdfast_tui.look import present
from holdfast_tui.safe_text import safe

said = Area(REMARKS).said
"""What is said of files and rows, in the language of the reader; data for programs are English."""

SHOWN: Final = 50
"""Quarantined rows, and cells set aside, that the table lists; the JSON document has them all."""

_COUNTS: Final = ("rows_read", "used", "quarantined", "left_out", "not_data")
_HOW_TO_ACCEPT: Final = "what you know of and accept, say under [book], with * for what may change:"
_TITLES: Final = (
    "Table",
    "File",
    "Found by",
    "Read",
    "Used",
    "Quarantine",
    "Left out",
    "Not data",
    "Dialect",
)


def run(options: Options) -> int:
    """Prints the receipt; the status is 1 where a row is in quarantine or anything is a problem.

    Raises UsageError.
    """
    if options.presets:
        return presets.run(options)
    if options.format == "md":
        raise UsageError("--format md goes with --presets: a receipt is printed as a table or as json")
    name, receipt = _read(book.with_book(options))
    if options.format == "json":
        sys.stdout.write(to_json(_document(name, receipt)))
    else:
        sys.stdout.write(_page(name, receipt))
    return 0 if receipt.clean else 1


def _read(chosen: Options) -> tuple[str, Receipt]:
    """The name of the book and its receipt, which only asks where nothing can be read before the answer."""
    if (shared := shared_book(chosen.sources, chosen.config)) is not None:
        if shared.built is not None:
            tell(f"this is {shared.built.sentence}: its receipt is that of the building")
        return shared.settings.name, shared.receipt
    try:
        intake = read_book(chosen.sources, chosen.config)
    except OpenQuestionError as asked:
        name = read_settings(chosen.sources, chosen.config).name
        return name, Receipt(findings=(Finding("problem", "", str(asked)),), questions=(asked.question,))
    if intake.settings.thresholds:
        _check_thresholds(intake.settings)
    return intake.settings.name, intake.receipt


def _check_thresholds(settings: BookSettings) -> None:
    """Raises UsageError where the book states a threshold that is none."""
    from holdfast.risk.thresholds.thresholds import thresholds_of  # noqa: PLC0415 - brings all flags along

    thresholds_of(settings)


def _document(name: str, receipt: Receipt) -> dict[str, object]:
    return {
        "book": name,
        "clean": receipt.clean,
        "files": [_file(one, receipt) for one in receipt.files],
        "not_used": [asdict(one) for one in receipt.not_used],
        "findings": [asdict(finding) for finding in receipt.findings],
        "quarantine": receipt.quarantine.to_dicts(),
        "statuses": [asdict(one) for one in receipt.statuses],
        "cells_set_aside": receipt.cells_set_aside.to_dicts(),
        "questions": [asdict(question) for question in receipt.questions],
        "ignored_files": list(receipt.ignored_files),
    }


def _file(one: FileReceipt, receipt: Receipt) -> dict[str, object]:
    return asdict(one) | {
        "read": one.rows_read,
        "columns": dict(one.columns),
        "settings": dict(one.settings),
        "questions": [asdict(question) for question in receipt.questions_of(one.file)],
    }


def _page(name: str, receipt: Receipt) -> str:
    totals = {count: sum(getattr(one, count) for one in receipt.files) for count in _COUNTS}
    width = table_width()
    parts = [
        safe(
            said(
                "{book}: {read} rows read = {used} used + {aside} in quarantine + {out} left out + "
                "{other} not data",
                book=name,
                read=present.count(totals["rows_read"]),
                used=present.count(totals["used"]),
                aside=present.count(totals["quarantined"]),
                out=present.count(totals["left_out"]),
                other=present.count(totals["not_data"]),
            )
        )
        + "\n",
        _list("To be answered", [line for one in receipt.questions for line in _question(one)]),
        _files(receipt.files).as_text(width),
        _list("Columns", [line for one in receipt.files for line in _mapping(one)]),
    ]
    notes = [f"{one.file}{colon()}{_told(note)}" for one in receipt.files for note in one.notes]
    found = [f"{said(finding.severity)}  {_told(finding.sentence)}" for finding in receipt.findings]
    parts += [
        _list("Status words", [_status(one) for one in receipt.statuses]),
        _list("Notes", notes),
        _list("Files not used", [line for one in receipt.not_used for line in _unused(one)]),
        _list("Findings", [*found, *_accepting(receipt)]),
        _places("Cells set aside", "cells_set_aside", receipt.cells_set_aside, width),
        _places("Quarantine", "quarantine", receipt.quarantine, width),
    ]
    return "\n".join(part for part in parts if part)


def _files(files: tuple[FileReceipt, ...]) -> TextTable:
    rows = tuple(
        (
            safe(one.table),
            safe(one.file),
            safe(said(one.found_by)),
            *(present.count(getattr(one, count)) for count in _COUNTS),
            safe(one.dialect),
        )
        for one in files
    )
    right = (False, False, False, True, True, True, True, True, False)
    prose = tuple(title in ("File", "Dialect") for title in _TITLES)
    return TextTable(tuple(safe(said(title)) for title in _TITLES), rows, right, prose)


def _mapping(one: FileReceipt) -> list[str]:
    """What spoke for the table, which column became what, and which none."""
    written = {name: source if name in one.derived else f'"{source}"' for name, source in one.columns}
    ties = [f"{name} ← {source}" for name, source in written.items()]
    keys = [f"{key} = {value}" for key, value in one.settings]
    told = [f"{one.file}: {one.table}" + (said(", by {why}", why=_told(one.why)) if one.why else "")]
    told += [f"  {line}" for line in (", ".join(ties), ", ".join(keys)) if line]
    if one.own_columns:
        own = ", ".join(f'{word} ← "{header}"' for word, header in one.own_columns)
        told.append(f"  {said('own columns: {columns}', columns=own)}")
    return [
        *told,
        *([f"  {said('not used: {columns}', columns=', '.join(one.not_used))}"] if one.not_used else []),
    ]


def _unused(one: UnusedFile) -> list[str]:
    """Why a file is not used, and below it what to do."""
    return [
        f"{one.file} {translated_after(one.file, one.why, REMARKS)}",
        *([f"  {_told(one.next)}"] if one.next else []),
    ]


def _told(sentence: str) -> str:
    """A sentence of the receipt in the language of the reader."""
    return translated(sentence, REMARKS)


def _question(one: Question) -> list[str]:
    """What is asked, and below it the lines one of which answers it."""
    question = _told(one.question)
    asked = f"{one.file}{colon()}{question}" if one.file else question
    return [asked, *(f"  {line}" for line in one.paste.splitlines())]


def _accepting(receipt: Receipt) -> list[str]:
    """How a problem that is as it should be is accepted."""
    if not receipt.problems:
        return []
    line = f"known = [{basic_string(receipt.problems[0].sentence)}]"
    return [
        "",
        said(_HOW_TO_ACCEPT),
        line,
    ]


def _status(one: StatusCount) -> str:
    counted = said("counted" if one.counted else "not counted")
    rows = present.plural(one.rows, "row")
    return f"{one.file}, {one.column}: '{one.word}' {rows}, {one.means}, {counted}"


def _list(title: str, lines: list[str] | tuple[str, ...]) -> str:
    return (
        "".join(f"{line}\n" for line in [said(title), *(f"  {safe(line)}" for line in lines)])
        if lines
        else ""
    )


def _places(title: str, name: str, rows: pl.DataFrame, width: int | None) -> str:
    """What could not be read and where it stands, as much of it as is SHOWN."""
    if rows.is_empty():
        return ""
    # Line numbers are names of places, not amounts: without separators, as an editor wants them.
    shown = rows.head(SHOWN)
    reasons = pl.Series("reason", [_told(reason) for reason in shown["reason"]], dtype=pl.String)
    shown = shown.with_columns(pl.col("line").cast(pl.String), reasons)
    rest = rows.height - shown.height
    every = "… and {n} more: holdfast check --format json lists them all"
    more = f"{said(every, n=present.count(rest))}\n" if rest else ""
    table = grid_of(name, shown, "", glyphs_of_output()).as_text(width)
    return f"{said(title)}\n{table}{safe(more.rstrip())}\n" if more else f"{said(title)}\n{table}"
