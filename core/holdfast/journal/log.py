"""The journal as it is read: the union of all writers' files, what was taken back left out, as of a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from holdfast.journal.entry import Entry, Subject


@dataclass(frozen=True, eq=False)
class Log:
    """Entries of every writer, by time and id.

    `written`: every entry, each id once. `journals`: names of the files in it, as JSON tells them.
    `problems`: what could not be read, in words. `contradictions`: where the export says otherwise, in words.
    `no_longer`: how many entries in force are about customers whom the export does not name any more.
    `present`: the last day of the book; an entry written after it, before a newer export is there, counts
    from that day on. None where no book was opened with it.
    """

    written: tuple[Entry, ...] = ()
    journals: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    no_longer: int = 0
    present: date | None = None
    _by_day: dict[date, tuple[Entry, ...]] = field(default_factory=dict, init=False, repr=False)
    _by_subject: dict[date, Mapping[tuple[Subject, str], tuple[Entry, ...]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def counts_from(self, entry: Entry) -> date:
        """The day of the book from which an entry is visible."""
        return entry.day if self.present is None else min(entry.day, self.present)

    def until(self, as_of: date) -> tuple[Entry, ...]:
        """Entries in force at the close of a day: neither taken back nor corrected by then, in their order.

        A correction stands in the place of what it corrects, at its own time.
        """
        if as_of not in self._by_day:
            is_past = self.present is None or as_of < self.present
            seen = [e for e in self.written if self.counts_from(e) <= as_of] if is_past else self.written
            self._by_day[as_of] = standing(seen)
        return self._by_day[as_of]

    def closed_on(self, as_of: date) -> str | None:
        """Why nothing can be written while a day is looked at: it is past. None where something can."""
        if self.present is None or as_of >= self.present:
            return None
        return f"Nothing is written on {as_of}, which is past: the book goes to {self.present}"

    @cached_property
    def in_force(self) -> tuple[Entry, ...]:
        """Entries in force now, whatever day is looked at."""
        return standing(self.written)

    def about(self, as_of: date, subject: Subject, subject_id: str) -> tuple[Entry, ...]:
        """Entries in force about one customer or rep, the oldest first."""
        by_subject = self._subjects(as_of)
        return by_subject.get((subject, subject_id), ())

    def _subjects(self, as_of: date) -> Mapping[tuple[Subject, str], tuple[Entry, ...]]:
        if as_of in self._by_subject:
            return self._by_subject[as_of]
        found: dict[tuple[Subject, str], list[Entry]] = defaultdict(list)
        for entry in self.until(as_of):
            found[entry.subject, entry.subject_id].append(entry)
        grouped = MappingProxyType({key: tuple(entries) for key, entries in found.items()})
        self._by_subject[as_of] = grouped
        return grouped


NOTHING_WRITTEN = Log()
"""The journal of a book in which nobody wrote anything."""


def in_force(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What stands of entries: without what was taken back or corrected, and without undos, in their order.

    The newest decides: an undo that was itself taken back takes nothing back. An entry can only take back or
    correct one before it.
    """
    return standing(tuple(sorted({entry.id: entry for entry in entries}.values(), key=attrgetter("order"))))


def standing(ordered: Sequence[Entry]) -> tuple[Entry, ...]:
    """`in_force` of entries that are in their order, each there once."""
    moving = [(number, entry) for number, entry in enumerate(ordered) if entry.changes_others]
    if not moving:
        return tuple(ordered)
    place = {entry.id: number for number, entry in enumerate(ordered)}
    gone: set[str] = set()
    for number, entry in reversed(moving):
        undone = entry.takes_back
        if entry.id not in gone and undone is not None and place.get(undone, number) < number:
            gone.add(undone)
    return _renamed([entry for entry in ordered if entry.id not in gone and entry.kind != "undo"])


def _renamed(ordered: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries under the ids that those they are about were given later."""
    now: dict[tuple[Subject, str], str] = {}
    found: list[Entry] = []
    for entry in reversed(ordered):
        subject_id = now.get((entry.subject, entry.subject_id))
        found.append(entry if subject_id is None else replace(entry, subject_id=subject_id))
        if entry.kind == "rename":
            old, new = (str(entry.fields.get(name, "")) for name in ("old", "new"))
            now[entry.subject, old] = now.get((entry.subject, new), new)
    return tuple(reversed(found))
