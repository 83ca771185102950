"""From a query to the facts it is about: dates resolved, facts of neighbouring dates kept, filter applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from holdfast.answers.answer import Answer, Facts
from holdfast.answers.basis import RevenueBasis, revenue_basis
from holdfast.answers.moment import Moment
from holdfast.answers.order import sort_order
from holdfast.book.book import Book
from holdfast.errors import UsageError
from holdfast.facts.customers import customer_facts
from holdfast.facts.team.reps import rep_facts
from holdfast.filters import parse
from holdfast.filters.compile import compile_filter
from holdfast.keeping import Keeper, Kept, keeps
from holdfast.query import Basis, Query, SortKey
from holdfast.risk.evaluate import Evaluation, evaluate
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast.scores import on_demand
from holdfast.timeline import Period, parse_period

KEPT_DATES: Final = 6
"""Facts of so many dates and periods are kept, so that a step back in time answers at once."""

KEPT_ROWS: Final = 1_200_000
"""At most so many rows of facts are kept together: a row takes about half a kilobyte."""


def kept_dates(customers: int) -> int:
    """How many dates to keep for a book of this size: this one and the comparison period at the least."""
    return max(2, min(KEPT_DATES, KEPT_ROWS // max(customers, 1)))


@keeps(lambda book: kept_dates(book.customers.height))
def _plain(book: Book, as_of: date, period: Period) -> Facts:
    """Facts without flags."""
    # Whole columns: a question to columns in unlike pieces first copies all of them, asked for or not.
    customers = customer_facts(book, as_of, period).rechunk()
    return Facts(as_of, period, customers, rep_facts(book, as_of, period))


def dates_of(store: FactsStore) -> int:
    """How many dates to keep of whatever depends on one."""
    return kept_dates(store.book.customers.height)


class FactsStore:
    """Facts by date and period, computed when first asked for; answers to queries over them.

    `kept`: what views found before, for its facts and thresholds.
    """

    def __init__(self, book: Book, thresholds: Thresholds) -> None:
        self.book = book
        self.thresholds = thresholds
        self.kept = Keeper()

    def answer(self, query: Query) -> Answer:
        """The customers a query is about. Raises UsageError, FilterError for its parts."""
        as_of, period = self._time(query)
        facts = self._full(as_of, period)
        wanted = compile_filter(parse(query.where), pl.Schema({**facts.customers.schema, **on_demand.DTYPES}))
        sorted_by = (key.field for key in query.sort)
        named = (*query.columns, query.by or "", *sorted_by, *wanted.meta.root_names())
        if groups := on_demand.groups_named(named):
            facts = self._enriched(as_of, period, groups)
        customers = facts.customers
        mask = customers.select((pl.col("known") & wanted).alias("mask")).to_series()
        chosen = customers if mask.all() else customers.filter(mask)
        settings, basis = self.book.settings, self._basis(as_of, period, query.basis)
        moment = Moment(
            book=settings.name,
            as_of=as_of,
            period=period,
            where=query.where,
            currency=settings.currency,
            shown=chosen.height,
            total=int(customers.get_column("known").sum()),
            thresholds=self.thresholds.name,
            files=tuple(dict.fromkeys(file.file for file in self.book.receipt.files)),
            basis=basis.words,
            other_basis=basis.other,
        )
        return Answer(query, facts, mask, chosen, moment, self.thresholds, basis)

    def before(self, facts: Facts) -> Facts:
        """Facts of the comparison period, as they were seen when it closed; without flags."""
        earlier = facts.period.previous()
        return _plain(self.book, earlier.last_day, earlier)

    def at(self, as_of: date, period: Period | None = None) -> Facts:
        """Facts with flags of a day, over the default period that ends on it unless another is named."""
        return self._full(as_of, period or self._time(Query(as_of=as_of))[1])

    def order(self, answer: Answer, sort: tuple[SortKey, ...]) -> pl.Series:
        """Numbers of the chosen customers in the order of a sort. Raises UsageError."""
        everyone = self._order(answer.facts.as_of, answer.facts.period, sort)
        return everyone.filter(answer.mask.gather(everyone))

    def _time(self, query: Query) -> tuple[date, Period]:
        as_of = query.as_of or self.book.default_as_of
        asked = parse_period(query.period, as_of, self.book.settings.fiscal_year_start)
        if asked.start > as_of:
            raise UsageError(f"the period {asked} starts after the as-of date {as_of}")
        return as_of, asked.until(as_of)

    @keeps(dates_of)
    def _basis(self, as_of: date, period: Period, asked: Basis | None) -> RevenueBasis:
        return revenue_basis(self.book, as_of, _plain(self.book, as_of, period).customers, asked)

    @keeps(dates_of)
    def _full(self, as_of: date, period: Period) -> Facts:
        plain = _plain(self.book, as_of, period)
        # No rule asks for the period: one that is stepped through finds the flags of the day ready.
        kept: Kept[date, Evaluation] = self.kept.of(Evaluation, dates_of(self))
        flags = kept.get(as_of, lambda: evaluate(self.book, as_of, plain.customers, self.thresholds))
        customers = plain.customers.hstack(flags.levels.rechunk())
        return replace(plain, customers=customers, raised=flags.raised, rep_flags=flags.reps)

    @keeps(dates_of)
    def _enriched(self, as_of: date, period: Period, groups: frozenset[str]) -> Facts:
        """Facts with the fields of some groups of `on_demand`."""
        full = self._full(as_of, period)
        added = (
            on_demand.GROUPS[name].compute(self.book, as_of, full.customers, self.thresholds).rechunk()
            for name in sorted(groups)
        )
        return replace(full, customers=pl.concat([full.customers, *added], how="horizontal"))

    @keeps(dates_of)
    def _order(self, as_of: date, period: Period, sort: tuple[SortKey, ...]) -> pl.Series:
        groups = on_demand.groups_named(key.field for key in sort)
        facts = self._enriched(as_of, period, groups) if groups else self._full(as_of, period)
        return sort_order(facts.customers, sort)
