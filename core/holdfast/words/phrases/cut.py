"""Texts → their words, one after the other, with what stands between two of them."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.words.folding import folded
from holdfast.words.phrases.stop import LETTERS, stop_words

MOST_LETTERS: Final = 2_000
"""Of a longer text so many letters count: below them stand what was answered to, and signatures."""
LONGEST: Final = 40
"""What has more letters is no word."""

_BREAK: Final = " | "
_WORD: Final = r"[\p{L}\p{M}]+"
_NO_WORDS: Final = (
    r"(?i)(?:https?://|www\.)\S+",
    r"\S+@\S+",
    r"[\p{L}\p{M}\p{N}_/#-]*\p{N}[\p{L}\p{M}\p{N}_/#-]*",
)
"""Addresses, numbers, and ids, which have a digit."""

STOP: Final = 2
WITH_OTHERS: Final = 1


def cut(texts: pl.Series) -> pl.DataFrame:
    """The words of texts in their order, `text` UInt32 being the place of theirs.

    `raw` String as it stands there without its elided article, `word` the same as words are compared
    (folding.py, one letter for those of Arabic that are written either way), `clause` UInt32: words of one
    number stand beside each other with nothing between them but spaces, hyphens and apostrophes. Addresses,
    numbers and ids are no words and end a clause, as any sign does. Nulls have no words.
    """
    pieces = (
        texts.rename("raw")
        .to_frame()
        .lazy()
        .with_row_index("text")
        .with_columns(_prepared(pl.col("raw")).str.extract_all(rf"{_WORD}|[^\p{{L}}\p{{M}}\s]|\n"))
        .explode("raw")
        .drop_nulls("raw")
        .with_columns(is_word=pl.col("raw").str.contains(r"^\p{L}"))
        .with_columns(is_word=pl.col("is_word") & (pl.col("raw").str.len_chars() <= LONGEST))
        .with_columns(clause=(~pl.col("is_word")).cum_sum() + pl.col("text"))
        .filter("is_word")
        .select("text", "raw", pl.col("clause").cast(pl.UInt32))
        .collect(engine="in-memory")
    )
    return _compared(pieces)


def compared(words: pl.Series) -> pl.Series:
    """Words as they are compared."""
    bare = folded(words)
    return bare.to_frame().select(pl.first().str.replace_many(LETTERS)).to_series()


def _compared(pieces: pl.DataFrame) -> pl.DataFrame:
    """Each word once folded: texts say the same ones over and over."""
    distinct = pieces.get_column("raw").unique(maintain_order=True)
    words = pl.DataFrame({"raw": distinct, "word": compared(distinct)})
    return pieces.join(words, on="raw", how="left", maintain_order="left").select(
        "text", "raw", "word", "clause"
    )


def _prepared(text: pl.Expr) -> pl.Expr:
    elided = "|".join(stop_words().elided)
    bare = text.str.slice(0, MOST_LETTERS).str.replace_all(r"\p{Cf}", "")
    for pattern in _NO_WORDS:
        bare = bare.str.replace_all(pattern, _BREAK)
    return (
        bare.str.replace_all(r"[’ʼ‘`´′]", "'")
        .str.replace_all(rf"(?i)(^|[^\p{{L}}\p{{M}}'])(?:{elided})'(\p{{L}})", "${1}${2}")
        .str.replace_all(r"(?i)(\p{L})'s(\P{L}|$)", "${1}${2}")
        .str.replace_all(r"(\p{L})'(\p{L})", "${1}${2}")
        .str.replace_all(r"'", " ")
        .str.replace_all(r"(^|[^\p{L}\p{M}-])(\p{L})-(\p{L}{2,})", "${1}${2}${3}")
        .str.replace_all(r"\s[-–—]+\s", _BREAK)
        .str.replace_all("-", " ", literal=True)
    )
