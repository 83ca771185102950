"""The flags over many customers: how many, how much money, and every raised flag as a row."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.fields import SEVERITIES
from holdfast.money import to_units, units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evidence import evidence
from holdfast.risk.rules import SEVERITY
from holdfast.views.results import FlagSummary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.catalog import Flag

IS_AT_RISK: Final = pl.col("risk") >= "high"
"""Customers with at least one high or critical flag."""

REVENUE_AT_RISK: Final = pl.col("revenue").filter(IS_AT_RISK).sum()
"""Revenue (money) of the customers at risk; each counts once, however many flags are open."""

_NOTHING_LOCKED: Final[Mapping[str, str]] = MappingProxyType({})


def summarise(facts: pl.DataFrame, locked: Mapping[str, str] = _NOTHING_LOCKED) -> tuple[FlagSummary, ...]:
    """Every flag over these customers, worst first; what cannot be told at all comes last.

    `facts`: evaluated facts with `revenue` (money). `locked`: what each impossible flag lacks (needs.locked).
    Order: open flags by severity, then money, then the order of the catalog.
    """
    measures = [measure for flag in FLAGS.values() for measure in _measures(flag)]
    totals = facts.select(measures).row(0, named=True)
    summaries = [_summary(flag, totals, locked.get(flag.id)) for flag in FLAGS.values()]
    return tuple(
        sorted(
            summaries,
            key=lambda flag: (flag.locked is not None, -SEVERITIES.index(flag.severity), -flag.money),
        )
    )


def _measures(flag: Flag) -> tuple[pl.Expr, ...]:
    level = pl.col(flag.column)
    raised = (level > 0).fill_null(value=False)
    return (
        raised.sum().alias(f"count_{flag.id}"),
        (pl.col("revenue") * raised).sum().alias(f"money_{flag.id}"),
        level.count().alias(f"evaluated_{flag.id}"),
        level.max().alias(f"worst_{flag.id}"),
    )


def _summary(flag: Flag, totals: Mapping[str, Any], locked: str | None) -> FlagSummary:
    """Severity is the worst one open, `none` where the flag is open for nobody."""
    return FlagSummary(
        id=flag.id,
        name=flag.name,
        severity=SEVERITIES[totals[f"worst_{flag.id}"] or 0],
        count=totals[f"count_{flag.id}"],
        money=units(totals[f"money_{flag.id}"]),
        evaluated=totals[f"evaluated_{flag.id}"],
        play=flag.play,
        locked=locked,
    )


def flag_rows(facts: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Every raised flag as a row, worst first, then by money, subject and flag.

    `facts`: evaluated facts with `customer_id` and `revenue` (money).
    Returns `flag`, `subject` (customer id), `severity` Enum, `evidence`, `first_seen` Date, `money`
    (currency units, Float64), `play`.
    """
    return pl.concat([_rows_of(flag, facts, currency) for flag in FLAGS.values()]).sort(
        "severity", "money", "subject", "flag", descending=[True, True, False, False], nulls_last=True
    )


def _rows_of(flag: Flag, facts: pl.DataFrame, currency: str) -> pl.DataFrame:
    own = [name for name in facts.columns if name.startswith((f"ev_{flag.id}_", f"since_{flag.id}"))]
    raised = facts.select("customer_id", "revenue", flag.column, *own).filter(pl.col(flag.column) > 0)
    return raised.select(
        pl.lit(flag.id).alias("flag"),
        pl.col("customer_id").alias("subject"),
        pl.col(flag.column).cast(pl.UInt8).cat.to(SEVERITY).alias("severity"),
        evidence(flag.id, raised, currency),
        pl.col(f"since_{flag.id}").alias("first_seen"),
        to_units(pl.col("revenue")).alias("money"),
        pl.lit(flag.play).alias("play"),
    )
