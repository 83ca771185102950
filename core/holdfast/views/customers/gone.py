"""The one line of a customer who is gone: when, why, what it was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.records import revenue_before
from holdfast.risk.evidence import QUOTED_LENGTH
from holdfast.rows.numbered import filled
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.wording import day_words, money_words, quote_words, sentence, word

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

GONE_READS: Final = ("customer", "state", "active", "lost_on", "reason", "competitor")
"""Columns of facts that tell it."""

_HAS_LEFT: Final = pl.col("state").is_in(["lost", "closed"])


def gone_lines(book: Book, as_of: date, rows: pl.DataFrame) -> pl.Series:
    """String per row of facts (GONE_READS): its line, null for whoever has not left.

    Worth: the 12 months up to the loss, as `losses.revenue_before`. Reasons and competitors inside are
    untrusted text.
    """
    places = rows.select(_HAS_LEFT.fill_null(value=False).arg_true()).to_series()
    lines = filled(None, rows.height, pl.String).alias("gone")
    if places.is_empty():
        return lines
    left = rows.select(GONE_READS)[places]
    left = left.with_columns(pl.col("lost_on").alias("date"))
    worth = revenue_before(book, left)
    valued = left.join(worth, on=["customer", "date"], how="left", maintain_order="left")
    told = valued.with_columns(
        *(
            quote_words(valued.get_column(name).cast(pl.String), QUOTED_LENGTH).alias(name)
            for name in ("reason", "competitor")
        ),
        money_words(valued.get_column("revenue_before").fill_null(0), book.settings.currency).alias("worth"),
    )
    return lines.scatter(places, told.select(_line(as_of, str(book.settings.active_window))).to_series())


def _line(as_of: date, window: str) -> pl.Expr:
    days = (pl.lit(as_of) - pl.col("lost_on")).dt.total_days()
    ago = pl.when(days == 0).then(word("today")).otherwise(sentence("{} d ago", days))
    nothing = pl.lit("")
    state = pl.when(pl.col("state") == "closed").then(word("Closed for good")).otherwise(word("Lost"))
    why = sentence("reason {}", pl.col("reason")).fill_null(tr("no reason on file"))
    to = sentence(", competitor {}", pl.col("competitor")).fill_null("")
    worth = pl.when(pl.col("revenue_before") > 0).then(
        sentence("; worth {} in the 12 months before", pl.col("worth"))
    )
    # A record ends what the rule of the window has not ended yet: the two counts differ by these customers.
    counted = pl.when("active").then(
        pl.lit(phrase("; figures count its orders as activity for {window}", window=window))
    )
    return sentence(
        "{} on {}, {}; {}{}{}{}",
        state,
        day_words(pl.col("lost_on")),
        ago,
        why,
        to,
        worth.otherwise(nothing),
        counted.otherwise(nothing),
    )
