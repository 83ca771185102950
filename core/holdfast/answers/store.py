"""From a query to the facts it is about: dates resolved, facts of neighbouring dates kept, filter applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from holdfast.answers.answer import Answer, Facts
from holdfast.answers.basis import RevenueBasis, revenue_basis
from holdfast.answers.moment import Moment
from holdfast.answers.newest import facts_of, flags_of
from holdfast.answers.order import BY_SEVERITY, default_sort, sort_order
from holdfast.book.book import Book
from holdfast.errors import UsageError
from holdfast.facts.customers import OF_LEVELS, customer_facts, level_facts
from holdfast.facts.described import described, described_dtypes
from holdfast.facts.team.reps import rep_facts
from holdfast.keeping import Keeper, Kept, keeps
from holdfast.mart.zeros import without_weight
from holdfast.query import Basis, Query, SortKey
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate, evaluating
from holdfast.risk.scope.scope import rule_scope
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast.rows.numbered import filled
from holdfast.scores import on_demand
from holdfast.timeline import Period, parse_period

KEPT_DATES: Final = 6
"""Facts of so many dates and periods are kept, so that a step back in time answers at once."""

KEPT_ROWS: Final = 1_200_000
"""At most so many rows of facts are kept together: a row takes about half a kilobyte."""


_EVERYBODY: Final = pl.lit(value=True)


def kept_dates(customers: int) -> int:
    """How many dates to keep for a book of this size: this one and the comparison period at the least."""
    return max(2, min(KEPT_DATES, KEPT_ROWS // max(customers, 1)))


@keeps(lambda book: kept_dates(book.customers.height))
def _plain(book: Book, as_of: date, period: Period) -> Facts:
    """Facts without flags."""

    def made() -> Facts:
        # Whole columns: a question to columns in unlike pieces first copies all of them, asked for or not.
        customers = without_weight(customer_facts(book, as_of, period).rechunk())
        return Facts(as_of, period, customers, rep_facts(book, as_of, period))

    return facts_of(book, as_of, period, made)


def _light(flags: Evaluation) -> Evaluation:
    """Flags, of which those that no customer has take no room."""
    return replace(flags, levels=without_weight(flags.levels.rechunk()))


@keeps(lambda book: kept_dates(book.customers.height))
def _of_levels(book: Book, as_of: date, period: Period) -> Facts:
    """Facts without flags, of customers only what running totals tell."""
    return Facts(as_of, period, level_facts(book, as_of, period), rep_facts(book, as_of, period))


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
        fields = self.book.fields
        query = fields.named(query)
        as_of, period = self._time(query)
        facts = self._full(as_of, period)
        wanted = self._filter(query.where, facts) if query.where.strip() else _EVERYBODY
        sorted_by = (key.field for key in query.sort)
        named = (*query.columns, query.by or "", *sorted_by, *wanted.meta.root_names())
        facts = self._with_named(facts, named)
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
            fields=fields,
            journals=self.book.log.journals,
            always_valid=query.always_valid,
        )
        return Answer(query, facts, mask, chosen, moment, self.thresholds, basis)

    @property
    def keeps_neighbours(self) -> bool:
        """Whether there is room for the dates before and after one, and for those they are compared with."""
        return dates_of(self) >= KEPT_DATES

    def steps_to(self, query: Query) -> Iterator[None]:
        """Make what an answer to a query rests on, pausing after every step: for a date asked for next.

        Raises UsageError, FilterError.
        """
        as_of, period = self._time(query)
        earlier = period.previous()
        _of_levels(self.book, earlier.last_day, earlier)
        yield
        plain = _plain(self.book, as_of, period)
        yield
        key = (self.thresholds.digest, as_of)
        if self._evaluations.known(key) is None:
            scope = rule_scope(self.book, as_of, plain.customers, self.thresholds)
            found = yield from evaluating(scope, FLAGS.values())
            self._evaluations.get(key, lambda: _light(found))
        answer = self.answer(query)
        yield
        self.order(answer, query.sort, at_once=True)
        yield

    def before(self, facts: Facts, by: str | None = None, reads: frozenset[str] | None = None) -> Facts:
        """Facts of the comparison period, as they were seen when it closed; without flags.

        `by`: a field to split them by, where it is one that customers are described with. `reads`: the only
        columns of customers that are read; None where that is not known.
        """
        earlier = facts.period.previous()
        if by is None and reads is not None and reads <= OF_LEVELS:
            levels = _of_levels(self.book, earlier.last_day, earlier)
            # A filter goes through every column that it is given.
            named = ("customer", "known", *sorted(reads - {"customer", "known"}))
            return replace(levels, customers=levels.customers.select(named))
        plain = _plain(self.book, earlier.last_day, earlier)
        split = described(self.book, earlier.last_day, () if by is None else (by,))
        return replace(plain, customers=plain.customers.hstack(split)) if split.width else plain

    def plain(self, as_of: date, period: Period) -> Facts:
        """Facts of any day and period, without flags."""
        return _plain(self.book, as_of, period)

    def at(self, as_of: date, period: Period | None = None) -> Facts:
        """Facts with flags of a day, over the default period that ends on it unless another is named."""
        return self._full(as_of, period or self._time(Query(as_of=as_of))[1])

    def order(self, answer: Answer, sort: tuple[SortKey, ...], *, at_once: bool = False) -> pl.Series:
        """Numbers of the chosen customers in the order of a sort; without one, of `usual_sort`.

        Raises UsageError.
        """
        keys = sort or self.usual_sort(answer, at_once=at_once)
        everyone = self._order(answer.facts.as_of, answer.facts.period, keys)
        return everyone.filter(answer.mask.gather(everyone))

    def usual_sort(self, answer: Answer, *, at_once: bool = False) -> tuple[SortKey, ...]:
        """The order in which customers deserve a call.

        `at_once`: by severity where loss rates would first have to be made, which takes a look at years.
        """
        from holdfast.risk.chance.rates import are_known  # noqa: PLC0415 - many questions ask for no order
        from holdfast.scores.priority import ordered_by  # noqa: PLC0415

        as_of = answer.facts.as_of
        if at_once and not are_known(self.book, as_of, self.thresholds):
            return BY_SEVERITY
        return default_sort(ordered_by(self.book, as_of, self.thresholds))

    def first_to_call(self, answer: Answer, *, at_once: bool = False) -> pl.Series:
        """What `usual_sort` puts first after deadlines, of every customer: the more, the earlier; or null."""
        from holdfast.risk.chance.rates import are_known  # noqa: PLC0415 - as above
        from holdfast.scores.priority import ordered_by, priorities  # noqa: PLC0415

        as_of = answer.facts.as_of
        if at_once and not are_known(self.book, as_of, self.thresholds):
            return filled(None, answer.facts.customers.height, pl.Int64)
        priced = priorities(self.book, as_of, answer.facts.customers, self.thresholds)
        return priced.get_column(ordered_by(self.book, as_of, self.thresholds))

    def _time(self, query: Query) -> tuple[date, Period]:
        as_of = query.as_of or self.book.default_as_of
        asked = parse_period(query.period, as_of, self.book.settings.fiscal_year_start)
        if asked.start > as_of:
            raise UsageError(f"the period {asked} starts after the as-of date {as_of}")
        return as_of, asked.until(as_of)

    def _filter(self, where: str, facts: Facts) -> pl.Expr:
        """A filter as an expression over facts, those on demand among them. Raises FilterError."""
        from holdfast.answers.blank import blank  # noqa: PLC0415 - much is asked without a filter
        from holdfast.filters import parse  # noqa: PLC0415
        from holdfast.filters.compile import compile_filter  # noqa: PLC0415

        fields = self.book.fields
        there = {**facts.customers.schema, **on_demand.DTYPES, **described_dtypes(self.book)}
        node = parse(where, fields, partial(blank, facts.customers, fields))
        return compile_filter(node, pl.Schema(there), fields)

    @keeps(dates_of)
    def _basis(self, as_of: date, period: Period, asked: Basis | None) -> RevenueBasis:
        return revenue_basis(self.book, as_of, _plain(self.book, as_of, period).customers, asked)

    @keeps(dates_of)
    def _full(self, as_of: date, period: Period) -> Facts:
        plain = _plain(self.book, as_of, period)
        # No rule asks for the period: one that is stepped through finds the flags of the day ready.
        # The book keeps them: they are the same whatever note is written about it.
        flags = self._evaluations.get(
            (self.thresholds.digest, as_of),
            lambda: flags_of(
                self.book,
                as_of,
                self.thresholds,
                lambda: _light(evaluate(self.book, as_of, plain.customers, self.thresholds)),
            ),
        )
        customers = plain.customers.hstack(flags.levels)
        return replace(plain, customers=customers, raised=flags.raised, rep_flags=flags.reps)

    @property
    def _evaluations(self) -> Kept[tuple[str, date], Evaluation]:
        return self.book.kept.of(Evaluation, dates_of(self))

    def _with_named(self, facts: Facts, names: Iterable[str]) -> Facts:
        """Facts with those of these fields that are found only when they are asked for."""
        names = frozenset(names)
        groups = on_demand.groups_named(names)
        asked = names.intersection(described_dtypes(self.book))
        return self._enriched(facts.as_of, facts.period, groups, asked) if groups or asked else facts

    @keeps(dates_of)
    def _enriched(self, as_of: date, period: Period, groups: frozenset[str], asked: frozenset[str]) -> Facts:
        """Facts with the fields of some groups of `on_demand`, and with those `asked` of `described`."""
        full = self._full(as_of, period)
        added = (
            on_demand.GROUPS[name].compute(self.book, as_of, full.customers, self.thresholds).rechunk()
            for name in sorted(groups)
        )
        told = described(self.book, as_of, sorted(asked))
        return replace(full, customers=pl.concat([full.customers, *added, told], how="horizontal"))

    @keeps(dates_of)
    def _order(self, as_of: date, period: Period, sort: tuple[SortKey, ...]) -> pl.Series:
        facts = self._with_named(self._full(as_of, period), (key.field for key in sort))
        return sort_order(facts.customers, sort, self.book.fields)
