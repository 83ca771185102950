"""Figures of a query: locked or computed, beside the comparison period, and the rows behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.facts.subjects import SUBJECT_FACTS, subject_facts
from holdfast.facts.team.holdings import attributed, reps_in_scope
from holdfast.facts.team.reps import locked_reason, undated_note
from holdfast.figures import Figure
from holdfast.metrics.definition import Computed, Metric, Quotient, Scope, Share, Total
from holdfast.metrics.evaluate import figures, group_label, part_of
from holdfast.metrics.registry import METRICS
from holdfast.schema.fields import DIMENSIONS
from holdfast.views.cautions import cautioned

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

PARTS: Final = ("numerator", "denominator")

ABOUT_CUSTOMERS: Final = ("customer", "order", "month", "scored customer")
"""Subjects whose figures are made from the facts of customers."""


def metric_figures(
    store: FactsStore, answer: Answer, by: str | None = None, ids: Sequence[str] | None = None
) -> tuple[Figure, ...]:
    """Every metric, or those of `ids`, in the order of the registry, per group of the dimension `by`.

    Raises UsageError for a dimension that does not exist.
    """
    if by is not None and by not in DIMENSIONS:
        raise UsageError(f"cannot split by '{by}': choose one of {', '.join(DIMENSIONS)}")
    wanted = [metric for metric in METRICS.values() if ids is None or metric.id in ids]
    now = _figures(store.book, wanted, answer, answer.facts, by)
    then = _figures(store.book, wanted, answer, store.before(answer.facts), by)
    before = {(figure.id, figure.group): figure for figure in then}
    compared = (figure.compared_with(before.get((figure.id, figure.group))) for figure in now)
    return cautioned(compared, by)


def lock(metric: Metric, book: Book) -> str | None:
    """The sentence that says what a metric lacks in this book, or None."""
    lacking = locks.missing(metric.needs, book)
    if lacking is not None:
        return locks.sentence(lacking)
    return locked_reason(book) if metric.subject == "rep" else None


def metric_of(metric_id: str, book: Book) -> Metric:
    """The metric of an id. Raises UsageError where it does not exist or lacks a table."""
    if metric_id not in METRICS:
        raise UsageError(f"there is no metric '{metric_id}'")
    metric = METRICS[metric_id]
    if (reason := lock(metric, book)) is not None:
        raise UsageError(f"{metric.name} {reason}")
    return metric


def rows_of(
    store: FactsStore,
    answer: Answer,
    metric: Metric,
    part: str,
    *,
    by: str | None = None,
    group: str | None = None,
) -> pl.DataFrame:
    """The facts rows of the metric's subject behind one part of a figure. Raises UsageError."""
    if part not in PARTS:
        raise UsageError(f"a figure has the parts {' and '.join(PARTS)}, not '{part}'")
    if metric.subject == "rep":
        scope = _rep_scope(store.book, answer, answer.facts)
    elif metric.subject in SUBJECT_FACTS:
        scope = _subject_scope(store.book, metric.subject, answer, answer.facts)
    else:
        scope = _customer_scope(store.book, answer, answer.facts)
    if by is not None:
        facts = scope.facts
        if by == "rep" and metric.subject in ABOUT_CUSTOMERS and metric.over_period:
            facts = _with_attributed_rep(store.book, facts, answer.facts)
        scope = replace(scope, facts=facts.filter(group_label(by) == group), every_customer=False)
    return part_of(metric, scope, part)


def _figures(
    book: Book, wanted: Sequence[Metric], answer: Answer, facts: Facts, by: str | None
) -> tuple[Figure, ...]:
    locked = {metric.id: lock(metric, book) for metric in wanted}
    computable = [metric for metric in wanted if locked[metric.id] is None]
    of_reps = [metric for metric in computable if metric.subject == "rep"]
    of_customers = [m for m in computable if m.subject in ABOUT_CUSTOMERS and _answerable(m, facts.customers)]
    found: list[Figure] = []
    # A scope gathers the chosen customers or reps of its date, so none is made for nothing.
    # The comparison period knows no flags, so it cannot be split by risk.
    if of_customers and (by is None or by in facts.customers.columns):
        of_date = _customer_figures(book, of_customers, answer, facts, by)
        found += [_with_basis(figure, book) for figure in of_date]
    if of_reps and (by is None or by in facts.reps.columns):
        scope = _rep_scope(book, answer, facts)
        undated = undated_note(scope.facts)
        found += [replace(figure, note=figure.note or undated) for figure in figures(of_reps, scope, by=by)]
    for subject in {metric.subject: None for metric in computable if metric.subject in SUBJECT_FACTS}:
        scope = _subject_scope(book, subject, answer, facts)
        if by is None or by in scope.facts.columns:
            of_subject = [metric for metric in computable if metric.subject == subject]
            found += figures(of_subject, scope, by=by)
    found += [
        Figure(metric.id, None, metric.unit, status="needs", note=locked[metric.id])
        for metric in wanted
        if locked[metric.id] is not None
    ]
    place = {metric.id: number for number, metric in enumerate(wanted)}
    return tuple(sorted(found, key=lambda figure: place[figure.id]))


