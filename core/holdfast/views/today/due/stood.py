"""How customers and reps stand while something is written about them: their open flags, what is at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.money import units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.summary import stake
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer

Stood = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids of the open flags, worst first, and each as `F01:high:84213`, its money in whole units."""


def customers_stood(answer: Answer, customers: Sequence[int]) -> Mapping[int, Stood]:
    """How customers stand, by number."""
    if not customers:
        return {}
    facts = answer.facts.customers[list(customers)]
    levels = facts.select(flag.column for flag in FLAGS.values()).rows()
    stakes = facts.select(stake(flag).alias(flag.id) for flag in FLAGS.values()).rows()
    return {
        customer: _told(level_of, stake_of)
        for customer, level_of, stake_of in zip(customers, levels, stakes, strict=True)
    }


def _told(levels: Sequence[int | None], stakes: Sequence[int | None]) -> Stood:
    found = sorted(
        (-level, place, flag) for place, (flag, level) in enumerate(zip(FLAGS, levels, strict=True)) if level
    )
    return (
        tuple(flag for *_, flag in found),
        tuple(f"{flag}:{SEVERITIES[-minus]}:{units(stakes[place] or 0):.0f}" for minus, place, flag in found),
    )


def rep_stood(prompts: pl.DataFrame, rep_id: str) -> Stood:
    """How a rep stands. `prompts`: the open flags of reps, with the columns of `summary.flag_rows`."""
    mine = prompts.filter(pl.col("subject") == rep_id)
    told = mine.select("flag", pl.col("severity").cast(pl.String), "money").rows()
    return (
        tuple(flag for flag, *_ in told),
        tuple(f"{flag}:{severity}:{money or 0:.0f}" for flag, severity, money in told),
    )
