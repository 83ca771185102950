"""What a risk flag is: its declaration, its limits, its rule, its sentence and its rows, in one value."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import polars as pl

from holdfast.risk.names import FLAG_NAMES, Subject
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from holdfast.facts.states import State
    from holdfast.risk.scope.scope import RuleScope

CLEAR: Final = SEVERITIES.index("none")
OPPORTUNITY: Final = SEVERITIES.index("opportunity")
INFO: Final = SEVERITIES.index("info")
WATCH: Final = SEVERITIES.index("watch")
HIGH: Final = SEVERITIES.index("high")
CRITICAL: Final = SEVERITIES.index("critical")

IS_AT_RISK: Final = pl.col("risk") >= SEVERITIES[HIGH]
"""Customers with at least one high or critical flag, over evaluated facts."""

Limits = TypeVar("Limits")


@dataclass(frozen=True)
class Flag(Generic[Limits]):
    """One risk flag.

    What it is called and asks for stands in `names.py`. `severities` are those it can have, mildest first.
    `needs` lists alternatives: each inner tuple is a set of tables that together make it possible.
    `rule` and `guard` are the definition in words, shown by `holdfast explain`. They name their limits, as
    `{watch}` or `{minimum_orders|order|orders}`; `threshold_words.filled` puts in those in force.
    `limits` is the frozen dataclass of its thresholds, the section `[id]` of `thresholds/*.toml`.
    `numbers` are the columns of its evidence besides `since`; Int64 is money. A column called `money`
    says what is at stake where that is not the revenue of the customer.
    `evaluate` answers with one row per row of `scope.facts`, in their order: `severity` (index into
    SEVERITIES, 0 clear, null not evaluated), `since` (Date, the first day it has been open without
    interruption, null where the rule cannot tell) and the columns of `numbers`.
    `details` gives those of them that `evaluate` leaves out, for the raised alone: looking at the past of
    everybody would cost more than the rule. It takes `customer` (of reps `rep_id`), rising, with all that
    `evaluate` answered of them, and gives at most one row per `customer`.
    `sentence` makes the evidence, in the language chosen, over those columns and, for money and for the names
    in `quoted`, `<name>_words`. It begins with the point: a list shows only the beginning.
    `behind` gives the rows of one customer (number) that raised it, for the screen.
    `states` are those of the customers that can have it, of `fields.STATES`; nobody else is judged. Nobody
    can be kept who is gone, so they are the active ones alone unless it says otherwise.
    """

    id: str
    severities: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    rule: str
    guard: str
    limits: type[Limits]
    numbers: Mapping[str, pl.DataType]
    evaluate: Callable[[RuleScope, Limits], pl.DataFrame]
    sentence: Callable[[], pl.Expr]
    behind: Callable[[RuleScope, Limits, int], pl.DataFrame]
    quoted: tuple[str, ...] = ()
    details: Callable[[RuleScope, Limits, pl.DataFrame], pl.DataFrame | pl.LazyFrame] | None = None
    states: tuple[State, ...] = ("active",)

    @property
    def slug(self) -> str:
        """Its word in a filter."""
        return FLAG_NAMES[self.id].slug

    @property
    def name(self) -> str:
        """Its name on the screen, in the language chosen."""
        return FLAG_NAMES[self.id].shown

    @property
    def play(self) -> str:
        """What to do about it, in the language chosen."""
        return FLAG_NAMES[self.id].advice

    @property
    def subject(self) -> Subject:
        """Whom it is about."""
        return FLAG_NAMES[self.id].subject

    @property
    def uses_reps(self) -> bool:
        """Whether it reads the flags of reps, so that it comes after them."""
        return FLAG_NAMES[self.id].uses_reps

    @property
    def column(self) -> str:
        """Its column in the facts: Int8 index into `fields.SEVERITIES`, 0 clear, null not evaluated."""
        return FLAG_NAMES[self.id].column


AnyFlag = Flag[Any]


def limit(words: str, unit: str = "", *, share: bool = False) -> Any:
    """A threshold of a limits dataclass: what it is in words, its unit, whether it is a share of 1."""
    return dataclasses.field(metadata={"words": words, "unit": unit, "share": share})
