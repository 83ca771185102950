"""Why the health of one customer moved, by its inputs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.scores.health import INPUTS, health, lost_column
from holdfast.views.why.days import TwoDays
from holdfast.views.why.results import ChangeSplit, Why
from holdfast.views.why.splits import worst_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

HEALTH = "health"


def why_health(store: FactsStore, answer: Answer, customer: int, since: date) -> Why:
    """What moved the health of one customer from `since` to the as-of date: the points each input takes.

    Raises UsageError where health could not be told on one of both days.
    """
    days = TwoDays(store, answer, since)
    before, after = (_points(store, one, customer) for one in days.answers())
    parts = pl.DataFrame(
        [(name, name, -before[name], -after[name], before[name] - after[name]) for name in INPUTS],
        schema=["part", "name", "from", "to", "effect"],
        orient="row",
    ).filter(pl.col("effect") != 0)
    nothing = pl.lit(None, pl.Float64)
    split = ChangeSplit("input", "Input", worst_first(parts.with_columns(rate=nothing, mix=nothing), 1))
    moment = answer.moment
    return Why(moment, HEALTH, "Health", "count", 1, since, before[HEALTH], after[HEALTH], (split,))


def _points(store: FactsStore, answer: Answer, customer: int) -> Mapping[str, float]:
    day, everybody = answer.facts.as_of, answer.facts.customers
    row = everybody.filter((pl.col("customer") == customer) & pl.col("known"))
    found = health(store.book, day, row, store.thresholds).row(0, named=True) if row.height else {}
    if found.get(HEALTH) is None:
        raise UsageError(f"the health of this customer could not be told on {day}")
    return {HEALTH: found[HEALTH], **{name: found[lost_column(name)] or 0.0 for name in INPUTS}}
