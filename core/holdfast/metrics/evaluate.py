"""From definitions to figures: one pass over the facts for all sums, then a status for each figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.figures import Figure
from holdfast.metrics.definition import Computed, Metric, Quotient, Scope, Share, Total
from holdfast.metrics.shares import HIDDEN_NOTE, share_figure, share_status
from holdfast.money import MONEY_SCALE
from holdfast.statistics.exact import summable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BLANK_GROUP: Final = "(blank)"
"""Label of the customers for whom the dimension is empty."""


def figures(metrics: Iterable[Metric], scope: Scope, *, by: str | None = None) -> tuple[Figure, ...]:
    """Figures of metrics that share one subject, over the facts of the scope, or per group of `by`.

    Those that depend on a period which is still running are marked.
    """
    chosen = tuple(metrics)
    summed = [metric for metric in chosen if not isinstance(metric.definition, Computed)]
    result: dict[tuple[str, str | None], Figure] = {}
    for group, sums in _sums(summed, scope.facts, by):
        for metric in summed:
            figure = _summed_figure(metric, sums)
            result[metric.id, group] = replace(figure, group=group)
    computed = [metric for metric in chosen if isinstance(metric.definition, Computed)]
    # Group by group, each as one scope: figures share what they rest on.
    for group, part in _groups(scope, by) if computed else ():
        for metric in computed:
            result[metric.id, group] = replace(_computed_figure(metric, part), group=group)
    groups = sorted({group for _, group in result}, key=lambda group: (group == BLANK_GROUP, group or ""))
    ordered = (result[metric.id, group] for metric in chosen for group in groups)
    by_id = {metric.id: metric for metric in chosen}
    return tuple(_finished(figure, by_id[figure.id], running=scope.period.running) for figure in ordered)


def part_of(metric: Metric, scope: Scope, part: str) -> pl.DataFrame:
    """The rows of the subject behind one part (`numerator` or `denominator`) of a figure."""
    definition = metric.definition
    if isinstance(definition, Computed):
        return definition.rows(scope, part)
    if isinstance(definition, Share):
        return scope.facts.filter(definition.numerator if part == "numerator" else definition.denominator)
    return scope.facts.filter(definition.population)


def _addends(metric: Metric) -> Iterator[pl.Expr]:
    """What a metric adds up, row by row."""
    definition = metric.definition
    if isinstance(definition, Share):
        yield definition.numerator.alias(f"{metric.id}/n")
        yield definition.denominator.alias(f"{metric.id}/d")
    elif isinstance(definition, Quotient):
        for expression, suffix in ((definition.numerator, "n"), (definition.denominator, "d")):
            # A masked sum in place of filter() inside the aggregation, which costs several times as much.
            yield pl.when(definition.population).then(expression).alias(f"{metric.id}/{suffix}")
    elif isinstance(definition, Total):
        if definition.amount is not None:
            yield pl.when(definition.population).then(definition.amount).alias(f"{metric.id}/n")
        yield definition.population.alias(f"{metric.id}/d")


def _sums(
    metrics: Sequence[Metric], facts: pl.DataFrame, by: str | None
) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    addends = [addend for metric in metrics for addend in _addends(metric)]
    if not addends:
        return
    dtypes = facts.lazy().select(addends).collect_schema()
    floats = [addend for addend in addends if dtypes[addend.meta.output_name()].is_float()]
    facts, exact = summable(facts.with_columns(floats), *(addend.meta.output_name() for addend in floats))
    aggregates = [exact.get(addend.meta.output_name(), addend.sum()) for addend in addends]
    if by is None:
        yield None, facts.select(aggregates).row(0, named=True)
        return
    grouped = facts.group_by(group_label(by)).agg(aggregates)
    for row in grouped.iter_rows(named=True):
        yield row["group"], row


def group_label(by: str) -> pl.Expr:
    """The group of each subject as text (`group`), blanks named."""
    return pl.col(by).cast(pl.String).fill_null(BLANK_GROUP).alias("group")


def _groups(scope: Scope, by: str | None) -> Iterator[tuple[str | None, Scope]]:
    if by is None:
        yield None, scope
        return
    labelled = scope.facts.with_columns(group_label(by))
    for (group,), part in labelled.partition_by("group", as_dict=True).items():
        yield str(group), replace(scope, facts=part, every_customer=False, ungrouped=scope.whole)


def _summed_figure(metric: Metric, sums: Mapping[str, Any]) -> Figure:
    definition = metric.definition
    numerator, denominator = sums.get(f"{metric.id}/n"), sums[f"{metric.id}/d"] or 0
    if isinstance(definition, Share):
        return share_figure(
            metric.id,
            int(numerator or 0),
            int(denominator),
            nothing=metric.nothing,
            about_people=metric.about_people,
            interval=not definition.may_exceed_one,
        )
    of_money = metric.unit == "money" or (isinstance(definition, Quotient) and definition.of_money)
    scale = MONEY_SCALE if of_money else 1
    if isinstance(definition, Quotient):
        top, bottom = (numerator or 0) / scale, denominator / scale
        if not bottom:
            return Figure(metric.id, None, metric.unit, status="n/a", note=metric.nothing)
        status = share_status(bottom, about_people=metric.about_people) if metric.about_people else "ok"
        if status == "hidden":
            return Figure(metric.id, None, metric.unit, status=status, note=HIDDEN_NOTE)
        return Figure(metric.id, top / bottom, metric.unit, numerator=top, denominator=bottom, status=status)
    value = int(denominator) if numerator is None else numerator / scale
    return Figure(metric.id, value, metric.unit)


def _computed_figure(metric: Metric, scope: Scope) -> Figure:
    assert isinstance(metric.definition, Computed)
    measured = metric.definition.measure(scope)
    return Figure(
        metric.id,
        measured.value,
        metric.unit,
        low=measured.low,
        high=measured.high,
        numerator=measured.numerator,
        denominator=measured.denominator,
        status=measured.status or ("ok" if measured.value is not None else "n/a"),
        note=measured.note,
    )


def _finished(figure: Figure, metric: Metric, *, running: bool) -> Figure:
    if running and metric.over_period and figure.status in ("ok", "few"):
        return replace(figure, status="incomplete", note="the period is still running on the as-of date")
    return replace(figure, note=figure.note or metric.note)
