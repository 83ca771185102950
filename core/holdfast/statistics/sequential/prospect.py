"""What a comparison that cannot tell yet has before it. Like views/results.py it needs no polars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date

HORIZON_YEARS: Final = 10
"""Nobody waits for longer, and no rate holds for as long."""

Prospect = Literal["told", "later", "never", "few"]


@dataclass(frozen=True)
class Knowable:
    """When a comparison can tell, if the rates and the pace of the days so far hold.

    `prospect`: told (it does already), later (by `day`), never (not within HORIZON_YEARS), few (there are too
    few cases to say). `day`: the first on which the interval leaves out no difference in four of five such
    books (80 % power). `needed`: so many of the first group must be followed by then, those so far included,
    None where nothing is counted or nothing differs. `pace`: events a year in the first group.
    """

    prospect: Prospect
    day: date | None = None
    needed: int | None = None
    pace: float | None = None


TOO_FEW: Final = Knowable("few")
