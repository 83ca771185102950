"""An entry as a row of a file, and back."""

from __future__ import annotations

import json
import re
from collections import deque
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter, itemgetter, lt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_args

from holdfast.errors import NotSavedError
from holdfast.journal.entry import KINDS, Entry, Subject, Value
from holdfast.journal.ids import time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.journal.entry import Draft

Row = tuple[str, str, str, str, str | None, str]
"""Id, day, kind, `SUBJECT ID`, the id of the entry it takes back or corrects, and the rest as JSON."""

StoredRow = tuple[bytes, bytes, bytes, bytes, bytes | None, bytes]
"""The same as SQLite hands it over, in UTF-8."""

MOST_LETTERS: Final = 100_000
"""Longer texts are refused: nobody reads them, and one would fill a screen by mistake."""

_ID_LETTERS: Final = 36
_RENAME: Final = b"rename"
_VERSION: Final = ord("7")
_VERSION_AT: Final = 14
"""Where an id says which version of UUID it is."""

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_AT_ONCE: Final = frozenset(("id", "day", "kind", "subject", "subject_id"))
_LATER: Final = ("at", "writer", "book", "as_of", "ref", "fields", "text")


class StoredEntry(Entry):
    """An entry of a file: its row, of which each part is worked out when somebody asks for it.

    Most entries are opened to be counted and put into their order: working out all of every one would take
    several times as long. What is damaged is found when the row is taken (`stored_entries`), not here.
    """

    __slots__ = ("_row",)
    _row: StoredRow | None
    changes_others = False

    def __init__(self, *parts: Any, **named: Any) -> None:
        """A changed copy, as `dataclasses.replace` makes it: it has no row of its own any more."""
        super().__init__(*parts, **named)
        _set_row(self, None)
        self.__dict__["changes_others"] = super().changes_others

    def __getattr__(self, name: str) -> Any:
        told, row = self.__dict__, self._row if name in _AT_ONCE or name in _LATER else None
        if row is None:
            raise AttributeError(name)
        if name in _AT_ONCE:
            subject, _, subject_id = row[3].decode().partition(" ")
            told.update(
                id=row[0].decode(),
                day=_day(row[1]),
                kind=_kind(row[2]),
                subject=subject,
                subject_id=subject_id,
            )
        else:
            told.update(_later(row[5]), at=_moment(self.id))
        return told[name]

    @property
    def row(self) -> StoredRow:
        """The row as it is stored. Raises ValueError for a changed copy, which is stored nowhere."""
        if self._row is None:
            raise ValueError("of no file")
        return self._row

    @property
    def takes_back(self) -> str | None:
        """The id of the entry it takes back or corrects."""
        if self._row is None:
            return super().takes_back
        return None if self._row[4] is None else self._row[4].decode()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Entry):
            return False
        if isinstance(other, StoredEntry) and self._row is not None and self._row == other._row:
            return True
        return self.id == other.id and document(self) == document(other)

    def __hash__(self) -> int:
        return hash(self.id)


_set_row: Final = StoredEntry.__dict__["_row"].__set__


class ChangingEntry(StoredEntry):
    """One that takes back, corrects or renames: the few that have to be looked at to know what stands."""

    __slots__ = ()
    changes_others = True


def once_in_order(entries: Sequence[StoredEntry]) -> tuple[StoredEntry, ...]:
    """Entries of several files by time and id, each id once."""
    # An id begins with its time: it tells the order by itself.
    names = list(map(itemgetter(0), map(attrgetter("_row"), entries)))
    if all(map(lt, names, names[1:])):
        return tuple(entries)
    by_name = dict(zip(names, entries, strict=True))
    return tuple(map(by_name.__getitem__, sorted(by_name)))


def row_of(entry: Entry) -> Row:
    """The row of an entry."""
    about = f"{entry.subject} {entry.subject_id}"
    told = document(entry)
    rest = {name: told[name] for name in _LATER if name != "at"}
    line = json.dumps(rest, ensure_ascii=False, allow_nan=False)
    return entry.id, entry.day.isoformat(), entry.kind, about, entry.takes_back, line


def stored_entries(rows: Sequence[StoredRow]) -> tuple[list[StoredEntry], int]:
    """The entries of rows in their order, and how many rows are damaged and left out."""
    damaged: list[int] = []
    days, kinds = set[bytes](), set[bytes]()
    for place, (name, day, kind, about, takes_back, _) in enumerate(rows):
        try:
            if len(name) != _ID_LETTERS or name[_VERSION_AT] != _VERSION or not name.isascii():
                raise ValueError("no id of an entry")
            if day not in days:
                _day(day)
                days.add(day)
            if kind not in kinds:
                _kind(kind)
                kinds.add(kind)
            if not about.isascii():
                about.decode()
            if takes_back is not None:
                takes_back.decode()
        except (ValueError, TypeError, AttributeError):
            damaged.append(place)
    found = known_entries(rows)
    for place in reversed(damaged):
        del found[place]
    return found, len(damaged)


def known_entries(rows: Sequence[StoredRow]) -> list[StoredEntry]:
    """The entries of rows that are known to be whole, in their order."""
    classes: list[type[StoredEntry]] = [
        StoredEntry if row[4] is None and row[2] != _RENAME else ChangingEntry for row in rows
    ]
    # What a constructor does in many calls: 50,000 entries have to open at once.
    found = list(map(object.__new__, classes))
    deque(map(_set_row, found, rows), maxlen=0)
    return found


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


def _later(line: bytes) -> dict[str, object]:
    """The longer part of an entry; of one that somebody spoilt what can be told of any."""
    try:
        told = json.loads(line.decode())
        return {
            "writer": str(told["writer"]),
            "book": str(told["book"]),
            "as_of": date.fromisoformat(told["as_of"]),
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


def _moment(name: str) -> datetime:
    """The time of an entry; of one whose id somebody spoilt none that ever was."""
    try:
        return datetime.fromtimestamp(time_of(name) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def _day(text: bytes) -> date:
    return date.fromisoformat(text.decode())


@lru_cache(maxsize=256)
def _kind(text: bytes) -> str:
    return text.decode()


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
