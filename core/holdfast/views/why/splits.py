"""Two days beside each other, split by one dimension: parts with their effects, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.statistics.decompose import ENDS, split_rate, split_sum
from holdfast.views.why.results import ChangeSplit

if TYPE_CHECKING:
    from holdfast.views.why.brought import Brought

COLUMNS: Final = ("part", "name", "from", "to", "effect", "rate", "mix")
"""Columns of the parts of a split."""


@dataclass(frozen=True, eq=False)
class SplitBy:
    """A dimension, what it is called, and in which direction the figure is good (0: neither).

    `people`: String `part`, `id` and `name` where parts are customers by number or reps by id, else None.
    """

    by: str
    title: str
    direction: int
    people: pl.DataFrame | None = None


def split(earlier: Brought, later: Brought, named: SplitBy) -> ChangeSplit:
    """The change by what each part brings to it; parts that bring nothing are left out."""
    ends = _side_by_side(earlier.parts, later.parts)
    if earlier.is_rate:
        found = split_rate(ends)
    else:
        nothing = pl.lit(None, pl.Float64)
        found = split_sum(ends).with_columns(rate=nothing, mix=nothing)
    told = _told(found.filter(pl.col("effect") != 0), named.people)
    return ChangeSplit(named.by, named.title, worst_first(told.select(COLUMNS), named.direction))


def worst_first(parts: pl.DataFrame, direction: int) -> pl.DataFrame:
    """What is against the good direction first, where there is none what is largest; then by name."""
    harm = -pl.col("effect") * direction if direction else pl.col("effect").abs()
    return parts.sort([harm, pl.col("name"), pl.col("part")], descending=[True, False, False])


def _side_by_side(earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    both = earlier.rename({"top": "top_from", "bottom": "bottom_from"}).join(
        later.rename({"top": "top_to", "bottom": "bottom_to"}), on="part", how="full", coalesce=True
    )
    # In an order of its own: a join has none.
    return both.with_columns(pl.col(ENDS).fill_null(0.0)).sort("part")


def _told(parts: pl.DataFrame, people: pl.DataFrame | None) -> pl.DataFrame:
    """Ids and names in the place of numbers; a group is its own name."""
    if people is None:
        return parts.with_columns(pl.col("part").alias("name"))
    found = parts.join(people, on="part", how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("id", "part").alias("part"), pl.coalesce("name", "id", "part"))
