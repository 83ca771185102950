"""What customers who buy one thing buy with it: shares, lift over all like customers."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.keeping import keeps
from holdfast.rows.numbered import marked
from holdfast.statistics.intervals.wilson import wilson_exprs

if TYPE_CHECKING:
    from holdfast.book.book import Book

Level = Literal["category", "product"]

WINDOW: Final = timedelta(days=365)
"""Who bought a thing within this time before the day buys it."""

MOST_BASES: Final = 8
"""Companions are looked for of so many things at most: those a customer buys most often."""

MINIMUM_BUYERS: Final = 20
"""A share of fewer customers is not said."""

_KEPT: Final = 4


def levels_of(book: Book) -> tuple[Level, ...]:
    """At which levels the lines of orders tell what was bought."""
    if not book.has("orders", "order_lines"):
        return ()
    return ("category", "product") if book.order_details.has_categories else ("product",)


@keeps(_KEPT)
def baskets(book: Book, as_of: date, level: Level) -> pl.DataFrame:
    """What each customer buys: `customer` UInt32, `kind` Categorical, `days` UInt32 on which it did."""
    bought = book.order_details.kinds if level == "category" else book.order_details.products
    return (
        bought.lazy()
        .filter(pl.col("day").is_between(as_of - WINDOW, as_of, closed="right"))
        .group_by("customer", "kind")
        .agg(pl.len().alias("days"))
        .sort("customer", pl.col("kind").to_physical())
        .collect()
    )


def last_bought(book: Book, as_of: date, level: Level, customer: int) -> pl.DataFrame:
    """What one customer ever bought: `kind` and the last `day` up to `as_of`."""
    bought = book.order_details.kinds if level == "category" else book.order_details.products
    # Sorted by customer: the rows of one lie together.
    first = bought.get_column("customer").search_sorted(customer, "left")
    after = bought.get_column("customer").search_sorted(customer, "right")
    seen = bought.slice(first, after - first).filter(pl.col("day") <= as_of)
    return seen.group_by("kind", maintain_order=True).agg(pl.col("day").max())


def companions(bought: pl.DataFrame, like: pl.Series, customer: int) -> pl.DataFrame:
    """What like customers buy with what a customer buys (something, it must be), and the customer does not.

    `bought`: as `baskets`; `like`: Boolean per customer of the book, the customer left out. One row per
    `kind` and `base` (one of the at most MOST_BASES things that the customer buys most often): `buyers` of
    the base, `both` of those who buy the kind too, `share` both ÷ buyers with its Wilson bounds `low` and
    `high`, `all_share` of all like customers (`pool`) who buy the kind, `lift` share ÷ all_share. Bases with
    fewer than MINIMUM_BUYERS buyers are left out. `sure_lift` is the lift that holds however many pairs were
    compared here; sorted by it.
    """
    own = bought.filter(pl.col("customer") == customer).sort(
        pl.col("days"), pl.col("kind").cast(pl.String), descending=[True, False]
    )
    bases = own.get_column("kind").cast(pl.String).head(MOST_BASES).to_list()
    others = bought.filter(like.gather(bought.get_column("customer")))
    pool = others.get_column("customer").n_unique()
    buys = [
        marked(others.filter(pl.col("kind") == base).get_column("customer").unique(), like.len())
        .gather(others.get_column("customer"))
        .alias(f"base_{place}")
        for place, base in enumerate(bases)
    ]
    counted = (
        others.with_columns(buys)
        .group_by("kind")
        .agg(pl.len().alias("of_all"), *(pl.col(column.name).sum() for column in buys))
        .with_columns(pl.col("kind").cast(pl.String))
    )
    long = counted.unpivot(
        [column.name for column in buys], index=["kind", "of_all"], variable_name="base", value_name="both"
    ).with_columns(
        pl.col("base").replace_strict(
            {f"base_{place}": base for place, base in enumerate(bases)}, return_dtype=pl.String
        ),
        pl.col("both").cast(pl.UInt32),
    )
    buyers = counted.select(pl.col("kind").alias("base"), pl.col("of_all").alias("buyers"))
    compared = (
        long.join(buyers, on="base")
        .filter((pl.col("buyers") >= MINIMUM_BUYERS) & (pl.col("both") > 0))
        .join(own.select(pl.col("kind").cast(pl.String)), on="kind", how="anti")
        .with_columns(
            (pl.col("both") / pl.col("buyers")).alias("share"),
            (pl.col("of_all") / pool).alias("all_share"),
            pl.lit(pool, dtype=pl.UInt32).alias("pool"),
        )
    )
    low, high = wilson_exprs(pl.col("both"), pl.col("buyers"))
    sure, _ = wilson_exprs(pl.col("both"), pl.col("buyers"), _for_each_of(compared.height))
    return compared.with_columns(
        low.alias("low"),
        high.alias("high"),
        (pl.col("share") / pl.col("all_share")).alias("lift"),
        (sure / pl.col("all_share")).alias("sure_lift"),
    ).sort("sure_lift", "both", "kind", "base", descending=[True, True, False, False])


def _for_each_of(comparisons: int) -> float:
    """The z of each of several bounds that all hold together in 97.5 %. Source: Bonferroni (1936)."""
    return NormalDist().inv_cdf(1 - 0.025 / max(comparisons, 1))
