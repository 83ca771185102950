"""What a metric may look at: subjects, a period, and what was visible then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from holdfast.book.book import Book
from holdfast.keeping import Keeper
from holdfast.query import Basis
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.timeline import Period


@dataclass(frozen=True, eq=False)
class Scope:
    """What a computed metric may look at: facts of the subjects, the period, and what was visible then.

    `facts` is the (filtered, possibly grouped) facts frame of the metric's subject, `whole` the same before
    it was grouped, for figures that compare a group with all. `changes` (book/activity.py),
    `purchases` (book/book.py) and `table(...)` are those of the same customers up to `as_of`.
    `basis`: what retention of revenue is measured on, None that of the book. `thresholds`: those in force.
    `kept`: what several figures rest on, told once for all of them.
    """

    book: Book
    as_of: date
    period: Period
    facts: pl.DataFrame
    every_customer: bool = False
    ungrouped: pl.DataFrame | None = None
    basis: Basis | None = None
    thresholds: Thresholds = field(default_factory=default_thresholds)
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    @property
    def on_recurring(self) -> bool:
        """Whether retention of revenue is measured on recurring revenue, else on orders."""
        return (self.basis or self.book.basis) == "mrr"

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
class Gathered:
    """Subjects that get a figure together: what each metric adds up over them, and a closer look.

    `label`: their value of the dimension, None where nothing is split. `sums`: by metric and part.
    """

    label: str | None
    sums: Mapping[tuple[str, str], int | float | None]
    gather: Callable[[], Scope]

    @cached_property
    def scope(self) -> Scope:
        """The scope of these subjects; gathered when first asked for, one for all their figures."""
        return self.gather()
