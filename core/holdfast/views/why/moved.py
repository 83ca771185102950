"""Why a figure or the number of customers under a flag moved, by whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.metrics.evaluate import BLANK_GROUP
from holdfast.metrics.registry import METRICS
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.views.figures.figures import metric_of
from holdfast.views.why.brought import CUSTOMER, REP, Brought, brought, figure_on
from holdfast.views.why.days import TwoDays
from holdfast.views.why.results import Why
from holdfast.views.why.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.metrics.definition import Metric
    from holdfast.risk.names import FlagName


def why_moved(store: FactsStore, answer: Answer, asked: str, since: date, by: str | None = None) -> Why:
    """What moved a metric, or the number of customers under a flag, from `since` to the as-of date.

    Split by customer and by every dimension that the outcome does not decide, or `by` one of them; the filter
    holds on both days, as of each. Raises UsageError where the figure cannot be told on one of them, or its
    change has no parts.
    """
    days = TwoDays(store, answer, since, by)
    flag = next((flag for flag in CUSTOMER_FLAGS if asked in (flag.id, flag.slug)), None)
    if flag is not None:
        return _flag_moved(days, flag)
    if asked not in METRICS:
        known = (*METRICS, *(flag.id for flag in CUSTOMER_FLAGS))
        raise UsageError(f"there is no metric and no flag '{asked}'{did_you_mean(asked, known)}")
    return _metric_moved(days, metric_of(asked, store.book))


def _metric_moved(days: TwoDays, metric: Metric) -> Why:
    if metric.about_people and metric.subject != "rep":
        raise UsageError(f"{metric.name} is about people: what one of them said is not told")
    figures = {answer.facts.as_of: figure_on(days.store, answer, metric) for answer in days.answers()}
    for day, figure in figures.items():
        if figure.value is None:
            raise UsageError(f"{metric.name} cannot be told on {day}: {figure.note or metric.nothing}")

    def find(answer: Answer, by: str) -> Brought:
        return brought(days.store, answer, metric, figures[answer.facts.as_of], by)

    found = days.splits(_dimensions(days, metric), find, metric.direction)
    earlier, later = (figure.value or 0.0 for figure in figures.values())
    moment, since = days.later.moment, days.since
    return Why(
        moment, metric.id, metric.name, metric.unit, metric.direction, since, earlier, later, *found,
        in_points=metric.difference,
    )  # fmt: skip


def _dimensions(days: TwoDays, metric: Metric) -> Sequence[str]:
    """Where reps are counted they stand in the place of customers."""
    dimensions = days.dimensions()
    if metric.subject != "rep":
        return dimensions
    return tuple(dict.fromkeys(REP if by == CUSTOMER else by for by in dimensions))


def _flag_moved(days: TwoDays, flag: FlagName) -> Why:
    earlier, later = (_raised(answer, flag).height for answer in days.answers())

    def find(answer: Answer, by: str) -> Brought:
        raised = _raised(answer, flag)
        part = pl.col(by).cast(pl.String).fill_null(BLANK_GROUP).alias("part")
        one, none = pl.len().cast(pl.Float64).alias("top"), pl.lit(0.0).alias("bottom")
        return Brought(raised.height, is_rate=False, parts=raised.group_by(part).agg(one, none))

    found = days.splits(days.dimensions(), find, -1)
    name = WORDS.said("Customers under {flag}", flag=flag.shown)
    return Why(days.later.moment, flag.id, name, "count", -1, days.since, earlier, later, *found)


def _raised(answer: Answer, flag: FlagName) -> pl.DataFrame:
    if answer.chosen.get_column(flag.column).null_count() == answer.chosen.height > 0:
        raise UsageError(f"{flag.name} could be told of nobody on {answer.facts.as_of}")
    return answer.chosen.filter(pl.col(flag.column) > 0)
