"""One plain sentence per raised flag, with the numbers, days and money that raised it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.rows.numbered import filled
from holdfast.words.interface.chosen import form, language
from holdfast.words.wording import money_words, quote_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.flag import AnyFlag

QUOTED_LENGTH: Final = 60
"""Characters of a comment that are quoted."""


def evidence(flag: AnyFlag, raised: pl.DataFrame, currency: str) -> pl.Series:
    """The sentence of one flag for rows of `Evaluation.raised`: String `evidence`.

    Names, ids and comments inside are untrusted text.
    """
    amounts = [name for name, dtype in flag.numbers.items() if dtype == pl.Int64]
    words = [
        quote_words(raised.get_column(name), QUOTED_LENGTH).alias(f"{name}_words") for name in flag.quoted
    ]
    if amounts:
        # Every call costs more than the few rows of a screen: all amounts are written at once.
        written = money_words(pl.concat([raised.get_column(name) for name in amounts]), currency)
        words += [
            written.slice(position * raised.height, raised.height).alias(f"{name}_words")
            for position, name in enumerate(amounts)
        ]
    return (
        raised.with_columns(words)
        .select(_told(flag.sentence, language(), form().locale).alias("evidence"))
        .to_series()
    )


@lru_cache(maxsize=256)
def _told(sentence: Callable[[], pl.Expr], _language: str, _locale: str) -> pl.Expr:
    """The sentence of a flag, built once for each language and locale."""
    return sentence()


def why(rows: pl.DataFrame, raised: Mapping[str, pl.DataFrame], currency: str) -> pl.Series:
    """The sentence of the worst open flag of each row: String, null where none is open.

    `rows`: `customer` and `worst_flag` of evaluated facts; `raised`: of the same evaluation.
    """
    customers, worst = rows.get_column("customer"), rows.get_column("worst_flag").cast(pl.String)
    sentences = filled(None, rows.height, pl.String).alias("why")
    for flag_id in worst.drop_nulls().unique(maintain_order=True):
        places = (worst == flag_id).arg_true()
        seen = raised[flag_id]
        found = seen[seen.get_column("customer").search_sorted(customers.gather(places))]
        sentences = sentences.scatter(places, evidence(FLAGS[flag_id], found, currency))
    return sentences
