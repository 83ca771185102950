"""What the figures of a query may look at: the subjects of a metric, as the filter keeps them."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.subjects import SUBJECT_FACTS, subject_facts
from holdfast.facts.team.holdings import attributed, reps_in_scope
from holdfast.metrics.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer, Facts
    from holdfast.book.book import Book
    from holdfast.metrics.definition import Metric

VALUE_ON: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"mrr": ("mrr_start", "mrr_end"), "orders": ("revenue_before", "revenue_period")}
)
"""Basis → the facts that say what a customer was worth at the start and at the end of the period."""

_FROM_CUSTOMERS: Final = ("customer", "order", "month", "scored customer")
"""Subjects whose figures are made from the facts of customers."""


def facts_of(metric: Metric) -> str:
    """The subject of the facts from which a metric is made: those of one subject share a scope."""
    return "customer" if metric.subject in _FROM_CUSTOMERS else metric.subject


def scope_of(book: Book, answer: Answer, facts: Facts, subject: str = "customer") -> Scope:
    """What figures made from the facts of a subject may look at.

    `facts`: those of the answer, or of its comparison period.
    """
    return Scope(
        book=book,
        as_of=facts.as_of,
        period=facts.period,
        facts=_measured_on(answer, _SUBJECTS[subject](book, answer, facts)),
        every_customer=not answer.filtered,
        basis=answer.basis.name,
        thresholds=answer.thresholds,
        always_valid=answer.query.always_valid,
    )


def _measured_on(answer: Answer, facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with what customers were worth at both ends of the period, on the basis of the query."""
    if "value_start" not in facts.columns:
        return facts
    start, end = VALUE_ON[answer.basis.name]
    return facts.with_columns(pl.col(start).alias("value_start"), pl.col(end).alias("value_end"))


def with_attributed_rep(book: Book, chosen: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Facts of customers with the rep who answers for what happened inside the period, not today's."""
    lost = (
        facts.customers.lazy()
        .filter("lost")
        .select("customer", pl.col("lost_on_period").alias("day"))
        .collect()
    )
    names = facts.reps.select("rep_id", pl.col("name").alias("rep"))
    answered = attributed(book, facts.as_of, lost, facts.period.end).join(names, on="rep_id", how="left")
    reps = answered.select("customer", pl.coalesce("rep", "rep_id").alias("rep"))
    return chosen.drop("rep").join(reps, on="customer", how="left", maintain_order="left")


def _customers(_book: Book, answer: Answer, facts: Facts) -> pl.DataFrame:
    return answer.chosen_of(facts)


def _reps(book: Book, answer: Answer, facts: Facts) -> pl.DataFrame:
    """Reps who held any of the chosen customers, or all reps where nothing narrows the customers."""
    if not answer.filtered:
        return facts.reps
    inside = reps_in_scope(book, facts.as_of, facts.period, answer.chosen.get_column("customer"))
    return facts.reps.filter(pl.col("rep_id").is_in(inside.implode()))


def _rows_about(subject: str, book: Book, answer: Answer, facts: Facts) -> pl.DataFrame:
    chosen, everyone = answer.chosen_of(facts), not answer.filtered
    return subject_facts(book, subject, facts.as_of, facts.period, chosen, everyone=everyone)


_SUBJECTS: Final[Mapping[str, Callable[[Book, Answer, Facts], pl.DataFrame]]] = MappingProxyType(
    {
        "customer": _customers,
        "rep": _reps,
        **{subject: partial(_rows_about, subject) for subject in SUBJECT_FACTS},
    }
)
