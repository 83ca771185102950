"""A phrase as texts have it: letter by letter, and from where on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.words.phrases.cut import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

BEFORE: Final = 24
"""Letters that are quoted before a phrase where it stands further back than FAR."""
FAR: Final = 48

_BETWEEN: Final = r"[^\p{L}]{1,3}"
"""What may stand between two words of a phrase: a space, a hyphen, an apostrophe."""


def written(texts: pl.Series, words: Sequence[str]) -> pl.Series:
    """A phrase (words as compared) as each text writes it first, with spaces; null where it does not."""
    pieces = cut(texts)
    begins = pl.all_horizontal(
        (pl.col("word").shift(-place) == word) & (pl.col("clause").shift(-place) == pl.col("clause"))
        for place, word in enumerate(words)
    )
    raw = pl.concat_str([pl.col("raw").shift(-place) for place in range(len(words))], separator=" ")
    first = (
        pieces.select("text", raw.alias("written"), begins.alias("begins"))
        .filter("begins")
        .unique("text", keep="first", maintain_order=True)
    )
    numbered = pl.DataFrame({"text": pl.int_range(texts.len(), dtype=pl.UInt32, eager=True)})
    return numbered.join(first, on="text", how="left", maintain_order="left").get_column("written")


def quoted(texts: pl.Series, as_written: pl.Series) -> pl.Series:
    """Texts from a few letters before the phrase on (as `written` gave it); whole where it stands near.

    Also whole where it is not found letter by letter, as in a word with an invisible sign in it.
    """
    # Words are letters and marks alone: nothing in them is more than itself in a pattern.
    place = pl.col("written").str.replace_all(" ", _BETWEEN, literal=True)
    pattern = pl.concat_str(pl.lit(r"(?s)(?:^|[^\p{L}\p{M}])("), place, pl.lit(".*)$"))
    rest = pl.col("text").str.extract(pattern)
    before = (pl.col("text").str.len_chars() - rest.str.len_chars()).cast(pl.Int64)
    near = pl.col("text").str.slice(before - BEFORE, BEFORE).str.replace(r"^\S*\s+", "")
    cut_off = pl.lit("…") + near + rest
    frame = pl.DataFrame({"text": texts.str.strip_chars(), "written": as_written})
    shown = pl.when(before > FAR).then(cut_off).otherwise("text")
    return frame.select(shown.fill_null(pl.col("text"))).to_series()
