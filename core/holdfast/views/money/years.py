"""Yearly churn of every year of the data, to be drawn beside the band that the sources claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.metrics.evaluate import figures
from holdfast.metrics.registry import METRICS
from holdfast.timeline import ONE_DAY, Period, label, periods_in
from holdfast.views.figures.scopes import scope_of
from holdfast.views.money.results import LossYear
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore

YEARLY: Final = "churn.customers.yearly"
MOST_YEARS: Final = 8
"""The latest years are shown: each takes the facts of its own."""


def loss_years(store: FactsStore, answer: Answer) -> Iterator[LossYear]:
    """The last years in which anybody was there to be lost, oldest first."""
    for name, year in years_of(store, answer)[-MOST_YEARS:]:
        scope = scope_of(store.book, answer, facts_of_year(store, year))
        (found,) = figures([METRICS[YEARLY]], scope)
        if found.denominator:
            yield LossYear(name, found, _partial(store, year))


def years_of(store: FactsStore, answer: Answer) -> list[tuple[str, Period]]:
    """Label and period of every year of the data up to the as-of date, in order."""
    book, as_of = store.book, answer.facts.as_of
    month = book.settings.fiscal_year_start
    span = Period(min(book.span[0], as_of), as_of + ONE_DAY)
    return [(label(year, "year", month), year.until(as_of)) for year in periods_in(span, "year", month)]


def facts_of_year(store: FactsStore, year: Period) -> Facts:
    """Facts of a year as they were when it closed."""
    return store.plain(year.last_day, year)


def _partial(store: FactsStore, year: Period) -> str | None:
    if year.running:
        return f"until {day_text(year.last_day)}, as if the rest of the year went on alike"
    begin: date = store.book.span[0]
    if year.start < begin:
        return f"the data begin on {day_text(begin)}: earlier losses may be missing"
    return None
