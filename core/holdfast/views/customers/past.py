"""What takes a look at the past of a customer: its health by month, its priority, what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.past.history import History
from holdfast.risk.past.time_travel import CHANGES, changed_rows
from holdfast.risk.watch import UNWATCHED
from holdfast.scores.priority import priority_terms
from holdfast.views.customers.health_history import health_history
from holdfast.views.risk.changes import compared_day, raised_of_known
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.watch import Watch
    from holdfast.views.customer import HealthPoint


@dataclass(frozen=True)
class CustomerPast:
    """Health by month, oldest first; the priority and the changed flags in a sentence each."""

    health: tuple[HealthPoint, ...]
    priority: str
    changes: str


def customer_past(store: FactsStore, answer: Answer, customer: int, watch: Watch = UNWATCHED) -> CustomerPast:
    """The past of customer number `customer`.

    Raises UsageError for the day its flags are compared with, CancelledError.
    """
    facts = answer.facts
    history = History(store.book, store.thresholds)
    points = health_history(history, answer, customer, watch)
    terms = priority_terms(store.book, facts.as_of, facts.customers, store.thresholds, customer, watch=watch)
    said = terms if isinstance(terms, str) else terms.sentence
    return CustomerPast(points, said, _changes(store, answer, customer))


def _changes(store: FactsStore, answer: Answer, customer: int) -> str:
    day = compared_day(answer)
    mine = answer.facts.customers.slice(customer, 1)
    then = raised_of_known(store.at(day))
    rows = changed_rows(mine, then, answer.facts.raised, answer.moment.currency)
    by_change: dict[str, list[str]] = {}
    for change, flag in rows.select("change", "flag").iter_rows():
        by_change.setdefault(change, []).append(FLAG_NAMES[flag].shown)
    told = [
        f"{', '.join(by_change[change])} {tr(change, 'state')}" for change in CHANGES if change in by_change
    ]
    return phrase(
        "Since {day}: {changes}.",
        day=day_text(day),
        changes="; ".join(told) or tr("no flag has changed"),
    )
