"""What `diff` and the digest get: frozen, with the columns that are the contract of their JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.answers.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.figures import Figure
    from holdfast.views.risk.changes import FlagChanges

CUSTOMER_CHANGES: Final = ("new", "returned", "lost", "reassigned", "state", "risk")
"""What may have become of a customer, in the order in which it is listed.

`new`, `returned` and `lost` are those of the figures `customers.new`, `.returned` and `.lost`; `reassigned`
has another rep, `state` another state without being one of the first three, `risk` another worst flag.
"""

CUSTOMER_CHANGE: Final = pl.Enum(CUSTOMER_CHANGES)

CUSTOMER_SCHEMA: Final = pl.Schema(
    {
        "change": CUSTOMER_CHANGE,
        "customer_id": pl.String(),
        "name": pl.String(),
        "rep": pl.String(),
        "before": pl.String(),
        "after": pl.String(),
        "revenue_before": pl.Float64(),
        "revenue": pl.Float64(),
    }
)
"""A row for each change of a customer: a customer may have several. Money in currency units a year."""

FIGURE_SCHEMA: Final = pl.Schema(
    {
        "id": pl.String,
        "unit": pl.String,
        "before": pl.Float64,
        "low_before": pl.Float64,
        "high_before": pl.Float64,
        "status_before": pl.String,
        "after": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "status": pl.String,
        "difference": pl.Float64,
        "beyond": pl.Boolean,
    }
)
"""A row for each figure that could be told on a day.

`beyond`: the intervals of both days lie apart; null where one of them has none.
"""


@dataclass(frozen=True)
class CustomerCounts:
    """Customers from the close of one day to that of another: start + new + returned − lost = end.

    All None where the book has nothing that tells who is active.
    """

    start: int | None
    new: int | None
    returned: int | None
    lost: int | None
    end: int | None

    @property
    def told(self) -> Mapping[str, int | None]:
        """By name, in order."""
        return {
            "start": self.start,
            "new": self.new,
            "returned": self.returned,
            "lost": self.lost,
            "end": self.end,
        }


@dataclass(frozen=True, eq=False)
class BookChanges:
    """What changed from the close of `since` to that of the as-of date, of the customers chosen then.

    `customers` as CUSTOMER_SCHEMA, `figures` as FIGURE_SCHEMA; `figures_of` pairs the figures of both days by
    id. Figures are over the period of the query as each day has it.
    """

    moment: Moment
    since: date
    counts: CustomerCounts
    customers: pl.DataFrame
    flags: FlagChanges
    figures: pl.DataFrame
    figures_of: Mapping[str, tuple[Figure, Figure]]
