"""Figures of a query: locked or computed, beside the comparison period, and the rows behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.facts.team.reps import locked_reason, undated_note, untold_reason
from holdfast.figures import Figure
from holdfast.metrics.definition import Metric
from holdfast.metrics.evaluate import figures, group_label
from holdfast.metrics.registry import METRICS
from holdfast.metrics.scope import Scope
from holdfast.views.cautions import cautioned
from holdfast.views.figures.knowing import known_apart
from holdfast.views.figures.made import part_rows
from holdfast.views.figures.scopes import VALUE_ON, facts_of, scope_of, with_attributed_rep
from holdfast.words.interface.chosen import in_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.basis import RevenueBasis
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

OF_FLAGS: Final = frozenset(("risk",))
"""Columns that only flags give: what reads them cannot be told of a comparison period."""

PARTS: Final = ("numerator", "denominator")

MEASURED: Final = frozenset(("value_start", "value_end"))
"""Columns that are told on the basis of the query."""


@in_english()
def metric_figures(
    store: FactsStore,
    answer: Answer,
    by: str | None = None,
    ids: Sequence[str] | None = None,
    *,
    compared: bool = True,
) -> tuple[Figure, ...]:
    """Every metric, or those of `ids`, in the order of the registry, per group of the dimension `by`.

    `compared`: beside the comparison period. Raises UsageError for a dimension that does not exist.
    """
    if by is not None and by not in store.book.fields.dimensions:
        raise UsageError(store.book.fields.unsplit(by))
    wanted = [metric for metric in METRICS.values() if ids is None or metric.id in ids]
    now = known_apart(_figures(store.book, wanted, answer, answer.facts, by), store.book, answer, by)
    if not compared:
        return cautioned(now, by, answer.moment.where, store.book.fields)
    then = _figures(store.book, wanted, answer, store.before(answer.facts, by, _read(wanted)), by)
    before = {(figure.id, figure.group): figure for figure in then}
    beside = (figure.compared_with(before.get((figure.id, figure.group))) for figure in now)
    return cautioned(beside, by, answer.moment.where, store.book.fields)


def _read(wanted: Sequence[Metric]) -> frozenset[str] | None:
    """The columns of customers that figures of a comparison period read; None where some may read any."""
    read: frozenset[str] = frozenset()
    for metric in wanted:
        reads, subject = metric.definition.reads, facts_of(metric)
        if subject == "rep" or not reads.isdisjoint(OF_FLAGS):
            continue
        if subject != "customer" or not reads:
            return None
        read |= reads
        if not reads.isdisjoint(MEASURED):
            read |= MEASURED.union(*VALUE_ON.values())
    return read


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
    """The rows behind one part of a figure, with the `amount` each brings. Raises UsageError."""
    return part_rows(metric, part_scope(store, answer, metric, part, by=by, group=group), part)


def part_scope(
    store: FactsStore, answer: Answer, metric: Metric, part: str, *, by: str | None, group: str | None
) -> Scope:
    """What one part of a figure, or of one of its groups, looks at. Raises UsageError for the part."""
    if part not in PARTS:
        raise UsageError(f"a figure has the parts {' and '.join(PARTS)}, not '{part}'")
    scope = scope_of(store.book, answer, answer.facts, facts_of(metric))
    if by is not None:
        scope = split_scope(metric, scope, answer.facts, by)
        whole = scope.facts
        scope = replace(
            scope, facts=whole.filter(group_label(by) == group), every_customer=False, ungrouped=whole
        )
    return scope


def _figures(
    book: Book, wanted: Sequence[Metric], answer: Answer, facts: Facts, by: str | None
) -> tuple[Figure, ...]:
    found: list[Figure] = []
    together: dict[str, list[Metric]] = {}
    for metric in wanted:
        if (reason := lock(metric, book)) is not None:
            found.append(Figure(metric.id, None, metric.unit, status="needs", note=reason))
        elif metric.subject == "rep" and (
            untold := untold_reason(book, facts.period, metric.definition.reads)
        ):
            found.append(Figure(metric.id, None, metric.unit, status="n/a", note=untold))
        else:
            together.setdefault(facts_of(metric), []).append(metric)
    for subject, metrics in together.items():
        scope = scope_of(book, answer, facts, subject)
        found += _figures_of(subject, metrics, scope, facts, by, basis=answer.basis)
    place = {metric.id: number for number, metric in enumerate(wanted)}
    return tuple(sorted(found, key=lambda figure: place[figure.id]))


def _figures_of(
    subject: str,
    metrics: Sequence[Metric],
    scope: Scope,
    facts: Facts,
    by: str | None,
    *,
    basis: RevenueBasis,
) -> Iterator[Figure]:
    """Figures made from the facts of one subject, as far as these can tell them.

    Those of the comparison period know no flags: it cannot be split by risk, and what reads them is left out.
    """
    known = frozenset(scope.facts.columns)
    if by is not None and by not in known:
        return
    told = [metric for metric in metrics if metric.definition.reads <= known]
    # One scope for all that are split alike: what a scope found once serves them all.
    inside = [metric for metric in told if _by_attribution(metric, by)]
    if inside:
        split = split_scope(inside[0], scope, facts, by)
        yield from _noted(subject, figures(inside, split, by=by), scope, basis)
    ever = [metric for metric in told if not _by_attribution(metric, by)]
    yield from _noted(subject, figures(ever, scope, by=by), scope, basis)


def _by_attribution(metric: Metric, by: str | None) -> bool:
    """What happened inside a period belongs to the rep who answered for it then, not to today's."""
    return by == "rep" and metric.over_period and facts_of(metric) == "customer"


def split_scope(metric: Metric, scope: Scope, facts: Facts, by: str | None) -> Scope:
    """The scope with the dimension by which this metric is split."""
    if not _by_attribution(metric, by):
        return scope
    return replace(scope, facts=with_attributed_rep(scope.book, scope.facts, facts))


def _measured(figure: Figure, basis: RevenueBasis) -> Figure:
    """A figure that reads differently by what it is measured on says which it was, and first of all."""
    if figure.value is None:
        other = f" on {basis.name}" if basis.other else ""
        return replace(figure, note=f"{figure.note}{other}")
    said = f"measured on {basis.words}"
    note = f"{said}; {figure.note}" if figure.note else said
    return replace(figure, note=note, basis=basis.words if basis.other else None)


def _noted(subject: str, found: Sequence[Figure], scope: Scope, basis: RevenueBasis) -> Iterator[Figure]:
    """What figures of a subject rest on, beside those that say nothing else."""
    undated = undated_note(scope.facts) if subject == "rep" else None
    for figure in found:
        if subject == "customer" and METRICS[figure.id].on_basis:
            yield _measured(figure, basis)
        else:
            yield figure if figure.note or not undated else replace(figure, note=undated)
