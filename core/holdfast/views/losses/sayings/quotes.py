"""The sayings behind a word or phrase: who said it when and where, and whether it left thereafter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.losses.sayings.at_loss import noted
from holdfast.views.losses.sayings.mined import LEAST_CUSTOMERS
from holdfast.views.losses.sayings.texts import AT_LOSS, PLACES
from holdfast.views.losses.sayings.view import heard_of
from holdfast.views.results import FigureRows
from holdfast.words.interface.catalogue import counted, phrase
from holdfast.words.numerals import number_text
from holdfast.words.phrases.cut import compared
from holdfast.words.phrases.written import quoted, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.losses.sayings.gathered import PhrasedTexts
    from holdfast.views.selection import PhraseSaid

COUNT: Final = "losses.count"

_WHO: Final = ("day", "Day"), ("name", "Customer"), ("place", "Where")
_QUOTE: Final = ("said", "Text")
_COLUMNS: Final = (*_WHO, ("lost_on", "Lost on"), _QUOTE)
_AT_LOSS: Final = (*_WHO, _QUOTE)
_ORDER: Final = ("day", "customer", "place", "said")
_NEWEST_FIRST: Final = (True, False, False, False)


def quotes(store: FactsStore, answer: Answer, asked: PhraseSaid) -> FigureRows:
    """Every saying with the phrase, those that a loss came after first, then the newest.

    Raises UsageError where fewer than LEAST_CUSTOMERS said it: such a phrase is never told.
    """
    words = compared(pl.Series(asked.phrase.split(), dtype=pl.String)).to_list()
    if asked.at_loss:
        said, pairs = noted(store.book, answer)
        rows = _rows(said, pairs, words, AT_LOSS)
        shown = rows.sort(_ORDER, descending=_NEWEST_FIRST)
        return _told(answer, shown, asked.phrase, _AT_LOSS, _sayings(shown))
    heard = heard_of(store, answer)
    number = heard.said.phrases.number(words)
    pairs = heard.sayings.pairs([] if number is None else [number])
    rows = _rows(heard.said, pairs, words, PLACES)
    losses = pl.concat(
        _followed(rows, speaking, spells) for speaking, spells in heard.sayings.by_basis
    ).unique("saying", keep="first", maintain_order=True)
    told = rows.join(losses, on="saying", how="left", maintain_order="left")
    stayed = pl.col("lost_on").is_null()
    shown = told.sort(stayed, *_ORDER, descending=[False, *_NEWEST_FIRST])
    lost = shown.filter(pl.col("lost_on").is_not_null()).get_column("customer").n_unique()
    said_so = phrase(
        "{sayings}; {lost} thereafter. A word is no cause: read what they say.",
        sayings=_sayings(shown),
        lost=counted("{n} customer was lost|{n} customers were lost", lost, n=number_text(lost)),
    )
    return _told(answer, shown, asked.phrase, _COLUMNS, said_so)


def _rows(
    said: PhrasedTexts, pairs: pl.DataFrame, words: Sequence[str], places: Sequence[str]
) -> pl.DataFrame:
    """`saying`, `customer`, `day`, `place`, `said` of the sayings with a phrase. Raises UsageError."""
    number = said.phrases.number(words)
    sayings = pairs.filter(pl.col("phrase") == (number or 0)).get_column("saying")
    rows = said.said[sayings]
    if rows.get_column("customer").n_unique() < LEAST_CUSTOMERS:
        raise UsageError(
            phrase(
                "'{words}' is said by fewer than {least} customers here: its quotes are not told",
                words=" ".join(words),
                least=LEAST_CUSTOMERS,
            )
        )
    texts = rows.get_column("said")
    place = pl.col("kind").replace_strict(range(len(places)), places, return_dtype=pl.String)
    return rows.select(
        sayings.alias("saying"),
        "customer",
        "day",
        place.alias("place"),
        quoted(texts, written(texts, words)).alias("said"),
    )


def _followed(rows: pl.DataFrame, speaking: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """`saying`, `lost_on` of those that a loss came after while they spoke."""
    windows = rows.select("saying").hstack(
        speaking[rows.get_column("saying")].select("customer", "begins", "ends").get_columns()
    )
    ended = spells.filter(pl.col("lost") == 1).select("customer", (pl.col("ends") - 1).alias("left"))
    return (
        windows.join(ended, on="customer")
        .filter((pl.col("left") >= pl.col("begins")) & (pl.col("left") < pl.col("ends")))
        .sort("saying", "left")
        .select("saying", pl.col("left").cast(pl.Date).alias("lost_on"))
    )


def _sayings(rows: pl.DataFrame) -> str:
    customers = rows.get_column("customer").n_unique()
    return phrase(
        "{quotes} of {customers}",
        quotes=counted("{n} quote|{n} quotes", rows.height, n=number_text(rows.height)),
        customers=counted("{n} customer|{n} customers", customers, n=number_text(customers)),
    )


def _told(
    answer: Answer, rows: pl.DataFrame, words: str, columns: tuple[tuple[str, str], ...], sentence: str
) -> FigureRows:
    names = answer.facts.customers.select("customer", "name")
    named = rows.join(names, on="customer", how="left", maintain_order="left")
    shown = LinkedRows(named.select("customer", *(column for column, _ in columns)))
    title = phrase("Said: {words}", words=words)
    return FigureRows(answer.moment, COUNT, title, sentence, "row", columns, shown)
