"""Definitions that add up over subjects, one pass for all of them: a share, a quotient, a total."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import polars as pl

from holdfast.figures import Figure
from holdfast.metrics.definition import EACH_COUNTS_ONE, Addend, Made
from holdfast.metrics.shares import HIDDEN_NOTE, share_figure, share_status
from holdfast.money import MONEY_SCALE, to_units

if TYPE_CHECKING:
    from holdfast.metrics.definition import Metric
    from holdfast.metrics.scope import Gathered, Scope


@dataclass(frozen=True, eq=False)
class FigurePart:
    """The subjects one part of a figure is made of, and what each brings: 1 where no amount is given."""

    subjects: pl.Expr
    amount: pl.Expr | None = None

    @property
    def brought(self) -> pl.Expr:
        """What every row of the facts brings."""
        # A masked sum in place of filter() inside the aggregation, which costs several times as much.
        return self.subjects if self.amount is None else pl.when(self.subjects).then(self.amount)


class Beside(NamedTuple):
    """A column that lets a reader check the addend of each row: its expression over the facts, as shown."""

    name: str
    title: str
    shown: pl.Expr


class Summed(ABC):
    """What follows from the parts of a figure: what it reads and sums, its rows, what each of them adds."""

    beside: tuple[Beside, ...] = ()
    amount_title: str | None = None
    made: ClassVar[Made] = "sum"

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names and titles of what stands beside the addend of each row."""
        return tuple((column.name, column.title) for column in self.beside)

    @property
    @abstractmethod
    def parts(self) -> Mapping[str, FigurePart]:
        """The parts that are summed."""

    def part(self, name: str) -> FigurePart:
        """A part by its name; a figure of one part has no other."""
        return self.parts.get(name, self.parts["numerator"])

    @cached_property
    def reads(self) -> frozenset[str]:
        """The columns of the facts that its sums are made of."""
        return frozenset(
            name for expression in self.aggregates.values() for name in expression.meta.root_names()
        )

    @cached_property
    def aggregates(self) -> Mapping[str, pl.Expr]:
        """What every row of the facts brings to each part."""
        return {name: part.brought for name, part in self.parts.items()}

    def rows(self, scope: Scope, part: str) -> pl.DataFrame:
        """The facts of the subjects in a part, and what stands beside."""
        beside = [column.shown.alias(column.name) for column in self.beside]
        return scope.facts.filter(self.part(part).subjects).with_columns(beside)

    def addend(self, metric: Metric, part: str) -> Addend:
        """What each of these rows adds: an amount in the unit of the figure, or 1."""
        of = self.part(part)
        if of.amount is None:
            return EACH_COUNTS_ONE
        if self.of_amounts_of_money(metric):
            return Addend(to_units(of.amount), "money")
        return Addend(of.amount, "count" if metric.unit == "ratio" else metric.unit)

    def of_amounts_of_money(self, metric: Metric) -> bool:
        """Whether the amounts are Int64 ten-thousandths."""
        return metric.unit == "money"

    def sum_of(self, metric: Metric, group: Gathered, part: str) -> float:
        """The sum of a part over a group, in the unit of the figure; a count is whole."""
        total = group.sums[metric.id, part] or 0
        if self.parts[part].amount is None:
            return int(total)
        return total / (MONEY_SCALE if self.of_amounts_of_money(metric) else 1)


@dataclass(frozen=True, eq=False)
class Share(Summed):
    """Subjects for which `numerator` holds ÷ subjects for which `denominator` holds: a Wilson interval.

    Both are boolean expressions over the facts of the subject. The numerator must imply the denominator
    unless `may_exceed_one`, in which case there is no interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    may_exceed_one: bool = False
    beside: tuple[Beside, ...] = ()

    @property
    def parts(self) -> Mapping[str, FigurePart]:
        """Those above and those below the line."""
        return {"numerator": FigurePart(self.numerator), "denominator": FigurePart(self.denominator)}

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The share of one group."""
        return share_figure(
            metric.id,
            self.sum_of(metric, group, "numerator"),
            self.sum_of(metric, group, "denominator"),
            nothing=metric.nothing,
            about_people=metric.about_people,
            interval=not self.may_exceed_one,
        )

    def told(self, metric: Metric, part: str) -> str:
        """Those above the line as the formula has them, those below it as the population."""
        return metric.formula.split(" ÷ ")[0] if part == "numerator" else metric.population


@dataclass(frozen=True, eq=False)
class Quotient(Summed):
    """Sum of `numerator` ÷ sum of `denominator` over the subjects for which `population` holds.

    Numeric expressions over the facts; with `of_money` both are Int64 ten-thousandths. No interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    population: pl.Expr
    of_money: bool = True
    beside: tuple[Beside, ...] = ()
    amount_title: str | None = None

    @property
    def parts(self) -> Mapping[str, FigurePart]:
        """Two amounts of the same subjects."""
        return {
            "numerator": FigurePart(self.population, self.numerator),
            "denominator": FigurePart(self.population, self.denominator),
        }

    def of_amounts_of_money(self, metric: Metric) -> bool:
        """As it was declared: a ratio of money is no money."""
        return self.of_money or metric.unit == "money"

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The quotient of one group."""
        top, bottom = (self.sum_of(metric, group, part) for part in ("numerator", "denominator"))
        if not bottom:
            return Figure(metric.id, None, metric.unit, status="n/a", note=metric.nothing)
        status = share_status(bottom, about_people=metric.about_people) if metric.about_people else "ok"
        if status == "hidden":
            return Figure(metric.id, None, metric.unit, status=status, note=HIDDEN_NOTE)
        return Figure(metric.id, top / bottom, metric.unit, numerator=top, denominator=bottom, status=status)

    def told(self, metric: Metric, part: str) -> str:
        """The population, on both sides of the line."""
        return metric.population


@dataclass(frozen=True, eq=False)
class Total(Summed):
    """Sum of `amount` over the subjects for which `population` holds; a count where amount is None."""

    population: pl.Expr
    amount: pl.Expr | None = None
    beside: tuple[Beside, ...] = ()
    amount_title: str | None = None

    @property
    def parts(self) -> Mapping[str, FigurePart]:
        """The one sum there is."""
        return {"numerator": FigurePart(self.population, self.amount)}

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The total of one group."""
        return Figure(metric.id, self.sum_of(metric, group, "numerator"), metric.unit)

    def told(self, metric: Metric, part: str) -> str:
        """The formula; asked for what stands below the line, the population."""
        return metric.formula if part == "numerator" else metric.population
