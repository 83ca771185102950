"""What a metric is: words for people, and a definition that answers for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

import polars as pl

from holdfast.figures import Figure, Unit
from holdfast.metrics.scope import Gathered, Scope

Subject = Literal[
    "customer",
    "rep",
    "order",
    "month",
    "scored customer",
    "answer",
    "surveyed customer",
    "deal",
    "contract",
    "lost customer",
]
"""What a metric counts. From `answer` on, `facts/subjects.py` says what their facts are."""

Direction = Literal[1, -1, 0]


Made = Literal["sum", "mean", "median", "survival", "formula"]
"""How the value of a figure is made of what the rows above the line bring.

`sum`: their sum is the numerator, or the value of what is not divided. `mean` and `median`: of them, all rows
counted. `survival`: each brings the days it was followed, and the value is read off the Kaplan–Meier curve.
`formula`: each brings one of its inputs, which `Metric.formula` says.
"""


class Addend(NamedTuple):
    """What each row brings to a part of a figure, over the rows behind it, and the unit of that."""

    amount: pl.Expr
    unit: Unit


EACH_COUNTS_ONE: Final = Addend(pl.repeat(1, pl.len(), dtype=pl.Int64), "count")
"""The addend of what is counted."""


class Definition(Protocol):
    """How a figure is made and what it is made of; `part` is `numerator` or `denominator`.

    Those of `sums.py` add up over subjects; one of `computed.py` looks at the scope as a whole.
    """

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names and titles of the columns of its rows; of customers, of those besides what all lists have.

        Empty where they are those of its subject.
        """

    @property
    def amount_title(self) -> str | None:
        """What the column of the addend is called; None where its unit says enough."""

    @property
    def made(self) -> Made:
        """How the value is made of what its rows bring."""

    @property
    def reads(self) -> frozenset[str]:
        """The columns of the facts without which it cannot be told."""

    @property
    def aggregates(self) -> Mapping[str, pl.Expr]:
        """What is summed over the facts, by part: a value a row, 0 or null where a row has no part in it."""

    def figure(self, metric: Metric, group: Gathered) -> Figure:
        """The figure of one group of subjects."""

    def rows(self, scope: Scope, part: str) -> pl.DataFrame:
        """The rows one part of the figure is made of."""

    def addend(self, metric: Metric, part: str) -> Addend:
        """What each of these rows brings to the part: `made` says how that becomes the figure.

        Below the line the sum is always the denominator.
        """

    def told(self, metric: Metric, part: str) -> str:
        """Which rows these are, in words."""


@dataclass(frozen=True, eq=False)
class Metric:
    """One metric: its words and its definition.

    `needs`: alternatives, each a set of tables that together make it possible. `direction`: 1 when up is
    good, -1 when down is good, 0 neither. `interval`: the name of the interval's method, or "none".
    `about_people`: hidden where fewer than 5 people are in the denominator. `over_period`: the figure depends
    on the period, so it is incomplete while the period runs. `on_basis`: it compares revenue on the basis of
    the book (`mrr` or `orders`), which is named beside it. `difference`: of two
    shares, told in points. `nothing` explains an empty denominator.
    """

    id: str
    name: str
    formula: str
    population: str
    unit: Unit
    direction: Direction
    needs: tuple[tuple[str, ...], ...]
    interval: str
    source: str
    definition: Definition
    subject: Subject = "customer"
    about_people: bool = False
    over_period: bool = True
    on_basis: bool = False
    difference: bool = False
    nothing: str = "no customers to count"
    synonyms: tuple[str, ...] = ()
    note: str | None = None
    """A caution that always stands beside the figure."""
