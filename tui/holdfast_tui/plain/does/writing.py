"""Words that write into the journal, about a row by its number, somebody by name, or whom one is at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.journal.acting.tasks import tasks_of
from holdfast.journal.days import parse_due
from holdfast.risk.catalog import FLAGS
from holdfast.views.today.results import Target
from holdfast.words.wording import day_text
from holdfast_tui.command_line.journal.arguments import CHANNELS
from holdfast_tui.command_line.journal.opened import customer_of
from holdfast_tui.plain.told import ToCustomer, Told, ToNamed, ToRep, aside
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe
from holdfast_tui.sitting.journal.drafting import (
    OUTCOMES,
    About,
    outcome_draft,
    outcome_fields,
    snooze_draft,
    task_draft,
)
from holdfast_tui.sitting.journal.journaling import as_of_shown
from holdfast_tui.sitting.journal.written import Written

if TYPE_CHECKING:
    from datetime import date

    from holdfast.journal.entry import Draft, Value
    from holdfast_tui.plain.conversation import Conversation

KEYS: Final = ("due", "until", "on", "amount", "flag", "channel", "with", "task")
"""What may stand as `key:value` in what is typed."""

_OF_REPS: Final = ("note", "task")
"""Words that write about reps, too."""

_KEYED: Final = re.compile(rf"(?:^|\s)({'|'.join(KEYS)}):(?:\"([^\"]*)\"|(\S+))")
_NUMBER: Final = re.compile(r"(\d{1,9})(?:\s+|$)(.*)", re.DOTALL)


@dataclass(frozen=True)
class TypedEntry:
    """About whom, in which words, and what stood as `key:value`."""

    whom: ToCustomer | ToRep
    text: str
    keyed: Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """An entry, and what was done in words."""

    draft: Draft
    words: str


def note(sitting: Conversation, rest: str) -> Told:
    """A note on a customer."""
    return _write(sitting, "note", rest, _note)


def task(sitting: Conversation, rest: str) -> Told:
    """What is to be done, with its day: without `due:` it is tomorrow's."""
    return _write(sitting, "task", rest, _task)


def done(sitting: Conversation, rest: str) -> Told:
    """The open task of a customer is done: the only one, or that of `task:ID`."""
    return _write(sitting, "done", rest, _done)


def snooze(sitting: Conversation, rest: str) -> Told:
    """A customer rests until a day, or until something about it changes."""
    return _write(sitting, "snooze", rest, _snooze)


def outcome(sitting: Conversation, rest: str) -> Told:
    """What came of it."""
    return _write(sitting, "outcome", rest, _outcome)


def log(sitting: Conversation, rest: str) -> Told:
    """A contact in which both sides spoke, by `channel:` (call unless told otherwise) and `with:` whom."""
    return _write(sitting, "log", rest, _log)


def refuse_past(sitting: Conversation) -> None:
    """Raises UsageError where nothing can be written now."""
    engine, query = sitting.engine, sitting.query
    last = engine.book.span[1]
    if sitting.journaling.journal is not None and as_of_shown(engine, query) < last:
        raise UsageError(
            f"the journal is written on the last day of the book, {last}: as-of newest goes there"
        )
    if problem := sitting.journaling.why_not(engine, query):
        raise UsageError(problem)


_Make = Callable[["Conversation", About, TypedEntry, "date"], Act]


def _write(sitting: Conversation, word: str, rest: str, make: _Make) -> Told:
    refuse_past(sitting)
    engine, query = sitting.engine, sitting.query
    typed = _typed(sitting, word, rest)
    target = _target(sitting, word, typed.whom)
    today = sitting.journaling.desk_day(engine, query)
    act = make(sitting, About(target, as_of_shown(engine, query)), typed, today)
    entries = sitting.journaling.write([act.draft])
    sitting.wrote(Written(entries, said("{word} on {whom}", word=word, whom=target.name)))
    return aside(safe(said("{done}: {whom}. undo takes it back.", done=act.words, whom=target.name)))


def _target(sitting: Conversation, word: str, whom: ToCustomer | ToRep) -> Target:
    """How somebody stands now. Raises UsageError where a word is not about reps."""
    engine, query = sitting.engine, sitting.query
    if isinstance(whom, ToCustomer):
        return engine.targets(query, sitting.journaling.asked(engine, query), (whom.number,))[0]
    if word not in _OF_REPS:
        raise UsageError(
            f"{word}: this is about customers, and {whom.word} is a rep; note and task are of both"
        )
    page = engine.rep_page(query, whom.word)
    return Target("rep", page.rep_id, page.name)


# About whom


def _typed(sitting: Conversation, word: str, rest: str) -> TypedEntry:
    keyed = {match[1]: match[2] if match[2] is not None else match[3] for match in _KEYED.finditer(rest)}
    text = _KEYED.sub("", rest).strip()
    whom, text = _whom(sitting, word, text)
    return TypedEntry(whom, text, keyed)


