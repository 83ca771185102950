"""A book on two days: what became of customers, flags and figures in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.timeline import ONE_DAY, Period
from holdfast.views.changes.customers import customer_changes, customer_counts
from holdfast.views.changes.figures import differences, paired
from holdfast.views.changes.results import BookChanges
from holdfast.views.figures.figures import metric_figures
from holdfast.views.risk.changes import flag_changes

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


def book_changes(store: FactsStore, answer: Answer, since: date) -> BookChanges:
    """What changed from the close of `since` to that of the as-of date.

    Customers are those that the filter keeps on the as-of date, and the same ones are looked at on the
    earlier day; figures are those of `show metrics` on either day. Raises UsageError where `since` is not
    before the as-of date.
    """
    as_of = answer.facts.as_of
    if since >= as_of:
        raise UsageError(f"{since} is not before {as_of}: write the earlier day first")
    query = answer.query
    between = _between(store, answer, since)
    then = store.at(since)
    earlier = store.answer(replace(query, as_of=since))
    before, after = (metric_figures(store, one, compared=False) for one in (earlier, answer))
    pairs = paired(before, after)
    return BookChanges(
        moment=answer.moment,
        since=since,
        counts=customer_counts(store, between),
        customers=customer_changes(then, answer.facts, between),
        flags=flag_changes(store, replace(answer, query=replace(query, since=since))),
        figures=differences(pairs),
        figures_of=pairs,
    )


def _between(store: FactsStore, answer: Answer, since: date) -> Answer:
    """The same customers over the days in between."""
    as_of = answer.facts.as_of
    period = Period(since + ONE_DAY, as_of + ONE_DAY)
    over = store.answer(replace(answer.query, as_of=as_of, period=str(period), where=""))
    chosen = over.facts.customers.filter(answer.mask)
    moment = replace(over.moment, where=answer.moment.where, shown=answer.moment.shown)
    return replace(over, mask=answer.mask, chosen=chosen, moment=moment)
