"""From definitions to figures: one pass over the facts for all sums, then a status for each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.figures import Figure
from holdfast.figures import Parts as FigureParts
from holdfast.metrics.definition import EACH_COUNTS_ONE
from holdfast.metrics.scope import Gathered, Groups, OneGroup, Scope
from holdfast.rows.parted import parted
from holdfast.statistics.exact import summable
from holdfast.words.interface.chosen import in_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.metrics.definition import Metric

BLANK_GROUP: Final = "(blank)"
"""Label of the customers for whom the dimension is empty."""


@in_english()
def figures(metrics: Iterable[Metric], scope: Scope, *, by: str | None = None) -> tuple[Figure, ...]:
    """Figures of metrics that share one subject, over the facts of the scope, or per group of `by`.

    Those that depend on a period which is still running are marked. Notes are English, numbers in them too:
    `Figure.said` has them for a reader.
    """
    chosen = tuple(metrics)
    parts = {metric.id: _parts_of(metric) for metric in chosen}
    found: dict[tuple[str, str | None], Figure] = {}
    # Group by group, each as one scope: figures share what they rest on.
    for group in _groups(chosen, scope, by):
        for metric in chosen:
            figure = metric.definition.figure(metric, group)
            told = _told(figure, metric, running=scope.period.running)
            found[metric.id, group.label] = replace(figure, group=group.label, parts=parts[metric.id], **told)
    labels = sorted({label for _, label in found}, key=lambda label: (label == BLANK_GROUP, label or ""))
    return tuple(found[metric.id, label] for metric in chosen for label in labels)


def group_label(by: str) -> pl.Expr:
    """The group of each subject as text (`group`), blanks named."""
    return pl.col(by).cast(pl.String).fill_null(BLANK_GROUP).alias("group")


def _groups(metrics: tuple[Metric, ...], scope: Scope, by: str | None) -> Iterator[Gathered]:
    addends = {
        (metric.id, part): addend.alias(f"{metric.id}/{part}")
        for metric in metrics
        for part, addend in metric.definition.aggregates.items()
    }
    facts, sums = _summed(scope.facts, addends.values())
    if by is None:
        whole = facts.select(sums).row(0) if sums else ()
        yield Gathered(None, dict(zip(addends, whole, strict=True)), lambda: scope)
        return
    scope_of = _parts(scope, by)
    for label, *row in facts.group_by(group_label(by)).agg(sums).iter_rows():
        yield Gathered(label, dict(zip(addends, row, strict=True)), partial(scope_of, label))


def _summed(facts: pl.DataFrame, addends: Iterable[pl.Expr]) -> tuple[pl.DataFrame, list[pl.Expr]]:
    """The facts with what it takes to add floats exactly, and the sum of every addend over them."""
    named = {addend.meta.output_name(): addend for addend in addends}
    if not named:
        return facts, []
    dtypes = facts.lazy().select(named.values()).collect_schema()
    floats = [name for name in named if dtypes[name].is_float()]
    if not floats:
        return facts, [addend.sum() for addend in named.values()]
    facts, exact = summable(facts.with_columns(named[name] for name in floats), *floats)
    return facts, [exact.get(name, addend.sum()) for name, addend in named.items()]


def _parts(scope: Scope, by: str) -> Callable[[str], Scope]:
    """The scope of each group; the facts are parted when the first is asked for."""

    @cache
    def groups() -> pl.Series:
        labels = scope.facts.select(group_label(by)).to_series()
        return labels.cast(pl.Enum(labels.unique().sort()))

    @cache
    def facts() -> Mapping[object, pl.DataFrame]:
        return parted(scope.facts.with_columns(groups().cast(pl.String)), groups())

    @cache
    def split() -> Groups | None:
        if "customer" not in scope.facts.columns:
            return None
        return Groups(scope, scope.facts.select("customer", groups()).unique())

    def part(label: str) -> Scope:
        of = split()
        return replace(
            scope,
            facts=facts()[label],
            every_customer=False,
            ungrouped=scope.whole,
            split=None if of is None else OneGroup(of, label),
        )

    return part


def _parts_of(metric: Metric) -> FigureParts:
    """What the numerator and the denominator of a metric are, by what its rows bring."""
    addend = metric.definition.addend(metric, "numerator")
    if metric.definition.made == "mean":
        return "mean"
    if metric.definition.made == "survival" or addend is EACH_COUNTS_ONE:
        return "count"
    return "money" if addend.unit == "money" else "average"


def _told(figure: Figure, metric: Metric, *, running: bool) -> dict[str, Any]:
    """What the status and the note of a figure become."""
    if running and metric.over_period and figure.status in ("ok", "few"):
        return {"status": "incomplete", "note": "the period is still running on the as-of date"}
    return {"note": figure.note or metric.note}
