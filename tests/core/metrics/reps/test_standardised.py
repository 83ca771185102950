"""Retention adjusted for the mix of strata: the same to the last digit, however its cells are laid out."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import polars as pl
from polars.testing import assert_frame_equal
from tests.examples import each

from holdfast.metrics.reps.standardised import standardised

DTYPES = {"group": pl.UInt32, "stratum": pl.UInt32, "size": pl.UInt32, "kept": pl.UInt32}


@each("seed", range(20))
def test_order_and_pieces_of_the_cells_change_no_digit(seed: int) -> None:
    dice = Random(seed)
    rows = [
        (group, stratum, size, dice.randint(0, size))
        for group in range(9)
        for stratum in range(4)
        for size in (dice.randint(1, 40),)
    ]
    cells = pl.DataFrame(rows, schema=DTYPES, orient="row")
    shuffled = pl.concat([cells.slice(place, 1) for place in dice.sample(range(cells.height), cells.height)])
    pieces = pl.concat([cells.head(5), cells.slice(5, 9), cells.slice(14)], rechunk=False)
    expected = standardised(cells, cells)
    rates = dict(
        cells.group_by("stratum").agg(pl.col("kept").sum() / pl.col("size").sum()).iter_rows(),
    )
    for group, sum_of_rates in expected.select("group", "kept_expected").iter_rows():
        exact = sum(Fraction(row[2] * rates[row[1]]) for row in rows if row[0] == group)
        assert sum_of_rates == float(exact)
    for other in (shuffled, pieces):
        assert_frame_equal(standardised(other, cells), expected, check_exact=True)
