"""An entry as a row of a file, and back."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args

from holdfast.errors import NotSavedError
from holdfast.journal.entry import KINDS, Entry, Subject, Value
from holdfast.journal.ids import time_of

if TYPE_CHECKING:
    from holdfast.journal.entry import Draft

Row = tuple[str, str, str, str, str | None, str]
"""Id, day, kind, `SUBJECT ID`, the id of the entry it takes back or corrects, and the rest as JSON."""

MOST_LETTERS: Final = 100_000
"""Longer texts are refused: nobody reads them, and one would fill a screen by mistake."""

_ID_LETTERS: Final = 36

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_AT_ONCE: Final = ("day", "kind", "subject", "subject_id")
_LATER: Final = ("at", "writer", "book", "as_of", "ref", "fields", "text")


class StoredEntry(Entry):
    """An entry of a file, of which the longer part is read when somebody asks for it.

    Most entries are opened to be counted and listed by customer and kind: reading all of every one would take
    several times as long.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(name)
        told = self.__dict__
        told.update(_later(told["_line"]), at=datetime.fromtimestamp(time_of(told["id"]) / 1000, UTC))
        return self.__dict__[name]

    @property
    def takes_back(self) -> str | None:
        """The id of the entry it takes back or corrects."""
        if "_takes_back" in self.__dict__:
            found: str | None = self.__dict__["_takes_back"]
            return found
        return super().takes_back  # of a changed copy

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Entry) or self.id != other.id:
            return False
        mine, line = self.__dict__, other.__dict__.get("_line")
        if line is not None and mine.get("_line") is not None:
            return line == mine["_line"] and all(mine[name] == other.__dict__[name] for name in _AT_ONCE)
        return document(self) == document(other)

    def __hash__(self) -> int:
        return hash(self.id)


def row_of(entry: Entry) -> Row:
    """The row of an entry."""
    about = f"{entry.subject} {entry.subject_id}"
    told = document(entry)
    rest = {name: told[name] for name in _LATER if name != "at"}
    line = json.dumps(rest, ensure_ascii=False, allow_nan=False)
    return entry.id, entry.day.isoformat(), entry.kind, about, entry.takes_back, line


def stored_entry(row: Row) -> Entry:
    """The entry of a row. Raises ValueError for a damaged one."""
    name, day, kind, about, takes_back, line = row
    if len(name) != _ID_LETTERS or name[14] != "7":
        raise ValueError("no id of an entry")
    subject, _, subject_id = about.partition(" ")
    entry = object.__new__(StoredEntry)
    # What the frozen constructor does in many calls: 50,000 entries have to open at once.
    told = entry.__dict__
    told["id"] = name
    told["day"] = _day(day)
    told["kind"] = kind
    told["subject"] = subject
    told["subject_id"] = subject_id
    told["_takes_back"] = takes_back
    told["_line"] = line
    return entry


def document(entry: Entry) -> dict[str, object]:
    """An entry as it is exported: one JSON object, times in UTC."""
    return {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "day": entry.day.isoformat(),
        "writer": entry.writer,
        "book": entry.book,
        "as_of": entry.as_of.isoformat(),
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "kind": entry.kind,
        "ref": entry.ref,
        "fields": {name: _plain(entry.fields[name]) for name in sorted(entry.fields)},
        "text": entry.text,
    }


def checked(draft: Draft) -> Draft:
    """A draft as it can be kept. Half letters of UTF-16, which are no text, become a mark that says so.

    Raises NotSavedError.
    """
    if draft.kind not in KINDS:
        raise NotSavedError(f"'{draft.kind}' is no kind of entry: nothing was saved")
    if draft.subject not in get_args(Subject) or (draft.subject != "book" and not draft.subject_id):
        raise NotSavedError("the entry is about nobody: nothing was saved")
    fields = {_whole(name): _whole_value(value) for name, value in draft.fields.items()}
    try:
        length = len(draft.text) + len(json.dumps(fields, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise NotSavedError(f"the fields of the entry cannot be kept ({error}): nothing was saved") from None
    if length > MOST_LETTERS:
        raise NotSavedError(
            f"the text is longer than {MOST_LETTERS:,} letters: shorten it, or note the name of a file"
        )
    return type(draft)(
        draft.kind,
        draft.subject,
        _whole(draft.subject_id),
        draft.as_of,
        _whole(draft.text),
        fields,
        _whole(draft.ref),
    )


def _later(line: str) -> dict[str, object]:
    """The longer part of an entry; of one that somebody spoilt what can be told of any."""
    try:
        told = json.loads(line)
        return {
            "writer": str(told["writer"]),
            "book": str(told["book"]),
            "as_of": _day(told["as_of"]),
            "ref": str(told["ref"]),
            "fields": MappingProxyType({name: _value(value) for name, value in told["fields"].items()}),
            "text": str(told["text"]),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {
            "writer": "",
            "book": "",
            "as_of": date.min,
            "ref": "",
            "fields": MappingProxyType({}),
            "text": "\ufffd",
        }


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _value(value: Any) -> Value:
    return tuple(map(str, value)) if isinstance(value, list) else value


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _whole(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _whole_value(value: Value) -> Value:
    if isinstance(value, tuple | list):
        return tuple(map(_whole, value))
    return _whole(value) if isinstance(value, str) else value
