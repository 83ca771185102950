"""What a rule may look at: one evaluation, under the thresholds in force."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from holdfast.book.book import Book
from holdfast.keeping import Keeper, keeps
from holdfast.risk.scope.day import Day
from holdfast.risk.scope.team import Team
from holdfast.rows.numbered import beside, collected
from holdfast.schema.fields import STATES

if TYPE_CHECKING:
    from holdfast.facts.states import State
    from holdfast.risk.rep_evaluation import RepEvaluation


class LimitsInForce(Protocol):
    """The limits of every flag: thresholds.Thresholds, which knows the flags that know this scope."""

    def of(self, flag: Any) -> Any:
        """The limits of one flag."""


@dataclass(frozen=True, eq=False)
class RuleScope:
    """One evaluation: the day, the customers, the team, the thresholds; `rule_scope` makes it.

    Row i of `facts` is customer i, as of the same day. A rule reads only rows dated on or before it.
    The rules of reps find the levels of the customers' flags in `facts`; the rules that use reps find what
    those came to in `rep_flags`. What `day` and `team` were asked depends on no threshold and on no flag.
    """

    day: Day
    facts: pl.DataFrame
    team: Team
    thresholds: LimitsInForce
    rep_flags: RepEvaluation | None = None
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)

    @property
    def book(self) -> Book:
        """The book of the day."""
        return self.day.book

    @property
    def as_of(self) -> date:
        """The day."""
        return self.day.as_of

    def under(self, thresholds: LimitsInForce) -> RuleScope:
        """The same under other thresholds."""
        return replace(self, thresholds=thresholds)

    def told(self, facts: pl.DataFrame, rep_flags: RepEvaluation | None = None) -> RuleScope:
        """The same once more of the customers and their reps is known."""
        return replace(self, facts=facts, rep_flags=rep_flags)

    @cached_property
    def active_revenue(self) -> pl.Series:
        """Revenue (money) of every active customer: who is large is told by it."""
        return self.facts.get_column("revenue").filter(self.facts.get_column("active"))

    @keeps(len(STATES))
    def those(self, states: tuple[State, ...]) -> pl.Series:
        """Boolean, row i customer i: the customers known on the day who may be in one of these states.

        Where nothing tells who is active, nobody can be said to be gone.
        """
        state = self.facts.get_column("state")
        return state.is_in(states).fill_null(value=True) & self.facts.get_column("known")

    def beside_facts(self, numbers: pl.DataFrame | pl.LazyFrame, *fact_columns: str) -> pl.DataFrame:
        """Facts columns with `numbers` (at most one row per `customer`) row by row beside them."""
        facts = (self.facts.get_column(name) for name in ("customer", *fact_columns))
        return pl.DataFrame([*facts, *beside(collected(numbers), self.facts.height)])


def rule_scope(book: Book, as_of: date, facts: pl.DataFrame, thresholds: LimitsInForce) -> RuleScope:
    """The evaluation of a day; `facts`: customer facts (facts/customers.py) as of it."""
    day = Day(book.standing_on(as_of), as_of)
    return RuleScope(day, facts, Team(day, facts), thresholds)
