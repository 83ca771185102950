"""What was done in the last seven days, and what became of the flags it was about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from holdfast.journal.acting.deeds import deeds_of
from holdfast.risk.names import FLAG_NAMES
from holdfast.views.today.due.others import left_words
from holdfast.views.today.due.stood import customers_stood, rep_stood
from holdfast.views.today.results import DoneLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.journal.acting.deeds import Deed
    from holdfast.views.today.due.agenda import Agenda

DAYS: Final = timedelta(days=6)
"""What is looked back on: the desk's day and six before it."""


def done_lines(answer: Answer, found: Agenda) -> tuple[DoneLine, ...]:
    """What was done about whoever is on the list, the newest first."""
    day = found.asked.day
    deeds = [
        deed
        for deed in deeds_of(found.entries, day - DAYS, day, found.tasks)
        if found.lists(deed.entry.subject, deed.entry.subject_id)
    ]
    still = _open_flags(answer, found, deeds)
    reps = dict(answer.facts.reps.select("rep_id", "name").iter_rows())
    names = _names(answer, found, deeds)
    return tuple(_line(found, deed, still, reps, names) for deed in deeds)


def done_on_the_day(lines: tuple[DoneLine, ...]) -> int:
    """About how many customers and reps something was done on the desk's day."""
    return len({(line.subject, line.subject_id) for line in lines if line.is_today})


def _names(answer: Answer, found: Agenda, deeds: Iterable[Deed]) -> Mapping[int, str]:
    """What the customers are called that something was done about, by number."""
    numbers = {found.number(deed.entry.subject, deed.entry.subject_id) for deed in deeds}
    wanted = sorted(number for number in numbers if number is not None)
    return dict(zip(wanted, answer.facts.customers.get_column("name")[wanted], strict=True))


def _line(
    found: Agenda,
    deed: Deed,
    still: Mapping[tuple[str, str], frozenset[str]],
    reps: Mapping[str, str],
    names: Mapping[int, str],
) -> DoneLine:
    entry = deed.entry
    customer = found.number(entry.subject, entry.subject_id)
    name = reps.get(entry.subject_id) if entry.subject == "rep" else None
    if customer is not None:
        name = names[customer]
    stays_open = still.get((entry.subject, entry.subject_id), frozenset())
    return DoneLine(
        entry=entry.id,
        day=deed.on,
        is_today=deed.on == found.asked.day,
        subject=entry.subject,
        subject_id=entry.subject_id,
        name=name or (left_words(entry.subject_id) if entry.subject == "customer" else entry.subject_id),
        customer=customer,
        what=deed.what,
        outcome=deed.outcome,
        writer=entry.writer,
        cleared=_named(flag for flag in deed.flags if flag not in stays_open),
        still_open=_named(flag for flag in deed.flags if flag in stays_open),
    )


def _open_flags(
    answer: Answer, found: Agenda, deeds: Iterable[Deed]
) -> Mapping[tuple[str, str], frozenset[str]]:
    """Ids of the flags that are open now of whoever something was done about."""
    about = {deed.entry.subject_id: found.number(deed.entry.subject, deed.entry.subject_id) for deed in deeds}
    numbers = [number for number in about.values() if number is not None]
    stood = customers_stood(answer, numbers)
    told = {
        ("customer", customer_id): frozenset(stood[number][0])
        for customer_id, number in about.items()
        if number is not None
    }
    for rep_id in found.prompts.get_column("subject").unique():
        told["rep", rep_id] = frozenset(rep_stood(found.prompts, rep_id)[0])
    return told


def _named(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(FLAG_NAMES[flag].shown if flag in FLAG_NAMES else flag for flag in flags)
