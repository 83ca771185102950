"""A query on two days: how each answers, by what it is split, and why there is a split or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.answers.answer import Answer
from holdfast.answers.store import FactsStore
from holdfast.errors import UsageError
from holdfast.views.why.brought import CUSTOMER, REP, Brought
from holdfast.views.why.splits import SplitBy, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.views.why.results import ChangeSplit

MOST_GROUPS: Final = 50
"""A dimension with more groups than that says little that customers do not say."""

Finds = Callable[[Answer, str], Brought]
"""What each part of a dimension brings on the day of an answer. Raises UsageError where that has no parts."""


class Splits(NamedTuple):
    """The splits of a change, and in words why there is none by something."""

    found: tuple[ChangeSplit, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class TwoDays:
    """A query on the as-of date (`later`) and on an earlier day (`since`); its filter holds as of each.

    `by`: the one dimension that is asked for, or CUSTOMER. Raises UsageError for a day that is not earlier,
    or one before all data.
    """

    store: FactsStore
    later: Answer
    since: date
    by: str | None = None

    def __post_init__(self) -> None:
        """Refuse days that leave nothing to compare."""
        first, today = self.store.book.span[0], self.later.facts.as_of
        if self.since >= today:
            raise UsageError(
                f"{self.since} is not before {today}, the day that is looked at: name an earlier day"
            )
        if self.since < first:
            raise UsageError(f"{self.since} is before {first}, the first day with data")

    def answers(self, by: str | None = None) -> tuple[Answer, Answer]:
        """The earlier and the later answer, with what a dimension says of customers."""
        asked = replace(self.later.query, by=None if by in (CUSTOMER, None) else by)
        return self.store.answer(replace(asked, as_of=self.since)), self.store.answer(asked)

    def dimensions(self) -> tuple[str, ...]:
        """By what to split: what was asked for, else by customer and all that the outcome does not decide."""
        fields = self.store.book.fields
        if self.by is None:
            usual = (name for name in fields.dimensions if not fields[name].told_at_end)
            return (CUSTOMER, *usual)
        name = self.by if self.by == CUSTOMER else fields.name_of(self.by)
        if name != CUSTOMER and name not in fields.dimensions:
            raise UsageError(fields.unsplit(self.by))
        return (name,)

    def splits(self, dimensions: Sequence[str], find: Finds, direction: int) -> Splits:
        """The change by each dimension. Raises UsageError where it is split by none at all."""
        found: list[ChangeSplit] = []
        lacking: dict[str, str] = {}
        for by in dimensions:
            named = self._named(by, direction)
            try:
                earlier, later = (find(answer, by) for answer in self.answers(by))
            except UsageError as error:
                lacking[named.title] = str(error)
                continue
            groups = max(earlier.parts.height, later.parts.height)
            if by == CUSTOMER or len(dimensions) == 1 or 1 < groups <= MOST_GROUPS:
                found.append(split(earlier, later, named))
        if not found and lacking:
            raise UsageError(next(iter(lacking.values())))
        return Splits(tuple(found), tuple(f"not by {title}: {why}" for title, why in lacking.items()))

    def _named(self, by: str, direction: int) -> SplitBy:
        customers, reps = self.later.facts.customers, self.later.facts.reps
        if by == CUSTOMER:
            number = pl.col("customer").cast(pl.String).alias("part")
            people = customers.select(number, pl.col("customer_id").alias("id"), "name")
            return SplitBy(by, "Customer", direction, people)
        people = reps.select(pl.col("rep_id").alias("part"), pl.col("rep_id").alias("id"), "name")
        return SplitBy(by, self.store.book.fields[by].title, direction, people if by == REP else None)
