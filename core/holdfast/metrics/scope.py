"""What a metric may look at: subjects, a period, and what was visible then."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Concatenate, Final, ParamSpec

import polars as pl

from holdfast.book.book import Book
from holdfast.keeping import Keeper
from holdfast.query import Basis
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.rows.parted import parted
from holdfast.statistics.sequential.looks import shared_level
from holdfast.statistics.sequential.waiting import Pace
from holdfast.timeline import Period

Asked = ParamSpec("Asked")

_KEPT: Final = 24
"""So many frames of one kind are kept of a scope: one a departure, say."""


@dataclass(frozen=True, eq=False)
class Scope:
    """What a computed metric may look at: facts of the subjects, the period, and what was visible then.

    `facts` is the (filtered, possibly grouped) facts frame of the metric's subject, `whole` the same before
    it was grouped, for figures that compare a group with all. `changes` (book/activity.py),
    `purchases` (book/book.py) and `table(...)` are those of the same customers up to `as_of`.
    `basis`: what retention of revenue is measured on, None that of the book. `thresholds`: those in force.
    `split`: how it is one group of a larger scope. `always_valid`: intervals hold at every look.
    `kept`: what several figures rest on, told once for all.
    """

    book: Book
    as_of: date
    period: Period
    facts: pl.DataFrame
    every_customer: bool = False
    ungrouped: pl.DataFrame | None = None
    basis: Basis | None = None
    thresholds: Thresholds = field(default_factory=default_thresholds)
    split: OneGroup | None = None
    always_valid: bool = False
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    @property
    def on_recurring(self) -> bool:
        """Whether retention of revenue is measured on recurring revenue, else on orders."""
        return (self.basis or self.book.basis) == "mrr"

    @property
    def level(self) -> float | None:
        """Of intervals that hold at every look, those of other groups beside it; None: of those for one."""
        if not self.always_valid:
            return None
        groups = 1 if self.split is None else self.split.of.groups.get_column("group").n_unique()
        return shared_level(groups, self.period.days)

    @property
    def pace(self) -> Pace:
        """The days on which what is compared came to be."""
        return Pace(self.period.start, self.period.last_day)

    @property
    def whole(self) -> pl.DataFrame:
        """The facts of all groups together."""
        return self.facts if self.ungrouped is None else self.ungrouped

    @property
    def changes(self) -> pl.DataFrame:
        """Changes of activity of the chosen customers up to `as_of`."""
        return self.own(_changes)

    @property
    def purchases(self) -> pl.DataFrame:
        """Counted orders of the chosen customers up to `as_of`."""
        return self.own(_purchases)

    def own(
        self,
        find: Callable[Concatenate[Scope, Asked], pl.DataFrame],
        *asked: Asked.args,
        **named: Asked.kwargs,
    ) -> pl.DataFrame:
        """What a function finds about the customers of this scope, found once.

        Its rows must each be about one `customer`, and the same whoever else is in the scope: those of a
        group are then taken from what was found for all groups together. To ask by group takes far longer.
        """
        key = (find, asked, *sorted(named.items()))
        if self.split is not None:
            return self.split.rows(key, lambda whole: find(whole, *asked, **named))
        found: pl.DataFrame = self.kept.of(find, _KEPT).get(key, lambda: find(self, *asked, **named))
        return found

    def table(self, name: str) -> pl.DataFrame:
        """Rows of a table about the chosen customers, as they were known on `as_of`."""
        visible = self.book.visible(name, self.as_of).lazy()
        return self.of_chosen(visible.filter(pl.col("customer").is_not_null())).collect()

    def of_chosen(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The rows about the chosen customers, in their order."""
        if self.every_customer:
            return frame
        chosen = self.facts.lazy().select("customer")
        return frame.join(chosen, on="customer", how="semi", maintain_order="left")


def _changes(scope: Scope) -> pl.DataFrame:
    return scope.of_chosen(scope.book.changes(scope.as_of)).collect()


def _purchases(scope: Scope) -> pl.DataFrame:
    return scope.of_chosen(scope.book.purchases.lazy().filter(pl.col("day") <= scope.as_of)).collect()


@dataclass(frozen=True, eq=False)
class Groups:
    """A scope that is split into groups; `groups`: its customers beside their `group`, an enum."""

    whole: Scope
    groups: pl.DataFrame
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    def parted(self, key: Hashable, find: Callable[[Scope], pl.DataFrame]) -> Mapping[object, pl.DataFrame]:
        """What was found about customers of all groups, by group; that of None is empty."""

        def by_group() -> Mapping[object, pl.DataFrame]:
            every = find(self.whole)
            named = every.join(self.groups, on="customer", how="inner", maintain_order="left")
            return {**parted(named.drop("group"), named.get_column("group")), None: every.clear()}

        found: Mapping[object, pl.DataFrame] = self.kept.of(Groups, 16 * _KEPT).get(key, by_group)
        return found


@dataclass(frozen=True, eq=False)
class OneGroup:
    """One group of a split."""

    of: Groups
    label: str

    def rows(self, key: Hashable, find: Callable[[Scope], pl.DataFrame]) -> pl.DataFrame:
        """The rows of the group of what was found about customers of all groups."""
        by_group = self.of.parted(key, find)
        return by_group.get(self.label, by_group[None])


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
