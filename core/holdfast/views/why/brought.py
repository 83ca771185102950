"""What each part of a book brings to a figure, above and below its line, on one day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.metrics.evaluate import BLANK_GROUP, figures, group_label
from holdfast.statistics.exact import exact_sum, summable
from holdfast.views.figures.figures import split_scope
from holdfast.views.figures.made import AMOUNT, part_rows
from holdfast.views.figures.scopes import facts_of, scope_of

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure
    from holdfast.metrics.definition import Metric
    from holdfast.metrics.scope import Scope

CUSTOMER: Final = "customer"
REP: Final = "rep"
_KEYS: Final = (CUSTOMER, "rep_id")
"""Columns by which rows behind a figure find the facts of whom they are about."""

_ALIKE: Final = 1e-9
"""How far a figure may be from what its rows come to."""


@dataclass(frozen=True, eq=False)
class Brought:
    """A figure on one day, and what each part brings to it.

    `parts`: String `part`, Float64 `top` and `bottom`; `bottom` is 0 where nothing is divided (`is_rate`).
    """

    value: float
    is_rate: bool
    parts: pl.DataFrame


def figure_on(store: FactsStore, answer: Answer, metric: Metric) -> Figure:
    """The figure on the day of the answer, over all that its filter keeps."""
    return figures([metric], scope_of(store.book, answer, answer.facts, facts_of(metric)))[0]


def brought(store: FactsStore, answer: Answer, metric: Metric, figure: Figure, by: str) -> Brought:
    """What each customer (`by` is CUSTOMER), rep (REP) or group of a dimension brings to a figure.

    Customers stand by their number, reps by their id where the figure counts reps.
    Raises UsageError where its rows do not come to the figure, or have no such part.
    """
    scope = split_scope(
        metric, scope_of(store.book, answer, answer.facts, facts_of(metric)), answer.facts, by
    )
    by = "rep_id" if (by, metric.subject) == (REP, "rep") else by
    above = _labelled(part_rows(metric, scope, "numerator"), scope, by)
    is_rate = figure.denominator is not None or metric.definition.made == "mean"
    if not is_rate:
        below = above.clear()
    elif metric.definition.made == "mean":
        below = above.with_columns(pl.lit(1.0).alias(AMOUNT))
    else:
        below = _labelled(part_rows(metric, scope, "denominator"), scope, by)
    parts = _summed(above, "top").join(_summed(below, "bottom"), on="part", how="full", coalesce=True)
    parts = parts.with_columns(pl.col("top", "bottom").fill_null(0.0))
    found = Brought(figure.value or 0.0, is_rate, parts)
    _hold(found, metric)
    return found


def _labelled(rows: pl.DataFrame, scope: Scope, by: str) -> pl.DataFrame:
    """The amounts of rows beside the part that each belongs to."""
    amount = pl.col(AMOUNT).cast(pl.Float64)
    if by in _KEYS:
        _require(by in rows.columns, by)
        return rows.select(pl.col(by).cast(pl.String).alias("part"), amount)
    # Where the facts have the part, they say it: rows may have a column of the same name of their own.
    key = next((key for key in _KEYS if key in rows.columns and key in scope.facts.columns), None)
    if key is not None and by in scope.facts.columns and scope.facts.get_column(key).is_unique().all():
        groups = scope.facts.select(key, group_label(by))
        found = rows.select(key, amount).join(groups, on=key, how="left", maintain_order="left")
        return found.select(pl.col("group").fill_null(BLANK_GROUP).alias("part"), AMOUNT)
    _require(by in rows.columns, by)
    return rows.select(group_label(by).alias("part"), amount)


def _summed(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    frame, sums = summable(rows, AMOUNT)
    return frame.group_by("part").agg(sums[AMOUNT].alias(name))


def _require(has_part: bool, by: str) -> None:
    if not has_part:
        raise UsageError(f"its rows say no {by}")


def _hold(found: Brought, metric: Metric) -> None:
    """Refuse to explain a figure by rows that do not come to it."""
    total = exact_sum(found.parts.get_column("top"))
    if found.is_rate:
        below = exact_sum(found.parts.get_column("bottom"))
        total = total / below if below else math.nan
    if not math.isclose(total, found.value, rel_tol=_ALIKE, abs_tol=_ALIKE):
        raise UsageError(
            f"{metric.name} is no sum and no rate of its rows ({metric.formula}), so no part of a change is "
            "anybody's: open its rows on both days instead"
        )