def _whom(sitting: Conversation, word: str, text: str) -> tuple[ToCustomer | ToRep, str]:
    """Who is meant, and the text without what named them. Raises UsageError."""
    if (by_row := _NUMBER.fullmatch(text)) and (found := _of_row(sitting, int(by_row[1]))) is not None:
        return found, by_row[2].strip()
    name, colon, rest = text.partition(":")
    if colon and (found := _called(sitting, name)) is not None:
        return found, rest.strip()
    if sitting.shown.customer is not None:
        return ToCustomer(sitting.shown.customer), text
    if sitting.shown.rep is not None:
        return ToRep(sitting.shown.rep), text
    raise UsageError(
        f"{word}: say about whom: the number of a row, a name with a colon ({word} Acme GmbH: …), "
        "or open one first"
    )


def _of_row(sitting: Conversation, number: int) -> ToCustomer | ToRep | None:
    row = sitting.rows.numbered(number)
    match row.opens if row is not None else None:
        case ToCustomer() | ToRep() as whom:
            return whom
        case ToNamed(word):
            return ToCustomer(customer_of(sitting.engine, word)[0])
    return None


def _called(sitting: Conversation, name: str) -> ToCustomer | ToRep | None:
    try:
        return ToCustomer(customer_of(sitting.engine, name.strip())[0])
    except UsageError:
        return ToRep(name.strip()) if sitting.engine.knows_rep(sitting.query, name.strip()) else None


# What is written


def _note(_sitting: Conversation, about: About, typed: TypedEntry, _today: date) -> Act:
    return Act(about.draft("note", _words(typed, "note"), {}, _flag_ref(typed)), said("Noted"))


def _task(_sitting: Conversation, about: About, typed: TypedEntry, today: date) -> Act:
    due = parse_due(typed.keyed.get("due", "tomorrow"), today)
    return Act(task_draft(about, _words(typed, "task"), due), said("Task for {day}", day=day_text(due)))


def _words(typed: TypedEntry, word: str) -> str:
    if not typed.text:
        raise UsageError(f"{word}: say what in words; nothing was saved")
    return typed.text


def _done(sitting: Conversation, about: About, typed: TypedEntry, _today: date) -> Act:
    log = sitting.engine.book.log
    wanted = typed.keyed.get("task", "")
    tasks = [
        one
        for one in tasks_of(log.about(about.as_of, "customer", about.target.subject_id))
        if one.done is None and (one.id.startswith(wanted) or one.id.endswith(wanted))
    ]
    if len(tasks) != 1:
        named = "; ".join(f"task:{one.id} {one.text} ({one.due})" for one in tasks)
        lacking = f"{about.target.name} has no such open task: log or note say what was done"
        raise UsageError(f"{len(tasks)} tasks are open, name one: {named}" if tasks else lacking)
    flags = (tasks[0].flag,) if tasks[0].flag is not None else ()
    draft = about.draft("done", typed.text, {"flags": flags}, f"task:{tasks[0].id}")
    return Act(draft, said("Done, {task}", task=tasks[0].text) if tasks[0].text else said("Done"))


def _snooze(_sitting: Conversation, about: About, typed: TypedEntry, today: date) -> Act:
    until = typed.keyed.get("until")
    day = parse_due(until, today) if until else None
    words = said("Snoozed until {day}", day=day_text(day)) if day else said("Snoozed until something changes")
    return Act(snooze_draft(about, typed.text, day), words)


def _outcome(_sitting: Conversation, about: About, typed: TypedEntry, today: date) -> Act:
    names = [name for _, name, _, _ in OUTCOMES]
    name = next((name for name in names if typed.text.lower().startswith(name)), None)
    if name is None:
        first = typed.text.split()[0].lower() if typed.text else ""
        hint = did_you_mean(first, names) if first else ""
        raise UsageError(f"outcome: say first which{hint or ': ' + ', '.join(names)}")
    lacking = {"saved": "amount", "meeting set": "on"}.get(name)
    if lacking is not None and lacking not in typed.keyed:
        example = {"amount": "amount:12000", "on": "on:fri"}[lacking]
        raise UsageError(f"outcome {name}: say also {lacking}:, such as {example}")
    fields = outcome_fields(name, typed.keyed.get("amount", ""), typed.keyed.get("on", ""), today)
    draft = outcome_draft(about, typed.text[len(name) :].strip(), fields)
    return Act(draft, said("Outcome '{name}'", name=name))


def _log(_sitting: Conversation, about: About, typed: TypedEntry, _today: date) -> Act:
    channel = typed.keyed.get("channel", "call").lower()
    if channel not in CHANNELS:
        raise UsageError(f"channel:{channel}: write one of {', '.join(CHANNELS)}")
    fields: dict[str, Value] = {
        "channel": channel,
        "direction": "two-way",
        "outcome": "reached",
        **about.standing,
        **({"with": typed.keyed["with"]} if "with" in typed.keyed else {}),
    }
    return Act(
        about.draft("contact", typed.text, fields, _flag_ref(typed)),
        said("Logged, {channel}, reached", channel=channel),
    )


def _flag_ref(typed: TypedEntry) -> str:
    flag = typed.keyed.get("flag")
    if flag is None:
        return ""
    if flag.upper() not in FLAGS:
        raise UsageError(f"flag:{flag}: there is no such flag of customers; risk lists those that are open")
    return f"flag:{flag.upper()}"
