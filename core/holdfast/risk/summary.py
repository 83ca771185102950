"""The flags over many customers: how many, how much money, and every raised flag as a row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.money import to_units, units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import SEVERITY, money_column
from holdfast.risk.evidence import evidence
from holdfast.risk.states import FlagSummary
from holdfast.risk.thresholds.advice import advice
from holdfast.risk.thresholds.thresholds import NO_PRESET
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from holdfast.risk.flag import AnyFlag

_NOTHING_LOCKED: Final[Mapping[str, str]] = MappingProxyType({})


def summarise(
    facts: pl.DataFrame, locked: Mapping[str, str] = _NOTHING_LOCKED, preset: str = NO_PRESET
) -> tuple[FlagSummary, ...]:
    """Every flag over these customers, worst first; what cannot be told at all comes last.

    `facts`: evaluated facts with `revenue` (money). `locked`: what each impossible flag lacks (needs.locked).
    `preset`: the industry whose advice is given.
    Order: open flags by severity, then money, then the order of the catalog.
    """
    totals = facts.select(_all_measures()).row(0, named=True)
    summaries = [_summary(flag, totals, locked.get(flag.id), preset) for flag in FLAGS.values()]
    return tuple(
        sorted(
            summaries,
            key=lambda flag: (flag.locked is not None, -SEVERITIES.index(flag.severity), -flag.money),
        )
    )


def summary_of(
    flag: AnyFlag, facts: pl.DataFrame, locked: str | None, preset: str = NO_PRESET
) -> FlagSummary:
    """One flag over these customers, as in `summarise`."""
    return _summary(flag, facts.select(_measures(flag)).row(0, named=True), locked, preset)


@cache
def _all_measures() -> tuple[pl.Expr, ...]:
    return tuple(measure for flag in FLAGS.values() for measure in _measures(flag))


def _measures(flag: AnyFlag) -> tuple[pl.Expr, ...]:
    level = pl.col(flag.column)
    raised = level > 0
    return (
        raised.sum().alias(f"count_{flag.id}"),
        # Few rows are raised: picking them takes a quarter of what weighing every row with 0 or 1 does.
        stake(flag).filter(raised).sum().alias(f"money_{flag.id}"),
        level.count().alias(f"evaluated_{flag.id}"),
        level.max().alias(f"worst_{flag.id}"),
    )


def _summary(flag: AnyFlag, totals: Mapping[str, Any], locked: str | None, preset: str) -> FlagSummary:
    """Severity is the worst one open, `none` where the flag is open for nobody."""
    return FlagSummary(
        id=flag.id,
        name=flag.name,
        severity=SEVERITIES[totals[f"worst_{flag.id}"] or 0],
        count=totals[f"count_{flag.id}"],
        money=units(totals[f"money_{flag.id}"]),
        evaluated=totals[f"evaluated_{flag.id}"],
        play=advice(flag.id, preset),
        locked=locked,
    )


def stake(flag: AnyFlag) -> pl.Expr:
    """Money at stake under a flag, over evaluated facts: its own, else the revenue of the customer."""
    return pl.col(money_column(flag) if "money" in flag.numbers else "revenue")


def flag_rows(
    facts: pl.DataFrame, raised: Mapping[str, pl.DataFrame], currency: str, preset: str = NO_PRESET
) -> pl.DataFrame:
    """Every raised flag as a row, worst first, then by money, subject and flag.

    `facts`: evaluated facts with `customer`, `customer_id` and `revenue` (money); flags of other customers in
    `raised` (of the same evaluation) are left out.
    Returns `flag`, `subject` (customer id), `severity` Enum, `evidence`, `first_seen` Date, `money`
    (currency units, Float64), `play` (as the industry of the preset does it).
    """
    rows = [
        raised_rows(FLAGS[flag_id], facts, seen, currency, preset).drop("customer")
        for flag_id, seen in raised.items()
    ]
    return worst_first(pl.concat([NO_ROWS, *rows]))


def worst_first(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of flags, worst first, then by money, subject and flag."""
    return rows.sort(_WORST_FIRST, descending=_WORST_DESCENDING, nulls_last=True)


def first_to_call(rows: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Rows of flags as customers deserve a call, then worst first.

    `order`: `subject` (customer id), `deadline` Date and `first` (the more, the earlier) of customers. Flags
    of other subjects, such as reps, stand behind.
    """
    known = rows.join(order, on="subject", how="left", maintain_order="left")
    keys, descending = ["deadline", "first", *_WORST_FIRST], [False, True, *_WORST_DESCENDING]
    return known.sort(keys, descending=descending, nulls_last=True).select(rows.columns)


_WORST_FIRST: Final = ("severity", "money", "subject", "flag")
_WORST_DESCENDING: Final = (True, True, False, False)


def raised_rows(
    flag: AnyFlag, facts: pl.DataFrame, seen: pl.DataFrame, currency: str, preset: str = NO_PRESET
) -> pl.DataFrame:
    """The rows of one flag as in `flag_rows`, with `customer` UInt32 before them, by customer."""
    of_customers = facts.select("customer", "customer_id", "revenue")
    open_rows = seen.join(
        of_customers, on="customer", how="inner", maintain_order="left", suffix="_of_customer"
    )
    revenue = "revenue_of_customer" if "revenue" in flag.numbers else "revenue"
    return open_rows.select(
        "customer",
        pl.lit(flag.id).alias("flag"),
        pl.col("customer_id").alias("subject"),
        pl.col("severity").cast(pl.UInt8).cat.to(SEVERITY),
        evidence(flag, open_rows, currency),
        pl.col("since").alias("first_seen"),
        to_units(pl.col("money" if "money" in flag.numbers else revenue)).alias("money"),
        pl.lit(advice(flag.id, preset)).alias("play"),
    )


NO_ROWS: Final = pl.DataFrame(
    schema={
        "flag": pl.String,
        "subject": pl.String,
        "severity": SEVERITY,
        "evidence": pl.String,
        "first_seen": pl.Date,
        "money": pl.Float64,
        "play": pl.String,
    }
)
"""The columns of a list of raised flags."""
