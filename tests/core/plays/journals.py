"""Entries of a journal as tests write them: in the order written, one a minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from holdfast.journal.entry import Draft, Entry
from holdfast.plays.play import Play
from holdfast.plays.tasks import start_of, tasks_of


class Pen:
    """Writes drafts as a journal would: with ids, times and the day they are written on."""

    def __init__(self, writer: str = "ana") -> None:
        self.entries: list[Entry] = []
        self._writer = writer

    def write(self, draft: Draft, day: date) -> Entry:
        """One entry."""
        number = len(self.entries)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(minutes=number)
        entry = Entry(
            id=f"{self._writer}-{number:04}",
            at=at,
            day=day,
            writer=self._writer,
            book="book",
            as_of=draft.as_of,
            subject=draft.subject,
            subject_id=draft.subject_id,
            kind=draft.kind,
            ref=draft.ref,
            fields=draft.fields,
            text=draft.text,
        )
        self.entries.append(entry)
        return entry

    def about(self, kind: str, customer: str, day: date, ref: str = "", **fields: str) -> Entry:
        """An entry of a kind about a customer."""
        return self.write(Draft(kind, "customer", customer, day, fields=fields, ref=ref), day)

    def start(
        self,
        play: Play,
        customer: str,
        day: date,
        flag: str,
        *,
        severity: str = "",
        anchor: date | None = None,
    ) -> tuple[Entry, ...]:
        """A play and its tasks: the entry that starts it first."""
        stood = {"stood": (f"{flag}:{severity}:1000",)} if severity else {}
        started = self.write(start_of(play, customer, day, flag=flag, stood=stood), day)
        return started, *(self.write(task, day) for task in tasks_of(play, day, started, anchor))
