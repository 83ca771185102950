"""Intervals by resampling groups: the bootstrap for shares of a total."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

RESAMPLES: Final = 1000
LOW: Final = 0.025
HIGH: Final = 0.975


@dataclass(frozen=True)
class Interval:
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def resampled_shares(groups: pl.DataFrame, total: str, seed: int) -> Mapping[str, Interval]:
    """Every other numeric column but `group` as a share of column `total`, over all groups (rows).

    The interval holds the middle 95 % of the shares when as many groups are drawn with replacement, 1,000
    times, from a generator with a fixed seed. Source: Efron & Tibshirani (1993), An Introduction to the
    Bootstrap, 13.3.
    """
    names = [name for name in groups.columns if name not in (total, "group")]
    dice = random.Random(seed)  # noqa: S311 - resampling, no secret
    size = groups.height
    drawn = pl.Series(dice.choices(range(size), k=size * RESAMPLES), dtype=pl.UInt32)
    which = pl.int_range(size * RESAMPLES, dtype=pl.UInt32, eager=True) // size
    shares = (
        groups.select(total, *names)[drawn]
        .with_columns(which.alias("resample"))
        .group_by("resample")
        .agg(pl.col(name).sum() for name in (total, *names))
        # A draw of groups without anything in them says nothing.
        .filter(pl.col(total) > 0)
        .select(pl.col(name) / pl.col(total) for name in names)
    )
    whole = float(groups.get_column(total).sum())
    found = {}
    for name in names:
        share = shares.get_column(name)
        found[name] = Interval(
            float(groups.get_column(name).sum()) / whole,
            share.quantile(LOW, "linear") or 0.0,
            share.quantile(HIGH, "linear") or 0.0,
        )
    return found
