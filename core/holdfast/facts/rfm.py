"""Recency, frequency, money: scores by rank, and the names of their combinations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import polars as pl

Range = tuple[int, int]
ANY: Final = (1, 5)


@dataclass(frozen=True)
class RfmGroup:
    """A named region of scores, both ends of each range inside."""

    name: str
    recency: Range
    frequency: Range
    money: Range = ANY


RFM_GROUPS: Final = (
    RfmGroup("Champions", (4, 5), (4, 5), (4, 5)),
    RfmGroup("Can't lose", (1, 2), (5, 5), (5, 5)),
    RfmGroup("Loyal", (3, 5), (4, 5)),
    RfmGroup("Potential", (4, 5), (2, 3)),
    RfmGroup("New", (4, 5), (1, 1)),
    RfmGroup("Needs attention", (3, 3), (1, 3)),
    RfmGroup("At risk", (1, 2), (3, 5)),
    RfmGroup("Hibernating", (1, 2), (1, 2)),
)
"""The first group that fits names a customer."""

_SCORES: Final = ("rfm_r", "rfm_f", "rfm_m")


def score(value: pl.Expr) -> pl.Expr:
    """1 to 5: ceil(5 · average rank ÷ n), ties sharing their mean rank; null where the value is null."""
    # Mean ranks come in halves, so twice the rank is whole: a quotient of floats can land just above a whole
    # number, and the best of some sizes of book would score 6.
    twice = (2 * value.rank("average")).cast(pl.Int64)
    size = 2 * value.count().cast(pl.Int64)
    return ((5 * twice + size - 1) // size).cast(pl.UInt8)


def rfm_scores() -> tuple[pl.Expr, ...]:
    """`rfm_r`, `rfm_f`, `rfm_m` UInt8 over facts with `last_order`, `orders`, `revenue_total`.

    Only customers with at least one order are ranked.
    """
    bought = pl.col("orders") > 0
    ranked = {
        "rfm_r": pl.col("last_order").to_physical(),
        "rfm_f": pl.col("orders"),
        "rfm_m": pl.col("revenue_total"),
    }
    return tuple(score(pl.when(bought).then(value)).alias(name) for name, value in ranked.items())


def rfm_names() -> tuple[pl.Expr, ...]:
    """`rfm` String such as "455" and `rfm_name` Enum, over the three scores."""
    place = pl.lit(0, dtype=pl.UInt32)
    for column in _SCORES:
        place = place * 5 + (pl.col(column).cast(pl.UInt32) - 1)
    # Looked up rather than written: however many customers there are, there are 125 combinations.
    return tuple(pl.lit(words).gather(place).alias(words.name) for words in _combinations())


@lru_cache(maxsize=1)
def _combinations() -> pl.DataFrame:
    """`rfm` and `rfm_name` of every combination of scores, from 111 to 555."""
    combinations = pl.DataFrame(list(product(range(1, 6), repeat=3)), schema=_SCORES, orient="row")
    recency, frequency, money = (pl.col(column) for column in _SCORES)
    name: pl.Expr = pl.lit(None, dtype=pl.String)
    for group in reversed(RFM_GROUPS):
        fits = (
            recency.is_between(*group.recency)
            & frequency.is_between(*group.frequency)
            & money.is_between(*group.money)
        )
        name = pl.when(fits).then(pl.lit(group.name)).otherwise(name)
    return combinations.select(
        pl.concat_str(_SCORES).alias("rfm"),
        name.cast(pl.Enum([group.name for group in RFM_GROUPS])).alias("rfm_name"),
    )
