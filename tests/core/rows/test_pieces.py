"""Columns in one piece."""

from __future__ import annotations

import polars as pl

from holdfast.rows.pieces import in_one_piece


def test_rows_of_many_pieces_are_the_same_in_one() -> None:
    parts = [pl.DataFrame({"id": [name, None], "row": [place, place]}) for place, name in enumerate("abc")]
    pieces = pl.concat(parts, rechunk=False)
    expected = pieces.rows()
    whole = in_one_piece(pieces)
    assert whole.rows() == expected
    assert whole.n_chunks("all") == [1, 1]
