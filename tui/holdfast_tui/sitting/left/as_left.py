"""A desk as it was left: in names and ids alone, which mean the same when the book has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.query import Query, read_query, written

FORMAT: Final = 1
MOST_MARKS: Final = 10_000
"""More marked rows of one kind are counted, not kept: they would be written at every rest."""
PARTS: Final = ("as_of", "period", "where", "sort", "columns", "basis", "always_valid")
"""The parts of a question that are kept; the day that flags are compared with is found anew by the visits."""


@dataclass(frozen=True)
class CursorLeft:
    """Where a pane stood: its id, row, column, first row in view; the id of the customer under the cursor."""

    pane: str
    row: int = 0
    column: int = 0
    scroll: int = 0
    customer: str = ""


@dataclass(frozen=True)
class RoomLeft:
    """A room: the id of the pane that had the keys, and where its panes stood."""

    room: str
    focus: str = ""
    cursors: tuple[CursorLeft, ...] = ()


@dataclass(frozen=True)
class AsLeft:
    """A desk as it was left.

    `rooms`: those that were looked at, the one in front last. `question`: the parts of the question in which
    it differs from the one that a sitting begins with, as `query.written` says them; None where a part says
    nothing. `customer`: the id of the one whose page was open; `figure`: the metric whose rows were;
    `behind`: what else had its rows open, in words (`selected.py`). `marks`: ids of marked rows by subject;
    `unkept`: how many of a subject were too many to keep. `shown`: how each room shows things (`shown.py`).
    """

    rooms: tuple[RoomLeft, ...] = (RoomLeft("desk"),)
    question: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    customer: str = ""
    figure: str = ""
    behind: str = ""
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unkept: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    shown: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def room(self) -> str:
        """The room in front."""
        return self.rooms[-1].room

    def asked(self, first: Query, given: frozenset[str] = frozenset()) -> Query:
        """What was asked, where `first` begins a sitting; the parts `given` stay as it has them.

        Raises UsageError for a part that says what none can.
        """
        told = written(first)
        for name, value in self.question.items():
            if name not in given and name in PARTS:
                told[name] = value
        return read_query({name: value for name, value in told.items() if value is not None})

    @property
    def as_json(self) -> dict[str, Any]:
        """What is written into its file."""
        return {
            "format": FORMAT,
            "rooms": [
                {
                    "room": one.room,
                    "focus": one.focus,
                    "cursors": [
                        {part.name: getattr(cursor, part.name) for part in fields(cursor)}
                        for cursor in one.cursors
                    ],
                }
                for one in self.rooms
            ],
            "question": dict(self.question),
            "customer": self.customer,
            "figure": self.figure,
            "behind": self.behind,
            "marks": {subject: list(ids) for subject, ids in self.marks.items()},
            "unkept": dict(self.unkept),
            "shown": dict(self.shown),
        }


def difference(query: Query, first: Query) -> Mapping[str, object]:
    """The parts in which a question differs from the first one, in texts, lists and None."""
    now, then = written(query), written(first)
    return MappingProxyType({name: _told(now.get(name)) for name in PARTS if now.get(name) != then.get(name)})


def read_left(told: object) -> AsLeft:
    """The desk that `as_json` wrote, or a person in its place. Raises UsageError for anything else."""
    document = _of(dict, told)
    if document.get("format") != FORMAT:
        raise UsageError("it is of another version")
    rooms = tuple(_room(one) for one in _of(list, document["rooms"])) if "rooms" in document else ()
    return AsLeft(
        rooms or (RoomLeft("desk"),),
        MappingProxyType({_of(str, name): value for name, value in _dict(document, "question").items()}),
        _of(str, document.get("customer", "")),
        _of(str, document.get("figure", "")),
        _of(str, document.get("behind", "")),
        MappingProxyType({name: _texts(ids) for name, ids in _dict(document, "marks").items()}),
        MappingProxyType({name: _of(int, count) for name, count in _dict(document, "unkept").items()}),
        MappingProxyType({name: _shown(one) for name, one in _dict(document, "shown").items()}),
    )


def _shown(told: object) -> object:
    """How a room shows things: a word, a switch, a list of columns, or switches by name."""
    match told:
        case str() | bool():
            return told
        case list() if all(isinstance(one, str) for one in told):
            return tuple(told)
        case dict() if all(isinstance(name, str) for name in told):
            return told
    raise UsageError("it is damaged")


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _room(told: object) -> RoomLeft:
    one = _of(dict, told)
    cursors = tuple(_cursor(cursor) for cursor in _of(list, one.get("cursors", [])))
    return RoomLeft(_of(str, one.get("room")), _of(str, one.get("focus", "")), cursors)


def _cursor(told: object) -> CursorLeft:
    one = _of(dict, told)
    row, column, scroll = (max(0, _of(int, one.get(name, 0))) for name in ("row", "column", "scroll"))
    return CursorLeft(_of(str, one.get("pane")), row, column, scroll, _of(str, one.get("customer", "")))


def _dict(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _of(dict, document.get(name, {}))
    return found


def _texts(told: object) -> tuple[str, ...]:
    listed: Sequence[object] = _of(list, told)
    return tuple(_of(str, one) for one in listed)


def _of(kind: type | tuple[type, ...], value: object) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UsageError("it is damaged")
    return value