def _with_basis(figure: Figure, book: Book) -> Figure:
    """A figure that reads differently by what a book records says which it was."""
    if not METRICS[figure.id].on_basis or figure.note is not None:
        return figure
    return replace(figure, note=f"measured on the {book.basis} basis")


def _answerable(metric: Metric, facts: pl.DataFrame) -> bool:
    """Whether the facts hold what the metric reads: those of the comparison period carry no flags."""
    definition = metric.definition
    if isinstance(definition, Computed):
        return True
    read: tuple[pl.Expr, ...]
    if isinstance(definition, Share):
        read = (definition.numerator, definition.denominator)
    elif isinstance(definition, Quotient):
        read = (definition.numerator, definition.denominator, definition.population)
    else:
        assert isinstance(definition, Total)
        read = (definition.population, *((definition.amount,) if definition.amount is not None else ()))
    return all(name in facts.columns for expression in read for name in expression.meta.root_names())


def _customer_figures(
    book: Book, wanted: Sequence[Metric], answer: Answer, facts: Facts, by: str | None
) -> tuple[Figure, ...]:
    scope = _customer_scope(book, answer, facts)
    if by != "rep":
        return figures(wanted, scope, by=by)
    # What happened inside a period belongs to the rep who answered for it then, not to today's.
    then = replace(scope, facts=_with_attributed_rep(book, scope.facts, facts))
    inside = [metric for metric in wanted if metric.over_period]
    ever = [metric for metric in wanted if not metric.over_period]
    return (
        *figures(inside, then, by=by),
        *figures(ever, scope, by=by),
    )


def _with_attributed_rep(book: Book, chosen: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    lost = facts.customers.lazy().filter("lost").select("customer", pl.col("lost_on").alias("day")).collect()
    names = facts.reps.select("rep_id", pl.col("name").alias("rep"))
    answered = attributed(book, facts.as_of, lost, facts.period.end).join(names, on="rep_id", how="left")
    reps = answered.select("customer", pl.coalesce("rep", "rep_id").alias("rep"))
    return chosen.drop("rep").join(reps, on="customer", how="left", maintain_order="left")


def scope_of(store: FactsStore, answer: Answer, subject: str = "customer") -> Scope:
    """What figures about the chosen customers, or the reps in scope, may look at."""
    make = _rep_scope if subject == "rep" else _customer_scope
    return make(store.book, answer, answer.facts)


def _customer_scope(book: Book, answer: Answer, facts: Facts) -> Scope:
    return _scope(book, answer, facts, answer.chosen_of(facts))


def _rep_scope(book: Book, answer: Answer, facts: Facts) -> Scope:
    """Reps who held any of the chosen customers, or all reps where nothing narrows the customers."""
    reps = facts.reps
    if answer.filtered:
        inside = reps_in_scope(book, facts.as_of, facts.period, answer.chosen.get_column("customer"))
        reps = reps.filter(pl.col("rep_id").is_in(inside.implode()))
    return _scope(book, answer, facts, reps)


def _subject_scope(book: Book, subject: str, answer: Answer, facts: Facts) -> Scope:
    chosen = answer.chosen_of(facts)
    rows = subject_facts(book, subject, facts.as_of, facts.period, chosen, everyone=not answer.filtered)
    return _scope(book, answer, facts, rows)


def _scope(book: Book, answer: Answer, facts: Facts, subjects: pl.DataFrame) -> Scope:
    return Scope(
        book=book,
        as_of=facts.as_of,
        period=facts.period,
        facts=subjects,
        every_customer=not answer.filtered,
        thresholds=answer.thresholds,
    )
