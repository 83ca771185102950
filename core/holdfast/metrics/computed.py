"""Definitions that are no sum over subjects: a function looks at the scope and says what it measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from holdfast.figures import Figure, Status, Unit
from holdfast.metrics.definition import EACH_COUNTS_ONE, Addend, Made, Metric
from holdfast.metrics.scope import Gathered, Scope
from holdfast.statistics.sequential.prospect import Knowable

_NOTHING: Final[Mapping[str, pl.Expr]] = MappingProxyType({})


@dataclass(frozen=True)
class Measured:
    """What a computed metric answers, in the metric's unit (money in currency units).

    `status` where it is more than having a value: `few`, or `hidden` (then without value and counts).
    `knowable`, `always_valid`: as in a figure.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str | None = None
    status: Status | None = None
    knowable: Knowable | None = None
    always_valid: bool = False


@dataclass(frozen=True, eq=False)
class Computed:
    """A figure that is no sum over subjects: `measure` computes it.

    `rows` lists what it was made of, for a part of the figure (`numerator` or `denominator`). `columns`
    pairs the names of these columns with their titles where the subject has none of its own. `adds_up`: the
    column of the rows above the line that makes the figure, in the way that `made` says; `below` that of the
    rows below it, which adds up to the denominator. Where None is named, each row counts 1. `amounts`: their
    unit, where it is not that of the metric.
    """

    measure: Callable[[Scope], Measured]
    rows: Callable[[Scope, str], pl.DataFrame]
    columns: tuple[tuple[str, str], ...] = ()
    adds_up: str | None = None
    below: str | None = None
    made: Made = "sum"
    amounts: Unit | None = None
    amount_title: str | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Nothing it could not do without: `measure` says what it lacks."""
        return frozenset()

    @property
    def aggregates(self) -> Mapping[str, pl.Expr]:
        """Nothing is summed for it."""
        return _NOTHING

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """What `measure` says of one group."""
        measured = self.measure(group.scope)
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
            knowable=measured.knowable,
            always_valid=measured.always_valid,
        )

    def addend(self, metric: Metric, part: str) -> Addend:
        """The column that was declared to make the part, as its rows have it."""
        column = self.adds_up if part == "numerator" else self.below
        if column is None:
            return EACH_COUNTS_ONE
        return Addend(pl.col(column), self.amounts or metric.unit)

    def told(self, metric: Metric, part: str) -> str:
        """The population."""
        return metric.population
