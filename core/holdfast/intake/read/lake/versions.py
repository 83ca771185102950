"""What stands after the `@` of a table that keeps its versions: a number, or a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.intake.read.faults import UnreadableFileError
from holdfast.timeline import parse_day

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Version:
    """`v12`, or `2025-06-30`: the table as it stood when that day closed, in UTC."""

    text: str

    @cached_property
    def day(self) -> date | None:
        """The day, where one is named. Raises UsageError for one that no calendar has."""
        return None if self.text.startswith("v") else parse_day(self.text)

    @cached_property
    def number(self) -> int | None:
        """The number, where one is named."""
        return int(self.text[1:]) if self.text.startswith("v") else None


def newest_until(day: date, written: Mapping[int, int], name: str, word: str) -> int:
    """The last of several states by the milliseconds at which each was written, until a day has closed.

    Raises UnreadableFileError where none had been written by then.
    """
    closed = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    limit = closed.timestamp() * 1000
    until = {number: moment for number, moment in written.items() if moment < limit}
    if not until:
        first = min(written.values(), default=None)
        since = (
            ""
            if first is None
            else f": its first {word} is of {datetime.fromtimestamp(first / 1000, UTC):%Y-%m-%d}"
        )
        raise UnreadableFileError(f"{name} did not stand at the close of {day}{since}")
    return max(until, key=lambda number: (until[number], number))
