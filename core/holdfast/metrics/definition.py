"""What a metric is: words for people, and an expression over facts that gives the figure and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from holdfast.book.book import Book
from holdfast.figures import Status, Unit
from holdfast.keeping import Keeper
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.timeline import Period

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
]
"""What a metric counts. From `answer` on, `facts/subjects.py` says what their facts are."""

Direction = Literal[1, -1, 0]


@dataclass(frozen=True, eq=False)
class Share:
    """Subjects for which `numerator` holds ÷ subjects for which `denominator` holds: a Wilson interval.

    Both are boolean expressions over the facts of the subject. The numerator must imply the denominator
    unless `may_exceed_one`, in which case there is no interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    may_exceed_one: bool = False


@dataclass(frozen=True, eq=False)
class Quotient:
    """Sum of `numerator` ÷ sum of `denominator` over the subjects for which `population` holds.

    Numeric expressions over the facts; with `of_money` both are Int64 ten-thousandths. No interval.
    """

    numerator: pl.Expr
    denominator: pl.Expr
    population: pl.Expr
    of_money: bool = True


@dataclass(frozen=True, eq=False)
class Total:
    """Sum of `amount` over the subjects for which `population` holds; a count where amount is None."""

    population: pl.Expr
    amount: pl.Expr | None = None


@dataclass(frozen=True)
class Measured:
    """What a computed metric answers, in the metric's unit (money in currency units).

    `status` where it is more than having a value: `few`, or `hidden` (then without value and counts).
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str | None = None
    status: Status | None = None


@dataclass(frozen=True, eq=False)
class Scope:
    """What a computed metric may look at: facts of the subjects, the period, and what was visible then.

    `facts` is the (filtered, possibly grouped) facts frame of the metric's subject, `whole` the same before
    it was grouped, for figures that compare a group with all. `changes` (book/activity.py),
    `purchases` (book/book.py) and `table(...)` are those of the same customers up to `as_of`.
    `thresholds`: those in force. `kept`: what several figures rest on, told once for all of them.
    """

    book: Book
    as_of: date
    period: Period
    facts: pl.DataFrame
    every_customer: bool = False
    ungrouped: pl.DataFrame | None = None
    thresholds: Thresholds = field(default_factory=default_thresholds)
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    @property
    def whole(self) -> pl.DataFrame:
        """The facts of all groups together."""
        return self.facts if self.ungrouped is None else self.ungrouped

    @cached_property
    def changes(self) -> pl.DataFrame:
        """Changes of activity of the chosen customers up to `as_of`."""
        return self._of_chosen(self.book.changes(self.as_of)).collect()

    @cached_property
    def purchases(self) -> pl.DataFrame:
        """Counted orders of the chosen customers up to `as_of`."""
        return self._of_chosen(self.book.purchases.lazy().filter(pl.col("day") <= self.as_of)).collect()

    def table(self, name: str) -> pl.DataFrame:
        """Rows of a table about the chosen customers, as they were known on `as_of`."""
        visible = self.book.visible(name, self.as_of).lazy()
        return self._of_chosen(visible.filter(pl.col("customer").is_not_null())).collect()

    def _of_chosen(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        if self.every_customer:
            return frame
        chosen = self.facts.lazy().select("customer")
        return frame.join(chosen, on="customer", how="semi", maintain_order="left")


@dataclass(frozen=True, eq=False)
class Computed:
    """A figure that is no sum over subjects: `measure` computes it.

    `rows` lists what it was made of, for a part of the figure (`numerator` or `denominator`). `columns`
    pairs the names of these columns with their titles where the subject has none of its own.
    """

    measure: Callable[[Scope], Measured]
    rows: Callable[[Scope, str], pl.DataFrame]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Metric:
    """One metric: its definition in words and as an expression.

    `needs`: alternatives, each a set of tables that together make it possible. `direction`: 1 when up is
    good, -1 when down is good, 0 neither. `interval`: the name of the interval's method, or "none".
    `about_people`: hidden where fewer than 5 people are in the denominator. `over_period`: the figure depends
    on the period, so it is incomplete while the period runs. `on_basis`: it compares revenue on the basis of
    the book (`mrr` or `orders`), which is named beside it. `nothing` explains an empty denominator.
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
    over_period: bool = True
    on_basis: bool = False
    nothing: str = "no customers to count"
    synonyms: tuple[str, ...] = ()
    note: str | None = None
    """A caution that always stands beside the figure."""
