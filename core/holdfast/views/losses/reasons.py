"""Losses by reason and by group, and by what the customers said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.signs import SIGNS
from holdfast.metrics.evaluate import group_label
from holdfast.metrics.shares import share_figure
from holdfast.money import units
from holdfast.timeline import add_months
from holdfast.views.losses.results import LossGroup, LossReason, SignCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.figures import Figure
    from holdfast.timeline import Period

BY_REASON: Final = "retention.by_reason"
SILENT: Final = "attrition.silent"
MOST_QUARTERS: Final = 8
"""Of a longer period, the last so many."""


def quarters_of(period: Period) -> tuple[str, ...]:
    """The calendar quarters a period touches, oldest first, as a period is typed."""
    last = period.last_day
    day = last.replace(month=3 * ((last.month - 1) // 3) + 1, day=1)
    found: list[str] = []
    while len(found) < MOST_QUARTERS:
        found.append(f"{day.year}Q{(day.month + 2) // 3}")
        if day <= period.start:
            break
        day = add_months(day, -3)
    return tuple(reversed(found))


def quarter(day: pl.Expr) -> pl.Expr:
    """`2025Q2` for a day."""
    return pl.format("{}Q{}", day.dt.year(), day.dt.quarter())


def by_quarter(days: pl.DataFrame, quarters: tuple[str, ...]) -> tuple[int, ...]:
    """How many rows with the Date `lost_on` fall into each quarter."""
    counts = dict(days.group_by(quarter(pl.col("lost_on")).alias("quarter")).agg(pl.len()).iter_rows())
    return tuple(int(counts.get(name, 0)) for name in quarters)


def loss_reasons(losses: pl.DataFrame, quarters: tuple[str, ...]) -> tuple[LossReason, ...]:
    """Losses (facts/lost/customers.py) by reason, the most frequent first, those without one last."""
    found = [
        LossReason(
            reason=reason,
            lost=part.height,
            revenue=units(int(part.get_column("revenue_before").sum())),
            share=share_figure(BY_REASON, part.height, losses.height),
            recoverable=part.item(0, "recoverable"),
            quarters=by_quarter(part, quarters),
        )
        for (reason,), part in losses.partition_by("reason", as_dict=True, maintain_order=True).items()
    ]
    return tuple(sorted(found, key=lambda one: (one.reason is None, -one.lost, one.reason or "")))


def sign_counts(losses: pl.DataFrame) -> tuple[SignCount, ...]:
    """Silent, said, each kind of sign that was given, and whom no log could tell of."""
    told = losses.filter(pl.col("silent") != "unknown").height
    parts = [*(("silent", pl.col("silent") == "yes"), ("said", pl.col("silent") == "no"))]
    parts += [(sign, pl.col(sign).is_not_null()) for sign in SIGNS]
    found = [_sign_count(losses.filter(holds), part, told) for part, holds in parts]
    unknown = _sign_count(losses.filter(pl.col("silent") == "unknown"), "unknown", None)
    return (*found, unknown) if unknown.customers else tuple(found)


def _sign_count(part: pl.DataFrame, name: str, told: int | None) -> SignCount:
    share = None if told is None else share_figure(SILENT, part.height, told)
    return SignCount(name, part.height, units(int(part.get_column("revenue_before").sum())), share)


def loss_groups(
    losses: pl.DataFrame, by: str, rates: Iterable[Figure], unexplained: str
) -> tuple[LossGroup, ...]:
    """Groups with a loss, the most losses first; `rates`: churn of each group, `unexplained`: no reason."""
    of_group: Mapping[str | None, Figure] = {figure.group: figure for figure in rates}
    grouped = losses.with_columns(group_label(by))
    found = []
    for (name,), part in grouped.partition_by("group", as_dict=True, maintain_order=True).items():
        group = str(name)
        rate = of_group.get(group) or share_figure("churn.customers", 0, 0, group=group)
        revenue = units(int(part.get_column("revenue_before").sum()))
        found.append(LossGroup(group, part.height, revenue, rate, _first_reasons(part, unexplained)))
    return tuple(sorted(found, key=lambda one: (-one.lost, one.group)))


def _first_reasons(part: pl.DataFrame, unexplained: str) -> tuple[tuple[str, int], ...]:
    counts = (
        part.group_by(pl.col("reason").fill_null(unexplained))
        .agg(pl.len().alias("count"))
        .sort("count", "reason", descending=[True, False])
    )
    return tuple((str(reason), int(count)) for reason, count in counts.iter_rows())
