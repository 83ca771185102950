"""The same search over a column of names: a hundred thousand of them between two keys."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.search.loose import SHORTEST_LETTERS, Rank, Wanted
from holdfast.words.folding import folded

_LOOKED_AT: Final = 1_000
"""Of names with the letters in order so many are judged one by one: nobody reads further."""


def keys_of(names: pl.Series) -> pl.Series:
    """String → String, as `loose.key` makes them; null where there is no name."""
    frame = folded(names).to_frame("key")
    bare = pl.col("key").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return frame.select(pl.when(bare != "").then(pl.lit(" ") + bare)).to_series()


def find(asked: Wanted, keys: pl.Series, most: int, *, guesses: bool = True) -> tuple[tuple[int, Rank], ...]:
    """Rows of the names that answer, each with its rank: the best first, then the shorter name.

    `keys` as `keys_of` makes them. With `guesses`, those are looked for where nothing reads as it was typed.
    """
    if not asked.phrase or most < 1:
        return ()
    if len(asked.phrase) <= SHORTEST_LETTERS:
        # A letter or two is in nearly every name: those that begin so are more than enough.
        begins = keys.str.starts_with(asked.phrase).arg_true()
        if begins.len() >= most:
            return _ranked(asked, keys, begins, most)
    rows = _holding(asked, keys)
    if rows.len():
        return _ranked(asked, keys, rows, most)
    return _guessed(asked, keys, most) if guesses and asked.can_be_guessed else ()


def _holding(asked: Wanted, keys: pl.Series) -> pl.Series:
    """Rows of the names in which every word stands."""
    first, *others = sorted(asked.words, key=len, reverse=True)
    rows = keys.str.contains(first, literal=True).arg_true()
    for word in others:
        rows = rows.gather(keys.gather(rows).str.contains(word, literal=True).arg_true())
    return rows


def _ranked(asked: Wanted, keys: pl.Series, rows: pl.Series, most: int) -> tuple[tuple[int, Rank], ...]:
    """The best of the names in which every word stands."""
    key = pl.col("key")
    words = pl.all_horizontal(key.str.contains(f" {word}", literal=True) for word in asked.words)
    rank = (
        pl.when(key == asked.phrase).then(int(Rank.WHOLE))
        .when(key.str.starts_with(asked.phrase)).then(int(Rank.BEGINS))
        .when(words).then(int(Rank.WORDS))
        .otherwise(int(Rank.PART))
    )  # fmt: skip
    judged = pl.DataFrame({"row": rows, "key": keys.gather(rows)}).select(
        "row", rank.alias("rank"), key.str.len_chars().alias("length")
    )
    best = judged.bottom_k(most, by=["rank", "length", "row"]).sort("rank", "length", "row")
    return tuple((row, Rank(found)) for row, found, _ in best.iter_rows())


def _guessed(asked: Wanted, keys: pl.Series, most: int) -> tuple[tuple[int, Rank], ...]:
    """Names that differ by a slip; where there is none, those that have the letters in order."""
    first, *others = sorted(asked.slips, key=len, reverse=True)
    loosely = f"|{asked.letters}" if asked.letters else ""
    rows = keys.str.contains(f"{first}{loosely}").arg_true()
    near = keys.gather(rows)
    slips = near.str.contains(first)
    for pattern in others:
        slips &= near.str.contains(pattern)
    if slips.any():
        judged = pl.DataFrame({"row": rows, "length": near.str.len_chars()}).filter(slips)
        best = judged.bottom_k(most, by=["length", "row"]).sort("length", "row")
        return tuple((row, Rank.SLIP) for row in best.get_column("row"))
    spans = ((asked.span(name), row) for row, name in zip(rows.head(_LOOKED_AT), near, strict=False))
    closest = sorted((span, row) for span, row in spans if span is not None)
    return tuple((row, Rank.LETTERS) for _, row in closest[:most])
