"""What a metric is: words for people, and an expression over facts that gives the figure and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from holdfast.book import Book
from holdfast.figures import Unit
from holdfast.timeline import Period

Subject = Literal["customer", "rep", "order"]
Direction = Literal[1, -1, 0]


@dataclass(frozen=True)
class Share:
    """Subjects for which `numerator` holds ÷ subjects for which `denominator` holds: a Wilson interval.

    Both are boolean expressions over the facts of the subject. The numerator must imply the denominator
    unless `may_exceed_one`, in which case there is no interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    may_exceed_one: bool = False


@dataclass(frozen=True)
class Quotient:
    """Sum of `numerator` ÷ sum of `denominator` over the subjects for which `population` holds.

    Numeric expressions over the facts; money as Int64 ten-thousandths. No interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    population: pl.Expr


@dataclass(frozen=True)
class Total:
    """Sum of `amount` over the subjects for which `population` holds; a count where amount is None."""

    population: pl.Expr
    amount: pl.Expr | None = None


@dataclass(frozen=True)
class Measured:
    """What a computed metric answers, in the metric's unit (money in currency units)."""

    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str | None = None


@dataclass(frozen=True, eq=False)
class Scope:
    """What a computed metric may look at: facts of the chosen subjects, the book, the period.

    `facts` is the (filtered, possibly grouped) facts frame of the metric's subject.
    """

    book: Book
    period: Period
    facts: pl.DataFrame


@dataclass(frozen=True)
class Computed:
    """A figure that is no sum over subjects: `measure` computes it.

    `rows` lists what it was made of, for a part of the figure (`numerator` or `denominator`).
    """

    measure: Callable[[Scope], Measured]
    rows: Callable[[Scope, str], pl.DataFrame]


@dataclass(frozen=True)
class Metric:
    """One metric: its definition in words and as an expression.

    `needs`: alternatives, each a set of tables that together make it possible. `direction`: 1 when up is
    good, -1 when down is good, 0 neither. `interval`: the name of the interval's method, or "none".
    `about_people`: hidden where fewer than 5 people are in the denominator.
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
    definition: Share | Quotient | Total | Computed
    subject: Subject = "customer"
    about_people: bool = False
    nothing: str = "no customers to count"
    synonyms: tuple[str, ...] = ()
    note: str | None = None
    """A caution that always stands beside the figure."""
