"""The day that "today", "tomorrow" and "overdue" speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from holdfast.journal.entry import Entry


def desk_day(as_of: date, chosen: bool, today: date) -> date:
    """The day that tasks and snoozes are told by: the as-of date where one was chosen, else the calendar's.

    An export is often some days old, and a task of today is due today all the same. Whoever chose an as-of
    date looks at that day. The desk never stands before the last day of the book, `as_of` of whoever chose
    none. `today`: the calendar day of whoever looks.
    """
    return as_of if chosen else max(as_of, today)


def written_on(entry: Entry, day: date) -> date:
    """The day an entry counts from for the desk of `day`: its own, never a later one than the desk's.

    At a book that stands still on a chosen day everything was written on that day.
    """
    return min(entry.day, day)
