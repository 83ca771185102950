"""What the pane of reps gets: frozen results, already computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.figures import BesideRest, Figure
    from holdfast.statistics.sequential.prospect import Knowable


@dataclass(frozen=True)
class RepRow:
    """One rep as of a date, with the customers they hold or left behind.

    `kept` of `held_at_start` customers that were active at the start of the period, attributed to the rep
    who held them 90 days before the loss (or before the period's end). Money in currency units a year.
    `kept_adjusted`: the same for its mix of segments; `churn_oe` lost observed ÷ expected, between `oe_low`
    and `oe_high` (metrics/reps/standardised.py). `left`: the last day here. `customers` held, active or not;
    `orphaned` are active. `flags` open and the `worst` severity among the customers held or left behind.
    `prompts`: what the open flags of the rep say, worst first, and `prompt` the severity of the worst.
    `beside`: `kept` minus that of all other reps; `knowable`: when `churn_oe` can be told apart from 1.
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
    beside: BesideRest | None = None
    knowable: Knowable | None = None


@dataclass(frozen=True)
class RepsView:
    """Rep retention: headline figures, who stayed and who left, and a row per rep."""

    figures: Mapping[str, Figure]
    stayed: tuple[str, ...]
    departed: tuple[str, ...]
    rows: tuple[RepRow, ...]
    locked: str | None = None
