"""What is looked at for a break: events by step and part, and who could have had one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from holdfast.statistics.breaks.change import FEWEST
from holdfast.statistics.breaks.walk import Series

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

EVENTS = {"part": pl.String, "customer": pl.UInt32, "day": pl.Date, "step": pl.Int64}
"""Columns of the events that are counted."""

AT_RISK = {"part": pl.String, "step": pl.Int64, "change": pl.Int64}
"""Columns of the changes of who is at risk."""


@dataclass(frozen=True, eq=False)
class CountedParts:
    """Losses by day, or how often a flag was raised by month, of each part of a book.

    `days`: the day of each step. `groups`: parts with enough events to be judged; `rest`: all others
    together; `totals`: events of every part. `events`: what was counted, as EVENTS.
    """

    days: tuple[date, ...]
    groups: Mapping[str, Series]
    rest: Series
    totals: Mapping[str, int]
    events: pl.DataFrame


def counted(days: tuple[date, ...], events: pl.DataFrame, at_risk: pl.DataFrame) -> CountedParts:
    """Events and changes of who is at risk (as AT_RISK, no step after the last) by step and part."""
    parts = pl.concat([events.select("part"), at_risk.select("part")]).unique().sort("part")
    found = events.group_by("part").len().join(parts, on="part", how="right").sort("part")
    totals = dict(found.select("part", pl.col("len").fill_null(0)).iter_rows())
    # A dimension may have thousands of parts, of which few can be judged.
    judged = pl.Series("part", [part for part, total in totals.items() if total >= FEWEST], dtype=pl.String)
    named = pl.when(pl.col("part").is_in(judged.implode())).then("part").alias("part")
    happened = events.group_by(named, "step").agg(pl.len().cast(pl.Int64).alias("value"))
    changed = at_risk.group_by(named, "step").agg(pl.col("change").sum().alias("value"))
    counts, changes = _by_part(happened, len(days)), _by_part(changed, len(days))
    none = [0] * len(days)

    def series(part: str | None) -> Series:
        exposure = accumulate(changes.get(part, none))
        return Series(tuple(counts.get(part, none)), tuple(map(float, exposure)))

    return CountedParts(days, {part: series(part) for part in judged}, series(None), totals, events)


def _by_part(values: pl.DataFrame, steps: int) -> dict[str | None, list[int]]:
    found: dict[str | None, list[int]] = {}
    for part, step, value in values.iter_rows():
        found.setdefault(part, [0] * steps)[step] += value
    return found
