"""Fields that cost too much to compute for every question: added to the facts where a question names them.

What computes them is imported then, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import MONEY_SCALE
from holdfast.rows.numbered import beside, filled
from holdfast.schema.fields import FIELD_NAMES, FORECAST_FIELDS
from holdfast.scores.marks import MARK, MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds


@dataclass(frozen=True)
class Group:
    """Fields that come from one computation over the facts of a date, row by row beside them."""

    dtypes: Mapping[str, pl.DataType]
    compute: Callable[[Book, date, pl.DataFrame, Thresholds], pl.DataFrame]


def _forecast(book: Book, as_of: date, _facts: pl.DataFrame, _thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.facts.worth.forecast import forecast  # noqa: PLC0415 - seldom named
    from holdfast.facts.worth.margins import margins  # noqa: PLC0415

    models = forecast(book, as_of).customers
    margin = margins(book, as_of).shares.get_column("margin")
    value = pl.col("future_revenue") * margin * MONEY_SCALE
    return models.select("p_alive", "expected_orders", value.round().cast(pl.Int64).alias("clv"))


def _engagement(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.scores.engagement import engagement  # noqa: PLC0415

    return engagement(book, as_of, facts, thresholds).select("engagement", "engagement_coverage")


def _health(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.scores.health import health  # noqa: PLC0415

    return health(book, as_of, facts, thresholds).select("health", "health_coverage", "hurts_most")


def _comments(book: Book, as_of: date, facts: pl.DataFrame, _thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.facts.answers import comments  # noqa: PLC0415

    if not book.has("surveys"):
        return pl.DataFrame({"comment": filled(None, facts.height, pl.String)})
    return beside(comments(book.visible("surveys", as_of)), facts.height)


def _silence(book: Book, as_of: date, facts: pl.DataFrame, _thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.facts.lost.leaving import with_record_window  # noqa: PLC0415
    from holdfast.facts.lost.signs import signs  # noqa: PLC0415

    gone = facts.filter(pl.col("state").is_in(("lost", "closed")) & pl.col("lost_on").is_not_null())
    told = signs(book, as_of, with_record_window(book, gone))
    return beside(told.select("customer", "silent"), facts.height)


def _priority(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.scores.priority import priorities  # noqa: PLC0415

    return priorities(book, as_of, facts, thresholds)


def _loyalty(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    from holdfast.scores.loyalty import loyalty  # noqa: PLC0415

    return loyalty(book, as_of, facts, thresholds).select(MARKS)


GROUPS: Final[Mapping[str, Group]] = MappingProxyType(
    {
        "forecast": Group(
            dict(zip(FORECAST_FIELDS, (pl.Float64(), pl.Float64(), pl.Int64()), strict=True)), _forecast
        ),
        "engagement": Group({"engagement": pl.Float64(), "engagement_coverage": pl.Float64()}, _engagement),
        "health": Group(
            {"health": pl.Float64(), "health_coverage": pl.Float64(), "hurts_most": pl.String()}, _health
        ),
        "loyalty": Group(dict.fromkeys(MARKS, MARK), _loyalty),
        "silence": Group({"silent": pl.String()}, _silence),
        "comments": Group({"comment": pl.String()}, _comments),
        "priority": Group(
            {
                "loss_rate": pl.Float64(),
                "rate_status": pl.String(),
                "expected_loss": pl.Int64(),
                "priority": pl.Int64(),
            },
            _priority,
        ),
    }
)
"""Every group by name."""

DTYPES: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {name: dtype for group in GROUPS.values() for name, dtype in group.dtypes.items()}
)
"""Type of every field on demand."""


def groups_named(names: Iterable[str]) -> frozenset[str]:
    """The groups that hold any of these fields or aliases."""
    fields = {FIELD_NAMES.get(name, name) for name in names}
    return frozenset(name for name, group in GROUPS.items() if not fields.isdisjoint(group.dtypes))
