"""What a moved figure gets: both its values, and the change split by each dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from holdfast.answers.moment import Moment
    from holdfast.figures import Unit


@dataclass(frozen=True, eq=False)
class ChangeSplit:
    """The change by the parts of one dimension (`by`, called `title`), worst first.

    `parts`: String `part` (an id or a group) and `name`; Float64 `from`, `to`, `effect`, and of a rate `rate`
    and `mix`, else null. Effects add up to the change.
    """

    by: str
    title: str
    parts: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Why:
    """What moved from one day to another: a figure, the number of customers under a flag, or a health.

    `earlier` and `later`: its values on `since` and on the as-of date of `moment`. `direction` as that of a
    metric. `lacking`: why there is no split by something, in words. `in_points`: it is a difference of two
    shares and no share itself.
    """

    moment: Moment
    id: str
    name: str
    unit: Unit
    direction: int
    since: date
    earlier: float
    later: float
    splits: tuple[ChangeSplit, ...]
    lacking: tuple[str, ...] = ()
    in_points: bool = False

    @property
    def change(self) -> float:
        """Later less earlier."""
        return self.later - self.earlier
