"""Words that are somebody's name, and tell who is spoken of instead of what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.losses.competitors import known_competitors
from holdfast.words.phrases.cut import cut

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.words.phrases.phrases import Phrases

MOSTLY: Final = 0.9
"""A word of a rep's or a competitor's name is that name where so many of its mentions have a capital: a
rep called Price makes no name of every price."""


def own_names(book: Book, answer: Answer, found: Phrases) -> pl.DataFrame:
    """`customer` and `word` (number) of the words of its own name and of its contacts' names."""
    named = [answer.facts.customers.select("customer", "name")]
    if book.has("contacts"):
        named.append(book.visible("contacts", answer.facts.as_of).select("customer", "name"))
    rows = pl.concat(named).drop_nulls()
    words = _numbered(cut(rows.get_column("name")), found)
    customers = rows.get_column("customer").gather(words.get_column("text"))
    return words.select(customers, "word").unique()


def names_of_others(book: Book, answer: Answer, found: Phrases) -> pl.Series:
    """The words (numbers) that are written as names and are those of a rep, a competitor or the book."""
    names = [pl.Series("name", [*known_competitors(book, answer), book.settings.name], dtype=pl.String)]
    if book.has("reps"):
        names.append(book.visible("reps", answer.facts.as_of).get_column("name"))
    words = _numbered(cut(pl.concat(names)), found).select("word").unique()
    mentions = found.said.join(words, on="word", how="semi").group_by("word").agg(pl.col("is_upper").mean())
    caseless = found.words.gather(words.get_column("word")).str.contains(r"^[^\p{Lu}\p{Ll}]*$")
    written = mentions.filter(pl.col("is_upper") >= MOSTLY).get_column("word")
    return pl.concat([written, words.get_column("word").filter(caseless)]).unique().sort()


def _numbered(pieces: pl.DataFrame, found: Phrases) -> pl.DataFrame:
    """`text` and the number of each word that the texts have too."""
    numbers = found.words.alias("spelled").to_frame().with_row_index("word")
    known = pieces.select("text", pl.col("word").alias("spelled"))
    return known.join(numbers, on="spelled").select("text", "word")
