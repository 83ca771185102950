"""Drafts and journals that tests write, with a clock of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from holdfast.journal.entry import Draft, Entry, Subject, Value
from holdfast.journal.ids import next_id
from holdfast.journal.journal import Journal

MARCH: float = datetime(2025, 3, 10, 12, tzinfo=UTC).timestamp()


def note(text: str = "Wants a second site quoted", customer: str = "C1", **fields: Value) -> Draft:
    """A note about a customer."""
    return Draft("note", "customer", customer, date(2025, 3, 10), text, fields)


def desk(folder: Path, writer: str = "ana", now: Callable[[], float] = lambda: MARCH) -> Journal:
    """A journal as one desk has it open."""
    return Journal(folder, "shop", writer, now=now)


class Written:
    """Entries with rising ids, as one writer after the other would have written them."""

    def __init__(self) -> None:
        self._last: str | None = None

    def __call__(
        self,
        kind: str = "note",
        about: str = "C1",
        *,
        day: date = date(2025, 3, 10),
        subject: Subject = "customer",
        writer: str = "ana",
        text: str = "",
        ref: str = "",
        fields: Mapping[str, Value] | None = None,
    ) -> Entry:
        at, self._last = next_id(1_741_600_000_000, self._last)
        moment = datetime.fromtimestamp(at / 1000, UTC)
        return Entry(
            self._last, moment, day, writer, "shop", day, subject, about, kind, ref, fields or {}, text
        )
