"""Entries of the journal as a test writes them, and the log they make."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from holdfast.journal.entry import Entry
from holdfast.journal.log import Log

_NUMBERS = count(1)


def wrote(
    kind: str,
    subject_id: str,
    day: date | str,
    text: str = "",
    ref: str = "",
    *,
    subject: Any = "customer",
    writer: str = "ana",
    **fields: Any,
) -> Entry:
    """One entry; those written later in a test come later on their day."""
    number = next(_NUMBERS)
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return Entry(
        id=f"e{number:06}",
        at=datetime.combine(on, time(9), UTC) + timedelta(milliseconds=number % 1_000_000),
        day=on,
        writer=writer,
        book="test",
        as_of=on,
        subject=subject,
        subject_id=subject_id,
        kind=kind,
        ref=ref,
        fields=fields,
        text=text,
    )


def log_of(*entries: Entry, present: date | None = None) -> Log:
    """The log of these entries."""
    return Log(entries, ("ana.db",), present=present)
