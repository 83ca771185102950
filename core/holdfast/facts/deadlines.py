"""What can no longer be done after the next days: notice, cut-off, renewal or end of a contract."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import contract_terms
from holdfast.rows.numbered import KEYED

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

SOON: Final = timedelta(days=14)
"""A deadline stands before everything else once it is no further away than this."""

KINDS: Final = ("notice", "cut-off", "renewal", "end")
"""What ends on the day, the one that comes first of equal days first."""

DEADLINE_KIND: Final = pl.Enum(KINDS)


def deadlines(book: Book, as_of: date) -> pl.LazyFrame:
    """The first deadline of each customer from `as_of` to SOON after it, by running contracts.

    `customer`, `deadline` Date, `deadline_kind` DEADLINE_KIND. The last day for notice and the cut-off count
    while they are still to come or today; so does the day a contract comes up for renewal or ends, unless it
    renews itself or another contract has taken over. The end of a subscription is never known before it has
    come, so it makes no deadline.
    """
    terms = contract_terms(book, as_of).lazy().filter(pl.col("running") & pl.col(KEYED).is_not_null())
    undecided = ~pl.col("renews_itself") & pl.col("followed_on").is_null()
    days = {
        "notice": pl.when(pl.col("followed_on").is_null()).then("notice_by"),
        "cut-off": pl.col("cutoff"),
        "renewal": pl.when(undecided).then("renewal"),
        "end": pl.when(undecided & pl.col("renewal").is_null()).then("end"),
    }
    found = [
        terms.select(KEYED, day.alias("deadline"), pl.lit(kind, dtype=DEADLINE_KIND).alias("deadline_kind"))
        for kind, day in days.items()
    ]
    return (
        pl.concat(found)
        .filter(pl.col("deadline").is_between(as_of, as_of + SOON))
        .sort(KEYED, "deadline", "deadline_kind")
        .unique(KEYED, keep="first", maintain_order=True)
    )


def deadline_words(as_of: date) -> pl.Expr:
    """`6 days left to give notice`, over `deadline` and `deadline_kind`; null where there is none."""
    left = (pl.col("deadline") - pl.lit(as_of)).dt.total_days()
    time = (
        pl.when(left == 0)
        .then(pl.lit("Last day"))
        .when(left == 1)
        .then(pl.lit("1 day left"))
        .otherwise(pl.format("{} days left", left))
    )
    return pl.when(pl.col("deadline").is_not_null()).then(
        pl.format("{} {}", time, pl.col("deadline_kind").cast(pl.String).replace_strict(_TO_DO, default=""))
    )


_TO_DO: Final = {
    "notice": "to give notice",
    "cut-off": "before the cut-off",
    "renewal": "to the renewal",
    "end": "to the end of the contract",
}
