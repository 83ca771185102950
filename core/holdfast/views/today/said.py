"""Sentences of the room of today: by what lines stand, what a filter hides, and that nothing is due."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.risk.chance.rates import loss_rates
from holdfast.risk.names import PROMPT
from holdfast.scores.priority import ordered_by
from holdfast.views.risk.rates import whom_first
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.interface.sentences import translated
from holdfast.words.numerals import number_text
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.acting.tasks import Task
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.due.mine import Narrowed
    from holdfast.views.today.results import Counts

_FIRST: Final = (
    "Overdue tasks stand first, then tasks of today, then what can no longer be done after 14 days "
    "(notice, cut-off, renewal), then open flags, then flags of reps "
    f"({PROMPT}); contracts that come up later and customers to win back stand last."
)
_TERMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "priority": "Priority = revenue × (loss rate given its flags − base rate) × contactable.",
        "expected_loss": "Expected loss = revenue × loss rate given its flags.",
    }
)
_NOT_YET: Final = "Among equals the worse flag, then more revenue stand first, until the loss rates are made."


def order_words(store: FactsStore, answer: Answer, *, ranked: bool) -> str:
    """By what lines stand, term by term."""
    if not ranked:
        return f"{tr(_FIRST)} {tr(_NOT_YET)}"
    as_of = answer.facts.as_of
    rated = loss_rates(store.book, as_of, store.thresholds) is not None
    terms = f" {tr(_TERMS[ordered_by(store.book, as_of, store.thresholds)])}" if rated else ""
    return f"{tr(_FIRST)} {translated(whom_first(store, answer))}{terms}"


def stale_words(answer: Answer, day: date) -> tuple[str, ...]:
    """That flags speak of the last day of the book, where today is a later one."""
    as_of = answer.facts.as_of
    if day <= as_of:
        return ()
    told = (
        "Flags speak of {day}, the last day of the book, {n} day ago|"
        "Flags speak of {day}, the last day of the book, {n} days ago"
    )
    gone = (day - as_of).days
    return (counted(told, gone, n=number_text(gone), day=day_text(as_of)),)


def hidden_words(hidden: int, answer: Answer, whose: Narrowed) -> tuple[str, ...]:
    """How many due tasks are not on the list, and why."""
    if not hidden:
        return ()
    why = phrase("the filter")
    if whose.by_rep:
        one_rep = phrase("the list being one rep's")
        why = phrase("{filter} and {rep}", filter=why, rep=one_rep) if answer.filtered else one_rep
    told = "{n} due task is hidden by {why}|{n} due tasks are hidden by {why}"
    return (counted(told, hidden, n=number_text(hidden), why=why),)


def empty_words(found: Agenda, tasks: Iterable[Task], counts: Counts) -> str:
    """That nothing is due, and when the next thing is."""
    said = phrase("Nothing is due")
    if counts.done:
        said = phrase("All done: {n} today, and nothing is due", n=counts.done)
    day = found.asked.day
    coming = [task.comes_up for task in tasks if task.comes_up > day]
    coming += [until for until in found.kept.get_column("until").to_list() if until is not None]
    if coming:
        first = min(coming)
        things = plural(coming.count(first), "thing")
        said += phrase("; next on {day}: {things}", day=day_text(first), things=things)
    if counts.later:
        said += phrase("; {n} renewals and customers to win back can wait", n=counts.later)
    return f"{said}."
