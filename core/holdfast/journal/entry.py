"""An entry of the journal: who wrote what about whom, and when; it is never changed, only followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Subject = Literal["customer", "rep", "book"]
"""Whom an entry is about."""

Value = str | int | float | bool | None | tuple[str, ...]
"""What a field of an entry may hold; days are text, as 2025-07-04."""


@dataclass(frozen=True)
class Kind:
    """One kind of entry.

    `fields`: the names of its fields with what they mean; others are kept and not read.
    `refers_to`: what its `ref` may name: the word before the colon.
    `verb`: what it is in the sentence of the timeline: "noted", "called".
    """

    id: str
    title: str
    verb: str
    fields: Mapping[str, str] = field(default_factory=dict)
    refers_to: tuple[str, ...] = ()


_FLAGS: Final = "ids of the flags that were open then"
_STOOD: Final = "how each stood then, as id:severity:money"

_DECLARED: Final = (
    Kind("note", "Note", "noted"),
    Kind(
        "contact",
        "Contact",
        "in contact",
        {
            "channel": "call, mail, meeting, message or visit",
            "direction": "two-way, outbound or inbound, as in interactions",
            "with": "id or name of the contact",
            "outcome": "reached, no answer or left word",
            "rep": "id of the rep who spoke; without it the owner of that day",
            "flags": _FLAGS,
            "stood": _STOOD,
        },
        ("task", "flag"),
    ),
    Kind(
        "task",
        "Task",
        "planned",
        {
            "due": "the day",
            "play": "id of the play",
            "step": "number of its step",
            "flag": "id of the flag",
            "flags": f"{_FLAGS}, where it was set for them: they keep quiet until it is due",
            "stood": _STOOD,
        },
        ("play", "flag"),
    ),
    Kind("done", "Done", "done", {"result": "in words", "flags": _FLAGS, "stood": _STOOD}, ("task",)),
    Kind(
        "snooze",
        "Snooze",
        "snoozed",
        {
            "until": "the day; without it until something changes",
            "change": "share by which the money must move before it is shown again, 0.2 by default",
            "flags": _FLAGS,
            "stood": _STOOD,
        },
        ("flag", "task"),
    ),
    Kind(
        "outcome",
        "Outcome",
        "outcome",
        {
            "outcome": "reached, no answer, meeting set, kept, saved, lost, wrong flag, offered or closed",
            "amount": "what was saved, in the currency of the book, whole units",
            "on": "day of the meeting that was set",
            "flags": _FLAGS,
            "stood": _STOOD,
        },
        ("flag", "task", "play"),
    ),
    Kind(
        "loss",
        "Exit interview",
        "lost",
        {
            "lost_on": "the day; without it that of the entry",
            "reason": "a code of the list of reasons",
            "own_reason": "in words, where the list has none",
            "competitor": "who won them",
            "price": "what the competitor asks, in words",
            "people": "whether somebody's conduct had a part: yes, no or unknown",
            "who": "who decided to leave",
            "back": "what would bring them back",
            "complete": "whether the interview is finished",
        },
        ("loss",),
    ),
    Kind("loop_closed", "Loop closed", "answered", {"response": "id of the survey's response"}, ("survey",)),
    Kind("recognition", "Recognition", "thanked", {"kind": "thanks, award or praise"}),
    Kind(
        "draft",
        "Draft",
        "drafted",
        {"template": "its id", "language": "en, fr, it or ar", "to": "the address", "subject": "its subject"},
        ("play", "flag"),
    ),
    Kind("sent", "Sent", "sent", {}, ("draft",)),
    Kind(
        "play_started",
        "Play started",
        "started",
        {
            "play": "its id",
            "flag": "id of the flag it answers",
            "override": "whether it was started although the customer is held out",
            "flags": _FLAGS,
            "stood": _STOOD,
        },
        ("flag",),
    ),
    Kind(
        "play_ended",
        "Play ended",
        "ended",
        {"play": "its id", "why": "cleared, finished or stopped"},
        ("play",),
    ),
    Kind(
        "assignment",
        "Successor proposed",
        "handed to",
        {"rep": "id of the successor", "from": "id of the rep before"},
    ),
    Kind("rename", "Id renamed", "renamed", {"old": "the id before", "new": "the id now"}),
    Kind("undo", "Taken back", "took back", {}, ("entry",)),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.id: kind for kind in _DECLARED})
"""Every kind of entry by id. A kind of a newer version is kept, exported and merged, and not read."""

CORRECTS: Final = "corrects"
"""The field of any kind that names the entry it stands in the place of, by its id."""


@dataclass(frozen=True)
class Draft:
    """What is to be written; the journal adds who, when and in which book.

    `as_of`: the as-of date on the screen. `ref`: `flag:F01`, `task:ID`, `play:ID` (of its play_started),
    `draft:ID`, `survey:RESPONSE`, `loss:CUSTOMER` or `entry:ID`.
    """

    kind: str
    subject: Subject
    subject_id: str
    as_of: date
    text: str = ""
    fields: Mapping[str, Value] = field(default_factory=dict)
    ref: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry as it was written.

    `id`: UUIDv7 as text. `at`: UTC, to the millisecond, never before the entry of that writer before it.
    `day`: the writer's own calendar day. The rest as in `Draft`.
    """

    id: str
    at: datetime
    day: date
    writer: str
    book: str
    as_of: date
    subject: Subject
    subject_id: str
    kind: str
    ref: str
    fields: Mapping[str, Value]
    text: str

    @property
    def takes_back(self) -> str | None:
        """The id of the entry that it takes back or stands in the place of; None for most."""
        if self.kind == "undo":
            return self.ref.removeprefix("entry:")
        corrected = self.fields.get(CORRECTS)
        return corrected if isinstance(corrected, str) else None

    @property
    def changes_others(self) -> bool:
        """Whether what was written before it is read another way because of it."""
        return self.takes_back is not None or self.kind == "rename"

    @property
    def order(self) -> tuple[datetime, str]:
        """Its place among the entries of all writers."""
        return self.at, self.id
