"""The way up from each row to the last above it, where every row names the one above or itself."""

from __future__ import annotations

import polars as pl


def topmost(above: pl.Series) -> pl.Series:
    """The number at the end of the way up from each row; of a circle, the least of its numbers.

    `above`: row numbers; a row with nothing above it names itself.
    """
    least, reached = above, above
    # Each step doubles the way that was looked at: after these, nobody's can be longer.
    for _ in range(above.len().bit_length()):
        least = pl.select(pl.min_horizontal(least, least.gather(reached))).to_series()
        further = reached.gather(reached)
        if further.equals(reached):
            break
        reached = further
    return least.gather(reached)


def circling(above: pl.Series) -> pl.Series:
    """Whether the way up from a row has no end, since it comes back to where it was."""
    top = topmost(above)
    return above.gather(top) != top


def numbers_above(ids: pl.Series, parents: pl.Series) -> pl.Series:
    """The row that each row names as the one above it; its own where it names none, itself, or nobody."""
    itself = pl.int_range(ids.len(), eager=True)
    numbers = pl.DataFrame({"id": ids, "number": itself})
    found = pl.DataFrame({"id": parents}).join(numbers, on="id", how="left", maintain_order="left")
    return found.get_column("number").fill_null(itself)
