"""Which phrases more losses came after than chance explains, by what was said and by spells alone.

On 300 simulated books of 300 customers a reason that 30 of them give, of whom half leave, is found
in 99 %; where there is no reason, anything is found in 0.3 to 2.3 % (tests/core/views/losses/sayings).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.statistics.discoveries import discoveries, tail_of_found
from holdfast.statistics.intervals.ratio import RateRatio, excess_chance, rate_ratio
from holdfast.views.losses.sayings.at_risk import phrases_at_risk, time_at_risk, whole
from holdfast.words.phrases.phrases import word_places

if TYPE_CHECKING:
    from collections.abc import Sequence


LEAST_CUSTOMERS: Final = 5
"""A phrase of fewer customers is never told: it would tell of them, not of what drives customers away."""

LEAST_LOSSES: Final = 10
"""Below so many losses after anything was said, no phrase can be told from chance."""

FALSE_RATE: Final = 0.025
"""So large a share of the phrases told may be false, of the bounds of their lifts on each side too."""

ALIKE: Final = 0.8
"""Phrases of which so large a share of the sayings is the same are one: the longest stands for them."""


@dataclass(frozen=True, eq=False)
class Sayings:
    """What may be compared: `rows` `phrase` UInt32 (a number of `phrases`) and `saying` UInt32, sorted.

    `phrases` UInt64 as in words/phrases. `by_basis`: for customers served by a contract and for those who
    only order, whose sayings speak for longer: `heard` (at_risk.py; row i is saying i) and `spells`.
    """

    rows: pl.DataFrame
    phrases: pl.Series
    by_basis: tuple[tuple[pl.DataFrame, pl.DataFrame], ...]

    def pairs(self, phrases: Sequence[int]) -> pl.DataFrame:
        """`phrase` UInt64 and `saying` of some phrases, sorted."""
        known = self.phrases.is_in(pl.Series(list(phrases), dtype=pl.UInt64).implode()).arg_true()
        rows = self.rows.filter(pl.col("phrase").is_in(known.implode()))
        return rows.select(self.phrases.gather(rows.get_column("phrase")), "saying")


@dataclass(frozen=True)
class FoundPhrase:
    """One phrase (UInt64, as in words/phrases): `customers` who said it, `lost` and `expected` after it.

    `ratio`: to the rate of those who said something else, its interval holding for all that were found
    together; `chance`: that so many are lost by chance.
    """

    phrase: int
    customers: int
    lost: int
    expected: float
    ratio: RateRatio
    chance: float


@dataclass(frozen=True)
class Mined:
    """What was found, that with the highest lower bound first; `tried` phrases, `losses` after any saying."""

    found: tuple[FoundPhrase, ...]
    tried: int
    losses: int


def mined(said: Sayings, marks: Sequence[int]) -> Mined:
    """The phrases that go with more losses than chance explains; `marks` as in at_risk.py."""
    parts, losses = [], 0
    for heard, spells in said.by_basis:
        present = heard.get_column("customer").is_in(spells.get_column("customer").unique().implode())
        if not present.any():
            continue
        time = time_at_risk(heard.filter(present), spells, marks)
        losses += time.losses
        rows = said.rows.filter(present.gather(said.rows.get_column("saying")))
        parts.append(phrases_at_risk(time, heard, rows))
    if losses < LEAST_LOSSES:
        return Mined((), 0, losses)
    tried = _tried(pl.concat(parts), said)
    return Mined(_found(tried, said, losses), tried.height, losses)


def _tried(came: pl.DataFrame, said: Sayings) -> pl.DataFrame:
    """One row a phrase of enough customers, one for those said in the very same sayings: the longest."""
    counted = (
        came.group_by("phrase")
        .agg(pl.col("customer").n_unique().alias("customers"), pl.col("lost", "expected").sum())
        .filter(pl.col("customers") >= LEAST_CUSTOMERS)
        .with_columns(whole(pl.col("expected")))
    )
    saying = pl.col("saying").cast(pl.UInt64)
    same = (
        said.rows.join(counted.select("phrase"), on="phrase", how="semi")
        .with_columns(hashed=saying.hash(), again=(saying + 2**33).hash())
        .group_by("phrase")
        .agg(pl.len().alias("sayings"), pl.col("hashed", "again").sum())
    )
    words = length(said.phrases.gather(counted.get_column("phrase")))
    return (
        counted.with_columns(words.alias("words"))
        .join(same, on="phrase")
        .sort("words", "phrase", descending=[True, False])
        .unique(["sayings", "hashed", "again"], keep="first", maintain_order=True)
    )


def length(phrases: pl.Series) -> pl.Series:
    """How many words phrases have."""
    has = [place.is_not_null().cast(pl.Int64) for place in word_places(phrases)]
    return sum(has[1:], start=has[0])


def _found(tried: pl.DataFrame, said: Sayings, losses: int) -> tuple[FoundPhrase, ...]:
    above = tried.filter(pl.col("lost") >= pl.col("expected") + 1).sort("phrase")
    columns = above.select("customers", "lost", "expected").rows()
    chances = [excess_chance(lost, expected, losses) for _, lost, expected in columns]
    count = discoveries(chances, tried.height, FALSE_RATE)
    if not count:
        return ()
    numbers = said.phrases.gather(above.get_column("phrase"))
    tail, limit = tail_of_found(count, tried.height, FALSE_RATE), sorted(chances)[count - 1]
    found = [
        FoundPhrase(phrase, customers, lost, expected, rate_ratio(lost, expected, losses, tail), chance)
        for phrase, (customers, lost, expected), chance in zip(numbers, columns, chances, strict=True)
        if chance <= limit
    ]
    return tuple(sorted(found, key=lambda one: (-one.ratio.low, one.phrase)))


def folded_alike(phrases: Sequence[int], pairs: pl.DataFrame) -> tuple[int, ...]:
    """Of phrases that mean mostly the same sayings the one with the most words, in the order given.

    `pairs`: `phrase` UInt64 and `saying` of these phrases at least, each pair once.
    """
    rows = pairs.filter(pl.col("phrase").is_in(pl.Series(list(phrases), dtype=pl.UInt64).implode()))
    sizes = dict(rows.group_by("phrase").len().iter_rows())
    shared = (
        rows.join(rows, on="saying")
        .filter(pl.col("phrase") < pl.col("phrase_right"))
        .group_by("phrase", "phrase_right")
        .len()
    )
    together = {(one, other): count for one, other, count in shared.iter_rows()}
    words = dict(zip(phrases, length(pl.Series(list(phrases), dtype=pl.UInt64)), strict=True))
    kept: list[int] = []
    for one in sorted(phrases, key=lambda phrase: (-words[phrase], -sizes[phrase], phrase)):
        with_kept = ((together.get((min(one, other), max(one, other)), 0), sizes[other]) for other in kept)
        if all(both < ALIKE * (sizes[one] + size - both) for both, size in with_kept):
            kept.append(one)
    return tuple(one for one in phrases if one in kept)
