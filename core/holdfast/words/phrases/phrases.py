"""Texts → phrases of one to three words, packed into one number each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.words.phrases.cut import STOP, WITH_OTHERS, cut
from holdfast.words.phrases.stop import stop_words

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS: Final = 3
"""A phrase has so many words at most."""

_BITS: Final = 21
_MOST: Final = 2**_BITS - 2
"""So many different words have a number: those that most texts say."""


@dataclass(frozen=True, eq=False)
class Phrases:
    """What texts say.

    `of_text` UInt32: for each text asked about the number of its wording, null without one. `rows`: `text`
    UInt32 (a wording) and `phrase` UInt64, each pair once. `said`: `text` and `word` UInt32 of every word
    that has a number, and `is_upper`: whether it is written with a capital. `words`: word i, as compared.
    """

    of_text: pl.Series
    rows: pl.DataFrame
    said: pl.DataFrame
    words: pl.Series

    def spelled(self, phrases: pl.Series) -> pl.Series:
        """Phrases as text, their words as they are compared with spaces between them."""
        parts = [self.words.gather(place) for place in word_places(phrases)]
        frame = pl.DataFrame({str(place): part for place, part in enumerate(parts)})
        return frame.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()

    def number(self, words: Sequence[str]) -> int | None:
        """The number of a phrase of words as compared; None where no text says it."""
        places = [self.words.index_of(word) for word in words]
        if not 0 < len(words) <= WORDS or None in places:
            return None
        return sum((int(place or 0) + 1) << (_BITS * at) for at, place in enumerate(places))


def word_places(phrases: pl.Series) -> list[pl.Series]:
    """The words of phrases by number: first, second, third, null where there is none."""
    frame = phrases.rename("phrase").to_frame()
    found = []
    for at in range(WORDS):
        number = (pl.col("phrase") // 2 ** (_BITS * at)) % 2**_BITS
        found.append(frame.select(pl.when(number > 0).then(number - 1).cast(pl.UInt32)).to_series())
    return found


def phrases_in(texts: pl.Series, least: int = 1) -> Phrases:
    """The phrases of texts that at least `least` of these texts say.

    A phrase is one, two or three words beside each other in one clause (cut.py) that neither begins nor ends
    with a stop word; a word that says something beside others only is none by itself.
    """
    distinct = texts.rename("wording").drop_nulls().unique(maintain_order=True)
    wordings = distinct.to_frame().with_row_index("text")
    of_text = (
        texts.rename("wording")
        .to_frame()
        .join(wordings, on="wording", how="left", maintain_order="left")
        .get_column("text")
    )
    how_often = _counts(of_text)
    pieces = cut(distinct)
    words = _words(pieces, how_often, least)
    numbered = pieces.join(words, on="word", how="left", maintain_order="left")
    said = numbered.filter(pl.col("number").is_not_null()).select(
        "text",
        pl.col("number").alias("word"),
        (pl.col("raw") != pl.col("raw").str.to_lowercase()).alias("is_upper"),
    )
    rows = _often_enough(_grams(numbered), how_often, least)
    return Phrases(of_text, rows, said, words.get_column("word"))


def _counts(of_text: pl.Series) -> pl.Series:
    """How many texts have each wording."""
    counted = of_text.drop_nulls().to_frame().group_by("text").len("texts")
    return counted.sort("text").get_column("texts")


def _words(pieces: pl.DataFrame, how_often: pl.Series, least: int) -> pl.DataFrame:
    """`word` with its `number` UInt32 and `kind` Int8, those first that most texts say."""
    known = stop_words()
    is_stop = pl.col("word").is_in(list(known.stop)) | (pl.col("word").str.len_chars() == 1)
    kind = (
        pl.when(is_stop)
        .then(STOP)
        .when(pl.col("word").is_in(list(known.with_others)))
        .then(WITH_OTHERS)
        .otherwise(0)
    )
    return (
        pieces.select("text", "word")
        .with_columns(how_often.gather(pieces.get_column("text")).alias("texts"))
        .group_by("word")
        .agg(pl.col("texts").sum())
        .filter(pl.col("texts") >= least)
        .sort("texts", "word", descending=[True, False])
        .head(_MOST)
        .with_row_index("number")
        .select("word", "number", kind.cast(pl.Int8).alias("kind"))
    )


def _grams(numbered: pl.DataFrame) -> pl.DataFrame:
    """`text`, `phrase` of every phrase, as often as it stands there. Words without a number end one."""
    key = (pl.col("number").cast(pl.UInt64) + 1).alias("key")
    flat = numbered.lazy().select("text", "clause", "kind", key)
    found = [flat.filter(pl.col("kind") == 0).select("text", pl.col("key").alias("phrase"))]
    begins = pl.col("kind") < STOP
    phrase = pl.col("key")
    for further in range(1, WORDS):
        phrase = phrase + pl.col("key").shift(-further) * 2 ** (_BITS * further)
        ends = (pl.col("kind").shift(-further) < STOP) & (
            pl.col("clause").shift(-further) == pl.col("clause")
        )
        rows = flat.with_columns(phrase.alias("phrase"), (begins & ends).alias("is_one"))
        found.append(rows.filter("is_one").select("text", "phrase").drop_nulls())
    return pl.concat(found).collect(engine="in-memory")


def _often_enough(grams: pl.DataFrame, how_often: pl.Series, least: int) -> pl.DataFrame:
    """Each pair once, sorted, of phrases that `least` texts say: rare ones go before pairs are compared."""
    weighed = grams.with_columns(how_often.gather(grams.get_column("text")).alias("texts"))
    often = weighed.group_by("phrase").agg(pl.col("texts").sum()).filter(pl.col("texts") >= least)
    numbered = often.select("phrase").sort("phrase").with_row_index("place")
    # Text and place as one number, which is sorted and compared at once.
    pairs = grams.join(numbered, on="phrase").select(
        (pl.col("text").cast(pl.UInt64) * 2**32 + pl.col("place")).alias("pair")
    )
    once = pairs.sort("pair").filter((pl.col("pair") != pl.col("pair").shift(1)).fill_null(value=True))
    rows = once.select(
        (pl.col("pair") // 2**32).cast(pl.UInt32).alias("text"),
        (pl.col("pair") % 2**32).cast(pl.UInt32).alias("place"),
    )
    # Before, a text counted as often as it says a phrase; what is left is few, and each text counts once.
    texts = rows.select("place", how_often.gather(rows.get_column("text")).alias("texts"))
    enough = texts.group_by("place").agg(pl.col("texts").sum()).filter(pl.col("texts") >= least)
    kept = rows.join(enough.select("place"), on="place", how="semi", maintain_order="left")
    return kept.select("text", numbered.get_column("phrase").gather(kept.get_column("place")))
