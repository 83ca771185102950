"""`holdfast note|task|done|snooze|log`: one entry about one customer, as the keys of the desk write it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.journal.acting.tasks import Task, tasks_of
from holdfast.journal.days import parse_due
from holdfast.journal.entry import Draft, Value
from holdfast.journal.exchange import to_json_lines
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.views.customers.glance.stood import Stood, stood_now
from holdfast.words.wording import day_text
from holdfast_tui.command_line.journal.opened import OpenJournal, customer_named, open_journal, refuse_past
from holdfast_tui.command_line.streams import tell

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options

DIRECTION_OF: Final = {"reached": "two-way", "no answer": "outbound", "left word": "outbound"}

_SAY_SOMETHING: Final = ("note", "task")

MOST_TASKS: Final = 5


def run(options: Options) -> int:
    """Writes the entry; prints its id, or with `--format json` all of it. Raises UsageError."""
    opened = open_journal(options)
    refuse_past(opened)
    if options.command in _SAY_SOMETHING and not options.text.strip():
        raise UsageError(f"{options.command}: say what in words; nothing was saved")
    number, customer_id, name = customer_named(opened, options.customer)
    fields, ref, said = _FIELDS[options.command](opened, options, number)
    draft = Draft(options.command if options.command != "log" else "contact", "customer", customer_id,
                  opened.as_of, options.text, fields, ref)  # fmt: skip
    entries = opened.journal.write([draft])
    tell(f"{said}: {name}")
    sys.stdout.write(to_json_lines(entries) if options.format == "json" else f"{entries[0].id}\n")
    return 0


_Told = tuple[Mapping[str, Value], str, str]
"""Fields of an entry, what it refers to, and what was done in words."""


def _note(_opened: OpenJournal, options: Options, _customer: int) -> _Told:
    return {}, _flag_ref(options), "noted"


def _task(opened: OpenJournal, options: Options, _customer: int) -> _Told:
    due = _day(options.due or "tomorrow", opened, "--due")
    flags = _flags(options)
    fields: dict[str, Value] = {"due": due.isoformat(), **({"flag": flags[0]} if flags else {})}
    return fields, _flag_ref(options), f"task for {day_text(due)}"


def _done(opened: OpenJournal, options: Options, customer: int) -> _Told:
    task = _task_meant(opened, options, customer)
    flags = (task.flag,) if task.flag is not None else ()
    return {"flags": flags}, f"task:{task.id}", f"done ({task.text})" if task.text else "done"


def _snooze(opened: OpenJournal, options: Options, customer: int) -> _Told:
    stood = _stood(opened, customer)
    flags = _flags(options) or stood.flags
    told = tuple(line for line in stood.stood if line.partition(":")[0] in flags)
    fields: dict[str, Value] = {"flags": flags, "stood": told}
    if not options.until:
        return fields, _flag_ref(options), "snoozed until something changes"
    until = _day(options.until, opened, "--until")
    return {**fields, "until": until.isoformat()}, _flag_ref(options), f"snoozed until {day_text(until)}"


def _log(opened: OpenJournal, options: Options, customer: int) -> _Told:
    outcome = options.outcome or "reached"
    fields: dict[str, Value] = {
        "channel": options.channel or "call",
        "direction": options.direction or DIRECTION_OF[outcome],
        "outcome": outcome,
        "flags": _flags(options) or _stood(opened, customer).flags,
        **({"with": options.whom} if options.whom else {}),
    }
    ref = f"task:{_task_meant(opened, options, customer).id}" if options.task else _flag_ref(options)
    return fields, ref, f"logged ({fields['channel']}, {outcome})"


_FIELDS: Final[Mapping[str, Callable[[OpenJournal, Options, int], _Told]]] = {
    "note": _note,
    "task": _task,
    "done": _done,
    "snooze": _snooze,
    "log": _log,
}


def _day(text: str, opened: OpenJournal, option: str) -> date:
    try:
        return parse_due(text, opened.today)
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None


def _flags(options: Options) -> tuple[str, ...]:
    for flag in options.flags:
        if flag not in FLAGS:
            raise UsageError(
                f"--flag {flag}: there is no such flag; 'holdfast show flags' lists what is open"
            )
    return options.flags


def _flag_ref(options: Options) -> str:
    flags = _flags(options)
    return f"flag:{flags[0]}" if len(flags) == 1 else ""


def _stood(opened: OpenJournal, customer: int) -> Stood:
    store = opened.engine.store
    return stood_now(store, store.answer(Query(as_of=opened.as_of)), (customer,))[0]


def _task_meant(opened: OpenJournal, options: Options, customer: int) -> Task:
    """The open task of a customer: the one that was named, else the only one. Raises UsageError."""
    log = opened.engine.book.log
    customer_id = opened.engine.book.customers.item(customer, "customer_id")
    tasks = [
        task
        for task in tasks_of(log.about(opened.as_of, "customer", customer_id))
        if task.done is None and _is_named(task, options.task)
    ]
    if len(tasks) == 1:
        return tasks[0]
    if tasks:
        named = "; ".join(f"{task.id} {task.text} ({task.due})" for task in tasks[:MOST_TASKS])
        raise UsageError(f"{len(tasks)} tasks are open, name one with --task: {named}")
    if options.task:
        raise UsageError(f"--task {options.task}: the customer has no such task that is open")
    raise UsageError("the customer has no open task: 'holdfast log' or 'holdfast note' say what was done")


def _is_named(task: Task, word: str | None) -> bool:
    return word is None or task.id.startswith(word) or task.id.endswith(word)
