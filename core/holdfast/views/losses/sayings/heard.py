"""What the customers of a book said while they were active, and when they left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.activity import LAST_OF_CUSTOMER, NEXT_DAY
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.losses.sayings.gathered import (
    PhrasedTexts,
    gathered,
    phrases_of,
    quarters_between,
    while_active,
)
from holdfast.views.losses.sayings.mined import LEAST_CUSTOMERS, Sayings
from holdfast.views.losses.sayings.names import names_of_others, own_names
from holdfast.views.losses.sayings.texts import said_before
from holdfast.words.phrases.phrases import phrases_in, word_places

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

MONTHS: Final = 36
"""So many months are listened to, or as many as there are: as far as a backtest looks back."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What was said, saying by saying, what of it is compared, and the first day of each quarter of it."""

    said: PhrasedTexts
    sayings: Sayings
    marks: tuple[int, ...]


def since_of(as_of: date) -> date:
    """The first day that is listened to."""
    return add_months(as_of, -MONTHS) + ONE_DAY


def heard(book: Book, answer: Answer) -> Heard:
    """What the chosen customers said while active, in phrases that LEAST_CUSTOMERS or more may have said."""
    as_of = answer.facts.as_of
    since = since_of(as_of)
    spells = spells_of(book, as_of, since)
    rows = while_active(said_before(book, answer, since), spells)
    said = PhrasedTexts(rows, phrases_in(rows.get_column("said"), LEAST_CUSTOMERS))
    pairs = without_names(book, answer, said)
    compared = gathered(rows, pairs, spells, book.settings.active_window)
    return Heard(said, compared, quarters_between(since, as_of))


def spells_of(book: Book, as_of: date, since: date) -> pl.DataFrame:
    """Days on which customers may be lost, as in at_risk.py; `served`: whether a service makes them active.

    From the day after a change of activity up to and with the day of the next one.
    """
    changes = book.activity.changes.filter(pl.col("day") <= as_of)
    following = (pl.col("step").shift(-1) == -1) & ~LAST_OF_CUSTOMER
    last = NEXT_DAY.otherwise(pl.lit(as_of))
    return (
        changes.select(
            "customer",
            (pl.col("level") > 0).alias("served"),
            pl.max_horizontal(pl.col("day") + ONE_DAY, pl.lit(since)).alias("begins"),
            (last + ONE_DAY).alias("ends"),
            following.fill_null(value=False).cast(pl.Int32).alias("lost"),
            "is_active",
        )
        .filter(pl.col("is_active") & (pl.col("begins") < pl.col("ends")))
        .drop("is_active")
        .with_columns(pl.col("begins", "ends").to_physical())
    )


def without_names(book: Book, answer: Answer, said: PhrasedTexts) -> pl.DataFrame:
    """`phrase` and `saying` as `phrases_of`, of those phrases in which nobody is named."""
    phrases = said.phrases.rows.get_column("phrase").unique().sort()
    words = pl.concat(
        pl.DataFrame({"phrase": phrases, "word": word}).drop_nulls() for word in word_places(phrases)
    )
    others = names_of_others(book, answer, said.phrases).alias("word").to_frame()
    named = words.join(others, on="word", how="semi")
    own = own_names(book, answer, said.phrases).join(words, on="word").select("customer", "phrase")
    return (
        phrases_of(said)
        .join(named, on="phrase", how="anti")
        .join(own, on=["customer", "phrase"], how="anti")
        .select("phrase", "saying")
    )
