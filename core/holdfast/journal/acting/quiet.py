"""What keeps an alert off the list: it was put off, or something was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from holdfast.journal.acting.tasks import NOT_REACHED, day_of, flag_named, task_named
from holdfast.journal.clock import written_on
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Entry

FIRES_AGAIN: Final = timedelta(days=14)
"""What was handled and is still open is shown again after so long. Source: spec, doing.md §2."""

TRIES_AGAIN: Final = timedelta(days=1)
"""After a call that reached nobody."""

CHANGE: Final = 0.2
"""Share by which the money of a flag must move before a snooze without a day ends."""

SETTLED: Final = ("kept", "saved", "lost", "closed")
"""Outcomes after which a deadline need not be thought of again."""

LEFT: Final = ("lost", "closed")
"""Outcomes after which what was open then rests for good: only a flag that opens later is shown."""

_KEEPING: Final = frozenset(("outcome", "contact", "done", "snooze", "task", "play_started"))
"""Kinds of entry that keep alerts quiet."""

_RESTING: Final = frozenset(("contact", "done", "task"))
"""Those of them that never do so for longer than FIRES_AGAIN."""

_OF_WHOM: Final = ("outcome", "contact", "done", "snooze")
"""Kinds of entry that speak of every open flag where they name none."""


WHOLE: Final = "customer"
"""Stands for the customer as such in the place of a flag: for its deadlines, renewals, its loss."""


@dataclass(frozen=True)
class Quiet:
    """One entry keeps one flag of one customer or rep quiet, or all that were open when it was written.

    `flag`: its id, or WHOLE; None: WHOLE and whatever had been open by `on`, the day from which the entry
    counts. `until`: the day on which the flag is shown again; None: no day ends it, a change may. `severity`
    (index into SEVERITIES) and `money` (currency units) as they stood then, None where the entry does not
    say; `change`: the share by which the money must move to end it, None where it does not matter.
    `settled`: nothing is left to do about a deadline. What it keeps quiet: views/today/due/alerts.py.
    """

    entry: Entry
    how: Literal["snoozed", "handled"]
    on: date
    until: date | None
    flag: str | None = None
    severity: int | None = None
    money: float | None = None
    change: float | None = None
    settled: bool = False


def quiet_on(entries: Iterable[Entry], day: date, tasks: Mapping[str, Task]) -> tuple[Quiet, ...]:
    """What keeps alerts quiet on the desk's day, of entries in force, in their order.

    An outcome, a contact or something done keeps the flags it names quiet for FIRES_AGAIN, or until the
    next day where nobody was reached, and for good where the customer has left; a task that was set for
    them until it is due, at most as long; a play that was started until its next step. A snooze as it says:
    until its day, or without one until something changes. `tasks` of the same entries, by id.
    """
    steps = _next_steps(tasks.values())
    return tuple(
        quiet for entry in entries if entry.kind in _KEEPING for quiet in _of_entry(entry, day, tasks, steps)
    )


def stood(entry: Entry) -> Mapping[str, tuple[int | None, float | None]]:
    """How flags stood when an entry was written: severity and money by id; None where it cannot be read."""
    found: dict[str, tuple[int | None, float | None]] = {}
    for line in listed(entry, "stood"):
        flag, _, rest = line.partition(":")
        severity, _, money = rest.partition(":")
        found[flag] = SEVERITIES.index(severity) if severity in SEVERITIES else None, _amount(money)
    return found


def listed(entry: Entry, name: str) -> tuple[str, ...]:
    """A field that lists words; empty where it lists none."""
    value = entry.fields.get(name)
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, tuple) else ()


def flags_meant(entry: Entry, tasks: Mapping[str, Task]) -> tuple[str, ...] | None:
    """Ids of the flags that an entry speaks of; None where it speaks of whatever was open then.

    `tasks`: by id; what was done about a task speaks of the flag of that task.
    """
    if (flag := flag_named(entry)) is not None:
        return (flag,)
    if "flags" in entry.fields:
        return listed(entry, "flags")
    if (task := task_named(entry)) is not None:
        about = tasks.get(task)
        return (about.flag,) if about is not None and about.flag is not None else ()
    return None if entry.kind in (*_OF_WHOM, "play_started") else ()


def _next_steps(tasks: Iterable[Task]) -> Mapping[str, date]:
    """When the next open step of each play comes up, by the entry that started the play."""
    found: dict[str, date] = {}
    for task in tasks:
        if task.started is not None and task.done is None:
            found[task.started] = min(task.comes_up, found.get(task.started, task.comes_up))
    return found


def _of_entry(
    entry: Entry, day: date, tasks: Mapping[str, Task], steps: Mapping[str, date]
) -> Iterator[Quiet]:
    on = written_on(entry, day)
    if entry.kind in _RESTING and on + FIRES_AGAIN <= day:
        return  # over, whatever its fields say: most of what was written in years need not be read
    until = _until(entry, on, steps)
    if until is not None and until <= day:
        return
    meant = flags_meant(entry, tasks)
    how: Literal["snoozed", "handled"] = "snoozed" if entry.kind == "snooze" else "handled"
    change = _change(entry, until)
    settled = entry.kind == "outcome" and entry.fields.get("outcome") in SETTLED
    if meant is None or _has_left(entry):
        yield Quiet(entry, how, on, until, change=change, settled=settled)
        return
    if "flags" in entry.fields and flag_named(entry) is None and task_named(entry) is None:
        yield Quiet(entry, how, on, until, WHOLE, settled=settled)
    then = stood(entry)
    for flag in meant:
        severity, money = then.get(flag, (None, None))
        yield Quiet(entry, how, on, until, flag, severity, money, change, settled)


def _until(entry: Entry, on: date, steps: Mapping[str, date]) -> date | None:
    """Until when an entry keeps flags quiet; `on` where it does not, None where no day ends it."""
    match entry.kind:
        case "snooze":
            until = entry.fields.get("until")
            return None if until is None else day_of(until) or on
        case "outcome" | "contact" | "done":
            return None if _has_left(entry) else on + _rest(entry)
        case "play_started":
            return steps.get(entry.id, on + FIRES_AGAIN)
        case "task":
            due = day_of(entry.fields.get("due"))
            return on if due is None else min(due, on + FIRES_AGAIN)
    return on


def _rest(entry: Entry) -> timedelta:
    return TRIES_AGAIN if entry.fields.get("outcome") in NOT_REACHED else FIRES_AGAIN


def _has_left(entry: Entry) -> bool:
    return entry.kind == "outcome" and entry.fields.get("outcome") in LEFT


def _change(entry: Entry, until: date | None) -> float | None:
    """By which share the money must move to end a snooze: without a day always some, with one where named."""
    if entry.kind != "snooze":
        return None
    share = entry.fields.get("change")
    if isinstance(share, int | float) and share > 0:
        return float(share)
    return CHANGE if until is None else None


def _amount(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
