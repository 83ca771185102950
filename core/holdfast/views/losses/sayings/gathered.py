"""Texts and spells → what the miner compares: phrases by saying, and how long each saying speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import after
from holdfast.facts.lost.signs import SIGN_DAYS
from holdfast.rows.daily import of_each_day
from holdfast.views.losses.sayings.mined import Sayings

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.timeline import Duration
    from holdfast.words.phrases.phrases import Phrases

SHORT: Final = 8
"""So many phrases a text of four or five words has."""


@dataclass(frozen=True, eq=False)
class PhrasedTexts:
    """Sayings in rows `said` (`customer`, `day`, `kind`, `said` as in texts.py) and the `phrases` in them."""

    said: pl.DataFrame
    phrases: Phrases


def while_active(said: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """Sayings that a loss of their customer may follow, in their order; `spells` as in at_risk.py."""
    speaks_from = pl.col("day").to_physical() + 1
    active = (
        said.with_row_index("saying")
        .join(spells.select("customer", "begins", "ends"), on="customer")
        .filter((speaks_from >= pl.col("begins")) & (speaks_from < pl.col("ends")))
        .get_column("saying")
        .unique()
        .sort()
    )
    return said[active]


def phrases_of(said: PhrasedTexts) -> pl.DataFrame:
    """`phrase` UInt64, `saying` UInt32 (a row of `said`) and `customer`: what each saying has in it."""
    return (
        said.said.select("customer", said.phrases.of_text.alias("text"))
        .with_row_index("saying")
        .join(said.phrases.rows, on="text")
        .select("phrase", "saying", "customer")
    )


def gathered(said: pl.DataFrame, pairs: pl.DataFrame, spells: pl.DataFrame, window: Duration) -> Sayings:
    """What is compared. `pairs` as `phrases_of`; `spells` as in at_risk.py and `served` Boolean.

    A saying speaks for SIGN_DAYS, and of a customer who only orders for the active `window` more: it counts
    as active for that long after its last order, so no loss could follow what it said as it stopped.
    """
    phrases = pairs.get_column("phrase").unique().sort()
    number = phrases.search_sorted(pairs.get_column("phrase")).cast(pl.UInt32)
    rows = pairs.select(number.alias("phrase"), "saying").sort("phrase", "saying")
    told = _sized(said, rows)
    served = pl.col("served")
    by_basis = tuple(
        (_speaking(told, (lambda day: day) if of_service else (lambda day: after(day, window))), part)
        for of_service in (True, False)
        if not (part := spells.filter(served == of_service)).is_empty()
    )
    return Sayings(rows, phrases, by_basis)


def quarters_between(first: date, last: date) -> tuple[int, ...]:
    """The first day of each quarter, that of the first day too, as numbers."""
    begins = first.replace(month=3 * ((first.month - 1) // 3) + 1, day=1)
    return tuple(pl.date_range(begins, last, "3mo", eager=True).to_physical().to_list())


def _sized(said: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The sayings with `size`, how much each says: 1, and 1 more for every SHORT phrases that are in it.

    Who says much has every word oftener. But what a short text says counts as much as another: where all
    write by templates, only those who use one would have as many phrases, and be compared with nobody else.
    """
    sizes = rows.group_by("saying").len("phrases")
    return (
        said.select("customer", "day", "kind")
        .with_row_index("saying")
        .join(sizes, on="saying", how="left", maintain_order="left")
        .with_columns((pl.col("phrases").fill_null(0) // SHORT + 1).alias("size"))
    )


def _speaking(told: pl.DataFrame, stopped: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    day = told.get_column("day")
    ends = of_each_day(day, stopped(pl.col("day"))) + timedelta(days=SIGN_DAYS)
    return told.select(
        "customer",
        "kind",
        (day.to_physical() + 1).alias("begins"),
        (ends.to_physical() + 1).alias("ends"),
        "size",
    )
