"""Where each of many ids stands in a list of ids, and whether any stands twice."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.rows.numbered import filled

_SEEDS: Final = (0, 1)
_SPARSE_BITS: Final = 4
"""Sixteen places for each known id: one in seventeen has to be looked for again, with the next seed."""
_MOST_BITS: Final = 26


def rows_of_ids(ids: pl.Series, known: pl.Series) -> pl.Series:
    """The row of `known` at which each id stands, UInt32; null for null and for what is not known.

    `known`: ids without null, each once. An id is looked for at the place its hash gives, and what is found
    there is compared with it: a hash alone never decides. A join of ten million ids on a million takes ten
    times as long (4.8 s where this takes 0.5).
    """
    found = filled(None, ids.len(), pl.UInt32)
    if not known.len():
        return found
    bits = min(known.len().bit_length() + _SPARSE_BITS, _MOST_BITS)
    sought = pl.int_range(ids.len(), dtype=pl.UInt32, eager=True)
    for seed in _SEEDS:
        guess, is_right = _guessed(ids, known, seed, bits)
        rows = guess.filter(is_right)
        found = _laid_over(found, sought, is_right, rows)
        left = ~is_right & ids.is_not_null()
        sought, ids = sought.filter(left), ids.filter(left)
        if not ids.len():
            return found
    return found.scatter(sought, _joined(ids, known))


def _guessed(ids: pl.Series, known: pl.Series, seed: int, bits: int) -> tuple[pl.Series, pl.Series]:
    """A row of `known` for every id, and whether it is that of this id."""
    numbers = pl.int_range(known.len(), dtype=pl.UInt32, eager=True)
    table = filled(0, 1 << bits, pl.UInt32).scatter(_places(known, seed, bits), numbers)
    guess = table.gather(_places(ids, seed, bits))
    return guess, (known.gather(guess) == ids).fill_null(value=False)


def _places(ids: pl.Series, seed: int, bits: int) -> pl.Series:
    return (ids.hash(seed) & ((1 << bits) - 1)).cast(pl.UInt32)


def _laid_over(found: pl.Series, sought: pl.Series, is_right: pl.Series, rows: pl.Series) -> pl.Series:
    # Nearly always every id is found at once, and then there is nothing to be put in its place.
    return rows if rows.len() == found.len() else found.scatter(sought.filter(is_right), rows)


def _joined(ids: pl.Series, known: pl.Series) -> pl.Series:
    listed = pl.DataFrame({"id": known}).with_row_index("row").lazy().unique("id")
    asked = ids.alias("id").to_frame().lazy()
    return asked.join(listed, on="id", how="left", maintain_order="left").select("row").collect().to_series()


def all_differ(ids: pl.Series) -> bool:
    """Whether no value stands twice, null counted as one.

    Where all hashes differ so do the values, and to count hashes takes a fifth of the time (0.6 s where ten
    million ids take 3.3); hashes that are the same decide nothing.
    """
    return ids.hash().n_unique() == ids.len() or ids.n_unique() == ids.len()
