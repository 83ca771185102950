"""An entry as a row of a file, and back: what is stored is text that anybody can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, get_args

from holdfast.errors import NotSavedError
from holdfast.journal.entry import KINDS, Entry, Subject, Value

if TYPE_CHECKING:
    from holdfast.journal.entry import Draft

Row = tuple[str, int, str, str, str, str, str, str, str, str, str, str]
"""The fields of an entry in their order: text, except for `at`, milliseconds since 1970, UTC."""

MOST_LETTERS: Final = 100_000
"""Longer texts are refused: nobody reads them, and one would fill a screen by mistake."""

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class StoredFields(Mapping[str, Value]):
    """Fields as they were stored, read when somebody asks for one.

    Most entries are opened to be counted and listed: reading all of their fields would take longer than
    all the rest.
    """

    def __init__(self, stored: str) -> None:
        self._stored = stored

    @cached_property
    def _read(self) -> dict[str, Value]:
        found = json.loads(self._stored)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}

    def __getitem__(self, name: str) -> Value:
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        # Written by `stored`, which escapes no letter: what is not in the text is no name in it either.
        return str(name) in self._stored and name in self._read

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field."""
        return self._read[name] if name in self else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __repr__(self) -> str:
        return f"StoredFields({self._stored})"


def row_of(entry: Entry) -> Row:
    """The row of an entry."""
    return (
        entry.id,
        milliseconds(entry.at),
        entry.day.isoformat(),
        entry.writer,
        entry.book,
        entry.as_of.isoformat(),
        entry.subject,
        entry.subject_id,
        entry.kind,
        entry.ref,
        stored(entry.fields),
        entry.text,
    )


def entry_of(row: Row) -> Entry:
    """The entry of a row. Raises ValueError, TypeError or OverflowError for a damaged one."""
    name, at, day, writer, book, as_of, subject, subject_id, kind, ref, fields, text = row
    if not (fields.startswith("{") and fields.endswith("}")):
        raise ValueError("fields are no JSON object")
    entry = object.__new__(Entry)
    # What the frozen constructor does in twelve calls: 50,000 entries have to open at once.
    entry.__dict__.update(
        id=name,
        at=datetime.fromtimestamp(at / 1000, UTC),
        day=date.fromisoformat(day),
        writer=writer,
        book=book,
        as_of=date.fromisoformat(as_of),
        subject=subject,
        subject_id=subject_id,
        kind=kind,
        ref=ref,
        fields=StoredFields(fields),
        text=text,
    )
    return entry


def milliseconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return round(moment.timestamp() * 1000)


def stored(fields: Mapping[str, Value]) -> str:
    """Fields as JSON, the same for the same fields."""
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, allow_nan=False)


def checked(draft: Draft) -> tuple[str, str, str, str, str, str]:
    """What of a draft goes into a row: subject, its id, kind, ref, fields, text.

    Half letters of UTF-16, which are no text, are shown as what they are not. Raises NotSavedError.
    """
    if draft.kind not in KINDS:
        raise NotSavedError(f"'{draft.kind}' is no kind of entry: nothing was saved")
    if draft.subject not in get_args(Subject) or (draft.subject != "book" and not draft.subject_id):
        raise NotSavedError("the entry is about nobody: nothing was saved")
    try:
        fields = stored({_whole(name): _whole_value(value) for name, value in draft.fields.items()})
    except (TypeError, ValueError) as error:
        raise NotSavedError(f"the fields of the entry cannot be kept ({error}): nothing was saved") from None
    text = _whole(draft.text)
    if len(text) + len(fields) > MOST_LETTERS:
        raise NotSavedError(
            f"the text is longer than {MOST_LETTERS:,} letters: shorten it, or note the name of a file"
        )
    return draft.subject, _whole(draft.subject_id), draft.kind, _whole(draft.ref), fields, text


def _whole(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _whole_value(value: Value) -> Value:
    if isinstance(value, tuple | list):
        return tuple(map(_whole, value))
    return _whole(value) if isinstance(value, str) else value
