"""What the pane of reps gets: frozen results, already computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from holdfast.figures import BesideRest, Figure
    from holdfast.statistics.sequential.prospect import Knowable


class ComparedReps(Protocol):
    """All other reps beside one."""

    def beside(self, row: RepRow) -> BesideRest | None:
        """The share a rep kept beside that of all others."""

    def knowable(self, row: RepRow) -> Knowable | None:
        """When what a rep lost can be told apart from what its mix gives."""


@dataclass(frozen=True)
class RepRow:
    """One rep as of a date, with the customers they hold or left behind.

    `kept` of `held_at_start` customers that were active at the start of the period, attributed to the rep
    who held them 90 days before the loss (or before the period's end). Money in currency units a year.
    `kept_adjusted`: the same for its mix of segments; `churn_oe` lost observed ÷ expected, between `oe_low`
    and `oe_high` (metrics/reps/standardised.py). `left`: the last day here. `customers` held, active or not;
    `orphaned` are active. `flags` open and the `worst` severity among the customers held or left behind.
    `prompts`: what the open flags of the rep say, worst first, and `prompt` the severity of the worst.
    `compared`: what the rep is compared with; a list of hundreds tells it of the one that is looked at.
    """

    rep_id: str
    name: str
    team: str | None
    hired: date | None
    left: date | None
    customers: int
    revenue: float
    held_at_start: int
    kept: Figure
    orphaned: int
    orphaned_revenue: float
    flags: int
    worst: str
    kept_adjusted: float | None = None
    churn_oe: float | None = None
    oe_low: float | None = None
    oe_high: float | None = None
    prompts: tuple[str, ...] = ()
    prompt: str = "none"
    compared: ComparedReps | None = field(default=None, compare=False, repr=False)

    @cached_property
    def beside(self) -> BesideRest | None:
        """`kept` minus that of all other reps."""
        return self.compared.beside(self) if self.compared is not None else None

    @cached_property
    def knowable(self) -> Knowable | None:
        """When `churn_oe` can be told apart from 1."""
        return self.compared.knowable(self) if self.compared is not None else None


@dataclass(frozen=True)
class RepsView:
    """Rep retention: headline figures, who stayed and who left, and a row per rep."""

    figures: Mapping[str, Figure]
    stayed: tuple[str, ...]
    departed: tuple[str, ...]
    rows: tuple[RepRow, ...]
    locked: str | None = None
