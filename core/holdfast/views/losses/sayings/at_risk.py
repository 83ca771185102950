"""Time at risk after something was said: how many losses fall into it, and how many its own kind of time has.

The unit is a day of a customer who had said something, never a saying: who says a thing twenty times is at
risk for no more days, and is lost once. A day counts for a phrase as long as what was said on a day before
still speaks. Days are compared with days of the same stratum alone: the same kinds of texts heard, about as
much of it, in the same stretch of time. Losses then fall on the days with the phrase as its share of
the days of their strata gives, where the phrase says nothing (the log-rank test of a covariate that changes,
Mantel 1966; Breslow & Day 1987, observed and expected events by person-time).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = 3
"""Kinds of what is said; a customer is compared with those who spoke in the same ones."""

LEAST_DAYS: Final = 5_000
"""A stratum takes in quarter after quarter until it has so many days: some fifty customers of one."""

_AMOUNTS: Final = tuple(2**power for power in range(1, 21))
"""Where the bands of how much was said begin: within one some say up to four times as much as others."""
_UNIT: Final = 2**32
"""Expected losses are whole numbers of this fraction of one: their sums hang on no order of rows."""
_SHIFT: Final = 2**32
_HEARD: Final = tuple(f"heard_{kind}" for kind in range(KINDS))
_MOVES: Final = ("risk", "lost", "size", *_HEARD)


@dataclass(frozen=True, eq=False)
class TimeAtRisk:
    """The days at risk of customers who had said something, as running sums over their turns.

    `places` Int64: customer and day of each turn, rising; `sums`: `days`, `lost` and `expected` Int64 (the
    latter in parts of 2⁻³²) before each. `losses`: how many there are.
    """

    places: pl.Series
    sums: pl.DataFrame
    losses: int

    def between(self, first: pl.Series, after: pl.Series) -> pl.DataFrame:
        """`days`, `lost`, `expected` from one turn to another, both by number."""
        return self.sums.select(pl.all().gather(after) - pl.all().gather(first))


def time_at_risk(heard: pl.DataFrame, spells: pl.DataFrame, marks: Sequence[int]) -> TimeAtRisk:
    """The days on which customers were at risk while something that they had said spoke.

    `heard`: `customer` UInt32, `kind` Int8 below KINDS, `begins` and `ends` Int32 (the first day on which it
    speaks, and the first on which it does not), `size` how much was said. `spells`: `customer`, `begins`
    and `ends` Int32 of days on which a customer may be lost, `lost` Int32: 1 where it was on the last of
    them. `marks`: the first day of every quarter, between whose stretches of time strata may change.
    """
    turns = _turns(heard, spells, marks)
    known = pl.col("place") // _SHIFT == pl.col("place").shift(-1) // _SHIFT
    speaks = (pl.col("risk") > 0) & pl.any_horizontal(pl.col(name) > 0 for name in _HEARD)
    length = pl.col("place").shift(-1) - pl.col("place")
    stretches = turns.with_columns(
        pl.when((known & speaks).fill_null(value=False)).then(length).otherwise(0).alias("days"),
        pl.col("lost").shift(-1, fill_value=0).alias("lost"),
        sum(((pl.col(name) > 0).cast(pl.Int64) * 2**bit for bit, name in enumerate(_HEARD)), pl.lit(0)).alias(
            "kinds"
        ),
        _band(pl.col("size")).alias("band"),
        (pl.col("place") % _SHIFT).alias("day"),
    )
    counted = stretches.select(
        "kinds",
        "band",
        "days",
        pl.when(pl.col("days") > 0).then("lost").otherwise(0).alias("lost"),
        pl.Series(list(marks), dtype=pl.Int64)
        .search_sorted(stretches.get_column("day"), "right")
        .alias("quarter"),
    )
    rates = _rates(counted)
    per_day = counted.join(rates, on=["kinds", "band", "quarter"], how="left", maintain_order="left")
    expected = (pl.col("days") * pl.col("rate").fill_null(0) * _UNIT).round().cast(pl.Int64)
    sums = per_day.select("days", "lost", expected.alias("expected")).select(
        pl.all().cum_sum().shift(1, fill_value=0)
    )
    return TimeAtRisk(turns.get_column("place"), sums, int(counted.get_column("lost").sum()))


def phrases_at_risk(time: TimeAtRisk, heard: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """What came of the days on which a phrase spoke, by phrase and customer.

    `heard` as above, its rows by customer and `begins`; `said`: `phrase` UInt32 and `saying` UInt32, a row of
    `heard`, sorted. Returns `phrase`, `customer`, `days`, `lost`, `expected` Int64 (parts of 2⁻³²).
    """
    turns = heard.select(
        time.places.search_sorted(_place("begins", heard)).cast(pl.UInt32).alias("first"),
        time.places.search_sorted(_place("ends", heard)).cast(pl.UInt32).alias("after"),
        "customer",
    )
    rows = said.select("phrase").hstack(turns[said.get_column("saying")].get_columns())
    # What is said again while it still speaks only makes it speak for longer.
    same = (pl.col("phrase") == pl.col("phrase").shift(-1)) & (
        pl.col("customer") == pl.col("customer").shift(-1)
    )
    until = pl.when(same).then(pl.min_horizontal("after", pl.col("first").shift(-1))).otherwise("after")
    rows = rows.with_columns(until.alias("after"))
    came = time.between(rows.get_column("first"), rows.get_column("after"))
    return (
        rows.select("phrase", "customer")
        .hstack(came.get_columns())
        .group_by("phrase", "customer")
        .agg(pl.col("days", "lost", "expected").sum())
        .filter(pl.col("days") > 0)
    )


def whole(expected: pl.Expr) -> pl.Expr:
    """Expected losses, Float64, from their parts."""
    return expected / _UNIT


def _turns(heard: pl.DataFrame, spells: pl.DataFrame, marks: Sequence[int]) -> pl.DataFrame:
    """Each day on which anything about a customer changes, and how it stands from then on.

    `place` Int64, sorted; `risk`, `size` and _HEARD as they stand; `lost` as it is counted on that day.
    """
    of_speakers = spells.join(heard.select("customer").unique(), on="customer", how="semi")
    kinds = [(pl.col("kind") == kind).cast(pl.Int64).alias(name) for kind, name in enumerate(_HEARD)]
    size, risk = pl.col("size").cast(pl.Int64).alias("size"), pl.lit(1, dtype=pl.Int64).alias("risk")
    quarters = (
        of_speakers.select("customer")
        .unique()
        .join(pl.DataFrame({"begins": pl.Series(list(marks), dtype=pl.Int32)}), how="cross")
    )
    parts = [
        heard.select(_key("begins"), size, *kinds),
        heard.select(_key("ends"), -size, *(-kind for kind in kinds)),
        of_speakers.select(_key("begins"), risk),
        of_speakers.select(_key("ends"), -risk, pl.col("lost").cast(pl.Int64)),
        quarters.select(_key("begins")),
    ]
    moves = pl.concat(parts, how="diagonal").group_by("place").agg(pl.col(_MOVES).fill_null(0).sum())
    stand = [pl.col(name).cum_sum() for name in _MOVES if name != "lost"]
    return moves.sort("place").with_columns(stand)


def _rates(counted: pl.DataFrame) -> pl.DataFrame:
    """Losses per day of each stratum, for `kinds`, `band` and `quarter`."""
    cell = ["kinds", "band"]
    quarters = (
        counted.filter(pl.col("days") > 0)
        .group_by(*cell, "quarter")
        .agg(pl.col("days", "lost").sum())
        .sort(*cell, "quarter")
    )
    before = pl.col("days").cum_sum().over(cell) - pl.col("days")
    block = (before // LEAST_DAYS).alias("block")
    stratum = [*cell, "block"]
    rate = pl.col("lost").sum().over(stratum) / pl.col("days").sum().over(stratum)
    return quarters.with_columns(block).select(*cell, "quarter", rate.alias("rate"))


def _band(size: pl.Expr) -> pl.Expr:
    """How much was said, by _AMOUNTS."""
    return pl.sum_horizontal((size >= amount).cast(pl.Int64) for amount in _AMOUNTS)


def _key(day: str) -> pl.Expr:
    return (pl.col("customer").cast(pl.Int64) * _SHIFT + pl.col(day)).alias("place")


def _place(day: str, heard: pl.DataFrame) -> pl.Series:
    return heard.select(_key(day)).to_series()
