"""What was written when customers had left: in which words, of how many, and what they had brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.records import revenue_before
from holdfast.metrics.shares import share_figure
from holdfast.money import units
from holdfast.views.losses.sayings.gathered import PhrasedTexts
from holdfast.views.losses.sayings.heard import since_of, without_names
from holdfast.views.losses.sayings.mined import LEAST_CUSTOMERS, folded_alike
from holdfast.views.losses.sayings.results import WordAtLoss
from holdfast.views.losses.sayings.spelled import as_most_write
from holdfast.views.losses.sayings.texts import said_at_loss
from holdfast.words.phrases.phrases import phrases_in

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

MOST: Final = 40
"""Of so many phrases those of most customers are told."""


def words_at_loss(book: Book, answer: Answer) -> tuple[WordAtLoss, ...]:
    """Phrases of loss notes and exit surveys of five customers or more, that of most customers first.

    What is written of a loss cannot foretell it: nothing is tested here, shares are told.
    """
    said, pairs = noted(book, answer)
    rows = said.said.select("customer", pl.col("day").alias("date"))
    everybody = rows.get_column("customer").n_unique()
    worth = rows.join(revenue_before(book, rows), on=["customer", "date"], how="left", maintain_order="left")
    of_phrase = (
        pairs.hstack(worth[pairs.get_column("saying")].get_columns())
        .unique(["phrase", "customer"], keep="last", maintain_order=True)
        .group_by("phrase")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("revenue_before").sum())
        .filter(pl.col("customers") >= LEAST_CUSTOMERS)
        .sort("customers", "revenue_before", "phrase", descending=[True, True, False])
    )
    kept = folded_alike(of_phrase.get_column("phrase").to_list(), pairs)
    told = of_phrase.filter(pl.col("phrase").is_in(kept)).head(MOST)
    spelled = as_most_write(said, pairs, told.get_column("phrase").to_list())
    return tuple(
        WordAtLoss(
            *spelled[phrase],
            customers,
            share_figure("retention.by_reason", customers, everybody),
            units(revenue),
        )
        for phrase, customers, revenue in told.iter_rows()
    )


def noted(book: Book, answer: Answer) -> tuple[PhrasedTexts, pl.DataFrame]:
    """What was written at losses, and `phrase`, `saying` of what is in it, sorted."""
    rows = said_at_loss(book, answer, since_of(answer.facts.as_of))
    said = PhrasedTexts(rows, phrases_in(rows.get_column("said"), LEAST_CUSTOMERS))
    return said, without_names(book, answer, said).sort("phrase", "saying")
