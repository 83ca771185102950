"""Bands hold as often as they state, in firms that grow, have a season, bad months and a level that wanders.

By night: 6 books of 60 months in each of two worlds, forecasts of a year made 24 to 12 months before their
end. Of 1872 months the bands of 80 % and 95 % held 92 % and 99 % of revenue (existing customers 91 % and
99 %, new ones 94 % and 99 %), 82 % and 95 % of customers (95 % and 99 %, 97 % and 99 %); of 156 whole years
92 % and 99 %. How much of overlapping forecasts counts was settled on these worlds.
"""

from __future__ import annotations

import polars as pl
import pytest
from tests.core.views.forecast.simulated import World, book_of, held, making

GROWING = World(come=6.0, growth=0.02)
ROUGH = World(growth=0.015, season=0.3, shock=0.1, drift=0.03)


def shares(found: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """By part, how many months the bands of 80 % and 95 % held."""
    by_part = (
        found.filter(pl.col("h") > 0).group_by("part").agg(pl.col("in_80").mean(), pl.col("in_95").mean())
    )
    return {part: (in_80, in_95) for part, in_80, in_95 in by_part.iter_rows()}


@pytest.mark.thorough
def test_a_small_firm_that_grows_stays_in_its_bands() -> None:
    found = shares(held(making(book_of(World(there=40, growth=0.02), 52, seed=8), 52), -13, -12))
    for in_80, in_95 in found.values():
        assert 0.7 <= in_80 <= in_95
        assert in_95 >= 0.85


@pytest.mark.nightly
@pytest.mark.parametrize("world", [GROWING, ROUGH], ids=["growing", "rough"])
@pytest.mark.parametrize("kind", ["revenue", "customers"])
def test_bands_of_every_part_hold_what_they_state(world: World, kind: str) -> None:
    """Forecasts of a book overlap, so that a share of 80 % may come out some points lower by chance."""
    makings = [making(book_of(world, 60, seed), 60, kind) for seed in range(6)]  # type: ignore[arg-type]
    for in_80, in_95 in shares(pl.concat(held(found, -24, -12) for found in makings)).values():
        assert in_80 >= 0.74
        assert in_95 >= 0.92
