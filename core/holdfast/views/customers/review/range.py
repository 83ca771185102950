"""The range a customer buys beside that of like customers, and what is missing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.bought.companions import MINIMUM_BUYERS, baskets, levels_of
from holdfast.views.customers.glance.suggestions import like_customers
from holdfast.views.customers.review.told import RangeBought, RangeLine

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book

MOST_BOUGHT: Final = 8
MOST_GAPS: Final = 4
LEAST_SHARE: Final = 0.25
"""What fewer of the like customers buy is no gap."""


def range_of(book: Book, answer: Answer, customer: int) -> RangeBought:
    """What a customer bought in the last 12 months, by category, and what like customers buy besides.

    Like customers are those of `suggestions`: active, of its segment where they are enough. A share of fewer
    than MINIMUM_BUYERS customers is not said.
    """
    levels = levels_of(book)
    if not levels:
        return RangeBought(none="the lines of orders would tell the range: order_lines is missing")
    bought = baskets(book, answer.facts.as_of, levels[0])
    own = bought.filter(pl.col("customer") == customer).select("kind", "days")
    like = like_customers(answer.facts.customers, bought, customer)
    if own.is_empty():
        return RangeBought(none="nothing was bought in the last 12 months")
    if like.pool < MINIMUM_BUYERS:
        return RangeBought(none=f"fewer than {MINIMUM_BUYERS} like customers buy anything")
    others = bought.filter(like.others.gather(bought.get_column("customer")))
    shares = others.group_by("kind").agg((pl.len() / like.pool).alias("share"))
    told = (
        shares.join(own, on="kind", how="full", coalesce=True)
        .with_columns(
            pl.col("kind").cast(pl.String), pl.col("days").fill_null(0), pl.col("share").fill_null(0.0)
        )
        .sort("days", "share", "kind", descending=[True, True, False])
    )
    usual = told.filter((pl.col("days") > 0) | (pl.col("share") >= LEAST_SHARE))
    parts = (
        usual.filter(pl.col("days") > 0).head(MOST_BOUGHT),
        usual.filter(pl.col("days") == 0).head(MOST_GAPS),
    )
    lines = tuple(
        RangeLine(*row) for part in parts for row in part.select("kind", "days", "share").iter_rows()
    )
    return RangeBought(lines, like.words, like.pool)
