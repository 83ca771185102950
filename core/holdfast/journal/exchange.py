"""Journals as text that other programs read, and back: JSON lines and CSV, equal after the round trip."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, cast, get_args

from holdfast.errors import UsageError
from holdfast.journal.entry import Entry, Subject, Value
from holdfast.journal.ids import is_id, time_of
from holdfast.journal.rows import MOST_LETTERS, document
from holdfast.words.folding import OBEYED_BY_TERMINALS

COLUMNS: Final = (
    "id", "at", "day", "writer", "book", "as_of", "subject", "subject_id", "kind", "ref", "fields", "text",
)  # fmt: skip

_REQUIRED: Final = ("id", "day", "writer", "book", "as_of", "subject", "kind")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_FORMULA: Final = re.compile(r"['=+\-@\t\r＝＋－＠]|\s*[=+\-@＝＋－＠]")
"""What a spreadsheet would run, and the apostrophe that keeps it from doing so."""


def to_json_lines(entries: Iterable[Entry]) -> str:
    """One JSON object a line; what a terminal would obey is escaped."""
    lines = (json.dumps(document(entry), ensure_ascii=False, allow_nan=False) for entry in entries)
    return "".join(f"{OBEYED_BY_TERMINALS.sub(_escape, line)}\n" for line in lines)


def to_csv(entries: Iterable[Entry]) -> str:
    r"""A header and a line an entry, `fields` as JSON.

    What a terminal would obey is written as `\u001b`; a cell that a spreadsheet would run begins with an
    apostrophe, as does one that begins with one. Reading it takes both off again.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        told = document(entry)
        told["fields"] = json.dumps(told["fields"], ensure_ascii=False, allow_nan=False)
        writer.writerow([_guarded(str(told[name])) for name in COLUMNS])
    return out.getvalue()


def entries_in(text: str) -> tuple[Entry, ...]:
    """The entries of an export of either kind, told apart by its first letter.

    Raises UsageError that names the line of the first fault.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return ()
    lines = _json_lines(text) if text.lstrip()[:1] == "{" else _csv_lines(text)
    found = []
    for number, told in lines:
        try:
            found.append(_entry(told))
        except (ValueError, TypeError, RecursionError) as error:
            raise UsageError(f"line {number}: {error}: nothing was imported") from None
    return tuple(found)


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    # Not by splitlines: a separator of lines may stand in a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            raise UsageError(f"line {number}: is not valid JSON: nothing was imported") from None
        if not isinstance(told, dict):
            raise UsageError(f"line {number}: is no JSON object: nothing was imported")
        yield number, told


def _csv_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(max(csv.field_size_limit(), 16 * MOST_LETTERS))
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") else ",")
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in _REQUIRED if name not in header]
        if missing:
            raise UsageError(
                f"line 1: is no journal that Holdfast exported: it has no column {', '.join(missing)}: "
                f"nothing was imported"
            )
        for row in reader:
            if not row:
                continue
            told: dict[str, Any] = dict(zip(header, map(_bare, row), strict=False))
            if len(row) != len(header):
                raise UsageError(
                    f"line {reader.line_num}: has {len(row)} cells, the header {len(header)}: "
                    f"nothing was imported"
                )
            try:
                told["fields"] = json.loads(told.get("fields") or "{}")
            except (ValueError, RecursionError):
                raise UsageError(
                    f"line {reader.line_num}: its fields are not valid JSON: nothing was imported"
                ) from None
            yield reader.line_num, told
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num}: {error}: nothing was imported") from None


def _entry(told: Mapping[str, Any]) -> Entry:
    """An entry of an exported object. Raises ValueError, which says what is wrong with it."""
    texts = {name: _text(told, name) for name in COLUMNS if name not in ("fields", "at")}
    if not is_id(texts["id"]):
        raise ValueError(f"'{texts['id'][:60]}' is no id of an entry")
    at = datetime.fromtimestamp(time_of(texts["id"]) / 1000, UTC)
    if _text(told, "at") and datetime.fromisoformat(_text(told, "at")) != at:
        raise ValueError("its time is not the one that its id begins with")
    if texts["subject"] not in get_args(Subject):
        raise ValueError(f"'{texts['subject'][:60]}' is neither customer nor rep nor book")
    fields = told.get("fields") or {}
    if not isinstance(fields, dict):
        raise ValueError("its fields are no JSON object")
    if len(texts["text"]) > MOST_LETTERS:
        raise ValueError(f"its text is longer than {MOST_LETTERS:,} letters")
    return Entry(
        texts["id"],
        at,
        _day(texts, "day"),
        texts["writer"],
        texts["book"],
        _day(texts, "as_of"),
        cast("Subject", texts["subject"]),
        texts["subject_id"],
        texts["kind"],
        texts["ref"],
        {str(name): _value(value) for name, value in fields.items()},
        texts["text"],
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")
    if name in _REQUIRED and not value:
        raise ValueError(f"it has no {name}")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError(f"its {name} is no text of whole letters")
    return value


def _day(texts: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(texts[name])
    except ValueError:
        raise ValueError(f"its {name} '{texts[name][:60]}' is no day such as 2025-06-30") from None


def _value(value: object) -> Value:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise ValueError("one of its fields is neither a text nor a number nor a list of texts")


def _guarded(text: str) -> str:
    shown = OBEYED_BY_TERMINALS.sub(_escape, text.replace("\\u", "\\u005cu"))
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _bare(cell: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell.removeprefix("'"))


def _escape(letter: re.Match[str]) -> str:
    return f"\\u{ord(letter[0]):04x}"
