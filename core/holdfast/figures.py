"""One figure: a value that is honest about its size, its interval and its state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from holdfast.statistics.sequential.prospect import Knowable

from holdfast.words.interface.sentences import translated

Unit = Literal["ratio", "money", "days", "count", "score", "per_year"]
Parts = Literal["count", "money", "mean", "average"]
"""What was divided: subjects, money, a sum by how many it is of, a count by an average."""
Status = Literal["ok", "few", "n/a", "needs", "hidden", "uncalibrated", "incomplete"]

FEW: Final = 10
"""Below this many subjects the counts come first and the percentage is dimmed."""

HIDDEN_BELOW: Final = 5
"""Figures about people are hidden below this many people."""


@dataclass(frozen=True)
class BesideRest:
    """The share of a group minus that of all other groups together, as a ratio, with its interval.

    `knowable`: when the two can be told apart. `always_valid`: the interval holds at every look together.
    """

    value: float
    low: float
    high: float
    knowable: Knowable
    always_valid: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure of one metric, for one group.

    `value`, `low`, `high`: in `unit` (ratio 0..1 or above, money in currency units, days, a count).
    `numerator`, `denominator`: what was divided, in subjects or currency units; None for plain sums.
    `note`: a sentence where the status is not `ok`, or the basis of the figure. `basis`: what revenue it is
    measured on and how much of it that is, where it could be measured on another. `parts`: what was divided.
    `beside`: of a group, the rest; `knowable`: of what is a comparison itself, when it can tell.
    `always_valid`: `low` and `high` hold at every look together.
    """

    id: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    status: Status = "ok"
    note: str | None = None
    previous: float | None = None
    group: str | None = None
    basis: str | None = None
    parts: Parts = "count"
    beside: BesideRest | None = None
    knowable: Knowable | None = None
    always_valid: bool = False

    @property
    def said(self) -> str | None:
        """The note in the language of the reader; what programs read has it in English."""
        return None if self.note is None else translated(self.note)

    def compared_with(self, previous: Figure | None) -> Figure:
        """The same figure beside its value in the comparison period.

        What stands in for a model that could not be fitted is no comparison for one that could, nor it for
        the stand-in.
        """
        stand_ins = {figure.status == "uncalibrated" for figure in (self, previous) if figure is not None}
        return replace(self, previous=previous.value if previous and len(stand_ins) == 1 else None)
